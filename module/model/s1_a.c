// SPDX-License-Identifier: GPL-2.0
/*
 * A: who is refused the claim returns and faults again.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	read page A from e
 *	                                claim e: refused
 *	                                return, fault again, and again
 *	map A, swap_free(e)
 *	drop the claim: e is free
 *
 * Origin: v1 and v2 of the patch. It closes the race; rejected for what the loop
 * costs: a refault is a minor fault that does nothing (13 times as many in Kairui's
 * table), and a loser that is never preempted keeps the winner from ending it.
 */
#include "model.h"

const struct swm_cand swm_s1_a = {
	.id = "S1-A",
	.name = "claim, refault",
	.origin = "v1, v2 of the patch, Kairui Song",
	.verdict = "right; wastes CPU, 13 times the minor faults",
	.said = SWM_SAID_FINE,
	.note = "both: the thread weighed what a refault costs; that a loser of higher priority keeps a preempted winner from ending is the same loop to its end, and was said of D and E only",
	.kind = SWM_SWAP,
	.policy = "refault",
	.claim = swm_claim_cache,
	.lost = swm_lost_refault,
	.release = swm_release_cache,
};
