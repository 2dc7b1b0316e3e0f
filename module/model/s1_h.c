// SPDX-License-Identifier: GPL-2.0
/*
 * H: the loser asks again from within the fault as long as the PTE is the same.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	                                lookup_swap_cache(e): none
 *	read-ahead puts e in the
 *	swap cache
 *	                                claim e: refused
 *	                                the PTE is the same: claim e: refused,
 *	                                as long as the page stays cached
 *
 * Rejected: an entry may stay in the swap cache for long (MADV_WILLNEED), and the
 * loop does not look there; and it holds mmap_lock.
 */
#include "model.h"

static enum swm_ret lost(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_STEP(a->lost_pc);
	if (READ_ONCE(w->s.pte[a->mm]) == a->pte)
		a->go = SWM_GO_CLAIM;
	swm_say(w, "  pte_same(): %s", a->go == SWM_GO_CLAIM ? "yes, asks again" : "no");
	SWM_END(a->lost_pc);
}

const struct swm_cand swm_s1_h = {
	.id = "S1-H",
	.name = "loop on the claim in the fault",
	.origin = "Barry Song, David Hildenbrand",
	.verdict = "rejected: stuck while the entry is cached",
	.said = SWM_SAID_WRONG,
	.kind = SWM_SWAP,
	.claim = swm_claim_cache,
	.lost = lost,
	.release = swm_release_cache,
};
