// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz: writes to every file of the module what may be no command of it.
 *
 *	fuzz one DIR SEED N	N inputs one after the other
 *	fuzz open DIR MODULE	what is open keeps MODULE loaded; in the end it is not
 *
 * After a write that is refused all files show what they showed before, except for the
 * one that says why; after one that is taken, those show the same that it cannot be
 * about. Each file must have refused something, and have taken something unless this
 * kernel lacks what it is about: a file whose commands are not known fails the test.
 *
 * Prints "seed=S inputs=N taken=N refused=N files=N writable=N", or what went wrong
 * with the input, and ends by 1.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "fuzz.h"

#define ALL_REFUSED	64	/* after so many refused writes all files are looked at */
#define ALL_TAKEN	16	/* likewise, all that it is not about */

static struct input in;
static struct file *target, *error;
static uint64_t dice, seed;
static unsigned long nr, taken, refused;
static char *edge;		/* the last byte before memory that is none */

static void fail(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n# seed %llu, input %lu\n", (unsigned long long)seed, nr);
	if (target)
		show_input(target->name, &in);
	exit(1);
}

/* Numbers that go on by themselves become nothing, in place. */
static void drop_numbers(char *text, const char *key)
{
	char *at = text;
	size_t digits;

	while ((at = strstr(at, key))) {
		at += strlen(key);
		digits = strspn(at, "0123456789");
		memmove(at, at + digits, strlen(at + digits) + 1);
	}
}

static char *look(const struct file *f, size_t *len)
{
	char *text = read_text(f->fd, len);

	if (!text)
		fail("%s cannot be read: %s", f->name, strerror(errno));
	if (strlen(text) != *len)
		fail("%s shows a 0 byte", f->name);
	if (*len && text[*len - 1] != '\n')
		fail("%s shows a line without an end", f->name);
	if (is(f, "hooks")) {
		drop_numbers(text, "hits=");
		drop_numbers(text, "missed=");
	} else if (is(f, "status")) {
		drop_numbers(text, "tasks_in_frames: ");
	}
	*len = strlen(text);
	return text;
}

/* May a write to one change what the other shows? But for the reason of a refusal. */
static bool about(const struct file *written, const struct file *f)
{
	if (is(written, "reset"))
		return true;
	return f->dir == written->dir && !memcmp(f->name, written->name, f->dir);
}

/* It adds 100,000 numbers up, which are all 0 while nobody faults. */
static bool slow(const struct file *f)
{
	return is(f, "hist");
}

static void remember(const struct file *written)
{
	struct file *f;

	for (f = files; f < files + nr_files; f++) {
		if (!f->reads || (written && (slow(f) || !about(written, f))))
			continue;
		free(f->text);
		f->text = look(f, &f->len);
	}
}

/* All show what they showed, or all but those that were changed, or only those near. */
static void compare(const struct file *changed, const struct file *near)
{
	struct file *f;
	size_t len;
	char *now;

	for (f = files; f < files + nr_files; f++) {
		if (!f->reads || f == error || (changed && about(changed, f)) ||
		    (near && (slow(f) || !about(near, f))))
			continue;
		now = look(f, &len);
		if (len != f->len || memcmp(now, f->text, len)) {
			printf("# %s showed\n%s# and shows\n%s", f->name, f->text, now);
			fail("%s: a write that %s changed %s", target->name,
			     changed ? "is not about it" : "was refused", f->name);
		}
		free(now);
	}
}

/* The reason is one line of text; does it say that this kernel is the reason? */
static bool reason(void)
{
	size_t len;
	char *text = look(error, &len);
	bool kernel = strstr(text, "this kernel") || strstr(text, "no task is seen to pass");

	if (!len || strchr(text, '\n') != text + len - 1)
		fail("%s: error shows '%s' after a refusal", target->name, text);
	free(text);
	return kernel;
}

static ssize_t write_it(void)
{
	static const off_t odd[] = { 0, 1, 3, 255, 4096, 1 << 20, (off_t)1 << 40 };
	off_t at = odd[below(&dice, COUNT(odd))];
	size_t half;

	switch (below(&dice, 32)) {
	case 0:
		return pwrite(target->fd, in.data, in.len, at);
	case 1:
		lseek(target->fd, at, SEEK_SET);
		break;
	case 2:		/* the memory of it ends too early, or nowhere */
		half = in.len < 4096 ? in.len / 2 : 2048;
		memcpy(edge - half, in.data, half);
		return write(target->fd, edge - half, in.len);
	case 3:
		return write(target->fd, edge, in.len + 1);
	}
	return write(target->fd, in.data, in.len);
}

static void give(bool plain)
{
	ssize_t n;

	hurry(&in, target);
	nr++;
	n = plain ? write(target->fd, in.data, in.len) : write_it();
	if (n == (ssize_t)in.len) {
		taken++;
		target->taken++;
		if (!(taken % ALL_TAKEN))
			compare(target, NULL);
		remember(target);
		return;
	}
	if (n >= 0)
		fail("%s took %zd bytes of %zu", target->name, n, in.len);
	/* the kernel's own: memory that is none, and pwrite() */
	if (!is_refusal(errno) && errno != EFAULT && errno != ESPIPE)
		fail("%s: %s", target->name, strerror(errno));
	refused++;
	target->refused++;
	if (errno != EFAULT && errno != ESPIPE && reason())
		target->cannot++;
	compare(NULL, refused % ALL_REFUSED ? target : NULL);
}

/* A piece of a file is what stands there in all of it. */
static void odd_read(void)
{
	const struct file *f = &files[below(&dice, nr_files)];
	static char piece[TEXT_MAX], all[TEXT_MAX];
	size_t size = 1 + below(&dice, 70), at;
	ssize_t n, len;
	bool right;

	if (!f->reads)
		return;
	len = pread(f->fd, all, sizeof(all), 0);
	if (len < 0)
		fail("%s cannot be read: %s", f->name, strerror(errno));
	at = below(&dice, len + 3);
	if (below(&dice, 2)) {
		n = pread(f->fd, piece, size, at);
	} else {
		if (lseek(f->fd, at, SEEK_SET) != (off_t)at)
			fail("%s: no lseek to %zu", f->name, at);
		n = read(f->fd, piece, size);
	}
	right = n < 0 ? false : !n ? (ssize_t)at >= len :
		n <= (ssize_t)size && (ssize_t)at + n <= len && !memcmp(piece, all + at, n);
	if (!right)
		fail("%s: %zd of %zu bytes at %zu are not those of the file", f->name, n, size, at);
	if (pread(f->fd, piece, size, -1) >= 0 || errno != EINVAL)
		fail("%s can be read before its beginning", f->name);
}

/* What each shows it takes back, and each refuses what is nothing. */
static void sweep(void)
{
	unsigned int i, k;

	for (i = 0; i < nr_writables; i++) {
		target = &files[writables[i]];
		for (k = 0; k < target->nr_words + (target->dir ? 1 : 6); k++) {
			in.len = 0;
			if (k < target->nr_words)
				put(&in, target->words[k], strlen(target->words[k]));
			else
				put_right(&in, target, &dice);
			give(true);
		}
		in.len = 0;
		put(&in, "\001\n\001", 3);
		give(true);
	}
}

static void covered(void)
{
	unsigned int i;

	for (i = 0; i < nr_writables; i++) {
		target = &files[writables[i]];
		if (!target->refused)
			fail("%s refused nothing", target->name);
		if (!target->taken && !target->cannot)
			fail("%s took nothing of %lu: no command of it is known", target->name,
			     target->refused);
	}
}

/* There are 500 knobs of injection and a dozen of other files; some take their time. */
static struct file *pick(void)
{
	struct file *f;

	do
		f = &files[writables[below(&dice, nr_writables)]];
	while ((f->dir > strlen("livelock") && below(&dice, 32)) ||
	       ((is(f, "model") || is(f, "reset")) && below(&dice, 4)));
	return f;
}

static void one(unsigned long inputs)
{
	dice = seed;
	remember(NULL);
	sweep();
	while (nr < inputs) {
		target = pick();
		make_input(&in, target, &dice);
		give(false);
		if (!below(&dice, 16))
			odd_read();
	}
	compare(NULL, NULL);
	covered();
	printf("seed=%llu inputs=%lu taken=%lu refused=%lu files=%u writable=%u\n",
	       (unsigned long long)seed, nr, taken, refused, nr_files, nr_writables);
}

static int unload(const char *module)
{
	return syscall(SYS_delete_module, module, O_NONBLOCK);
}

/* Whatever is open keeps the module; what it is closed by need not be the last opened. */
static void keep_open(const char *dir, const char *module)
{
	char text[256], path[256];
	int at, parameter;
	unsigned int i;

	at = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	snprintf(path, sizeof(path), "/sys/module/%s/parameters/fix", module);
	parameter = open(path, O_RDONLY | O_CLOEXEC);
	if (at < 0 || parameter < 0 || read(parameter, text, sizeof(text)) <= 0)
		fail("%s and %s cannot be opened and read", dir, path);
	for (i = 0; i < nr_files; i++) {
		/* the first and the last, and some between */
		if ((i < 3 || i + 3 > nr_files || !(i % 64)) &&
		    (!unload(module) || errno != EAGAIN))
			fail("the module could be unloaded with %u files open", nr_files - i);
		if (files[i].reads && pread(files[i].fd, text, sizeof(text), 0) < 0)
			fail("%s cannot be read after a refused unload", files[i].name);
		close(files[i].fd);
	}
	if (unload(module))
		fail("the module cannot be unloaded with nothing open: %s", strerror(errno));
	if (openat(at, "status", O_RDONLY) >= 0 || errno != ENOENT)
		fail("the directory that was kept open still has its files");
	if (pread(parameter, text, sizeof(text), 0) >= 0)
		fail("a parameter of the module can be read without the module");
	close(parameter);
	close(at);
	printf("files=%u\n", nr_files);
}

int main(int argc, char **argv)
{
	unsigned int i;

	if (argc < 4 || (!strcmp(argv[1], "one") && argc != 5)) {
		fprintf(stderr, "usage: fuzz one DIR SEED N | fuzz open DIR MODULE\n");
		return 2;
	}
	setlinebuf(stdout);
	if (find_files(argv[2]))
		fail("the files of %s cannot be found and read: %s", argv[2], strerror(errno));
	for (i = 0; i < nr_files; i++)
		if (is(&files[i], "error"))
			error = &files[i];
	edge = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!error || edge == MAP_FAILED || munmap(edge + 4096, 4096))
		fail("there is no file error, or no memory");
	edge += 4096;
	seed = strtoull(argv[3], NULL, 10);
	if (!strcmp(argv[1], "one"))
		one(strtoul(argv[4], NULL, 10));
	else
		keep_open(argv[2], argv[3]);
	return 0;
}
