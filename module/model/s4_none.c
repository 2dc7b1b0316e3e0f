// SPDX-License-Identifier: GPL-2.0
/*
 * Nothing is looked up again when mmap_lock is taken again.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	finds vma
 *	swap-in drops mmap_lock
 *	                                munmap: frees vma
 *	mmap_lock again
 *	uses vma: freed
 *
 * Between up_read and down_write v1 had no check at all.
 */
#include "model.h"

const struct swm_cand swm_s4_none = {
	.id = "S4-none",
	.name = "no check",
	.origin = "the first idea",
	.verdict = "the bug",
	.said = SWM_SAID_WRONG,
	.kind = SWM_THP,
};
