// SPDX-License-Identifier: GPL-2.0
/*
 * `livelock` as a whole: thresholds and the scheduler's own bounds set, the series,
 * everything back as it was, and what it all amounts to.
 *
 * The scheduler has bounds of its own for real-time tasks that keep a CPU: 5 % of
 * each second are kept from them (sched_rt_runtime_us), and from 6.12 on a server
 * runs others for 5 % of a second in which they did not (fair_server). With these a
 * livelock is a stall of up to 0.95 s. They are off in the inversion, which ends by
 * the module's bound, so that it is the loop that is looked at.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "account.h"
#include "ctl.h"
#include "err.h"
#include "livelock.h"
#include "player.h"
#include "run_livelock.h"
#include "scenario.h"
#include "series.h"
#include "util.h"

/* In the inversion: reported and broken after so long. */
#define RT_REPORT_MS	100
#define RT_BREAK_MS	300

/* The same if it is to be drawn: a buffer does not take the events of 300 ms. */
#define DRAWN_REPORT_MS	2
#define DRAWN_BREAK_MS	5

#define PAGE_CLUSTER	"/proc/sys/vm/page-cluster"
#define RT_RUNTIME	"/proc/sys/kernel/sched_rt_runtime_us"
#define FAIR_RUNTIME	"%s/sched/fair_server/cpu%u/runtime"

#define CPUS_MAX	64
#define BEFORE_MAX	32

/* Files that are ours for a while: numbers, of the module and of the scheduler. */
static struct lent {
	char path[160];
	char before[BEFORE_MAX];
	int cpu; /* to write it on, or -1 */
} lent[5 + CPUS_MAX];
static unsigned int nr_lent;

/*
 * A server of a CPU that has nobody to run is stopped, and 6.12.117 stops it once more
 * before it takes a value: dl_server_stop() does not look whether it is active, and the
 * bandwidth that is in use goes below zero, with a warning. Whoever writes on that CPU is
 * somebody to run.
 */
static int write_on(int cpu, const char *path, const char *value)
{
	cpu_set_t home;
	int err;

	if (cpu < 0 || sched_getaffinity(0, sizeof(home), &home))
		return swr_write_file(path, value);
	/* where it may not go it writes from where it is */
	swr_pin(pthread_self(), cpu);
	err = swr_write_file(path, value);
	if (sched_setaffinity(0, sizeof(home), &home))
		return swr_err("cannot go back from CPU %d: %s", cpu, strerror(errno));
	return err;
}

static int borrow_file_on(int cpu, const char *path, const char *value)
{
	struct lent *l = &lent[nr_lent];

	l->cpu = cpu;
	snprintf(l->path, sizeof(l->path), "%s", path);
	if (swr_read_file(path, l->before, sizeof(l->before)))
		return -1;
	/*
	 * What is so already need not be written, and may not be: a CPU that came up
	 * after the servers were made (6.12.117) has none, and takes no value.
	 */
	if (strcspn(l->before, "\n") == strlen(value) &&
	    !strncmp(l->before, value, strlen(value)))
		return 0;
	if (write_on(cpu, path, value))
		return -1;
	nr_lent++;
	return 0;
}

static int borrow_file(const char *path, const char *value)
{
	return borrow_file_on(-1, path, value);
}

static int borrow_knob(const char *file, unsigned int value)
{
	char path[160], text[16];

	snprintf(path, sizeof(path), "%s/%s/%s", swr_debugfs(), SWR_DIR, file);
	snprintf(text, sizeof(text), "%u", value);
	return borrow_file(path, text);
}

/* The last taken goes back first. */
static int give_back(void)
{
	int err = 0;

	while (nr_lent--)
		if (write_on(lent[nr_lent].cpu, lent[nr_lent].path, lent[nr_lent].before))
			err = -1;
	nr_lent = 0;
	return err;
}

static int borrow_scheduler(void)
{
	unsigned int cpu;
	char path[160];

	if (!access(RT_RUNTIME, F_OK) && borrow_file(RT_RUNTIME, "-1"))
		return -1;
	for (cpu = 0; cpu < CPUS_MAX; cpu++) {
		snprintf(path, sizeof(path), FAIR_RUNTIME, swr_debugfs(), cpu);
		if (!access(path, F_OK) && borrow_file_on(cpu, path, "0"))
			return -1;
	}
	return 0;
}

static int borrow(const struct swr_loops *l, struct swr_loop_result *res)
{
	bool rt = l->kind == SWR_LOOP_RT;

	unsigned int report_ms = l->account ? DRAWN_REPORT_MS : RT_REPORT_MS;

	res->break_ms = !rt ? 2 * l->limit_ms : l->account ? DRAWN_BREAK_MS : RT_BREAK_MS;
	/* neighbours that come along would be claims nobody asked for */
	if (borrow_file(PAGE_CLUSTER, "0") ||
	    borrow_knob(SWR_F_LIVELOCK_LOOPS, rt ? 0 : l->times) ||
	    borrow_knob(SWR_F_LIVELOCK_MS, rt ? report_ms : 0) ||
	    borrow_knob(SWR_F_LIVELOCK_BREAK_MS, res->break_ms))
		return -1;
	return rt ? borrow_scheduler() : 0;
}

static int series(void *arg)
{
	return swr_loops_series(arg);
}

/* Does this kernel have the loop? */
static int look(struct swr_loops *l, const struct swr_result *res)
{
	struct swr_hooks hooks;

	if (swr_ctl_hooks(&hooks))
		return -1;
	if (!*hooks.symbol[SWR_P_claim])
		return swr_err("this kernel has no point 'claim', see hooks: nobody can be held");
	if (swr_hooks_no_loop(&hooks))
		l->kind = SWR_LOOP_ABSENT;
	else if (!*hooks.symbol[SWR_P_cache_read])
		return swr_err("this kernel has no point 'cache_read', see hooks: its loop cannot be seen");
	else if (l->kind == SWR_LOOP_PLAIN && !*hooks.symbol[SWR_P_cache_wait])
		return swr_err("this kernel has no point 'cache_wait', see hooks");
	/* a looper of `exact` sleeps as long as the holder holds */
	l->times = strcmp(res->fix_loop, "exact") ? SWR_LOOP_TIMES : 1;
	return 0;
}

/* Set up, run, and unwind whatever happened. */
static int carry_out(const struct swr_plan *plan, struct swr_loops *l,
		     struct swr_loop_result *loops)
{
	struct swr_series s = {
		.run = series,
		.arg = l,
		.started = &l->started,
		.limit_ms = 8 * plan->limit_ms,
		.swap_pages = SWR_LOOP_SWAP,
	};
	char why[SWR_ERR_MAX] = "";
	int err;

	err = borrow(l, loops);
	if (!err)
		err = swr_series_run(plan, &s);
	if (!err && *l->error)
		err = swr_err("%s", l->error);
	if (err)
		snprintf(why, sizeof(why), "%s", swr_errstr());
	/* what is left behind is worse news than what went wrong before */
	if (give_back()) {
		err = -1;
		snprintf(why, sizeof(why), "%s", swr_errstr());
	}
	return err ? swr_err("%s", why) : 0;
}

static int draw(const struct swr_loops *l, const struct swr_loop_result *loops,
		struct swr_result *res)
{
	const struct swr_loop_run *r = &l->runs[l->record.run - 1];
	struct swr_hooks hooks;
	struct swr_account a = {
		.kernel = res->kernel,
		.device = res->device,
		.hooks = &hooks,
		.tid = { l->tid[0], l->tid[1] },
		.run = l->record.run,
		.runs = l->started,
		.trace = l->record.text,
		.events_lost = l->record.lost,
		.before = "two threads swap in one page through the swap cache. Who is refused the claim has to wait for the one that has it, until the page is there.",
	};

	if (swr_ctl_hooks(&hooks))
		return -1;
	if (r->broken)
		a.after = "T0 could run and did not, for T1 does not sleep. The module put T1 to sleep, and both went on.";
	else if (loops->kind == SWR_LOOP_ABSENT)
		a.after = "Who is refused finds the page, which was inserted under the same lock: T1 asks no more.";
	else
		a.after = "T1 slept until T0 was done, or asked again after that.";
	return swr_account_text(&res->account, &a);
}

static int run(const struct swr_plan *plan, struct swr_result *res, enum swr_loop_kind kind,
	       bool shmem)
{
	size_t size = sizeof(struct swr_loops) + plan->repeat * sizeof(struct swr_loop_run);
	struct swr_loop_result *loops;
	struct swr_loops *l;
	int err;

	loops = calloc(1, sizeof(*loops) + plan->repeat * sizeof(*loops->runs));
	if (!loops)
		return swr_err("out of memory");
	res->loops = loops;
	l = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (l == MAP_FAILED)
		return swr_err("mmap: %s", strerror(errno));
	l->kind = kind;
	l->shmem = shmem;
	l->repeat = plan->repeat;
	l->limit_ms = plan->limit_ms;
	l->account = plan->account;

	err = look(l, res);
	loops->kind = l->kind;
	if (!err)
		err = carry_out(plan, l, loops);
	if (!err) {
		memcpy(loops->runs, l->runs, l->started * sizeof(*l->runs));
		err = swr_loop_judge(loops, l->started, &res->tally);
	}
	if (!err && l->record.run)
		err = draw(l, loops, res);
	munmap(l, size);
	return err;
}

/**
 * swr_run_livelock() - the scenario `livelock`
 * @plan: how
 * @res: where to
 */
int swr_run_livelock(const struct swr_plan *plan, struct swr_result *res)
{
	return run(plan, res, SWR_LOOP_PLAIN, false);
}

/**
 * swr_run_livelock_rt() - the scenario `livelock-rt`
 * @plan: how
 * @res: where to
 */
int swr_run_livelock_rt(const struct swr_plan *plan, struct swr_result *res)
{
	return run(plan, res, SWR_LOOP_RT, false);
}

/**
 * swr_run_livelock_shmem() - the scenario `livelock-shmem`
 * @plan: how
 * @res: where to
 */
int swr_run_livelock_shmem(const struct swr_plan *plan, struct swr_result *res)
{
	return run(plan, res, SWR_LOOP_PLAIN, true);
}
