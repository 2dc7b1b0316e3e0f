// SPDX-License-Identifier: GPL-2.0
/*
 * Small helpers over system calls. The first three do not allocate, see ctl.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "err.h"
#include "util.h"

/**
 * swr_read_file() - a whole file as text
 * @path: which
 * @buf: where to, closed by a 0
 * @len: its size; a longer file is an error
 *
 * Return: 0 or -1.
 */
int swr_read_file(const char *path, char *buf, size_t len)
{
	size_t got = 0;
	ssize_t n;
	int fd;

	*buf = '\0';
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return swr_err("%s: %s", path, strerror(errno));
	do {
		n = read(fd, buf + got, len - got);
		if (n > 0)
			got += n;
	} while (got < len && (n > 0 || (n < 0 && errno == EINTR)));
	if (n < 0)
		swr_err("%s: %s", path, strerror(errno));
	else if (got == len)
		n = swr_err("%s: longer than %zu bytes", path, len);
	close(fd);
	buf[got < len ? got : len - 1] = '\0';
	return n < 0 ? -1 : 0;
}

/**
 * swr_write_file() - one write to an existing file
 * @path: which
 * @text: what
 *
 * Return: 0, or -1 with errno set.
 */
int swr_write_file(const char *path, const char *text)
{
	int fd, err = 0;
	ssize_t n;

	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0) {
		err = errno;
	} else {
		n = write(fd, text, strlen(text));
		if (n < 0)
			err = errno;
		close(fd);
	}
	if (!err)
		return 0;
	swr_err("%s: %s", path, strerror(err));
	errno = err;
	return -1;
}

/**
 * swr_find_mount() - where a pseudo file system is mounted
 * @fstype: its type
 * @dir: where to
 * @len: size of @dir
 *
 * Return: 0, or -1 if it is not mounted.
 */
int swr_find_mount(const char *fstype, char *dir, size_t len)
{
	char line[512], at[256], type[64];
	int found = -1;
	FILE *f;

	f = fopen("/proc/self/mounts", "re");
	if (!f)
		return swr_err("/proc/self/mounts: %s", strerror(errno));
	while (found && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%*s %255s %63s", at, type) != 2 || strcmp(type, fstype) ||
		    strlen(at) >= len)
			continue;
		snprintf(dir, len, "%s", at);
		found = 0;
	}
	fclose(f);
	if (found)
		swr_err("%s is not mounted", fstype);
	return found;
}

/* In the child. Signals blocked by us must not stay blocked in a helper. */
static void become(const char *const argv[], int out)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	dup2(open("/dev/null", O_RDWR), STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execvp(argv[0], (char *const *)argv);
	dprintf(STDERR_FILENO, "%s\n", strerror(errno));
	_exit(127);
}

/**
 * swr_exec() - run a helper program to its end
 * @argv: name and arguments, NULL last
 *
 * What it prints is shown only if it fails, and then only the last line.
 *
 * Return: 0, or -1 if it could not be run or did not succeed.
 */
int swr_exec(const char *const argv[])
{
	char said[512], *line, *last = said;
	int out, status;
	ssize_t n;
	pid_t pid;

	out = memfd_create("swr-exec", MFD_CLOEXEC);
	if (out < 0)
		return swr_err("memfd_create: %s", strerror(errno));
	pid = fork();
	if (!pid)
		become(argv, out);
	if (pid < 0) {
		close(out);
		return swr_err("fork: %s", strerror(errno));
	}
	while (waitpid(pid, &status, 0) < 0) {
		if (errno == EINTR)
			continue;
		close(out);
		return swr_err("waitpid: %s", strerror(errno));
	}
	n = pread(out, said, sizeof(said) - 1, 0);
	close(out);
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	if (WIFSIGNALED(status))
		return swr_err("%s died: %s", argv[0], strsignal(WTERMSIG(status)));

	said[n > 0 ? n : 0] = '\0';
	for (line = strtok(said, "\n"); line; line = strtok(NULL, "\n"))
		last = line;
	return swr_err("%s failed: %s", argv[0], last);
}

/**
 * swr_now_ns() - CLOCK_MONOTONIC
 */
uint64_t swr_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * UINT64_C(1000000000) + ts.tv_nsec;
}

/**
 * swr_again() - try once more?
 * @until_ns: time to give up, CLOCK_MONOTONIC
 *
 * For what the kernel tells nobody about: a device is busy for a moment because
 * udev looks at it. Pauses for a millisecond.
 *
 * Return: false when the time is over.
 */
bool swr_again(uint64_t until_ns)
{
	struct timespec ms = { .tv_nsec = 1000000 };

	if (swr_now_ns() >= until_ns)
		return false;
	nanosleep(&ms, NULL);
	return true;
}
