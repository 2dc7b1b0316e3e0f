// SPDX-License-Identifier: GPL-2.0
/*
 * (a): the callback of the last reference exits the percpu_ref, swapon makes it anew.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	the PTE is an entry
 *	                                percpu_ref_kill()
 *	                                release: percpu_ref_exit()
 *	percpu_ref_tryget_live() on a
 *	percpu_ref that is none
 *
 * Rejected by Huang Ying: the reference must live as long as the slot of the table.
 */
#include "model.h"

/* The release callback runs where the count drops to 0. */
static void last(struct swm_world *w)
{
	if (w->d.ref == SWM_REF_DEAD && !w->d.users)
		w->d.ref = SWM_REF_EXITED;
}

static void put(struct swm_world *w, struct swm_actor *a)
{
	w->d.users--;
	last(w);
}

static enum swm_ret off(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_STEP(a->lost_pc);
	swm_enter(&w->cluster);
	w->d.ref = SWM_REF_DEAD;
	last(w);
	swm_leave(&w->cluster);
	swm_say(w, "  percpu_ref_kill()%s", w->d.users ? "" : ", percpu_ref_exit()");
	SWM_UNTIL(a->lost_pc, READ_ONCE(w->d.ref) == SWM_REF_EXITED);
	swm_say(w, "  wait_for_completion(): nobody uses the device");
	SWM_END(a->lost_pc);
}

static void on(struct swm_world *w, struct swm_actor *a)
{
	w->d.ref = SWM_REF_LIVE;
	swm_say(w, "  percpu_ref_init()");
}

const struct swm_cand swm_s3_a = {
	.id = "S3-a",
	.name = "percpu_ref_exit() in the release",
	.origin = "v1, Miaohe Lin",
	.verdict = "rejected: tryget is defined between init and exit only",
	.said = SWM_SAID_WRONG,
	.kind = SWM_DEV,
	.get = swm_ref_get,
	.put = put,
	.off = off,
	.on = on,
};
