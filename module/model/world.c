// SPDX-License-Identifier: GPL-2.0
/*
 * Who meets whom, and what is asked of a world by whoever runs it.
 */
#include "cast.h"

const struct swm_cand *swm_now;

#define T(nr)		{ "T" #nr, swm_use, 0 }
#define RECLAIM		{ "reclaim", swm_reclaim, 0 }
#define ZAP		{ "zap", swm_zap, 0 }
#define AHEAD(name)	{ name, swm_read_ahead, 0 }

const struct swm_cast swm_casts[] = {
	{ .name = "two", .text = "2 threads, reclaim, zap", .kind = SWM_SWAP, .quick = true,
	  .who = { T(0), T(1), RECLAIM, ZAP }, .daemons = 0x4 },
	{ .name = "ahead", .text = "2 threads, reclaim, read-ahead", .kind = SWM_SWAP,
	  .quick = true,
	  .who = { T(0), T(1), RECLAIM, AHEAD("ahead") }, .daemons = 0x4 },
	{ .name = "fork", .text = "2 threads, reclaim, fork, a thread of the child",
	  .kind = SWM_SWAP,
	  .who = { T(0), T(1), RECLAIM, { "fork", swm_fork, 0 }, { "child", swm_use, 1 } },
	  .daemons = 0x4 },
	{ .name = "three", .text = "3 threads, reclaim, zap", .kind = SWM_SWAP,
	  .who = { T(0), T(1), T(2), RECLAIM, ZAP }, .daemons = 0x8 },
	{ .name = "rt", .text = "one CPU, preemption: T1 has a higher priority",
	  .kind = SWM_SWAP, .quick = true,
	  .who = { T(0), T(1), RECLAIM }, .daemons = 0x4, .one_cpu = 1, .high = 0x2 },
	{ .name = "smp", .text = "3 read-aheads", .kind = SWM_LIVELOCK, .quick = true,
	  .who = { AHEAD("T0"), AHEAD("T1"), AHEAD("T2") } },
	{ .name = "coop", .text = "one CPU, no preemption in the kernel: T1, T2 have a higher priority",
	  .kind = SWM_LIVELOCK, .quick = true,
	  .who = { AHEAD("T0"), AHEAD("T1"), AHEAD("T2") }, .one_cpu = 2, .high = 0x6 },
	{ .name = "rt", .text = "one CPU, preemption: T1, T2 have a higher priority",
	  .kind = SWM_LIVELOCK, .quick = true,
	  .who = { AHEAD("T0"), AHEAD("T1"), AHEAD("T2") }, .one_cpu = 1, .high = 0x6 },
	{ .name = "off", .text = "2 threads, swapoff and swapon", .kind = SWM_DEV, .quick = true,
	  .who = { { "T0", swm_dev_read, 0 }, { "T1", swm_dev_read, 0 },
		   { "swapoff", swm_dev_off, 0 } } },
	{ .name = "part", .text = "a collapse, munmap and mmap of a part of what the page table maps",
	  .kind = SWM_THP, .quick = true,
	  .who = { { "khugepaged", swm_thp_collapse, 0 }, { "user", swm_thp_unmap, 1 } } },
	{ .name = "unmap", .text = "a collapse, munmap and mmap", .kind = SWM_THP, .quick = true,
	  .who = { { "khugepaged", swm_thp_collapse, 0 }, { "user", swm_thp_unmap, 0 } } },
	{ .name = "other", .text = "a collapse, another one, munmap and mmap", .kind = SWM_THP,
	  .quick = true,
	  .who = { { "khugepaged", swm_thp_collapse, 0 }, { "other", swm_thp_other, 0 },
		   { "user", swm_thp_unmap, 0 } } },
	{ .name = "exit", .text = "a collapse, exit", .kind = SWM_THP, .quick = true,
	  .who = { { "khugepaged", swm_thp_collapse, 0 }, { "exit", swm_thp_exit, 0 } } },
	{}
};

void swm_world_init(struct swm_world *w, const struct swm_cast *cast)
{
	u8 i;

	memset(w, 0, sizeof(*w));
	swm_real_lock_init(&w->cluster);
	for (i = 0; i < SWM_MMS; i++)
		swm_real_lock_init(&w->real_ptl[i]);
	for (i = 0; i < SWM_ACTORS && cast->who[i].name; i++) {
		w->actor[i].nr = i;
		w->actor[i].mm = cast->who[i].mm;
		w->actor[i].folio = SWM_NO;
		w->actor[i].spare = SWM_NO;
	}
	w->nr_actors = i;
	if (cast->kind == SWM_DEV)
		swm_dev_init(w);
	else if (cast->kind == SWM_THP)
		swm_thp_init(w);
	else
		swm_swap_init(w);
}

/* When all have ended. */
enum swm_prop swm_world_end(struct swm_world *w)
{
	if (swm_now->kind == SWM_DEV)
		return swm_dev_end(w);
	if (swm_now->kind == SWM_THP)
		return SWM_P_NONE;
	return swm_swap_end(w);
}

/* The first is what counts: what is broken breaks more. */
void swm_broke(struct swm_world *w, enum swm_prop prop)
{
	if (!READ_ONCE(w->broken))
		WRITE_ONCE(w->broken, prop);
}

/* One of n outcomes that nobody decides; there is one choice in a step at most. */
u8 swm_choose(struct swm_world *w, u8 n)
{
	w->choices = n;
	return w->choice % n;
}

/* Apart from those who take it: sparse follows a lock within a file. */
bool swm_ptl(struct swm_world *w, struct swm_actor *a) __acquires(&w->real_ptl[a->mm])
{
	if (!swm_hold(&w->real_ptl[a->mm], &w->s.ptl[a->mm], a->nr))
		return false;
	a->atomic++;
	return true;
}

void swm_ptl_unlock(struct swm_world *w, struct swm_actor *a) __releases(&w->real_ptl[a->mm])
{
	a->atomic--;
	swm_drop(&w->real_ptl[a->mm], &w->s.ptl[a->mm]);
}
