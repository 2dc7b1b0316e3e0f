// SPDX-License-Identifier: GPL-2.0
/*
 * A percpu_ref per device, as most candidates of S3 have it: a fault takes it if it is
 * live, swapoff kills it and waits for 0. They differ by what swapon makes of it, and
 * by when it is gone.
 */
#include "model.h"

enum swm_ret swm_ref_get(struct swm_world *w, struct swm_actor *a)
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

void swm_ref_put(struct swm_world *w, struct swm_actor *a)
{
	if (!w->d.users)
		swm_broke(w, SWM_P_COUNT);
	w->d.users--;
}

enum swm_ret swm_ref_off(struct swm_world *w, struct swm_actor *a)
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
