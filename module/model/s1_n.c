// SPDX-License-Identifier: GPL-2.0
/*
 * N: a count of its own, in an xarray, keeps an entry from being used anew.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	pin e
 *	read page A from e
 *	                                pin e, read page B from e
 *	                                swap_free(e), map B; e is pinned
 *	                                the user writes to B
 *	                                swap out: B gets another entry
 *	pte_same(): no
 *	unpin e: it is free
 *
 * Given up by its author for the look-up on the fast path. Two faults may read the
 * same page, which costs a page, but nobody waits. The pin comes after the look into
 * the swap cache, though: by then e may have been used anew, for a page that is in the
 * swap cache and not yet written: S1-N-recheck.
 */
#include "model.h"

const struct swm_cand swm_s1_n = {
	.id = "S1-N",
	.name = "a run-time reference count",
	.origin = "Chris Li",
	.verdict = "own failed attempt: a look-up on the fast path",
	.said = SWM_SAID_OPEN,
	.kind = SWM_SWAP,
	.claim = swm_claim_pin,
	.release = swm_release_pin,
};
