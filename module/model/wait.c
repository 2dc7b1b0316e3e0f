// SPDX-License-Identifier: GPL-2.0
/*
 * What the landed forms and their forerunners share: the claim by SWAP_HAS_CACHE, and
 * what one does that was refused it.
 */
#include "model.h"

/* Sleeping where a task must not is found out here. */
void swm_sleeps(struct swm_world *w, struct swm_actor *a)
{
	if (a->atomic || a->rcu)
		swm_broke(w, SWM_P_SLEEP);
}

bool swm_awake(struct swm_actor *a)
{
	u8 asleep = READ_ONCE(a->asleep);

	if (asleep == SWM_TICK || asleep == SWM_QUEUED)
		return false;
	WRITE_ONCE(a->asleep, SWM_AWAKE);
	return true;
}

/* schedule_timeout_uninterruptible(1): a tick is long, others get somewhere meanwhile. */
void swm_tick(struct swm_world *w, struct swm_actor *a)
{
	swm_sleeps(w, a);
	WRITE_ONCE(a->asleep, SWM_TICK);
}

int swm_claim_cache(struct swm_world *w, struct swm_actor *a)
{
	int err = swm_prepare(w, a, a->entry);

	if (!err)
		w->s.slot[a->entry].holder = a->nr + 1;
	return err;
}

void swm_release_cache(struct swm_world *w, struct swm_actor *a)
{
	swm_clear(w, a, a->entry);
}

enum swm_ret swm_lost_refault(struct swm_world *w, struct swm_actor *a)
{
	return SWM_DONE;
}

/* schedule(), cond_resched(): whoever the scheduler likes best goes on. */
enum swm_ret swm_lost_sched(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	swm_sleeps(w, a);
	SWM_RESCHED(a->lost_pc);
	swm_say(w, "  schedule()");
	SWM_END(a->lost_pc);
}

enum swm_ret swm_lost_tick(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	swm_tick(w, a);
	SWM_UNTIL(a->lost_pc, swm_awake(a));
	swm_say(w, "  has slept for a tick");
	SWM_END(a->lost_pc);
}

/* On the queue after the claim was refused: a wake-up in between is missed. */
enum swm_ret swm_lost_queue(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_STEP(a->lost_pc);
	swm_enter(&w->cluster);
	a->on_queue = 1;
	swm_leave(&w->cluster);
	swm_say(w, "  add_wait_queue()");
	swm_tick(w, a);
	SWM_UNTIL(a->lost_pc, swm_awake(a));
	swm_say(w, "  wakes up");
	SWM_STEP(a->lost_pc);
	swm_enter(&w->cluster);
	a->on_queue = 0;
	swm_leave(&w->cluster);
	swm_say(w, "  remove_wait_queue()");
	SWM_END(a->lost_pc);
}

/*
 * Ready to be woken first, then a look whether the claim is still held. A claim of
 * nobody that can be found (a page of the swap cache) is waited for by the tick.
 */
enum swm_ret swm_lost_exact(struct swm_world *w, struct swm_actor *a)
{
	u8 holder;

	SWM_BEGIN(a->lost_pc);
	SWM_STEP(a->lost_pc);
	swm_enter(&w->cluster);
	a->on_queue = 1;
	WRITE_ONCE(a->asleep, SWM_QUEUED);
	swm_leave(&w->cluster);
	swm_say(w, "  prepare_to_wait()");
	SWM_STEP(a->lost_pc);
	swm_enter(&w->cluster);
	holder = w->s.slot[a->entry].holder;
	if (!holder)
		WRITE_ONCE(a->asleep, w->s.slot[a->entry].map & SWM_HAS_CACHE ?
			   SWM_TICK : SWM_AWAKE);
	swm_leave(&w->cluster);
	swm_say(w, "  %s", holder ? "the claim is held: sleeps" : "nobody holds the claim");
	swm_sleeps(w, a);
	SWM_UNTIL(a->lost_pc, swm_awake(a));
	swm_say(w, "  wakes up");
	SWM_STEP(a->lost_pc);
	swm_enter(&w->cluster);
	a->on_queue = 0;
	swm_leave(&w->cluster);
	swm_say(w, "  finish_wait()");
	SWM_END(a->lost_pc);
}

void swm_wake_all(struct swm_world *w, struct swm_actor *a)
{
	u8 i;

	swm_enter(&w->cluster);
	for (i = 0; i < w->nr_actors; i++) {
		if (w->actor[i].on_queue)
			WRITE_ONCE(w->actor[i].asleep, SWM_WOKEN);
	}
	swm_leave(&w->cluster);
	swm_say(w, "  wake_up()");
}

void swm_wake_entry(struct swm_world *w, struct swm_actor *a)
{
	u8 i;

	swm_enter(&w->cluster);
	for (i = 0; i < w->nr_actors; i++) {
		if (w->actor[i].on_queue && w->actor[i].entry == a->entry)
			WRITE_ONCE(w->actor[i].asleep, SWM_WOKEN);
	}
	swm_leave(&w->cluster);
	swm_say(w, "  wakes those that wait for %u", a->entry);
}

/* Is a grace period over? */
bool swm_in_rcu(struct swm_world *w)
{
	u8 i, n = 0;

	for (i = 0; i < w->nr_actors; i++)
		n += READ_ONCE(w->actor[i].rcu);
	return n;
}
