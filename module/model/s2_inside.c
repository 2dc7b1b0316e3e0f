// SPDX-License-Identifier: GPL-2.0
/*
 * The claim first, then the allocation, which may sleep.
 *
 *	CPU0 (one CPU, T1 and T2 above T0)
 *	----------------------------------
 *	T0: claim e
 *	T0: allocates a page, sleeps
 *	T1: claim e: refused, cond_resched()
 *	T2: claim e: refused, cond_resched()
 *	T1: claim e: refused, cond_resched(), and so on: T0 never runs
 *
 * The order of mmotm in May 2020 that Hugh Dickins found, repeatably but not to order.
 */
#include "model.h"

const struct swm_cand swm_s2_inside = {
	.id = "S2-inside",
	.name = "allocate with the claim held",
	.origin = "mmotm, May 2020",
	.verdict = "the bug: livelock",
	.said = SWM_SAID_WRONG,
	.kind = SWM_LIVELOCK,
	.inside = true,
	.claim = swm_claim_cache,
	.lost = swm_lost_sched,
};
