// SPDX-License-Identifier: GPL-2.0
/*
 * Full revalidation, with the vma that was found, and the pmd is looked up again.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	finds vma and pmd
 *	swap-in drops mmap_lock
 *	                                another collapse: frees the page table
 *	mmap_lock again
 *	revalidates: suitable
 *	the pmd is another one: gives up
 *
 * What 4.8 and later have after both follow-ups.
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

const struct swm_cand swm_s4_pmd = {
	.id = "S4-pmd",
	.name = "full revalidation, and the pmd",
	.origin = "khugepaged: recheck pmd after mmap_sem re-acquired",
	.verdict = "landed",
	.said = SWM_SAID_LANDED,
	.kind = SWM_THP,
	.check = check,
	.pmd = true,
};
