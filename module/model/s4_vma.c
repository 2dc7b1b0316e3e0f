// SPDX-License-Identifier: GPL-2.0
/*
 * As S4-full, and the caller goes on with the vma that was found. The page table is
 * still the one it had.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	finds vma and pmd
 *	swap-in drops mmap_lock
 *	                                another collapse: frees the page table
 *	mmap_lock again
 *	revalidates: suitable
 *	uses the page table: freed
 *
 * Each of the two follow-ups alone leaves the other hole open.
 */
#include "model.h"

static bool check(struct swm_world *w, struct swm_actor *a)
{
	const struct swm_thp *t = &w->t;

	if (t->exiting || t->map == SWM_NO || !t->vma[t->map].fits)
		return false;
	a->obj = t->map;
	return true;
}

const struct swm_cand swm_s4_vma = {
	.id = "S4-vma",
	.name = "full revalidation, the vma that was found",
	.origin = "fix use-after-free in collapse_huge_page()",
	.verdict = "not enough: the pmd",
	.said = SWM_SAID_WRONG,
	.kind = SWM_THP,
	.check = check,
};
