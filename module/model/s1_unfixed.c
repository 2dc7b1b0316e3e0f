// SPDX-License-Identifier: GPL-2.0
/*
 * No claim: what v4.15 to v6.7 do, and what the policy busted brings back.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	read page A from e
 *	                                read page B from e
 *	                                pte_same(): yes, swap_free(e)
 *	                                map B; the user writes to B
 *	                                swap out: B gets e again
 *	pte_same(): yes, swap_free(e)
 *	map A: the write is gone
 *
 * Minchan Kim's bypass of the swap cache (v4.15) took for granted that a PTE which
 * is the same was the same all along.
 */
#include "model.h"

const struct swm_cand swm_s1_unfixed = {
	.id = "S1-unfixed",
	.name = "no claim",
	.origin = "0bcac06f27d7, v4.15; live: busted",
	.verdict = "the bug",
	.said = SWM_SAID_WRONG,
	.kind = SWM_SWAP,
	.policy = "busted",
};
