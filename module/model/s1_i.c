// SPDX-License-Identifier: GPL-2.0
/*
 * I: the loser returns VM_FAULT_RETRY: mmap_lock is dropped, and the fault is taken
 * again at once.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	read page A from e
 *	                                claim e: refused
 *	                                VM_FAULT_RETRY, fault again, and again
 *	map A, swap_free(e)
 *	drop the claim: e is free
 *
 * Not taken: code grows and other counters feed on retries. It is A with one more
 * reader of mmap_lock less.
 */
#include "model.h"

const struct swm_cand swm_s1_i = {
	.id = "S1-I",
	.name = "claim, VM_FAULT_RETRY",
	.origin = "Kairui Song",
	.verdict = "not taken: more code, distorts counters",
	.said = SWM_SAID_FINE,
	.note = "as A: the retry is the same loop",
	.kind = SWM_SWAP,
	.claim = swm_claim_cache,
	.lost = swm_lost_refault,
	.release = swm_release_cache,
};
