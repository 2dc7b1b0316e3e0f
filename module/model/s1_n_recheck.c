// SPDX-License-Identifier: GPL-2.0
/*
 * N, with one more look into the swap cache after the pin.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	lookup_swap_cache(e): none
 *	                                reads the page, maps it
 *	                                swap out: e again, in the swap cache,
 *	                                not yet written
 *	pin e
 *	lookup_swap_cache(e): the page
 *	unpin e, fault again
 *
 * With e pinned and not in the swap cache, what is in the slot is what the PTE means,
 * as long as that is e.
 */
#include "model.h"

static int claim(struct swm_world *w, struct swm_actor *a)
{
	struct swm_slot *s = &w->s.slot[a->entry];

	if (!SWM_COUNT(s->map) || s->map & SWM_HAS_CACHE)
		return -ENOENT;
	s->pins++;
	return 0;
}

static void release(struct swm_world *w, struct swm_actor *a)
{
	w->s.slot[a->entry].pins--;
	swm_slot_unused(w, a->entry);
}

const struct swm_cand swm_s1_n_recheck = {
	.id = "S1-N-recheck",
	.name = "N, swap cache looked up again",
	.origin = "ours, from the counterexample of N",
	.verdict = "not said in the thread",
	.said = SWM_SAID_OPEN,
	.kind = SWM_SWAP,
	.claim = claim,
	.release = release,
};
