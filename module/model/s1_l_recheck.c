// SPDX-License-Identifier: GPL-2.0
/*
 * L, with one more look into the swap cache under the page-table lock, before the PTE is
 * marked. S1-L has the rest.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	lookup_swap_cache(e): none
 *	                                reads the page, maps it
 *	                                swap out: e again, in the swap cache,
 *	                                not yet written
 *	PTL, pte_same(): yes
 *	lookup_swap_cache(e): the page
 *	drops the PTL, maps that one
 *
 * As long as the PTE is the same and the lock is held, what the swap cache does not
 * have is in the slot.
 */
#include "model.h"

const struct swm_cand swm_s1_l_recheck = {
	.id = "S1-L-recheck",
	.name = "L, swap cache looked up again",
	.origin = "ours, from the counterexample of L",
	.verdict = "not said in the thread",
	.said = SWM_SAID_OPEN,
	.kind = SWM_SWAP,
	.fault = swm_marker_fault,
	.recheck = true,
};
