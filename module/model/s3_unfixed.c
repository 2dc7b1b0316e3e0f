// SPDX-License-Identifier: GPL-2.0
/*
 * A fault that goes past the swap cache does not pin the device.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	the PTE is an entry
 *	                                swapoff: try_to_unuse()
 *	                                synchronize_rcu()
 *	                                p->swap_file = NULL
 *	swap_readpage(): NULL
 *
 * Nothing waits for CPU0: it has neither a page in the swap cache nor RCU.
 */
#include "model.h"

static enum swm_ret off(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_UNTIL(a->lost_pc, !swm_in_rcu(w));
	swm_say(w, "  synchronize_rcu()");
	SWM_END(a->lost_pc);
}

const struct swm_cand swm_s3_unfixed = {
	.id = "S3-unfixed",
	.name = "no pin around the read",
	.origin = "v4.15 to v5.13",
	.verdict = "the bug",
	.said = SWM_SAID_WRONG,
	.kind = SWM_DEV,
	.off = off,
};
