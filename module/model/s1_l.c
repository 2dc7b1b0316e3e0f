// SPDX-License-Identifier: GPL-2.0
/*
 * L: the PTE holds the page that is being read, like a migration entry; others wait
 * for the lock of that page, zap takes the marker away.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	lock A
 *	PTE: e -> marker(A)
 *	read page A from e
 *	                                the PTE is marker(A): waits for A
 *	PTE: marker(A) -> A
 *	swap_free(e), unlock A
 *	                                fault again: present
 *
 * "Great idea" (Minchan Kim), not made: too big for stable, and shmem has no PTE. The
 * count of e stays with whoever set the marker, also when zap has taken it away, and
 * fork waits for the marker to go; neither was said in the thread. Nor was that between
 * the look into the swap cache and the marker e may have been used anew, for a page
 * that is in the swap cache and not yet written: S1-L-recheck.
 */
#include "model.h"

const struct swm_cand swm_s1_l = {
	.id = "S1-L",
	.name = "a marker in the PTE",
	.origin = "David Hildenbrand",
	.verdict = "liked; too big to backport, no prototype",
	.said = SWM_SAID_FINE,
	.note = "the machine: between the look into the swap cache and the marker the entry can be used anew for a page that is not written yet; L-recheck is clean",
	.kind = SWM_SWAP,
	.fault = swm_marker_fault,
};
