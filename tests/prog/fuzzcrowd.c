// SPDX-License-Identifier: GPL-2.0
/*
 * fuzzcrowd: many threads write to the files of the module at a time.
 *
 *	fuzzcrowd write DIR SEED N		N inputs, through files that all share and
 *						through files of their own
 *	fuzzcrowd reload DIR SEED N MODULE	while MODULE is unloaded and loaded N times
 *
 * A write takes all or nothing, and a file that can be read shows whole lines. While the
 * module comes and goes a file may not be there; nothing else may be wrong with it.
 *
 * Prints "seed=S inputs=N taken=N refused=N gone=N", or what went wrong and with which
 * input, and ends by 1. It keeps its memory, so that it never faults for a swapped page,
 * whatever it lets be injected there.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#include "fuzz.h"

#define THREADS		4
#define UNLOAD_S	60	/* longest time until nobody has a file open at that moment */

static unsigned long inputs, done, taken, refused, gone, unloads;
static uint64_t seed;
static bool comes_and_goes, over;

static void fail(const struct file *f, const struct input *in, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n# seed %llu\n", (unsigned long long)seed);
	if (f)
		show_input(f->name, in);
	fflush(stdout);
	_exit(1);
}

static void count(unsigned long *n)
{
	__atomic_add_fetch(n, 1, __ATOMIC_RELAXED);
}

static void check_text(const struct file *f, const struct input *in, int fd)
{
	size_t len;
	char *text = read_text(fd, &len);

	if (!text)
		fail(f, in, "%s cannot be read: %s", f->name, strerror(errno));
	if (strlen(text) != len || (len && text[len - 1] != '\n'))
		fail(f, in, "%s does not show whole lines: '%s'", f->name, text);
	free(text);
}

/* A file of our own, or -1 if the module is away. */
static int open_own(const struct file *f, const struct input *in)
{
	int fd = open(f->path, (f->reads ? O_RDWR : O_WRONLY) | O_CLOEXEC);

	/* ENXIO: it is about to go */
	if (fd < 0 && (!comes_and_goes || (errno != ENOENT && errno != ENXIO)))
		fail(f, in, "%s cannot be opened: %s", f->name, strerror(errno));
	return fd;
}

static void give(const struct file *f, const struct input *in, uint64_t *dice)
{
	bool own = comes_and_goes || below(dice, 2);
	int fd = own ? open_own(f, in) : f->fd;
	ssize_t n;

	if (fd < 0) {
		count(&gone);
		return;
	}
	n = write(fd, in->data, in->len);
	if (n == (ssize_t)in->len)
		count(&taken);
	else if (n >= 0)
		fail(f, in, "%s took %zd bytes of %zu", f->name, n, in->len);
	else if (!is_refusal(errno))
		fail(f, in, "%s: %s", f->name, strerror(errno));
	else
		count(&refused);
	if (f->reads && !below(dice, 4))
		check_text(f, in, fd);
	if (own)
		close(fd);
}

static void *writer(void *arg)
{
	uint64_t dice = seed + (unsigned long)arg;
	struct input *in = malloc(sizeof(*in));

	if (!in)
		fail(NULL, NULL, "out of memory");
	while (!__atomic_load_n(&over, __ATOMIC_RELAXED)) {
		const struct file *f = &files[writables[below(&dice, nr_writables)]];

		/* commands have more to say than 500 knobs */
		if (f->dir > strlen("livelock") && below(&dice, 16))
			continue;
		if ((is(f, "model") || is(f, "reset")) && below(&dice, 8))
			continue;
		/* 2: stacks in the log, as a complaint of the kernel has one; fuzz writes it */
		if (strstr(f->name, "verbose"))
			continue;
		if (!comes_and_goes && __atomic_fetch_add(&done, 1, __ATOMIC_RELAXED) >= inputs)
			break;
		make_input(in, f, &dice);
		hurry(in, f);
		give(f, in, &dice);
	}
	free(in);
	return NULL;
}

static time_t seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* Out, as soon as nobody has a file open, and in again. */
static void reload(const char *module)
{
	time_t until = seconds() + UNLOAD_S;
	char command[80];

	while (syscall(SYS_delete_module, module, O_NONBLOCK)) {
		if (errno != EAGAIN || seconds() > until)
			fail(NULL, NULL, "the module cannot be unloaded: %s", strerror(errno));
		sched_yield();
	}
	unloads++;
	snprintf(command, sizeof(command), "modprobe %s", module);
	if (system(command))
		fail(NULL, NULL, "%s fails", command);
}

int main(int argc, char **argv)
{
	pthread_t threads[THREADS];
	unsigned long i, rounds = 0;

	comes_and_goes = argc == 6 && !strcmp(argv[1], "reload");
	if (!comes_and_goes && (argc != 5 || strcmp(argv[1], "write"))) {
		fprintf(stderr, "usage: fuzzcrowd write DIR SEED N | fuzzcrowd reload DIR SEED N MODULE\n");
		return 2;
	}
	if (find_files(argv[2]) || mlockall(MCL_CURRENT | MCL_FUTURE))
		fail(NULL, NULL, "no files in %s, or no memory: %s", argv[2], strerror(errno));
	seed = strtoull(argv[3], NULL, 10);
	inputs = strtoul(argv[4], NULL, 10);
	for (i = 0; comes_and_goes && i < nr_files; i++)
		close(files[i].fd);
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, writer, (void *)i))
			fail(NULL, NULL, "no thread");
	for (; comes_and_goes && rounds < inputs; rounds++)
		reload(argv[5]);
	__atomic_store_n(&over, comes_and_goes, __ATOMIC_RELAXED);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	printf("seed=%llu inputs=%lu taken=%lu refused=%lu gone=%lu unloads=%lu\n",
	       (unsigned long long)seed, taken + refused, taken, refused, gone, unloads);
	return 0;
}
