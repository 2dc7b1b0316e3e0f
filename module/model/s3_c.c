// SPDX-License-Identifier: GPL-2.0
/*
 * (c): percpu_ref_tryget_live() itself orders what comes after it, in place of the
 * smp_rmb() of (e).
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	                                swapon: p->swap_file = f
 *	                                percpu_ref_resurrect()
 *	percpu_ref_tryget_live(),
 *	ACQUIRE
 *	reads p->swap_file: f
 *
 * Dropped: Dennis Zhou: a percpu_ref says that an object is not destroyed, not that it
 * is initialised. Where all see steps in one order it is (e); what weaker machines may
 * do is asked by tests/litmus.
 */
#include "model.h"

static void on(struct swm_world *w, struct swm_actor *a)
{
	w->d.ref = SWM_REF_LIVE;
	swm_say(w, "  percpu_ref_resurrect()");
}

const struct swm_cand swm_s3_c = {
	.id = "S3-c",
	.name = "tryget as an ACQUIRE",
	.origin = "Huang Ying, RFC",
	.verdict = "dropped: percpu_ref does not mean initialised",
	.said = SWM_SAID_FINE,
	.kind = SWM_DEV,
	.get = swm_ref_get,
	.put = swm_ref_put,
	.off = swm_ref_off,
	.on = on,
};
