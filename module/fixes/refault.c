// SPDX-License-Identifier: GPL-2.0
/*
 * refault: claim the entry; whoever is refused returns at once and faults again.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	read page A from e
 *	                                claim e: -EEXIST, return
 *	                                fault again: -EEXIST, return
 *	                                fault again: ...
 *	map A, swap_free(e)
 *	drop the claim: e is free
 *	                                fault again: the PTE is present
 *
 * e cannot be freed while CPU0 has it, so S1 is closed. CPU1 pays for it with its
 * CPU: minor faults x 13.5 in the thread, and where CPU1 outranks CPU0's task on
 * one CPU the two never finish.
 */
#include "swr.h"

static void refault_wait(struct swr_fault *f)
{
}

const struct swr_fix_ops swr_fix_refault = {
	.name = "refault",
	.models = "v2 of the patch of February 2024 that became 13ddaf26be32",
	.text = "a loser returns at once and faults again",
	.pins = true,
	.wait = refault_wait,
};
