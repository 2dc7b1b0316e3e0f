// SPDX-License-Identifier: GPL-2.0
/*
 * F: the loser sleeps for a tick and faults again.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	read page A from e
 *	                                claim e: refused
 *	                                schedule_timeout_uninterruptible(1)
 *	map A, swap_free(e)
 *	drop the claim: e is free
 *	                                fault again: present
 *
 * Landed. While the claim is held nobody else reads e past the swap cache, and e is
 * not free, so nothing new can be in it.
 */
#include "model.h"

const struct swm_cand swm_s1_f = {
	.id = "S1-F",
	.name = "claim, sleep for a tick",
	.origin = "v4, 13ddaf26be32, v6.8, v6.1.80",
	.verdict = "landed",
	.said = SWM_SAID_LANDED,
	.kind = SWM_SWAP,
	.policy = "tick",
	.claim = swm_claim_cache,
	.lost = swm_lost_tick,
	.release = swm_release_cache,
};
