// SPDX-License-Identifier: GPL-2.0
/*
 * J: the claim is taken after vma_alloc_folio() and the charge, just before the read.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	allocate A                      allocate B
 *	claim e
 *	                                claim e: refused, B for nothing
 *	read page A from e
 *	map A, swap_free(e)
 *	drop the claim: e is free
 *
 * Tested in the thread without a visible change; 6.12 does it, for only then it knows
 * how many pages it will read.
 */
#include "model.h"

/* Nobody else sees the page before the claim, so there is nothing to interleave. */
static enum swm_ret lost(struct swm_world *w, struct swm_actor *a)
{
	return swm_lost_tick(w, a);
}

const struct swm_cand swm_s1_j = {
	.id = "S1-J",
	.name = "claim after the page is allocated",
	.origin = "Huang Ying, Barry Song; 6.12 does it",
	.verdict = "no visible change; extra pages under pressure",
	.said = SWM_SAID_FINE,
	.kind = SWM_SWAP,
	.claim = swm_claim_cache,
	.lost = lost,
	.release = swm_release_cache,
};
