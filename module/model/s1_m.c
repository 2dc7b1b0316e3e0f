// SPDX-License-Identifier: GPL-2.0
/*
 * M: the claim is dropped as soon as the PTE is set, still under the page-table lock.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e, read page A from e
 *	PTL, swap_free(e), map A
 *	drop the claim: e is free
 *	                                fault: present
 *	drop the PTL
 *
 * Not done. It shortens what losers wait by the drop of a lock.
 */
#include "model.h"

const struct swm_cand swm_s1_m = {
	.id = "S1-M",
	.name = "drop the claim earlier",
	.origin = "Huang Ying",
	.verdict = "not done",
	.said = SWM_SAID_OPEN,
	.kind = SWM_SWAP,
	.under_ptl = true,
	.claim = swm_claim_cache,
	.lost = swm_lost_tick,
	.release = swm_release_cache,
};
