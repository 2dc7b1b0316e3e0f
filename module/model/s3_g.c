// SPDX-License-Identifier: GPL-2.0
/*
 * (g): preemption off around the use of the device, stop_machine() in swapoff.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	preempt_disable(), SWP_VALID: yes
 *	swap_readpage() sleeps
 *	                                swapoff: stop_machine()
 *
 * Considered in eb085574a752 for short uses of a device; a read is none.
 */
#include "model.h"

static enum swm_ret get(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_STEP(a->lost_pc);
	WRITE_ONCE(a->atomic, 1);
	a->go = READ_ONCE(w->d.valid);
	if (!a->go)
		WRITE_ONCE(a->atomic, 0);
	swm_say(w, "  preempt_disable(), SWP_VALID: %s", a->go ? "yes" : "no");
	SWM_END(a->lost_pc);
}

static void put(struct swm_world *w, struct swm_actor *a)
{
	WRITE_ONCE(a->atomic, 0);
}

static bool stopped(struct swm_world *w)
{
	u8 i, n = 0;

	for (i = 0; i < w->nr_actors; i++)
		n += READ_ONCE(w->actor[i].atomic);
	return !n;
}

static enum swm_ret off(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_UNTIL(a->lost_pc, stopped(w));
	swm_say(w, "  stop_machine()");
	SWM_END(a->lost_pc);
}

const struct swm_cand swm_s3_g = {
	.id = "S3-g",
	.name = "preemption off, stop_machine()",
	.origin = "considered in eb085574a752",
	.verdict = "not taken",
	.said = SWM_SAID_WRONG,
	.kind = SWM_DEV,
	.get = get,
	.put = put,
	.off = off,
};
