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

const struct swm_cand swm_s1_n_recheck = {
	.id = "S1-N-recheck",
	.name = "N, swap cache looked up again",
	.origin = "ours, from the counterexample of N",
	.verdict = "not said in the thread",
	.said = SWM_SAID_OPEN,
	.kind = SWM_SWAP,
	.recheck = true,
	.claim = swm_claim_pin,
	.release = swm_release_pin,
};
