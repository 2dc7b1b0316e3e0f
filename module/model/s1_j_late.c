// SPDX-License-Identifier: GPL-2.0
/*
 * J, later still: the claim is taken after the read.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	read page A from e
 *	                                read B, claim e, map B
 *	                                swap_free(e), drop the claim
 *	                                the user writes to B
 *	                                swap out: B gets e again
 *	claim e: granted
 *	pte_same(): yes, swap_free(e)
 *	map A: the write is gone
 *
 * Said to be impossible, for the read is what the claim protects.
 */
#include "model.h"

const struct swm_cand swm_s1_j_late = {
	.id = "S1-J-late",
	.name = "claim after the read",
	.origin = "the same discussion",
	.verdict = "impossible: the read is what is protected",
	.said = SWM_SAID_WRONG,
	.kind = SWM_SWAP,
	.late = true,
	.claim = swm_claim_cache,
	.lost = swm_lost_tick,
	.release = swm_release_cache,
};
