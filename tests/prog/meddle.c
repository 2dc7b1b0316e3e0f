// SPDX-License-Identifier: GPL-2.0
/*
 * meddle: stops tasks in ways that a shell has no command for.
 *
 *	meddle seize TID	PTRACE_SEIZE and PTRACE_INTERRUPT
 *	meddle attach TID	PTRACE_ATTACH
 *	meddle freeze		all user processes, by the freezer of hibernation
 *
 * The first two print "traced", then "stopped" once the task is, and let it go at the
 * end of stdin. The last one lets all go at once and prints "frozen" or "refused", and
 * the ms it took. The status is 1 after any error, and a line says which.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/suspend_ioctls.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void die(const char *what)
{
	fprintf(stderr, "meddle: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void say(const char *text)
{
	printf("%s\n", text);
	fflush(stdout);
}

static int trace(pid_t tid, bool seize)
{
	int status;

	if (seize) {
		if (ptrace(PTRACE_SEIZE, tid, 0, 0) || ptrace(PTRACE_INTERRUPT, tid, 0, 0))
			die("PTRACE_SEIZE");
	} else if (ptrace(PTRACE_ATTACH, tid, 0, 0)) {
		die("PTRACE_ATTACH");
	}
	say("traced");
	if (waitpid(tid, &status, __WALL) != tid || !WIFSTOPPED(status))
		die("it did not stop");
	say("stopped");
	while (getchar() != EOF)
		;
	if (ptrace(PTRACE_DETACH, tid, 0, 0))
		die("PTRACE_DETACH");
	return 0;
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int freeze(void)
{
	int fd = open("/dev/snapshot", O_RDONLY | O_CLOEXEC);
	long begin, end;
	int failed;

	if (fd < 0)
		die("/dev/snapshot");
	begin = now_ms();
	failed = ioctl(fd, SNAPSHOT_FREEZE);
	end = now_ms();
	if (failed && errno != EBUSY)
		die("SNAPSHOT_FREEZE");
	if (!failed && ioctl(fd, SNAPSHOT_UNFREEZE))
		die("SNAPSHOT_UNFREEZE");
	printf("%s %ld\n", failed ? "refused" : "frozen", end - begin);
	close(fd);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && (!strcmp(argv[1], "seize") || !strcmp(argv[1], "attach")))
		return trace(atoi(argv[2]), *argv[1] == 's');
	if (argc == 2 && !strcmp(argv[1], "freeze"))
		return freeze();
	fprintf(stderr, "usage: meddle seize|attach TID | freeze\n");
	return 2;
}
