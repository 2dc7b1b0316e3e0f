// SPDX-License-Identifier: GPL-2.0
/*
 * E: the loser calls cond_resched() and faults again.
 *
 *	CPU0 (one CPU, T1 above T0)
 *	---------------------------
 *	T0: claim e
 *	T1: claim e: refused
 *	T1: cond_resched(): nobody above T1, goes on, for ever
 *
 * Withdrawn by Huang Ying himself when he read 029c4628b2eb again, which had found
 * just that in S2.
 */
#include "model.h"

const struct swm_cand swm_s1_e = {
	.id = "S1-E",
	.name = "claim, cond_resched()",
	.origin = "Huang Ying",
	.verdict = "withdrawn, for 029c4628b2eb",
	.said = SWM_SAID_WRONG,
	.kind = SWM_SWAP,
	.policy = "cond_resched",
	.claim = swm_claim_cache,
	.lost = swm_lost_sched,
	.release = swm_release_cache,
};
