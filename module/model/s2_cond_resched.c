// SPDX-License-Identifier: GPL-2.0
/*
 * A loser calls cond_resched() and asks again.
 *
 *	CPU0 (one CPU, T1 above T0)
 *	---------------------------
 *	T0: claim e
 *	    preempted by T1
 *	T1: claim e: refused
 *	T1: cond_resched(): nobody above T1, and again, for ever
 *
 * cbab0e4eec29; empty under PREEMPT. Guo Ziliang found RT tasks looping in it.
 */
#include "model.h"

const struct swm_cand swm_s2_cond_resched = {
	.id = "S2-cond_resched",
	.name = "retry after cond_resched()",
	.origin = "cbab0e4eec29",
	.verdict = "livelock of RT tasks, 029c4628b2eb",
	.said = SWM_SAID_WRONG,
	.kind = SWM_LIVELOCK,
	.claim = swm_claim_cache,
	.lost = swm_lost_sched,
};
