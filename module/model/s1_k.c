// SPDX-License-Identifier: GPL-2.0
/*
 * K: the loser of the claim falls back to the swap-in through the swap cache.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	                                claim e: refused
 *	                                __read_swap_cache_async(): refused,
 *	                                sleeps for a tick, and again
 *	map A, swap_free(e)
 *	drop the claim: e is free
 *	                                __swap_count(e) = 0: fault again
 *
 * Rejected together with B, on which it was first built. With the claim of A below
 * it there is nothing wrong with it.
 */
#include "model.h"

static enum swm_ret lost(struct swm_world *w, struct swm_actor *a)
{
	a->go = SWM_GO_CACHED;
	return SWM_DONE;
}

const struct swm_cand swm_s1_k = {
	.id = "S1-K",
	.name = "claim, loser through the swap cache",
	.origin = "Chris Li",
	.verdict = "rejected together with B",
	.said = SWM_SAID_OPEN,
	.kind = SWM_SWAP,
	.claim = swm_claim_cache,
	.lost = lost,
	.release = swm_release_cache,
};
