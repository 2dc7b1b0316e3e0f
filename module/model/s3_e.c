// SPDX-License-Identifier: GPL-2.0
/*
 * (e): a percpu_ref per device that lives as long as the slot of the table; swapoff
 * kills it and waits for 0, swapon resurrects it.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	percpu_ref_tryget_live()
 *	                                swapoff: percpu_ref_kill(), waits
 *	swap_readpage()
 *	percpu_ref_put()
 *	                                p->swap_file = NULL
 *
 * Landed. The smp_rmb() after the tryget is asked about by tests/litmus.
 */
#include "model.h"

static void on(struct swm_world *w, struct swm_actor *a)
{
	w->d.ref = SWM_REF_LIVE;
	swm_say(w, "  percpu_ref_resurrect()");
}

const struct swm_cand swm_s3_e = {
	.id = "S3-e",
	.name = "percpu_ref, killed and resurrected",
	.origin = "63d8620ecf93, 2799e77529c2, v5.14",
	.verdict = "landed",
	.said = SWM_SAID_LANDED,
	.kind = SWM_DEV,
	.get = swm_ref_get,
	.put = swm_ref_put,
	.off = swm_ref_off,
	.on = on,
};
