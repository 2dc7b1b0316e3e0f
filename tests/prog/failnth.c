// SPDX-License-Identifier: GPL-2.0
/*
 * failnth: loads a module again and again, and makes the first, second, ... allocation
 * of the load fail (the kernel's fail-nth), until a load has fewer of them.
 *
 *	failnth FILE NAME WRONG STRIDE
 *
 * FILE has the module NAME, whose init does nothing but refuse the parameters WRONG: the
 * allocations of such a load are the kernel's own, and not asked about. Of the others the
 * first 16 fail, and then every STRIDE-th. A line "N ERRNO" for each load that
 * failed, then "loaded BEFORE N FAILED SURVIVED": so many allocations come before init, so
 * many in all, so many loads failed, so many did without. The module stays loaded. Exit 1
 * with a line on stderr if that cannot be done.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void die(const char *what)
{
	fprintf(stderr, "failnth: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* What is left of the count: 0 if an allocation was made to fail. */
static int left(int fd)
{
	char text[16] = "";

	if (pread(fd, text, sizeof(text) - 1, 0) <= 0)
		return -1;
	return atoi(text);
}

#define MANY	1000000		/* allocations, more than there are */
#define FIRST		16

/* A load with allocation @n failing: 0 or an errno, and in @rest what is left(). */
static int load(const char *path, const char *params, int nth_fd, int n, int *rest)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	char text[16];

	if (fd < 0)
		die(path);
	snprintf(text, sizeof(text), "%d", n);
	if (pwrite(nth_fd, text, strlen(text), 0) < 0)
		die("fail-nth");
	err = syscall(SYS_finit_module, fd, params, 0) ? errno : 0;
	*rest = left(nth_fd);
	if (pwrite(nth_fd, "0", 1, 0) < 0)
		die("fail-nth");
	close(fd);
	return err;
}

int main(int argc, char **argv)
{
	int nth_fd, n, before, stride, err, rest, failed = 0, survived = 0;

	if (argc != 5) {
		fprintf(stderr, "usage: failnth FILE NAME WRONG STRIDE\n");
		return 2;
	}
	stride = atoi(argv[4]);
	nth_fd = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
	if (nth_fd < 0)
		die("/proc/self/fail-nth");
	if (load(argv[1], argv[3], nth_fd, MANY, &rest) != EINVAL) {
		fprintf(stderr, "failnth: %s is not refused\n", argv[3]);
		return 1;
	}
	before = MANY - rest;
	for (n = before + 1; n < MANY; n += n < before + FIRST ? 1 : stride) {
		err = load(argv[1], "", nth_fd, n, &rest);
		if (err) {
			printf("%d %d\n", n, err);
			failed++;
			continue;
		}
		if (rest > 0) {
			printf("loaded %d %d %d %d\n", before, n - rest, failed, survived);
			return 0;
		}
		survived++;
		if (syscall(SYS_delete_module, argv[2], 0))
			die("delete_module");
	}
	fprintf(stderr, "failnth: a load has more than %d allocations\n", MANY);
	return 1;
}
