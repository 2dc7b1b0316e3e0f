// SPDX-License-Identifier: GPL-2.0
/*
 * Allocation first, and the page is kept for the next loop.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	                                allocates a page
 *	claim e
 *	                                claim e: refused
 *	add_to_swap_cache(e)
 *	                                finds the page of CPU0; frees its own
 *
 * The order before May 2020. Dropped as complex; 6.12 has it again.
 */
#include "model.h"

const struct swm_cand swm_s2_keep = {
	.id = "S2-keep",
	.name = "allocate once, keep it",
	.origin = "before May 2020; 6.12 again",
	.verdict = "dropped as complex, came back",
	.said = SWM_SAID_FINE,
	.note = "as S2-before",
	.kind = SWM_LIVELOCK,
	.keep = true,
	.claim = swm_claim_cache,
	.lost = swm_lost_sched,
};
