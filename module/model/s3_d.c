// SPDX-License-Identifier: GPL-2.0
/*
 * (d): each swapon makes a new object, published by rcu_assign_pointer(); swapoff
 * frees the old one after a grace period.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	p = swap_info[type]
 *	                                swapoff: waits for RCU: nobody there
 *	                                kfree(p)
 *	percpu_ref_tryget_live(p):
 *	p was freed
 *
 * Huang Ying: those who use a swap_info are not in RCU sections; to put them there is
 * overkill.
 */
#include "model.h"

static enum swm_ret get(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_STEP(a->lost_pc);
	a->obj = READ_ONCE(w->d.now);
	swm_say(w, "  p = swap_info[type]");
	SWM_STEP(a->lost_pc);
	swm_enter(&w->cluster);
	a->go = w->d.obj[a->obj].alive == 1;
	if (!w->d.obj[a->obj].alive)
		swm_broke(w, SWM_P_FREED);
	if (a->go)
		w->d.obj[a->obj].users++;
	swm_leave(&w->cluster);
	swm_say(w, "  percpu_ref_tryget_live(p): %s", a->go ? "pinned" :
		w->d.obj[a->obj].alive ? "no" : "p was freed");
	SWM_END(a->lost_pc);
}

static void put(struct swm_world *w, struct swm_actor *a)
{
	w->d.obj[a->obj].users--;
}

static enum swm_ret off(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_STEP(a->lost_pc);
	WRITE_ONCE(w->d.obj[0].alive, 2);
	swm_say(w, "  percpu_ref_kill(p)");
	SWM_UNTIL(a->lost_pc, !READ_ONCE(w->d.obj[0].users));
	swm_say(w, "  wait_for_completion(): nobody uses the device");
	SWM_UNTIL(a->lost_pc, !swm_in_rcu(w));
	swm_enter(&w->cluster);
	w->d.obj[0].alive = 0;
	swm_leave(&w->cluster);
	swm_say(w, "  kfree_rcu(p): a grace period is over");
	SWM_END(a->lost_pc);
}

static void on(struct swm_world *w, struct swm_actor *a)
{
	w->d.obj[1].alive = 1;
	WRITE_ONCE(w->d.now, 1);
	swm_say(w, "  rcu_assign_pointer(swap_info[type], new)");
}

const struct swm_cand swm_s3_d = {
	.id = "S3-d",
	.name = "a fresh object, RCU",
	.origin = "Dennis Zhou",
	.verdict = "overkill: stale users are not in RCU sections",
	.said = SWM_SAID_WRONG,
	.kind = SWM_DEV,
	.get = get,
	.put = put,
	.off = off,
	.on = on,
};
