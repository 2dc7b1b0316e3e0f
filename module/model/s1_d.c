// SPDX-License-Identifier: GPL-2.0
/*
 * D: the loser calls schedule() and faults again.
 *
 *	CPU0 (one CPU, T1 above T0)
 *	---------------------------
 *	T0: claim e
 *	T1: claim e: refused
 *	T1: schedule(): picks T1, for ever
 *
 * Origin: v3. Huang Ying: current may be picked again; David Hildenbrand: random
 * schedule() calls are not a way to wait. On two CPUs it is right.
 */
#include "model.h"

const struct swm_cand swm_s1_d = {
	.id = "S1-D",
	.name = "claim, schedule()",
	.origin = "v3 of the patch",
	.verdict = "rejected: current may be picked again",
	.said = SWM_SAID_WRONG,
	.kind = SWM_SWAP,
	.policy = "schedule",
	.claim = swm_claim_cache,
	.lost = swm_lost_sched,
	.release = swm_release_cache,
};
