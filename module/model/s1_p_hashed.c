// SPDX-License-Identifier: GPL-2.0
/*
 * P': as P, with 32 queues, chosen by address.
 *
 *	CPU0                            CPU1                    CPU2
 *	----                            ----                    ----
 *	claim e                                                 claim x
 *	                                claim e: refused,
 *	                                sleeps on queue(e)
 *	                                                        drop x, wakes
 *	                                                        queue(x) only
 *	drop the claim, wakes queue(e)
 *	                                fault again: present
 *
 * Not merged "until it becomes apparent" that one queue is a herd.
 */
#include "model.h"

const struct swm_cand swm_s1_p_hashed = {
	.id = "S1-P-hashed",
	.name = "claim, 32 wait queues",
	.origin = "Barry Song",
	.verdict = "not merged: until it becomes apparent",
	.said = SWM_SAID_FINE,
	.kind = SWM_SWAP,
	.policy = "hashed",
	.claim = swm_claim_cache,
	.lost = swm_lost_queue,
	.release = swm_release_cache,
	.wake = swm_wake_entry,
};
