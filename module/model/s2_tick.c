// SPDX-License-Identifier: GPL-2.0
/*
 * A loser sleeps for a tick and asks again.
 *
 *	CPU0 (one CPU, T1 above T0)
 *	---------------------------
 *	T0: claim e
 *	    preempted by T1
 *	T1: claim e: refused, sleeps for a tick
 *	T0: adds the page to the swap cache
 *	T1: finds it
 *
 * Landed. Huang Ying asked for something better for two RT tasks, nobody had it.
 */
#include "model.h"

const struct swm_cand swm_s2_tick = {
	.id = "S2-tick",
	.name = "retry after a tick",
	.origin = "029c4628b2eb, v5.17",
	.verdict = "landed; ugly hack becomes uglier",
	.said = SWM_SAID_LANDED,
	.kind = SWM_LIVELOCK,
	.claim = swm_claim_cache,
	.lost = swm_lost_tick,
};
