// SPDX-License-Identifier: GPL-2.0
/*
 * (f): get_swap_device() as it was, rcu_read_lock() and SWP_VALID, around the read.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	rcu_read_lock(), SWP_VALID: yes
 *	swap_readpage() sleeps
 *	                                swapoff: waits for RCU
 *
 * Rejected by Huang Ying: a read of swap sleeps (blk_io_schedule). Two stable kernels
 * had it by accident, having taken 2799e77529c2 without 63d8620ecf93.
 */
#include "model.h"

static enum swm_ret get(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_STEP(a->lost_pc);
	WRITE_ONCE(a->rcu, 1);
	a->go = READ_ONCE(w->d.valid);
	if (!a->go)
		WRITE_ONCE(a->rcu, 0);
	swm_say(w, "  rcu_read_lock(), SWP_VALID: %s", a->go ? "yes" : "no");
	SWM_END(a->lost_pc);
}

static void put(struct swm_world *w, struct swm_actor *a)
{
	WRITE_ONCE(a->rcu, 0);
}

static enum swm_ret off(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_UNTIL(a->lost_pc, !swm_in_rcu(w));
	swm_say(w, "  synchronize_rcu()");
	SWM_END(a->lost_pc);
}

const struct swm_cand swm_s3_f = {
	.id = "S3-f",
	.name = "RCU around the read",
	.origin = "Tim Chen; 5.10.52, 5.13.2 by accident",
	.verdict = "rejected: the read sleeps",
	.said = SWM_SAID_WRONG,
	.kind = SWM_DEV,
	.get = get,
	.put = put,
	.off = off,
};
