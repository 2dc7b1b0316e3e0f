// SPDX-License-Identifier: GPL-2.0
/*
 * P without the tick: the loser joins the queue after it was refused, and sleeps until
 * it is woken.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	                                claim e: refused
 *	map A, swap_free(e)
 *	drop the claim, wake_up()
 *	                                add_wait_queue()
 *	                                sleeps for ever
 *
 * Asked for in the thread (sleep without time-out), not taken. Between the refusal and
 * the queue the claim must be looked at again, which is what exact does.
 */
#include "model.h"

static enum swm_ret lost(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_STEP(a->lost_pc);
	swm_enter(&w->cluster);
	a->on_queue = 1;
	WRITE_ONCE(a->asleep, SWM_QUEUED);
	swm_leave(&w->cluster);
	swm_say(w, "  add_wait_queue(), schedule()");
	swm_sleeps(w, a);
	SWM_UNTIL(a->lost_pc, swm_awake(a));
	swm_say(w, "  wakes up");
	SWM_STEP(a->lost_pc);
	swm_enter(&w->cluster);
	a->on_queue = 0;
	swm_leave(&w->cluster);
	swm_say(w, "  remove_wait_queue()");
	SWM_END(a->lost_pc);
}

const struct swm_cand swm_s1_p_forever = {
	.id = "S1-P-forever",
	.name = "P without its time-out",
	.origin = "Chris Li",
	.verdict = "not taken",
	.said = SWM_SAID_WRONG,
	.kind = SWM_SWAP,
	.claim = swm_claim_cache,
	.lost = lost,
	.release = swm_release_cache,
	.wake = swm_wake_all,
};
