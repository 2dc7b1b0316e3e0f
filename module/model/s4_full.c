// SPDX-License-Identifier: GPL-2.0
/*
 * hugepage_vma_revalidate() as it landed: exit, find_vma, range and suitability are
 * checked, and the caller goes on with the vma it had.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	finds vma
 *	swap-in drops mmap_lock
 *	                                munmap: frees vma
 *	                                mmap: another one, suitable too
 *	mmap_lock again
 *	revalidates: suitable
 *	uses the old vma: freed
 *
 * Landed so; found by KASAN months later: the helper got its vma by value ("fix
 * use-after-free in collapse_huge_page()").
 */
#include "model.h"

static bool check(struct swm_world *w, struct swm_actor *a)
{
	const struct swm_thp *t = &w->t;

	return !t->exiting && t->map != SWM_NO && t->vma[t->map].fits;
}

const struct swm_cand swm_s4_full = {
	.id = "S4-full",
	.name = "full revalidation, vma by value",
	.origin = "72695862529b, v4.8",
	.verdict = "landed",
	.said = SWM_SAID_LANDED,
	.note = "the machine: it landed, and KASAN found the use after free months later",
	.kind = SWM_THP,
	.check = check,
};
