// SPDX-License-Identifier: GPL-2.0
/*
 * find_vma() again, and whatever it finds is used.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	finds vma
 *	swap-in drops mmap_lock
 *	                                munmap; mmap of a file
 *	mmap_lock again
 *	find_vma(): the file
 *	collapses it
 *
 * Andrea Arcangeli: that is no revalidation: another vma, exit, mremap.
 */
#include "model.h"

static bool check(struct swm_world *w, struct swm_actor *a)
{
	if (w->t.map == SWM_NO)
		return false;
	a->obj = w->t.map;
	return true;
}

const struct swm_cand swm_s4_find = {
	.id = "S4-find",
	.name = "find_vma() only",
	.origin = "review by Kirill Shutemov",
	.verdict = "rejected by Andrea Arcangeli",
	.said = SWM_SAID_WRONG,
	.kind = SWM_THP,
	.check = check,
};
