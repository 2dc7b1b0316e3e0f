// SPDX-License-Identifier: GPL-2.0
/*
 * Injection: a pass of a point is delayed, or a claim is answered by -EEXIST that
 * nobody else has. The kernel's own fault injection is not built into kernels that
 * are shipped; its knobs, their meaning and the order in which they are asked are
 * kept, as they are since 6.2 (before, the stack was asked last).
 *
 * Every pass while something could be injected is considered, and is then either
 * injected or counted under the one filter that let it go, so that
 * considered = injected + all filters, to the unit.
 */
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/random.h>
#include <linux/ratelimit.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <linux/swapops.h>
#include <linux/timekeeping.h>

#include "swr_inject.h"

struct stats {
	struct swr_inject_stats point[SWR_NR_POINTS];
};

/* Allocated: modules share 8 KiB of what is declared per CPU, and this is 5 of them. */
static struct stats __percpu *inject_stats;

struct swr_inject swr_injects[SWR_NR_POINTS];

const char *const swr_filter_names[SWR_NR_FILTERS] = { SWR_FILTERS(SWR_FILTER_NAME) };

/* What is said in the log under `verbose`, a limit for each point. */
static struct ratelimit_state limits[SWR_NR_POINTS];

static DEFINE_MUTEX(stats_mutex);	/* baseline */
static struct stats baseline;

unsigned long swr_inject_points __read_mostly;	/* written under the mutex of knobs.c */

/* What is done about one pass, copied so that no RCU section is slept in. */
struct deed {
	enum swr_mode mode;
	unsigned int us;
	int error;
	int verbose;
};

static bool listed(const struct swr_inject_conf *c, pid_t tgid)
{
	unsigned int i;

	for (i = 0; i < c->nr_tgids; i++)
		if (c->tgids[i] == tgid)
			return true;
	return false;
}

static bool within(u64 value, s64 start, s64 end)
{
	return value >= (u64)start && value <= (u64)end;
}

/* The page of a fault is known, not the byte: a range that begins inside has it. */
static bool address_ok(const struct swr_inject_conf *c, const struct swr_fault *f)
{
	if (!c->v[SWR_K_address_start] && c->v[SWR_K_address_end] == -1)
		return true;
	return f && within(f->address, c->v[SWR_K_address_start] & PAGE_MASK,
			   c->v[SWR_K_address_end]);
}

static bool entry_ok(const struct swr_inject_conf *c, unsigned long entry)
{
	swp_entry_t e = { entry };

	if (c->v[SWR_K_swap_type] < 0 && !c->v[SWR_K_offset_start] &&
	    c->v[SWR_K_offset_end] == LLONG_MAX)
		return true;
	/* not every point is about an entry */
	if (!entry)
		return false;
	if (c->v[SWR_K_swap_type] >= 0 && swp_type(e) != c->v[SWR_K_swap_type])
		return false;
	return within(swp_offset(e), c->v[SWR_K_offset_start], c->v[SWR_K_offset_end]);
}

static bool in_text(u64 pc, s64 start, s64 end)
{
	return pc >= (u64)start && pc < (u64)end;
}

/*
 * As the kernel's: nothing of the rejected range, something of the required one. An
 * end is the first address behind: the return address of a call that ends a function
 * belongs to the next one. Frames of this module are not counted as depth.
 */
static bool stack_ok(const struct swr_inject_conf *c)
{
	bool found = !c->v[SWR_K_require_start] && c->v[SWR_K_require_end] == -1;
	unsigned long all[SWR_INJECT_DEPTH + 8];
	unsigned int nr, i = 0;

	if (found && !c->v[SWR_K_reject_start] && !c->v[SWR_K_reject_end])
		return true;
	nr = stack_trace_save(all, ARRAY_SIZE(all), 0);
	while (i < nr && within_module(all[i], THIS_MODULE))
		i++;
	for (nr = min_t(unsigned int, nr, i + c->v[SWR_K_stacktrace_depth]); i < nr; i++) {
		if (in_text(all[i], c->v[SWR_K_reject_start], c->v[SWR_K_reject_end]))
			return false;
		found |= in_text(all[i], c->v[SWR_K_require_start], c->v[SWR_K_require_end]);
	}
	return found;
}

/* A task that asks for its claim again and again, and that no signal can end. */
static bool unkillable(void)
{
	return (current->flags & (PF_KTHREAD | PF_EXITING)) || fatal_signal_pending(current);
}

static bool let_by(atomic_t *space)
{
	int left = atomic_read(space);

	do {
		if (left <= 1)
			return false;
	} while (!atomic_try_cmpxchg(space, &left, left - 1));
	return true;
}

/* Why a pass is let go, or SWR_NR_FILTERS if it is not. */
static enum swr_filter decide(struct swr_inject *in, const struct swr_inject_conf *c,
			      const struct swr_fault *f, unsigned long entry)
{
	s64 interval = c->v[SWR_K_interval];

	/* some callers ask until they are granted the claim */
	if (c->error && unkillable())
		return SWR_FI_unkillable;
	if (c->nth_task && c->nth_task == task_pid(current) && atomic_read(&in->nth) > 0) {
		if (!stack_ok(c))
			return SWR_FI_stack;
		if (atomic_dec_return(&in->nth))
			return SWR_FI_nth;
		/* one of `times`, though none of them being left does not keep it back */
		atomic_dec_if_positive(&in->times);
		return SWR_NR_FILTERS;
	}
	if (c->v[SWR_K_task_filter] && !listed(c, task_tgid_nr(current)))
		return SWR_FI_task;
	if (*c->comm && strncmp(c->comm, current->comm, sizeof(c->comm)))
		return SWR_FI_comm;
	if (c->v[SWR_K_own_fault] && !f)
		return SWR_FI_own;
	if (!address_ok(c, f))
		return SWR_FI_address;
	if (!entry_ok(c, entry))
		return SWR_FI_entry;
	if (!atomic_read(&in->times))
		return SWR_FI_times;
	if (!stack_ok(c))
		return SWR_FI_stack;
	if (let_by(&in->space))
		return SWR_FI_space;
	if (interval > 1 && (u32)atomic_inc_return(&in->count) % (u32)interval)
		return SWR_FI_interval;
	if (c->v[SWR_K_probability] <= get_random_u32() % 100)
		return SWR_FI_probability;
	/* -1 is no limit; another task may have taken the last one meanwhile */
	if (atomic_read(&in->times) != -1 && atomic_dec_if_positive(&in->times) < 0)
		return SWR_FI_times;
	return SWR_NR_FILTERS;
}

static void tell(enum swr_point point, const struct deed *d)
{
	if (!__ratelimit(&limits[point]))
		return;
	pr_info("inject: %s: %s[%d]: %u us, error %d\n", swr_point_names[point], current->comm,
		task_pid_nr(current), d->us, d->error);
	if (d->verbose > 1)
		dump_stack();
}

/* A fatal signal ends a delay, but for one that is spent in a probe's context. */
static void spend(const struct deed *d)
{
	u64 end = ktime_get_mono_fast_ns() + (u64)d->us * NSEC_PER_USEC;
	ktime_t delay = ns_to_ktime((u64)d->us * NSEC_PER_USEC);

	switch (d->mode) {
	case SWR_M_sleep:
		set_current_state(TASK_KILLABLE);
		schedule_hrtimeout(&delay, HRTIMER_MODE_REL);
		break;
	case SWR_M_yield:
		/* 0: schedule(), and back when it is this task's turn again */
		while (ktime_get_mono_fast_ns() < end && !fatal_signal_pending(current))
			schedule_timeout(0);
		break;
	default:
		while (ktime_get_mono_fast_ns() < end)
			cpu_relax();
	}
}

static void do_deed(enum swr_point point, const struct deed *d)
{
	u64 begin = ktime_get_mono_fast_ns(), took;
	unsigned int bucket;

	swr_count(injections);
	if (d->verbose)
		tell(point, d);
	if (!d->us)
		return;
	spend(d);
	took = ktime_get_mono_fast_ns() - begin;
	bucket = min_t(unsigned int, took ? ilog2(took) : 0, SWR_DELAY_BUCKETS - 1);
	this_cpu_inc(inject_stats->point[point].delays[bucket]);
}

/**
 * swr_inject_passed() - swr_inject_pass(), and something may be injected there
 * @point: which
 * @phase: before or after the call
 * @f: the fault it is about, or NULL
 * @entry: value of the swap entry it is about, or 0
 *
 * Return: as swr_inject_pass().
 */
int swr_inject_passed(enum swr_point point, unsigned int phase, const struct swr_fault *f,
		      unsigned long entry)
{
	const struct swr_inject_conf *c;
	enum swr_filter filter;
	struct deed d;

	rcu_read_lock();
	c = rcu_dereference(swr_injects[point].conf);
	if (c->phase != phase || !c->live) {
		rcu_read_unlock();
		return 0;
	}
	this_cpu_inc(inject_stats->point[point].considered);
	filter = decide(&swr_injects[point], c, f, entry);
	if (filter != SWR_NR_FILTERS)
		this_cpu_inc(inject_stats->point[point].filtered[filter]);
	else
		this_cpu_inc(inject_stats->point[point].injected);
	d = (struct deed){
		.mode = c->mode,
		.us = c->v[SWR_K_delay_us],
		.error = c->error,
		.verbose = c->v[SWR_K_verbose],
	};
	rcu_read_unlock();

	if (filter != SWR_NR_FILTERS)
		return 0;
	do_deed(point, &d);
	return d.error;
}

/**
 * swr_inject_init() - nothing has been considered yet
 *
 * Return: 0 or -ENOMEM.
 */
int swr_inject_init(void)
{
	unsigned int i;

	for (i = 0; i < SWR_NR_POINTS; i++)
		ratelimit_state_init(&limits[i], DEFAULT_RATELIMIT_INTERVAL,
				     DEFAULT_RATELIMIT_BURST);
	inject_stats = alloc_percpu(struct stats);
	return inject_stats ? 0 : -ENOMEM;
}

/**
 * swr_inject_exit() - forget what was considered
 *
 * Context: unload, no frame is left.
 */
void swr_inject_exit(void)
{
	free_percpu(inject_stats);
}

/**
 * swr_inject_arm() - consider passes of a point, or do not
 * @point: which
 * @on: consider them
 *
 * Context: the caller holds the mutex of knobs.c.
 */
void swr_inject_arm(enum swr_point point, bool on)
{
	unsigned long others = swr_inject_points & ~BIT(point);

	WRITE_ONCE(swr_inject_points, on ? others | BIT(point) : others);
}

/**
 * swr_inject_quiesce() - wait for the passes that are being decided
 *
 * A pass is counted, decided, and counted again in one RCU section: of those that
 * saw their point armed none is in it any more. Delays may still be going on.
 *
 * Context: process, sleeps for a grace period.
 */
void swr_inject_quiesce(void)
{
	synchronize_rcu();
}

static void sum_up(enum swr_point point, struct swr_inject_stats *sum)
{
	unsigned int i;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct swr_inject_stats *s = &per_cpu_ptr(inject_stats, cpu)->point[point];

		sum->considered += READ_ONCE(s->considered);
		sum->injected += READ_ONCE(s->injected);
		for (i = 0; i < SWR_NR_FILTERS; i++)
			sum->filtered[i] += READ_ONCE(s->filtered[i]);
		for (i = 0; i < SWR_DELAY_BUCKETS; i++)
			sum->delays[i] += READ_ONCE(s->delays[i]);
	}
}

/**
 * swr_inject_stats_read() - what became of the passes of a point
 * @point: which
 * @stats: where to, since load or the last reset
 *
 * A pass that is being decided may be in considered and not yet in the others, and a
 * delay is counted when it is over.
 *
 * Context: process, may sleep.
 */
void swr_inject_stats_read(enum swr_point point, struct swr_inject_stats *stats)
{
	const struct swr_inject_stats *from = &baseline.point[point];
	unsigned int i;

	mutex_lock(&stats_mutex);
	sum_up(point, stats);
	stats->considered -= from->considered;
	stats->injected -= from->injected;
	for (i = 0; i < SWR_NR_FILTERS; i++)
		stats->filtered[i] -= from->filtered[i];
	for (i = 0; i < SWR_DELAY_BUCKETS; i++)
		stats->delays[i] -= from->delays[i];
	mutex_unlock(&stats_mutex);
}

/**
 * swr_inject_stats_reset() - count from 0 again, at all points
 *
 * As swr_stats_reset(): to write to the counts of other CPUs would lose some.
 *
 * Context: process, may sleep; no pass is being decided, or it may be on both sides.
 */
void swr_inject_stats_reset(void)
{
	unsigned int i;

	mutex_lock(&stats_mutex);
	for (i = 0; i < SWR_NR_POINTS; i++)
		sum_up(i, &baseline.point[i]);
	mutex_unlock(&stats_mutex);
}
