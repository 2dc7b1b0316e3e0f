// SPDX-License-Identifier: GPL-2.0
/*
 * Allocation first, again in each loop, cond_resched() for losers.
 *
 *	CPU0 (one CPU, T1 above T0)
 *	---------------------------
 *	T0: allocates a page, sleeps
 *	T0: claim e
 *	T0: adds the page to the swap cache; nobody else can run in between
 *	    unless the kernel preempts
 *
 * Landed: nobody sleeps with the claim held. That a preempted holder is enough was
 * found two years later, 029c4628b2eb.
 */
#include "model.h"

const struct swm_cand swm_s2_before = {
	.id = "S2-before",
	.name = "allocate before the claim, each time",
	.origin = "Hugh Dickins, in 4c6355b25e8b, v5.8",
	.verdict = "landed",
	.said = SWM_SAID_LANDED,
	.note = "both, at different times: right for what it was made for, a kernel that does not preempt; 029c4628b2eb found the rest two years later, and the machine finds it in 17 steps",
	.kind = SWM_LIVELOCK,
	.claim = swm_claim_cache,
	.lost = swm_lost_sched,
};
