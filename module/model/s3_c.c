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

const struct swm_cand swm_s3_c = {
	.id = "S3-c",
	.name = "tryget as an ACQUIRE",
	.origin = "Huang Ying, RFC",
	.verdict = "dropped: percpu_ref does not mean initialised",
	.said = SWM_SAID_FINE,
	.kind = SWM_DEV,
	.get = get,
	.put = put,
	.off = off,
	.on = on,
};
