// SPDX-License-Identifier: GPL-2.0
/*
 * A loser asks again at once.
 *
 *	CPU0 (one CPU, T1 above T0)
 *	---------------------------
 *	T0: claim e
 *	T1: claim e: refused, and again, and again: T0 never runs
 *
 * What came before 31a5639623a4 and cbab0e4eec29, and was seen as soft lockups.
 */
#include "model.h"

const struct swm_cand swm_s2_spin = {
	.id = "S2-spin",
	.name = "retry at once",
	.origin = "31a5639623a4 and before",
	.verdict = "soft lockups",
	.said = SWM_SAID_WRONG,
	.kind = SWM_LIVELOCK,
	.claim = swm_claim_cache,
	.lost = swm_lost_refault,
};
