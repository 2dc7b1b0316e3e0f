// SPDX-License-Identifier: GPL-2.0
/*
 * cached: no fault goes past the swap cache.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	e into the swap cache, locked
 *	read page A from e
 *	                                finds A, waits for its lock
 *	map A, swap_free(e)
 *	unlock A
 *	                                pte_same(): no
 *
 * What the message of 13ddaf26be32 compares itself with, 20 % slower there.
 */
#include "model.h"

const struct swm_cand swm_s1_cached = {
	.id = "S1-cached",
	.name = "SWP_SYNCHRONOUS_IO dropped",
	.origin = "13ddaf26be32 compares with it",
	.verdict = "right; 20 % slower",
	.said = SWM_SAID_FINE,
	.kind = SWM_SWAP,
	.policy = "cached",
	.cached = true,
};
