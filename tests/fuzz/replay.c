// SPDX-License-Identifier: GPL-2.0
/*
 * Gives a target the inputs of a corpus, and then mutants of them, without libFuzzer:
 *
 *	replay MUTANTS SEED FILE...
 *
 * The same seed and files give the same inputs everywhere. Prints how many there were;
 * if one of them ends the program it is left in the file `crash` of the directory.
 */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "fuzz.h"

#define INPUT_MAX	8192
#define FILES_MAX	4096
#define STEPS_MAX	8	/* changes that make a mutant */
#define LIMIT_S		20	/* of one input */

int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

struct input {
	size_t len;
	unsigned char data[INPUT_MAX];
};

static struct input *files[FILES_MAX];
static unsigned int nr_files;
static struct input now;
static uint64_t state;

/* splitmix64, from the paper of Steele, Lea and Flood */
static uint64_t next(void)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* Either sanitizer ends the program by a signal that leaves time to keep the input. */
const char *__asan_default_options(void)
{
	return "abort_on_error=1";
}

const char *__ubsan_default_options(void)
{
	return "abort_on_error=1";
}

static size_t below(size_t n)
{
	return n ? next() % n : 0;
}

/* In any state of the program: system calls only. */
static void died(int signal)
{
	static const char late[] = "an input takes longer than it may\n";
	int fd = open("crash", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ssize_t n;

	n = write(fd, now.data, now.len);
	if (signal == SIGALRM)
		n = write(STDERR_FILENO, late, sizeof(late) - 1);
	(void)n;
	_exit(1);
}

static void run(void)
{
	alarm(LIMIT_S);
	LLVMFuzzerTestOneInput(now.data, now.len);
	alarm(0);
}

/* Puts bytes in the place of @gone others at @at, as far as there is room. */
static void put(size_t at, size_t gone, const void *bytes, size_t len)
{
	if (now.len - gone + len > INPUT_MAX)
		return;
	memmove(now.data + at + len, now.data + at + gone, now.len - at - gone);
	memmove(now.data + at, bytes, len);
	now.len += len - gone;
}

static void change(void)
{
	static const char *const words[] = {
		"0", "-1", "1", "4294967295", "4294967296", "18446744073709551615",
		"18446744073709551616", "\n", "\n\n", " ", "=", ":", ",", "-", "%s%n", "[", "] ",
		"999999999999999999999999", "\t", "\"",
	};
	const struct input *other = files[below(nr_files)];
	size_t at = below(now.len + 1), len = below(now.len - at + 1), from;
	unsigned char copy[64];

	switch (next() % 7) {
	case 0:		/* a bit */
		if (at < now.len)
			now.data[at] ^= 1 << below(8);
		break;
	case 1:		/* any byte */
		copy[0] = next();
		put(at, at < now.len, copy, 1);
		break;
	case 2:		/* nothing any more */
		put(at, len, "", 0);
		break;
	case 3:		/* once more */
		len = len < sizeof(copy) ? len : sizeof(copy);
		memcpy(copy, now.data + at, len);
		put(at, 0, copy, len);
		break;
	case 4:		/* what hurts */
		from = below(sizeof(words) / sizeof(*words));
		put(at, below(2) ? len : 0, words[from], strlen(words[from]));
		break;
	case 5:		/* a piece of another */
		from = below(other->len);
		len = below(other->len - from);
		put(at, 0, other->data + from, len);
		break;
	default:	/* half of it */
		now.len = at;
	}
}

static void take(const char *path)
{
	struct input *in = calloc(1, sizeof(*in));
	FILE *f = fopen(path, "re");

	EXPECT(in && f && nr_files < FILES_MAX);
	in->len = fread(in->data, 1, sizeof(in->data), f);
	EXPECT(!ferror(f) && in->len < sizeof(in->data));
	fclose(f);
	files[nr_files++] = in;
}

int main(int argc, char **argv)
{
	unsigned long mutants, i, k;

	if (argc < 4) {
		fprintf(stderr, "usage: replay MUTANTS SEED FILE...\n");
		return 2;
	}
	mutants = strtoul(argv[1], NULL, 10);
	state = strtoul(argv[2], NULL, 10);
	for (i = 3; i < (unsigned long)argc; i++)
		take(argv[i]);
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	signal(SIGABRT, died);
	signal(SIGALRM, died);
	for (i = 0; i < nr_files; i++) {
		now = *files[i];
		run();
	}
	for (i = 0; i < mutants; i++) {
		now = *files[below(nr_files)];
		for (k = 1 + below(STEPS_MAX); k; k--)
			change();
		run();
	}
	for (i = 0; i < nr_files; i++)
		free(files[i]);
	printf("%u files, %lu mutants\n", nr_files, mutants);
	return 0;
}
