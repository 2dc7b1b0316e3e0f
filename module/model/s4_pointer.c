// SPDX-License-Identifier: GPL-2.0
/*
 * find_vma() again, and the pointer must be the same.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	finds vma
 *	swap-in drops mmap_lock
 *	                                munmap: frees vma
 *	                                mmap: a new vma in the same memory
 *	mmap_lock again
 *	the pointer is the same
 *	uses vma: it is another one
 *
 * v1 after VM_FAULT_RETRY. Memory of a vma is used again at once.
 */
#include "model.h"

static bool check(struct swm_world *w, struct swm_actor *a)
{
	return w->t.map == a->obj;
}

const struct swm_cand swm_s4_pointer = {
	.id = "S4-pointer",
	.name = "vma != vma_orig",
	.origin = "v1, Ebru Akagunduz",
	.verdict = "rejected: not a revalidation",
	.said = SWM_SAID_WRONG,
	.kind = SWM_THP,
	.check = check,
};
