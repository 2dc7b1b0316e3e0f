// SPDX-License-Identifier: GPL-2.0
/*
 * G: the loser spins while pte_same().
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	                                claim e: refused
 *	map A, swap_free(e)
 *	drop the claim
 *	the user writes to A
 *	swap out: A gets e again
 *	                                the PTE is e, as before: spins on,
 *	                                and nobody swaps in for it
 *
 * Rejected: it misses A->B->A, and then waits for nobody.
 */
#include "model.h"

static enum swm_ret lost(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	do {
		SWM_STEP(a->lost_pc);
		swm_say(w, "  cpu_relax() while the PTE is %u", a->entry);
	} while (READ_ONCE(w->s.pte[a->mm]) == a->pte);
	SWM_END(a->lost_pc);
}

const struct swm_cand swm_s1_g = {
	.id = "S1-G",
	.name = "wait while the PTE is the same",
	.origin = "Chris Li, Barry Song",
	.verdict = "rejected: misses A->B->A, infinite loop",
	.said = SWM_SAID_WRONG,
	.kind = SWM_SWAP,
	.claim = swm_claim_cache,
	.lost = lost,
	.release = swm_release_cache,
};
