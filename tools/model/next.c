// SPDX-License-Identifier: GPL-2.0
/*
 * From one state to the next ones: every actor that can make a step, with every outcome
 * of that step; on one CPU, only those that the scheduler might let run.
 */
#include "explore.h"

static const struct swm_cast *cast;
static u16 idle_pc[SWM_ACTORS];

void next_init(const struct swm_cast *c, struct swm_world *first)
{
	struct swm_world w;
	unsigned int i;

	cast = c;
	swm_world_init(first, cast);
	for (i = 0; i < first->nr_actors; i++) {
		w = *first;
		cast->who[i].run(&w, &w.actor[i]);
		idle_pc[i] = w.actor[i].pc;
	}
}

/* One that need not do anything has not begun to. */
bool next_idle(const struct swm_world *w, unsigned int i)
{
	const struct swm_actor *a = &w->actor[i];

	return cast->daemons & (1 << i) && (!a->pc || a->pc == idle_pc[i]);
}

/* What an actor remembers is of no interest any more when it has ended. */
static void retire(struct swm_actor *a)
{
	*a = (struct swm_actor){ .nr = a->nr, .mm = a->mm, .done = 1,
				 .folio = SWM_NO, .spare = SWM_NO };
}

/*
 * One step of one actor. A tick ends when somebody else has done something, but it is
 * long: tasks of a high priority, which sleep for ticks themselves, do not fill it.
 */
static enum swm_ret step(struct swm_world *w, unsigned int i, u8 choice)
{
	struct swm_actor *a = &w->actor[i];
	enum swm_ret ret;
	unsigned int k;

	w->choice = choice;
	w->choices = 0;
	ret = cast->who[i].run(w, a);
	if (ret == SWM_WAIT)
		return ret;
	for (k = 0; k < w->nr_actors; k++) {
		if (k != i && w->actor[k].asleep == SWM_TICK && !(cast->high & (1 << i)))
			w->actor[k].asleep = SWM_WOKEN;
	}
	if (ret == SWM_DONE) {
		if (a->atomic || a->rcu || a->claimed)
			swm_broke(w, SWM_P_LEAK);
		retire(a);
	}
	if (cast->one_cpu == 2)
		w->running = ret == SWM_NEXT ? i + 1 : 0;
	return ret;
}

/* Of those that could make a step, who may on one CPU. */
static u8 scheduled(const struct swm_world *w, u8 ready)
{
	u8 high = 0;
	unsigned int i;

	for (i = 0; i < w->nr_actors; i++) {
		if (w->actor[i].atomic)
			return ready & (1 << i);
	}
	if (w->running && ready & (1 << (w->running - 1)))
		return 1 << (w->running - 1);
	/* who has not come yet may come at any time, and is in nobody's way before */
	for (i = 0; i < w->nr_actors; i++) {
		if (w->actor[i].pc)
			high |= cast->high & ready & (1 << i);
	}
	return high ? ready & cast->high : ready;
}

static void expand(const struct swm_world *w, struct nexts *out)
{
	struct swm_world first[SWM_ACTORS];
	u8 ready = 0, choices[SWM_ACTORS] = {};
	unsigned int i, k;

	out->n = 0;
	for (i = 0; i < w->nr_actors; i++) {
		if (w->actor[i].done)
			continue;
		first[i] = *w;
		if (step(&first[i], i, 0) == SWM_WAIT)
			continue;
		ready |= 1 << i;
		choices[i] = first[i].choices;
	}
	out->enabled = cast->one_cpu ? scheduled(w, ready) : ready;
	for (i = 0; i < w->nr_actors; i++) {
		if (!(out->enabled & (1 << i)))
			continue;
		for (k = 0; !k || k < choices[i]; k++) {
			struct next *n = &out->at[out->n++];

			if (k) {
				n->world = *w;
				step(&n->world, i, k);
			} else {
				n->world = first[i];
			}
			n->world.choice = 0;
			n->world.choices = 0;
			n->move = (struct move){ i, k };
		}
	}
}

void next_of(const struct swm_world *w, struct nexts *out)
{
	struct swm_world later = *w;
	bool ticks = false;
	unsigned int i;

	expand(w, out);
	if (out->n)
		return;
	/* everybody waits: time goes by */
	for (i = 0; i < w->nr_actors; i++) {
		if (later.actor[i].asleep == SWM_TICK) {
			later.actor[i].asleep = SWM_WOKEN;
			ticks = true;
		}
	}
	if (ticks)
		expand(&later, out);
}

/* Of a state that leads nowhere: may everybody stay where he is? */
enum swm_prop next_end(const struct swm_world *w)
{
	struct swm_world copy = *w;
	unsigned int i;

	for (i = 0; i < w->nr_actors; i++) {
		if (!w->actor[i].done && !next_idle(w, i))
			return SWM_P_FOREVER;
	}
	return swm_world_end(&copy);
}
