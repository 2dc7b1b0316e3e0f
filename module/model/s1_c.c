// SPDX-License-Identifier: GPL-2.0
/*
 * C: a value of swap_map of its own, SWAP_MAP_LOCK, that losers spin on.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	lock e in swap_map
 *	read page A from e
 *	                                e is locked: cpu_relax()
 *	map A, swap_free(e)
 *	unlock e: it is free
 *	                                fault again: present
 *
 * Put off for the long term: another format of swap_map. As a spin lock that is held
 * over a read it must not be preempted, or whoever spins for it may spin for ever.
 */
#include "model.h"

static int claim(struct swm_world *w, struct swm_actor *a)
{
	struct swm_slot *s = &w->s.slot[a->entry];

	if (s->map & (SWM_LOCKED | SWM_HAS_CACHE))
		return -EEXIST;
	if (!s->map)
		return -ENOENT;
	s->map |= SWM_LOCKED;
	return 0;
}

static enum swm_ret lost(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	do {
		SWM_STEP(a->lost_pc);
		swm_say(w, "  cpu_relax() while %u is locked", a->entry);
	} while (READ_ONCE(w->s.slot[a->entry].map) & SWM_LOCKED);
	SWM_END(a->lost_pc);
}

static void release(struct swm_world *w, struct swm_actor *a)
{
	w->s.slot[a->entry].map &= ~SWM_LOCKED;
	swm_slot_unused(w, a->entry);
}

const struct swm_cand swm_s1_c = {
	.id = "S1-C",
	.name = "a lock bit in swap_map",
	.origin = "Kairui Song",
	.verdict = "deferred: long term",
	.said = SWM_SAID_FINE,
	.note = "the machine, where the kernel preempts: a spin lock over a read needs preemption off, and then the read must not sleep; the thread did not get that far",
	.kind = SWM_SWAP,
	.claim = claim,
	.lost = lost,
	.release = release,
};
