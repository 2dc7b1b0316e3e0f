// SPDX-License-Identifier: GPL-2.0
/*
 * The detector of S2: a call that is refused the claim too often or for too long is
 * reported while it goes on, by its own task, with who has the claim. And the
 * bound: one that has not slept for too long meanwhile is put to sleep.
 *
 * The bound looks at what the task does and not at the policy it runs: a kernel
 * whose loop has another wait than those known here is bounded as well.
 *
 *	holder, nice 0                  looper, SCHED_FIFO, same CPU
 *	--------------                  ----------------------------
 *	claim e: granted
 *	(the looper is woken)
 *	                                claim e: -EEXIST, cond_resched()
 *	                                claim e: -EEXIST, cond_resched()
 *	                                ... `livelock/ms` is over: reported
 *	                                ... `livelock/break_ms` is over:
 *	                                  sleep for a tick
 *	insert the page
 *	                                the page is there
 */
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>
#include <linux/static_call.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "swr_hook.h"
#include "swr_loop.h"
#include "swr_trace.h"

/* stack_trace_save_tsk(task, store, size, skip), not exported before 6.2 */
DEFINE_STATIC_CALL(swr_call_stack, swr_no_original);

static const struct {
	const char *name;
	unsigned int min;
} knobs[SWR_NR_LL_KNOBS] = {
	[SWR_LL_KNOB_LOOPS] = { "loops", 0 },
	[SWR_LL_KNOB_MS] = { "ms", 0 },
	[SWR_LL_KNOB_BREAK_MS] = { "break_ms", 1 },
};

/* Read by loopers, once per refusal each. */
static unsigned int knob[SWR_NR_LL_KNOBS] = {
	[SWR_LL_KNOB_LOOPS] = SWR_LIVELOCK_LOOPS,
	[SWR_LL_KNOB_MS] = SWR_LIVELOCK_MS,
	[SWR_LL_KNOB_BREAK_MS] = SWR_LIVELOCK_BREAK_MS,
};

static DEFINE_RAW_SPINLOCK(ring_lock);	/* ring, last, first */
static struct swr_livelock ring[SWR_LIVELOCKS];
static u64 last;
static u64 first = 1;		/* oldest report a reader is shown, since the last reset */

/**
 * swr_livelock_found() - look for what the kernel does not export
 *
 * Context: as swr_find_site().
 */
void swr_livelock_found(void)
{
	unsigned long site;
	int err = swr_find_site("stack_trace_save_tsk", &site);

	/* a call to it needs no ftrace site */
	if (!err || err == -EOPNOTSUPP)
		static_call_update(swr_call_stack, (swr_call_t)site);
}

static void describe(struct swr_party *p, struct task_struct *task)
{
	p->tid = task_pid_nr(task);
	p->tgid = task_tgid_nr(task);
	p->cpu = task_cpu(task);
	p->prio = READ_ONCE(task->prio);
	p->policy = READ_ONCE(task->policy);
	p->state = task_state_to_char(task);
	memcpy(p->comm, task->comm, sizeof(p->comm));
	p->comm[sizeof(p->comm) - 1] = '\0';
}

/* Where a task is, without the hooks it is in. */
static void save_stack(struct swr_stack *s, struct task_struct *task)
{
	unsigned long all[SWR_STACK_MAX + 8];
	unsigned int nr, i;

	nr = static_call(swr_call_stack)((unsigned long)task, (unsigned long)all,
					 ARRAY_SIZE(all), 0, 0, 0);
	for (i = 0; i < nr && s->nr < SWR_STACK_MAX; i++)
		if (!within_module(all[i], THIS_MODULE))
			s->pc[s->nr++] = all[i];
}

static void report(struct swr_call *c, enum swr_livelock_why why, u64 now)
{
	struct swr_livelock r = {
		.why = why,
		.time_ns = now,
		.entry = c->entry,
		.fix = swr_loopfix_active(),
		.refusals = c->refusals,
		.sleeps = c->sleeps,
		.looped_ns = now - c->since_ns,
	};
	struct task_struct *holder;
	u64 claim_ns;

	describe(&r.looper, current);
	holder = swr_call_holder(c, &claim_ns);
	if (holder) {
		describe(&r.holder, holder);
		r.held_ns = now > claim_ns ? now - claim_ns : 0;
		save_stack(&r.stack, holder);
		put_task_struct(holder);
	}

	raw_spin_lock(&ring_lock);
	r.seq = ++last;
	if (r.seq >= first + SWR_LIVELOCKS)
		swr_count(livelocks_overwritten);
	ring[r.seq % SWR_LIVELOCKS] = r;
	raw_spin_unlock(&ring_lock);

	c->report = r.seq;
	swr_count(livelocks);
	trace_swr_livelock(c->entry, c->refusals, div_u64(r.looped_ns, NSEC_PER_USEC),
			   r.holder.tid, r.holder.prio, r.looper.prio);
}

static bool over(u64 ns, unsigned int ms)
{
	return ns >= (u64)ms * NSEC_PER_MSEC;
}

/**
 * swr_livelock_refused() - a call was refused the claim
 * @c: the call, with this refusal counted
 *
 * Context: the task's own, may sleep.
 */
void swr_livelock_refused(struct swr_call *c)
{
	unsigned int loops = READ_ONCE(knob[SWR_LL_KNOB_LOOPS]);
	unsigned int ms = READ_ONCE(knob[SWR_LL_KNOB_MS]);
	u64 now = ktime_get_mono_fast_ns();

	if (c->refusals == 1) {
		c->since_ns = now;
		c->awake_ns = now;
		c->nvcsw = current->nvcsw;
	} else if (c->nvcsw != current->nvcsw) {
		c->awake_ns = now;
		c->nvcsw = current->nvcsw;
		c->sleeps++;
	}
	if (!c->report && loops && c->refusals >= loops)
		report(c, SWR_LL_LOOPS, now);
	else if (!c->report && ms && over(now - c->since_ns, ms))
		report(c, SWR_LL_MS, now);

	if (!c->broken && over(now - c->awake_ns, READ_ONCE(knob[SWR_LL_KNOB_BREAK_MS]))) {
		c->broken = true;
		swr_count(livelocks_broken);
		if (!c->report)
			report(c, SWR_LL_SPIN, now);
	}
	/* from then on each time: who has it may need more than a tick */
	if (c->broken)
		schedule_timeout_uninterruptible(1);
}

/**
 * swr_livelock_end() - a call that was refused the claim is done
 * @c: the call
 *
 * Context: the task's own.
 */
void swr_livelock_end(struct swr_call *c)
{
	struct swr_livelock *r = &ring[c->report % SWR_LIVELOCKS];

	if (!c->report)
		return;
	raw_spin_lock(&ring_lock);
	if (r->seq == c->report) {
		r->end_refusals = c->refusals;
		r->end_ns = ktime_get_mono_fast_ns() - c->since_ns;
		r->broken = c->broken;
		r->done = true;
	}
	raw_spin_unlock(&ring_lock);
}

/**
 * swr_livelock_read() - copy one report
 * @seq: its number
 * @copy: where to
 *
 * Return: false if it does not exist, was overwritten or was reset away.
 */
bool swr_livelock_read(u64 seq, struct swr_livelock *copy)
{
	const struct swr_livelock *r = &ring[seq % SWR_LIVELOCKS];
	bool there;

	raw_spin_lock(&ring_lock);
	there = seq >= first && r->seq == seq;
	if (there)
		*copy = *r;
	raw_spin_unlock(&ring_lock);
	return there;
}

/**
 * swr_livelock_last() - number of the newest report, 0 if there is none
 */
u64 swr_livelock_last(void)
{
	u64 seq;

	raw_spin_lock(&ring_lock);
	seq = last;
	raw_spin_unlock(&ring_lock);
	return seq;
}

/**
 * swr_livelock_reset() - show none of the reports that there are
 */
void swr_livelock_reset(void)
{
	raw_spin_lock(&ring_lock);
	first = last + 1;
	raw_spin_unlock(&ring_lock);
}

/**
 * swr_livelock_knob() - a threshold
 * @which: of these
 */
unsigned int swr_livelock_knob(enum swr_livelock_knob which)
{
	return READ_ONCE(knob[which]);
}

/**
 * swr_livelock_set() - set a threshold
 * @which: of these
 * @text: to that
 *
 * Context: process, may sleep.
 * Return: 0, or -EINVAL for what is no number or out of bounds.
 */
int swr_livelock_set(enum swr_livelock_knob which, const char *text)
{
	unsigned int value;

	if (kstrtouint(text, 10, &value) || value < knobs[which].min ||
	    value > SWR_LIVELOCK_MAX)
		return swr_refuse(-EINVAL, "%s: expected %u..%d, not '%s'", knobs[which].name,
				  knobs[which].min, SWR_LIVELOCK_MAX, text);
	WRITE_ONCE(knob[which], value);
	return 0;
}
