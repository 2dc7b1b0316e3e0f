// SPDX-License-Identifier: GPL-2.0
/*
 * Which waits of a permutation nothing but a limit would end. Pure.
 *
 * The permutation is walked through as the director does it. At each wait, all that
 * has begun so far is looked at together: which holds may be over by then, and
 * which steps may have ended. Both begin as "no" and become "yes" only by what is
 * "yes" already, so what waits in a circle remains "no":
 *
 *	a hold is over	if it was released, or a step of the session in its `until` may
 *			get to the point there
 *	a step gets to a place	if no hold that is not over keeps it before, and whatever
 *			it wants on the way there is free
 *	a step ends	if no hold keeps it, and whatever it wants is free
 *
 * What a step wants, and who has it:
 *
 *	the page of a fault	a fault that is held between its claim and its install: the
 *				claim, or the lock of the page in the swap cache. A kernel
 *				without both, as 5.10, does not wait there.
 *	mmap_lock for writing	every fault that is held, that of a collapse as well
 *	the device, to be off	a fault that is held with a reference of it
 *
 * A pageout wants nothing: while somebody is held in a fault of a page, that page
 * is out.
 */
#include <assert.h>
#include <string.h>

#include "parse.h"
#include "scn.h"
#include "scn_points.h"

/**
 * struct walk - how far a permutation is
 * @scn: of which scenario
 * @perm: which
 * @err: where an error goes
 * @at: item that is looked at
 * @armed: item that set the gate of a hold, or NULL
 * @released: that hold was released
 * @user: step that this hold catches, or -1
 * @passes: steps that may have passed the point of an armed hold
 * @gone: steps that had ended when a hold was set, as bits: they do not end it
 * @begun: that step has begun
 * @claimed: number of a step in the order in which they came to their claims, 0: it
 *           has not, or is held before
 * @nr_claimed: how many have
 * @busy: last step of a session, or -1
 * @over: that hold may be over
 * @ends: that step may have ended
 */
struct walk {
	const struct swr_scn *scn;
	const struct swr_scn_permutation *perm;
	struct swr_scn_error *err;
	const struct swr_scn_item *at;
	const struct swr_scn_item *armed[SWR_SCN_HOLDS];
	bool released[SWR_SCN_HOLDS];
	int user[SWR_SCN_HOLDS];
	unsigned int passes[SWR_SCN_HOLDS];
	uint32_t gone[SWR_SCN_HOLDS];
	bool begun[SWR_SCN_STEPS];
	unsigned int claimed[SWR_SCN_STEPS];
	unsigned int nr_claimed;
	int busy[SWR_SCN_SESSIONS];
	bool over[SWR_SCN_HOLDS];
	bool ends[SWR_SCN_STEPS];
};

static_assert(SWR_SCN_STEPS <= 32 && SWR_SCN_HOLDS <= 32, "one bit each");

static void begin(struct walk *w, const struct swr_scn *scn,
		  const struct swr_scn_permutation *perm, struct swr_scn_error *err)
{
	unsigned int i;

	memset(w, 0, sizeof(*w));
	w->scn = scn;
	w->perm = perm;
	w->err = err;
	for (i = 0; i < SWR_SCN_HOLDS; i++)
		w->user[i] = -1;
	for (i = 0; i < SWR_SCN_SESSIONS; i++)
		w->busy[i] = -1;
}

/* --- who waits for whom --- */

static bool faults(const struct swr_scn_step *s)
{
	return s->op == SWR_OP_TOUCH || s->op == SWR_OP_WRITE;
}

/* Does it take mmap_lock for writing? A collapse does when it has swapped in. */
static bool writes_mm(const struct swr_scn_step *s)
{
	return s->op == SWR_OP_MUNMAP || s->op == SWR_OP_MREMAP || s->op == SWR_OP_FORK ||
	       s->op == SWR_OP_COLLAPSE;
}

/* Is it, or its collapse, in a fault when it comes there? */
static bool in_fault(const struct swr_scn_step *s, int when)
{
	return faults(s) || (s->op == SWR_OP_COLLAPSE && when >= SWR_SCN_COLLAPSING &&
			     when < SWR_SCN_SWAPPED_IN);
}

/* Does this hold keep its step? */
static bool keeps(const struct walk *w, unsigned int hold)
{
	return w->user[hold] >= 0 && !w->over[hold];
}

/* Was this step at the claim of its page before the other? */
static bool claimed_before(const struct walk *w, unsigned int step, unsigned int other)
{
	return w->claimed[step] && (!w->claimed[other] || w->claimed[step] < w->claimed[other]);
}

/*
 * Has the step that is held there what another step wants?
 *
 * A held fault has mmap_lock, or the lock of that VMA, for reading, from its
 * beginning to its end, and the others wait for that who want it for writing.
 */
static bool in_the_way(const struct walk *w, unsigned int hold, unsigned int step)
{
	const struct swr_scn_step *s = &w->scn->step[step], *has = &w->scn->step[w->user[hold]];
	enum swr_point point = w->scn->hold[hold].at.point;
	int when = swr_scn_when(&w->scn->hold[hold].at);

	if (w->user[hold] == (int)step || !in_fault(has, when))
		return false;
	if (writes_mm(s))
		return true;
	if (s->op == SWR_OP_SWAPOFF)
		return when > 0 && when <= SWR_SCN_UNCLAIMED;
	if (point == SWR_P_wait || point == SWR_P_cache_wait)
		return false;
	/* a collapse swaps in all pages that are out, and which is first is not known */
	if (!faults(s) || (s->page != has->page && has->op != SWR_OP_COLLAPSE))
		return false;
	return when >= SWR_SCN_CLAIMED && when <= SWR_SCN_HAS_READ &&
	       !claimed_before(w, step, w->user[hold]);
}

/* A hold that has what this step wants, -1: none. */
static int blocked_by(const struct walk *w, unsigned int step)
{
	unsigned int i;

	for (i = 0; i < w->scn->nr_holds; i++)
		if (keeps(w, i) && in_the_way(w, i, step))
			return i;
	return -1;
}

/* The first hold on its way that keeps this step, -1: none. */
static int kept_by(const struct walk *w, unsigned int step)
{
	const struct swr_scn_hold *h = w->scn->hold;
	unsigned int i;
	int by = -1;

	for (i = 0; i < w->scn->nr_holds; i++)
		if (keeps(w, i) && w->user[i] == (int)step &&
		    (by < 0 || swr_scn_when(&h[i].at) < swr_scn_when(&h[by].at)))
			by = i;
	return by;
}

/* A fault that was refused its claim passes these, and comes back. */
static bool before_claim(const struct swr_scn_place *place)
{
	return swr_scn_when(place) <= SWR_SCN_WAITED || place->point == SWR_P_fault_end;
}

/* Does a step pass this place although it waits for what it wants? */
static bool passed_in_wait(const struct swr_scn_step *s, const struct swr_scn_place *place)
{
	int when = swr_scn_when(place);

	if (faults(s))
		return before_claim(place);
	if (s->op == SWR_OP_COLLAPSE)
		return when <= SWR_SCN_SWAPPED_IN;
	/* it reads what is not held, and waits for it or for the references at last */
	return s->op == SWR_OP_SWAPOFF && (when <= SWR_SCN_HAS_READ || when == SWR_SCN_ALL_BACK);
}

/* May it have been refused the claim, because another step came before it? */
static bool may_lose(const struct walk *w, unsigned int step)
{
	const struct swr_scn_step *s = &w->scn->step[step], *other;
	unsigned int i;

	for (i = 0; faults(s) && i < w->scn->nr_steps; i++) {
		other = &w->scn->step[i];
		if (i != step && w->begun[i] && faults(other) && other->page == s->page &&
		    !claimed_before(w, step, i))
			return true;
	}
	return false;
}

/* May a step that has begun have been at a place? A hold lets it arrive there. */
static bool gets_to(const struct walk *w, unsigned int step, const struct swr_scn_place *place)
{
	const struct swr_scn_step *s = &w->scn->step[step];
	unsigned int i;
	int at;

	if (!swr_scn_passes(s->op, place->point))
		return false;
	if (blocked_by(w, step) >= 0 && !passed_in_wait(s, place))
		return false;
	for (i = 0; i < w->scn->nr_holds; i++) {
		if (!keeps(w, i) || w->user[i] != (int)step)
			continue;
		at = swr_scn_when(&w->scn->hold[i].at);
		if (swr_scn_when(place) > at &&
		    !(at > SWR_SCN_CLAIMED && before_claim(place) && may_lose(w, step)))
			return false;
	}
	return true;
}

/* Is it held there? */
static bool before_its_claim(const struct walk *w, unsigned int step)
{
	int by = kept_by(w, step);

	return by >= 0 && swr_scn_when(&w->scn->hold[by].at) < SWR_SCN_CLAIMED;
}

static bool until_comes(const struct walk *w, unsigned int hold)
{
	const struct swr_scn_until *u = &w->scn->hold[hold].until;
	unsigned int i;

	for (i = 0; u->given && i < w->scn->nr_steps; i++)
		if (w->begun[i] && w->scn->step[i].session == u->session &&
		    !(w->gone[hold] & UINT32_C(1) << i) && gets_to(w, i, &u->place))
			return true;
	return false;
}

/* What may be over by now, see above. What was over before remains so. */
static void settle(struct walk *w)
{
	unsigned int i;
	bool more;

	do {
		more = false;
		for (i = 0; i < w->scn->nr_holds; i++) {
			if (!w->armed[i] || w->over[i] || !(w->released[i] || until_comes(w, i)))
				continue;
			w->over[i] = true;
			more = true;
		}
	} while (more);
	for (i = 0; i < w->scn->nr_steps; i++) {
		w->ends[i] |= w->begun[i] && kept_by(w, i) < 0 && blocked_by(w, i) < 0;
		if (w->begun[i] && !w->claimed[i] && !before_its_claim(w, i))
			w->claimed[i] = ++w->nr_claimed;
	}
}

/* --- what is said of it --- */

/* Where this hold is released later on, or NULL. */
static const struct swr_scn_item *released_later(const struct walk *w, unsigned int hold)
{
	const struct swr_scn_item *item;

	for (item = w->at; item < w->perm->item + w->perm->nr; item++)
		if (item->what == SWR_DO_RELEASE && item->nr == hold)
			return item;
	return NULL;
}

static int stuck_by(struct walk *w, const char *what, unsigned int step, unsigned int hold)
{
	const struct swr_scn_item *later = released_later(w, hold);
	const char *name = w->scn->step[step].name, *by = w->scn->hold[hold].name;

	if (later)
		return swr_scn_fail(w->err, w->at->pos,
				    "possible deadlock: expected release:%s before this %s %s, it is at %u:%u",
				    by, what, name, later->pos.line, later->pos.column);
	return swr_scn_fail(w->err, w->at->pos,
			    "possible deadlock: expected release:%s before this %s %s, %s",
			    by, what, name, w->scn->hold[hold].until.given ?
			    "its until does not come first" : "nothing ends that hold");
}

/* A step does not end; @what waits for it, unless it waits itself. */
static int stuck(struct walk *w, const char *what, unsigned int step)
{
	const struct swr_scn_step *s = &w->scn->step[step];
	int hold = kept_by(w, step);

	if (hold >= 0 && gets_to(w, step, &w->scn->hold[hold].at))
		return stuck_by(w, what, step, hold);
	hold = blocked_by(w, step);
	if (hold < 0)
		return 0;
	return stuck_by(w, writes_mm(s) ? "wait for mmap_lock in" :
			s->op == SWR_OP_SWAPOFF ? "wait for a held fault in" :
						  "wait for a held fault of its page in", step, hold);
}

/* --- the walk --- */

/* Which gates may catch a step that begins, as bits. */
static uint32_t gates_for(struct walk *w, unsigned int step)
{
	const struct swr_scn_step *s = &w->scn->step[step];
	const struct swr_scn_hold *h;
	uint32_t gates = 0;
	unsigned int i;

	for (i = 0; i < w->scn->nr_holds; i++) {
		h = &w->scn->hold[i];
		if (!w->armed[i] || w->released[i] || w->user[i] >= 0 || h->session != s->session ||
		    !swr_scn_passes(s->op, h->at.point))
			continue;
		/*
		 * A fault passes a point once, or more often if it is refused its claim; a
		 * collapse once a page, and its check more than once.
		 */
		if (++w->passes[i] >= h->nth || s->op == SWR_OP_COLLAPSE)
			w->user[i] = step;
		gates |= UINT32_C(1) << i;
	}
	return gates;
}

static int begin_step(struct walk *w)
{
	unsigned int nr = w->at->nr, session = w->scn->step[nr].session, i;
	uint32_t gates;

	settle(w);
	if (w->busy[session] >= 0 && !w->ends[w->busy[session]])
		return stuck(w, "wait of its session for", w->busy[session]);
	w->busy[session] = nr;
	w->begun[nr] = true;
	gates = gates_for(w, nr);
	settle(w);
	/* the director goes on when the step is done or held */
	for (i = 0; i < w->scn->nr_holds; i++)
		if (gates & UINT32_C(1) << i && gets_to(w, nr, &w->scn->hold[i].at))
			return 0;
	return w->ends[nr] ? 0 : stuck(w, "wait for", nr);
}

static int wait_hold(struct walk *w, unsigned int nr)
{
	const struct swr_scn_hold *h = &w->scn->hold[nr];
	int user = w->user[nr];

	if (!w->passes[nr])
		return swr_scn_fail(w->err, w->at->pos,
				    "possible deadlock: expected a step of %s that passes %s between hold:%s and this",
				    w->scn->session[h->session], swr_point_names[h->at.point],
				    h->name);
	settle(w);
	if (user < 0 || w->over[nr] || gets_to(w, user, &h->at))
		return 0;
	return stuck(w, "wait for", user);
}

static void set_hold(struct walk *w, unsigned int nr)
{
	unsigned int i;

	settle(w);
	w->armed[nr] = w->at;
	for (i = 0; i < w->scn->nr_steps; i++)
		if (w->ends[i])
			w->gone[nr] |= UINT32_C(1) << i;
}

static int walk_item(struct walk *w)
{
	switch (w->at->what) {
	case SWR_DO_STEP:
		return begin_step(w);
	case SWR_DO_HOLD:
		set_hold(w, w->at->nr);
		return 0;
	case SWR_DO_RELEASE:
		w->released[w->at->nr] = true;
		return 0;
	case SWR_DO_WAIT_STEP:
		settle(w);
		return w->ends[w->at->nr] ? 0 : stuck(w, "wait for", w->at->nr);
	case SWR_DO_WAIT_HOLD:
		return wait_hold(w, w->at->nr);
	}
	return 0;
}

/* Whatever is still held at the end of a permutation is held to its limit. */
static int left_over(struct walk *w)
{
	unsigned int i;

	settle(w);
	for (i = 0; i < w->scn->nr_holds; i++) {
		if (!w->passes[i] || w->over[i])
			continue;
		return swr_scn_fail(w->err, w->armed[i]->pos,
				    "possible deadlock: expected release:%s behind this, %s",
				    w->scn->hold[i].name, w->scn->hold[i].until.given ?
				    "its until does not come" : "nothing ends that hold");
	}
	return 0;
}

/**
 * swr_scn_deadlock_in() - can a permutation wait for what comes only after it?
 * @scn: as checked by swr_scn_check()
 * @perm: which, as checked by swr_scn_order()
 * @err: where the first place goes
 *
 * Such a permutation can be run: every hold has a limit. It cannot enter its window.
 *
 * Return: 0, or -1 if so.
 */
int swr_scn_deadlock_in(const struct swr_scn *scn, const struct swr_scn_permutation *perm,
			struct swr_scn_error *err)
{
	struct walk w;

	begin(&w, scn, perm, err);
	for (w.at = perm->item; w.at < perm->item + perm->nr; w.at++)
		if (walk_item(&w))
			return -1;
	return left_over(&w);
}

/**
 * swr_scn_deadlock() - the same of all permutations of a file
 * @scn: as checked by swr_scn_check()
 * @err: where the first place goes
 */
int swr_scn_deadlock(const struct swr_scn *scn, struct swr_scn_error *err)
{
	const struct swr_scn_permutation *perm;

	memset(err, 0, sizeof(*err));
	for (perm = scn->permutation; perm < scn->permutation + scn->nr_permutations; perm++)
		if (swr_scn_deadlock_in(scn, perm, err))
			return -1;
	return 0;
}
