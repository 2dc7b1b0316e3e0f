// SPDX-License-Identifier: GPL-2.0
/*
 * (b): swapon uses percpu_ref_reinit(), which wants a count of 0, instead of
 * percpu_ref_resurrect(), which does not.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	percpu_ref_tryget_live()
 *	                                percpu_ref_kill()
 *	                                waits
 *	percpu_ref_put()
 *	                                the count is 0
 *	                                swapon: percpu_ref_reinit(): is 0
 *
 * swapoff has waited for 0, so at the only place where it is called the two are alike.
 */
#include "model.h"

static void on(struct swm_world *w, struct swm_actor *a)
{
	if (w->d.users)
		swm_broke(w, SWM_P_REF);
	w->d.ref = SWM_REF_LIVE;
	swm_say(w, "  percpu_ref_reinit()");
}

const struct swm_cand swm_s3_b = {
	.id = "S3-b",
	.name = "percpu_ref_reinit()",
	.origin = "review of v2",
	.verdict = "resurrect taken",
	.said = SWM_SAID_OPEN,
	.kind = SWM_DEV,
	.get = swm_ref_get,
	.put = swm_ref_put,
	.off = swm_ref_off,
	.on = on,
};
