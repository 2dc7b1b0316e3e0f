// SPDX-License-Identifier: GPL-2.0
/*
 * The ring of races the detectors decided: fixed size, newest kept.
 *
 * Written from the install hook under the page-table lock, so without a lock of
 * its own: a number is drawn, its slot is taken by setting the slot's number to
 * 0, filled, and published by storing the number drawn. A reader copies and
 * compares. Two writers meet in one slot only if SWR_RACES races are decided
 * while one is being written; the later one is dropped and counted.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "swr.h"

static struct swr_race ring[SWR_RACES];
static bool busy[SWR_RACES];
static atomic64_t last = ATOMIC64_INIT(0);
static u64 first = 1;		/* oldest race a reader is shown, since the last reset */

/**
 * swr_stack_save() - where the current task is
 * @s: where to
 *
 * The innermost frames are those of this module; how many they are depends on
 * what the compiler inlined, so they are told by their address and not counted.
 *
 * Context: any hook; no sleeping, no allocation.
 */
void swr_stack_save(struct swr_stack *s)
{
	unsigned long all[SWR_STACK_MAX + 8];
	unsigned int nr, from = 0;

	nr = stack_trace_save(all, ARRAY_SIZE(all), 0);
	while (from < nr && within_module(all[from], THIS_MODULE))
		from++;
	s->nr = min_t(unsigned int, nr - from, SWR_STACK_MAX);
	memcpy(s->pc, all + from, s->nr * sizeof(*s->pc));
}

/**
 * swr_race_add() - keep what was decided about a fault
 * @f: the fault of the current task, which installed the page; its bucket lock is
 *     held
 * @kind: what the page was worth
 *
 * Context: any hook; no sleeping, no allocation.
 */
void swr_race_add(const struct swr_fault *f, enum swr_judgement kind)
{
	u64 seq = atomic64_inc_return(&last);
	unsigned int slot = seq % SWR_RACES;
	struct swr_race *r = &ring[slot];

	if (xchg(&busy[slot], true)) {
		swr_count(lost_races);
		return;
	}
	if (seq >= READ_ONCE(first) + SWR_RACES)
		swr_count(races_overwritten);

	WRITE_ONCE(r->seq, 0);
	smp_wmb();	/* (A) 0 before the fields; pairs with (D) */
	r->kind = kind;
	r->time_ns = ktime_get_mono_fast_ns();
	r->address = f->address;
	r->entry = f->entry;
	r->a = f->me;
	r->b = f->by;
	r->cause = f->cause;
	r->b_stack = f->by_stack;
	swr_stack_save(&r->a_stack);
	smp_store_release(&r->seq, seq);	/* (B) pairs with (C) */
	smp_store_release(&busy[slot], false);	/* pairs with the xchg above */
}

/**
 * swr_race_read() - copy one race
 * @seq: its number
 * @copy: where to
 *
 * Return: false if it does not exist, is being written, was overwritten or was
 * reset away.
 */
bool swr_race_read(u64 seq, struct swr_race *copy)
{
	const struct swr_race *r = &ring[seq % SWR_RACES];

	if (seq < READ_ONCE(first))
		return false;
	if (smp_load_acquire(&r->seq) != seq)	/* (C) */
		return false;
	memcpy(copy, r, sizeof(*copy));
	smp_rmb();				/* (D) */
	return READ_ONCE(r->seq) == seq;
}

/**
 * swr_race_first() - number of the first race since the last reset
 *
 * Return: its number, whether it has happened yet or not.
 */
u64 swr_race_first(void)
{
	return READ_ONCE(first);
}

/**
 * swr_race_last() - number of the newest race
 *
 * Return: its number, 0 if there was none since load.
 */
u64 swr_race_last(void)
{
	return atomic64_read(&last);
}

/**
 * swr_races_reset() - show no race decided so far
 */
void swr_races_reset(void)
{
	WRITE_ONCE(first, atomic64_read(&last) + 1);
}
