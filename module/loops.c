// SPDX-License-Identifier: GPL-2.0
/*
 * Calls that read an entry into the swap cache: who asks for which claim, who has
 * it, who is refused and asks again. The loop of S2 is one call of
 * __read_swap_cache_async(), so that is the unit here; many of its callers are not
 * in a swap-in fault (shmem, MADV_WILLNEED, swapoff), and have no fault record.
 *
 * A record lives on the stack of its frame: nothing is allocated, and there is
 * always room. Others see it under the lock of its bucket.
 */
#include <linux/hash.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "swr_hook.h"
#include "swr_inject.h"
#include "swr_loop.h"

#define READER		"__read_swap_cache_async"

#define CALL_BITS	6
#define CALL_BUCKETS	(1 << CALL_BITS)

struct call_bucket {
	raw_spinlock_t lock;
	unsigned int drops;	/* claims dropped by calls of this bucket */
	struct hlist_head calls;
} ____cacheline_aligned;

static struct call_bucket by_entry[CALL_BUCKETS], by_task[CALL_BUCKETS];

/* Calls under way that were refused at least once. */
static atomic_t nr_loopers;

/**
 * swr_loops_init() - make the empty tables usable
 */
void swr_loops_init(void)
{
	unsigned int i;

	for (i = 0; i < CALL_BUCKETS; i++) {
		raw_spin_lock_init(&by_entry[i].lock);
		raw_spin_lock_init(&by_task[i].lock);
	}
}

static struct call_bucket *entry_bucket(unsigned long entry)
{
	return &by_entry[hash_long(entry, CALL_BITS)];
}

static struct call_bucket *task_bucket(void)
{
	return &by_task[hash_ptr(current, CALL_BITS)];
}

/* The innermost call of the current task, or NULL. */
static struct swr_call *call_current(void)
{
	struct call_bucket *b = task_bucket();
	struct swr_call *c, *found = NULL;

	raw_spin_lock(&b->lock);
	hlist_for_each_entry(c, &b->calls, by_task) {
		if (c->task == current) {
			found = c;
			break;
		}
	}
	raw_spin_unlock(&b->lock);
	return found;
}

static void call_begin(struct swr_call *c, unsigned long entry, gfp_t gfp)
{
	struct call_bucket *b = entry_bucket(entry);

	*c = (struct swr_call){ .task = current, .entry = entry, .gfp = gfp };
	raw_spin_lock(&b->lock);
	hlist_add_head(&c->by_entry, &b->calls);
	raw_spin_unlock(&b->lock);

	b = task_bucket();
	raw_spin_lock(&b->lock);
	hlist_add_head(&c->by_task, &b->calls);
	raw_spin_unlock(&b->lock);
}

static void call_end(struct swr_call *c)
{
	struct call_bucket *b = task_bucket();

	raw_spin_lock(&b->lock);
	hlist_del(&c->by_task);
	raw_spin_unlock(&b->lock);

	b = entry_bucket(c->entry);
	raw_spin_lock(&b->lock);
	hlist_del(&c->by_entry);
	if (c->claim_ns)
		b->drops++;
	raw_spin_unlock(&b->lock);

	if (c->claim_ns)
		swr_loopfix_released(c->entry);
	if (c->refusals) {
		atomic_dec(&nr_loopers);
		swr_livelock_end(c);
	}
}

/* The call that @entry's claim is asked for by, in the current task. */
static struct swr_call *asker(unsigned long entry)
{
	struct swr_call *c = call_current();

	return c && c->entry == entry ? c : NULL;
}

/**
 * swr_call_ask() - the current task is about to ask for a claim, reading ahead
 * @entry: on which entry
 *
 * Context: the task's own, outside of locks.
 */
void swr_call_ask(unsigned long entry)
{
	struct call_bucket *b = entry_bucket(entry);
	struct swr_call *c = asker(entry);

	if (!c)
		return;
	raw_spin_lock(&b->lock);
	c->asking = true;
	c->drops = b->drops;
	raw_spin_unlock(&b->lock);
}

/**
 * swr_call_claimed() - the current task has asked for a claim, reading ahead
 * @entry: on which entry
 * @err: 0 or a negative errno
 *
 * Context: the task's own, outside of locks; may sleep, where a call that does not
 * sleep by itself is made to.
 */
void swr_call_claimed(unsigned long entry, int err)
{
	struct call_bucket *b = entry_bucket(entry);
	struct swr_call *c = asker(entry);

	if (!c) {
		if (err == -EEXIST && swr_probe_present(SWR_P_cache_read))
			swr_count(lost_loops);
		return;
	}
	raw_spin_lock(&b->lock);
	c->asking = false;
	if (!err)
		c->claim_ns = ktime_get_mono_fast_ns();
	raw_spin_unlock(&b->lock);
	if (!err)
		swr_looporder_claimed(c->gfp);
	if (err != -EEXIST)
		return;

	if (!c->refusals++) {
		atomic_inc(&nr_loopers);
		swr_count(loops);
	}
	swr_livelock_refused(c);
}

/**
 * swr_call_rival() - who has the claim that a call was refused?
 * @c: the call
 *
 * Context: the task's own, outside of locks.
 */
enum swr_rival swr_call_rival(struct swr_call *c)
{
	struct call_bucket *b = entry_bucket(c->entry);
	enum swr_rival rival = SWR_RIVAL_NONE;
	struct swr_call *p;

	raw_spin_lock(&b->lock);
	if (b->drops != c->drops)
		rival = SWR_RIVAL_GONE;
	hlist_for_each_entry(p, &b->calls, by_entry) {
		if (p == c || p->entry != c->entry)
			continue;
		if (p->claim_ns)
			rival = SWR_RIVAL_HERE;
		else if (p->asking)
			rival = max(rival, SWR_RIVAL_ASKING);
	}
	raw_spin_unlock(&b->lock);
	return rival;
}

/* A fault past the swap cache that has the claim on @entry. */
static struct task_struct *holding_fault(unsigned long entry, u64 *claim_ns)
{
	struct task_struct *task = NULL;
	struct swr_fault f;
	unsigned int i;

	for (i = 0; i < swr_fault_slots(); i++) {
		if (!swr_fault_snapshot(i, &f) || f.entry != entry || !f.claiming ||
		    !f.me.claim_ns)
			continue;
		*claim_ns = f.me.claim_ns;
		rcu_read_lock();
		task = pid_task(find_pid_ns(f.me.tid, &init_pid_ns), PIDTYPE_PID);
		if (task)
			get_task_struct(task);
		rcu_read_unlock();
		break;
	}
	return task;
}

/**
 * swr_call_holder() - the task that has the claim that a call was refused
 * @c: the call
 * @claim_ns: where the time goes at which it was granted, CLOCK_MONOTONIC
 *
 * Context: the task's own, outside of locks.
 * Return: the task, to be put, or NULL if nobody is known: the page is just leaving
 * the swap cache, or the claim is that of a large folio that begins elsewhere.
 */
struct task_struct *swr_call_holder(const struct swr_call *c, u64 *claim_ns)
{
	struct call_bucket *b = entry_bucket(c->entry);
	struct task_struct *task = NULL;
	struct swr_call *p;

	raw_spin_lock(&b->lock);
	hlist_for_each_entry(p, &b->calls, by_entry) {
		if (p != c && p->entry == c->entry && p->claim_ns) {
			/* it is on the list, so its task is inside the call */
			task = p->task;
			get_task_struct(task);
			*claim_ns = p->claim_ns;
			break;
		}
	}
	raw_spin_unlock(&b->lock);
	return task ?: holding_fault(c->entry, claim_ns);
}

/*
 * A point is passed, as in swapin.c. Of a fault only its own page is, and not the
 * neighbours that come along.
 */
static void pass(enum swr_point point, enum swr_phase phase, unsigned long entry)
{
	struct swr_fault *f = swr_fault_current();

	swr_inject_pass(point, phase, f && f->entry == entry ? f : NULL, entry);
	swr_gate_pass(point, phase, 0);
}

SWR_ORIGINAL(cache_read)

/* __read_swap_cache_async(entry, gfp_mask, ...) */
static noinline unsigned long frame_cache_read(SWR_ARGS)
{
	struct swr_call call;
	unsigned long ret;

	call_begin(&call, a0, (__force gfp_t)a1);
	pass(SWR_P_cache_read, SWR_ENTRY, a0);
	ret = static_call(swr_orig_cache_read)(SWR_PASS);
	call_end(&call);
	pass(SWR_P_cache_read, SWR_RETURN, a0);
	swr_frame_leave();
	return ret;
}

/*
 * Does the loop make this call, and not one of the many others that sleep? Its one
 * call site is found by name and remembered.
 */
static bool want_cache_wait(unsigned long a0, unsigned long from)
{
	static unsigned long site;
	char name[KSYM_SYMBOL_LEN];

	if (!atomic_read(&nr_loopers))
		return false;
	if (READ_ONCE(site) == from)
		return true;
	snprintf(name, sizeof(name), "%pB", (void *)from);
	name[strcspn(name, ".+ ")] = '\0';
	if (strcmp(name, READER))
		return false;
	WRITE_ONCE(site, from);
	return true;
}

SWR_ORIGINAL(cache_wait)

/* schedule_timeout_uninterruptible(timeout), called by __read_swap_cache_async() */
static noinline unsigned long frame_cache_wait(SWR_ARGS)
{
	struct swr_call *c = call_current();
	unsigned long entry = c ? c->entry : 0;
	unsigned long ret = 0;

	pass(SWR_P_cache_wait, SWR_ENTRY, entry);
	if (!c || !swr_loopfix_wait(c))
		ret = static_call(swr_orig_cache_wait)(SWR_PASS);
	swr_count(loop_waits);
	pass(SWR_P_cache_wait, SWR_RETURN, entry);
	swr_frame_leave();
	return ret;
}

struct swr_hook swr_loops_hooks[] = {
	{
		/* 7.0+ has no such function: it looks up and inserts under one lock */
		.points = SWR_POINT_BIT(cache_read),
		.passes = SWR_AROUND(cache_read),
		.sleeps = SWR_AROUND(cache_read),
		.symbols = { READER },
		.lost = "calls that loop on -EEXIST, and who has the claim they are refused",
		.frame = frame_cache_read,
		.aim = aim_cache_read,
	}, {
		/* before 029c4628b2eb it was cond_resched(), which is inlined */
		.points = SWR_POINT_BIT(cache_wait),
		.passes = SWR_AROUND(cache_wait),
		.sleeps = SWR_AROUND(cache_wait),
		.symbols = { "schedule_timeout_uninterruptible" },
		.lost = "policies for calls that loop on -EEXIST",
		.frame = frame_cache_wait,
		.aim = aim_cache_wait,
		.from = { READER },
		.want = want_cache_wait,
	},
	{}
};
