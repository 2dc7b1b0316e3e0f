/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the fuzzers of the module's files share: which files there are, and what is
 * written to them. Nothing here has a list of the files; what a file takes is learned
 * from what it shows, and only commands that no file shows are known by their words.
 */
#ifndef SWR_FUZZ_GUEST_H
#define SWR_FUZZ_GUEST_H

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_MAX	2048
#define TEXT_MAX	(64 * 1024)
#define INPUT_MAX	(66 * 1024)
#define WORDS_MAX	64
#define COUNT(a)	(sizeof(a) / sizeof(*(a)))

/**
 * struct file - a file of the module
 * @path: of it
 * @name: the part of @path below the directory
 * @dir: bytes of @name that are its directory, 0: the top
 * @reads: it may be read
 * @writes: it may be written
 * @words: what it showed at first, cut into words
 * @nr_words: how many
 * @fd: open as far as it may be, or -1
 * @text: what it showed last
 * @len: length of @text
 * @taken: writes that it took
 * @refused: writes that it refused
 * @cannot: refused because this kernel lacks what the file is about
 */
struct file {
	char path[192];
	const char *name;
	size_t dir;
	bool reads;
	bool writes;
	char *words[WORDS_MAX];
	unsigned int nr_words;
	int fd;
	char *text;
	size_t len;
	unsigned long taken;
	unsigned long refused;
	unsigned long cannot;
};

struct input {
	size_t len;
	char data[INPUT_MAX];
};

static struct file files[FILES_MAX];
static unsigned int nr_files, writables[FILES_MAX], nr_writables;
static size_t root_len;

/* splitmix64, from the paper of Steele, Lea and Flood; a state a thread */
static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static size_t below(uint64_t *state, size_t n)
{
	return n ? next(state) % n : 0;
}

/* Does a file of the module say no by this errno? */
static bool is_refusal(int err)
{
	static const int errors[] = {
		EINVAL, EPERM, ESRCH, ENOENT, EEXIST, ENOSPC, ETIMEDOUT,
		EBUSY, EOPNOTSUPP,	/* what keeps the hooks on, and what needs them */
	};
	unsigned int i;

	for (i = 0; i < COUNT(errors); i++)
		if (errors[i] == err)
			return true;
	return false;
}

/* So that a failure can be made again by hand. */
static void show_input(const char *name, const struct input *in)
{
	size_t i;

	printf("# %zu bytes to %s: '", in->len, name);
	for (i = 0; i < in->len && i < 400; i++) {
		unsigned char c = in->data[i];

		if (c < ' ' || c > '~' || c == '\\' || c == '\'')
			printf("\\%03o", c);
		else
			putchar(c);
	}
	printf("'%s\n", i < in->len ? " and so on" : "");
}

/* --- the files --- */

static int add_file(const char *path, const struct stat *st, int type, struct FTW *at)
{
	struct file *f = &files[nr_files];

	(void)at;
	if (type != FTW_F)
		return 0;
	if (nr_files == FILES_MAX || strlen(path) >= sizeof(f->path))
		return -1;
	strcpy(f->path, path);
	f->reads = st->st_mode & 0400;
	f->writes = st->st_mode & 0200;
	f->fd = -1;
	nr_files++;
	return 0;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static bool is(const struct file *f, const char *name)
{
	return !strcmp(f->name, name);
}

/* What a file shows, in memory that is to be freed. */
static char *read_text(int fd, size_t *len)
{
	static __thread char text[TEXT_MAX];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	char *copy;

	if (n < 0)
		return NULL;
	text[n] = '\0';
	copy = malloc(n + 1);
	if (copy)
		memcpy(copy, text, n + 1);
	*len = n;
	return copy;
}

static int learn_words(struct file *f)
{
	char *text, *word, *save;
	size_t len;

	text = read_text(f->fd, &len);
	if (!text)
		return -1;
	for (word = strtok_r(text, "[]\n ", &save); word && f->nr_words < WORDS_MAX;
	     word = strtok_r(NULL, "[]\n ", &save))
		f->words[f->nr_words++] = strdup(word);
	free(text);
	return 0;
}

/* All below the directory @dir, as the module may change it. */
static int find_files(const char *dir)
{
	unsigned int i;
	const char *slash;

	root_len = strlen(dir) + 1;
	if (nftw(dir, add_file, 8, FTW_PHYS) || !nr_files)
		return -1;
	/* no order of the file system: the same seed gives the same inputs */
	qsort(files, nr_files, sizeof(*files), by_path);
	for (i = 0; i < nr_files; i++) {
		struct file *f = &files[i];

		f->name = f->path + root_len;
		slash = strrchr(f->name, '/');
		f->dir = slash ? slash - f->name : 0;
		f->fd = open(f->path, (f->reads ? f->writes ? O_RDWR : O_RDONLY : O_WRONLY) |
			     O_CLOEXEC);
		if (f->fd < 0 || (f->reads && learn_words(f)))
			return -1;
		if (f->writes)
			writables[nr_writables++] = i;
	}
	return 0;
}

/* --- what is written --- */

/* Commands that no file shows: files, and what stands in them one after the other. */
static const char *const commands[] = {
	"gate hold release drop wait clear a b swr-1 a-name-that-is-too-long task= at= until= nth= limit_ms= held done , :entry :return =ok =eexist =error : read claim fault install free writeout swapoff",
	"gate hold a task=TID at=read:return limit_ms=1000",
	"gate hold b task=TID at=read until=TID:read:return nth=3 limit_ms=60000",
	"gate hold c task=1 at=fault until=1:claim:return=eexist limit_ms=1",
	"gate wait a held limit_ms=3",
	"gate wait b done limit_ms=60000",
	"gate release a",
	"gate drop a",
	"gate clear",
	"reset counters",
	"reset hist",
	"reset races",
	"reset livelocks",
	"reset gate",
	"reset inject",
	"reset all",
	"model run S1-F ms=1",
	"model run S1-unfixed cast=two ms=1",
	"model run cast= ms= S4-none S2-spin two nobody 60001 0",
};

static const char *const numbers[] = {
	"0", "1", "-1", "2", "7", "8", "9", "16", "32", "33", "99", "100", "101", "999999",
	"1000000", "1000001", "60000", "60001", "127", "128", "255", "256", "32767", "32768",
	"65535", "65536", "2147483647", "2147483648", "-2147483648", "-2147483649",
	"4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
	"-9223372036854775808", "18446744073709551615", "18446744073709551616", "+1", "00",
	"0x", "0x0", "0xffffffffffffffff", "0x10000000000000000", "1e3", "1.5", " 1", "1 ",
};

static void put(struct input *in, const char *text, size_t len)
{
	if (in->len + len > sizeof(in->data))
		len = sizeof(in->data) - in->len;
	memcpy(in->data + in->len, text, len);
	in->len += len;
}

/* A word of a command; TID stands for the writer. */
static void put_word(struct input *in, const char *word, size_t len)
{
	char tid[16];
	const char *at;

	for (; (at = memmem(word, len, "TID", 3)); len -= at + 3 - word, word = at + 3) {
		put(in, word, at - word);
		put(in, tid, snprintf(tid, sizeof(tid), "%d", gettid()));
	}
	put(in, word, len);
}

/* A command of a file, or words of one in any order. Is there one? */
static bool put_command(struct input *in, const struct file *f, bool whole, uint64_t *dice)
{
	const char *own[COUNT(commands)], *words[WORDS_MAX], *p;
	size_t len = strlen(f->name);
	unsigned int i, nr = 0;

	for (i = 0; i < COUNT(commands); i++)
		if (!strncmp(commands[i], f->name, len) && commands[i][len] == ' ')
			own[nr++] = commands[i] + len + 1;
	if (!nr)
		return false;
	p = own[below(dice, nr)];
	if (whole) {
		put_word(in, p, strlen(p));
		return true;
	}
	for (nr = 0; *p && nr < WORDS_MAX; p += strspn(p, " ")) {
		words[nr++] = p;
		p += strcspn(p, " ");
	}
	for (i = 1 + below(dice, 7); i; i--) {
		p = words[below(dice, nr)];
		put_word(in, p, strcspn(p, " "));
		if (below(dice, 4))
			put(in, " ", 1);
		if (!below(dice, 3)) {
			p = numbers[below(dice, COUNT(numbers))];
			put(in, p, strlen(p));
		}
	}
	return true;
}

/* Something that may well be taken. */
static void put_right(struct input *in, const struct file *f, uint64_t *dice)
{
	const char *word;

	if (put_command(in, f, true, dice) || !f->nr_words)
		return;
	word = f->words[below(dice, f->nr_words)];
	put(in, word, strlen(word));
}

static void mutate(struct input *in, uint64_t *dice)
{
	static const char bytes[] = "\n\0 \t=:,-+%[]{}\"'\\/x09\x7f\x80\xff";
	size_t at = below(dice, in->len + 1), len;

	switch (next(dice) % 5) {
	case 0:		/* a bit */
		if (at < in->len)
			in->data[at] ^= 1 << below(dice, 8);
		break;
	case 1:		/* one more */
		if (in->len < 300) {
			memmove(in->data + at + 1, in->data + at, in->len - at);
			in->data[at] = bytes[below(dice, sizeof(bytes) - 1)];
			in->len++;
		}
		break;
	case 2:		/* some less */
		len = below(dice, in->len - at + 1);
		memmove(in->data + at, in->data + at + len, in->len - at - len);
		in->len -= len;
		break;
	case 3:		/* an end too early */
		in->len = at;
		break;
	default:	/* twice */
		if (in->len < 300)
			put(in, in->data + at, in->len - at);
	}
}

/* The next input for a file. */
static void make_input(struct input *in, const struct file *f, uint64_t *dice)
{
	static const size_t lengths[] = { 254, 255, 256, 257, 4095, 4096, 4097, 65535, 65536 };
	const struct file *other = &files[writables[below(dice, nr_writables)]];
	const char *number = numbers[below(dice, COUNT(numbers))];
	unsigned int kind = below(dice, 16), i;
	size_t len;

	in->len = 0;
	if (kind == 0) {		/* anything */
		for (i = below(dice, 300); i; i--)
			in->data[in->len++] = next(dice);
	} else if (kind == 1) {		/* too long, or almost */
		put_right(in, f, dice);
		len = lengths[below(dice, COUNT(lengths))];
		for (i = below(dice, 2) ? ' ' : 'a'; in->len < len; in->len++)
			in->data[in->len] = i;
	} else if (kind <= 4) {		/* as it should be */
		put_right(in, f, dice);
	} else if (kind <= 7) {		/* a number */
		put(in, number, strlen(number));
	} else if (kind <= 9) {		/* what another file takes */
		put_right(in, other, dice);
	} else if (kind > 12 || !put_command(in, f, false, dice)) {
		put_right(in, f, dice);	/* almost as it should be */
		for (i = 1 + below(dice, 3); i; i--)
			mutate(in, dice);
	}
	if (!below(dice, 3))
		put(in, "\n", 1);
}

/* Where "NAME=" begins in the input, behind it; 0: nowhere */
static size_t behind(const struct input *in, const char *name)
{
	const char *at = memmem(in->data, in->len, name, strlen(name));

	return at ? at - in->data + strlen(name) : 0;
}

static bool ends_in(const struct input *in, const char *text)
{
	size_t len = strlen(text);

	return in->len >= len && !memcmp(in->data + in->len - len, text, len);
}

/*
 * A command that is right may take a minute; nothing is learned from that. The model
 * runs for a ms, by the last of its words, and a wait is one of less than 10 ms.
 */
static void hurry(struct input *in, const struct file *f)
{
	size_t at = behind(in, "limit_ms="), end;
	bool line;

	if (is(f, "gate") && behind(in, "wait") && at) {
		for (end = at + 1; end < in->len && isdigit((unsigned char)in->data[end]); end++)
			;
		if (end > at + 1) {
			memmove(in->data + at + 1, in->data + end, in->len - end);
			in->len -= end - at - 1;
		}
	}
	if (is(f, "model") && in->len > 4 && !memcmp(in->data, "run ", 4)) {
		line = in->data[in->len - 1] == '\n';
		in->len -= line;
		if (ends_in(in, " ms=0") || ends_in(in, " ms=60001")) {
			in->len += line;
			return;
		}
		put(in, " ms=1\n", 5 + line);
	}
}

#endif
