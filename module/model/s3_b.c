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
	.get = get,
	.put = put,
	.off = off,
	.on = on,
};
