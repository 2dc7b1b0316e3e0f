// SPDX-License-Identifier: GPL-2.0
/*
 * P: losers sleep on a global queue, a tick at most; who drops a claim wakes all.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	                                claim e: refused
 *	drop the claim
 *	wake_up(): nobody there
 *	                                add_wait_queue()
 *	                                sleeps, for a tick: the wake-up
 *	                                was missed
 *
 * Landed. That a wake-up can be missed is why the tick is still there.
 */
#include "model.h"

const struct swm_cand swm_s1_p = {
	.id = "S1-P",
	.name = "claim, wait queue",
	.origin = "01626a182302, v6.12, Barry Song",
	.verdict = "landed",
	.said = SWM_SAID_LANDED,
	.kind = SWM_SWAP,
	.policy = "waitqueue",
	.claim = swm_claim_cache,
	.lost = swm_lost_queue,
	.release = swm_release_cache,
	.wake = swm_wake_all,
};
