// SPDX-License-Identifier: GPL-2.0
/*
 * An ftrace instance: a buffer beside the one that others may be using, gone
 * when we go. What the threads do in user space is put in by its trace_marker,
 * so that one clock orders both.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include "err.h"
#include "trace.h"
#include "util.h"

static char dir[160];		/* the instance; empty: there is none */
static int marker = -1;

static void trace_path(char *path, size_t len, const char *file)
{
	snprintf(path, len, "%s/%s", dir, file);
}

static int set(const char *file, const char *value)
{
	char path[256];

	trace_path(path, sizeof(path), file);
	return swr_write_file(path, value);
}

/**
 * swr_trace_up() - make the buffer and have the module's events go to it
 *
 * Return: 0, or -1 with nothing left behind.
 */
int swr_trace_up(void)
{
	char mount[128], path[256], why[SWR_ERR_MAX];

	if (swr_find_mount("tracefs", mount, sizeof(mount)))
		return swr_err("the account needs tracefs: mount -t tracefs none /sys/kernel/tracing");
	snprintf(dir, sizeof(dir), "%s/instances/swr-%d", mount, getpid());
	if (mkdir(dir, 0700)) {
		swr_err("%s: %s", dir, strerror(errno));
		*dir = '\0';
		return -1;
	}
	trace_path(path, sizeof(path), "trace_marker");
	if (set("tracing_on", "0") || set("trace_clock", "mono") ||
	    set("events/swaprace/enable", "1"))
		goto undo;
	marker = open(path, O_WRONLY | O_CLOEXEC);
	if (marker >= 0)
		return 0;
	swr_err("%s: %s", path, strerror(errno));
undo:
	snprintf(why, sizeof(why), "%s", swr_errstr());
	swr_trace_down();
	return swr_err("%s", why);
}

/**
 * swr_trace_watch() - record the events of these two only
 * @t0: one
 * @t1: the other
 */
int swr_trace_watch(pid_t t0, pid_t t1)
{
	char tids[32];

	snprintf(tids, sizeof(tids), "%d %d", t0, t1);
	return set("set_event_pid", tids);
}

/**
 * swr_trace_start() - forget what was recorded and record
 */
int swr_trace_start(void)
{
	char path[256];
	int fd;

	if (!*dir)
		return 0;
	trace_path(path, sizeof(path), "trace");
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		return swr_err("%s: %s", path, strerror(errno));
	close(fd);
	return set("tracing_on", "1");
}

/**
 * swr_trace_stop() - record no more
 */
int swr_trace_stop(void)
{
	return *dir ? set("tracing_on", "0") : 0;
}

static uint64_t stats_number(const char *stats, const char *key)
{
	const char *p = strstr(stats, key);
	uint64_t n;

	return p && sscanf(p + strlen(key), ": %" SCNu64, &n) == 1 ? n : UINT64_MAX;
}

/* Events that one CPU's part of the buffer had no room for. */
static uint64_t cpu_lost(unsigned int cpu)
{
	char file[48], path[256], stats[1024];
	uint64_t over, dropped;

	snprintf(file, sizeof(file), "per_cpu/cpu%u/stats", cpu);
	trace_path(path, sizeof(path), file);
	if (access(path, F_OK))
		return 0;	/* no such CPU */
	if (swr_read_file(path, stats, sizeof(stats)))
		return UINT64_MAX;
	over = stats_number(stats, "\noverrun");
	dropped = stats_number(stats, "dropped events");
	return over == UINT64_MAX || dropped == UINT64_MAX ? UINT64_MAX : over + dropped;
}

/**
 * swr_trace_save() - copy what was recorded
 * @rec: where to
 * @run: number of the run
 */
int swr_trace_save(struct swr_record *rec, unsigned int run)
{
	unsigned int cpu;
	char path[256];

	rec->run = 0;
	rec->lost = 0;
	for (cpu = 0; cpu < CPU_SETSIZE && rec->lost != UINT64_MAX; cpu++) {
		uint64_t lost = cpu_lost(cpu);

		rec->lost = lost == UINT64_MAX ? lost : rec->lost + lost;
	}
	trace_path(path, sizeof(path), "trace");
	if (swr_read_file(path, rec->text, sizeof(rec->text)))
		return -1;
	rec->run = run;
	return 0;
}

/**
 * swr_trace_mark() - put a line into the record
 * @text: the line
 *
 * A line that does not fit is missing in the drawing but not silently: the
 * buffer counts it.
 */
void swr_trace_mark(const char *text)
{
	ssize_t n;

	if (marker < 0)
		return;
	n = write(marker, text, strlen(text));
	(void)n;
}

/**
 * swr_trace_down() - remove the buffer
 */
int swr_trace_down(void)
{
	uint64_t until = swr_now_ns() + UINT64_C(1000000000);

	if (!*dir)
		return 0;
	if (marker >= 0)
		close(marker);
	marker = -1;
	set("tracing_on", "0");
	set("events/enable", "0");
	while (rmdir(dir)) {
		if (errno != EBUSY || !swr_again(until))
			return swr_err("%s: %s", dir, strerror(errno));
	}
	*dir = '\0';
	return 0;
}
