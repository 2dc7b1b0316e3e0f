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

static enum swm_ret get(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_STEP(a->lost_pc);
	swm_enter(&w->cluster);
	if (w->d.ref == SWM_REF_EXITED)
		swm_broke(w, SWM_P_REF);
	a->go = w->d.ref == SWM_REF_LIVE;
	if (a->go)
		w->d.users++;
	swm_leave(&w->cluster);
	swm_say(w, "  percpu_ref_tryget_live(): %s", a->go ? "pinned" : "no");
	SWM_END(a->lost_pc);
}

static void put(struct swm_world *w, struct swm_actor *a)
{
	if (!w->d.users)
		swm_broke(w, SWM_P_COUNT);
	w->d.users--;
}

static enum swm_ret off(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_STEP(a->lost_pc);
	swm_enter(&w->cluster);
	w->d.ref = SWM_REF_DEAD;
	swm_leave(&w->cluster);
	swm_say(w, "  percpu_ref_kill()");
	SWM_UNTIL(a->lost_pc, !swm_in_rcu(w));
	swm_say(w, "  synchronize_rcu()");
	SWM_UNTIL(a->lost_pc, !READ_ONCE(w->d.users));
	swm_say(w, "  wait_for_completion(): nobody uses the device");
	SWM_END(a->lost_pc);
}

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
	.get = get,
	.put = put,
	.off = off,
	.on = on,
};
