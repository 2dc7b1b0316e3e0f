// SPDX-License-Identifier: GPL-2.0
/*
 * A loser sleeps until the page is in the swap cache.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	                                claim e: refused
 *	                                onto the queue, ready to be woken
 *	add_to_swap_cache(e)
 *	wakes queue(e)
 *	                                finds the page
 *
 * As S1-exact: on the queue first, then a look whether the claim is held.
 */
#include "model.h"

const struct swm_cand swm_s2_exact = {
	.id = "S2-exact",
	.name = "retry when the claim is dropped",
	.origin = "ours",
	.verdict = "ours",
	.said = SWM_SAID_LANDED,
	.kind = SWM_LIVELOCK,
	.claim = swm_claim_cache,
	.lost = swm_lost_exact,
	.wake = swm_wake_entry,
};
