// SPDX-License-Identifier: GPL-2.0
/*
 * exact: losers join the queue of the entry, look again whether the claim is held, and
 * sleep until it is dropped.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	                                claim e: refused
 *	                                onto the queue, ready to be woken
 *	drop the claim, wakes queue(e)
 *	                                is the claim held? no: does not sleep
 *
 * Either CPU1 sees the claim dropped, or CPU0 sees CPU1 on the queue.
 */
#include "model.h"

const struct swm_cand swm_s1_exact = {
	.id = "S1-exact",
	.name = "claim, sleep until it is dropped",
	.origin = "ours",
	.verdict = "ours",
	.said = SWM_SAID_LANDED,
	.kind = SWM_SWAP,
	.policy = "exact",
	.claim = swm_claim_cache,
	.lost = swm_lost_exact,
	.release = swm_release_cache,
	.wake = swm_wake_entry,
};
