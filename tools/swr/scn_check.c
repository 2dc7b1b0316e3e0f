// SPDX-License-Identifier: GPL-2.0
/*
 * What a scenario file can get wrong although every line of it can be read: words
 * that make no sense in their order, and waits that nothing ends. Pure.
 *
 * A permutation is walked through with what is certain without a kernel: who may
 * be held by which gate, and whether something that comes before could end that.
 * A hold with `until` counts as ended once a step of that session has begun,
 * since then it may be. What else keeps a hold is found by its limit.
 */
#include <string.h>

#include "scn.h"

/**
 * struct walk - how far a permutation is
 * @scn: of which scenario
 * @perm: which
 * @err: where an error goes
 * @at: item that is looked at
 * @armed: item that set the gate of a hold, or NULL
 * @released: that hold was released
 * @may_end: a step of the session whose passing ends that hold has begun
 * @user: step that began with the gate of that hold set, or -1
 * @begun: item that began a step, or NULL
 * @unmapped: item that unmapped the page of a step, by step
 * @busy: last step of a session, or -1
 */
struct walk {
	const struct swr_scn *scn;
	const struct swr_scn_permutation *perm;
	struct swr_scn_error *err;
	const struct swr_scn_item *at;
	const struct swr_scn_item *armed[SWR_SCN_HOLDS];
	bool released[SWR_SCN_HOLDS];
	bool may_end[SWR_SCN_HOLDS];
	int user[SWR_SCN_HOLDS];
	const struct swr_scn_item *begun[SWR_SCN_STEPS];
	bool unmapped[SWR_SCN_STEPS];
	int busy[SWR_SCN_SESSIONS];
};

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

/* Might this hold still keep its session, with nothing to end it so far? */
static bool keeps(const struct walk *w, unsigned int hold)
{
	return w->armed[hold] && w->user[hold] >= 0 && !w->released[hold] && !w->may_end[hold];
}

/* Which hold keeps a step from its end, -1: none. */
static int kept_by(const struct walk *w, int step)
{
	unsigned int i;

	for (i = 0; i < w->scn->nr_holds; i++)
		if (keeps(w, i) && w->user[i] == step)
			return i;
	return -1;
}

/* Where this hold is released later on, or NULL. */
static const struct swr_scn_item *released_later(const struct walk *w, unsigned int hold)
{
	const struct swr_scn_item *item;

	for (item = w->at; item < w->perm->item + w->perm->nr; item++)
		if (item->what == SWR_DO_RELEASE && item->nr == hold)
			return item;
	return NULL;
}

static int stuck(struct walk *w, const char *what, unsigned int step, unsigned int hold)
{
	const struct swr_scn_item *later = released_later(w, hold);
	const char *name = w->scn->step[step].name, *by = w->scn->hold[hold].name;

	if (later)
		return swr_scn_fail(w->err, w->at->pos,
				    "possible deadlock: expected release:%s before this %s %s, it is at %u:%u",
				    by, what, name, later->pos.line, later->pos.column);
	return swr_scn_fail(w->err, w->at->pos,
			    "possible deadlock: expected release:%s before this %s %s, nothing ends that hold",
			    by, what, name);
}

static bool has_page(const struct swr_scn_step *s)
{
	return s->op != SWR_OP_SLEEP && s->op != SWR_OP_FORK && s->op != SWR_OP_SWAPOFF;
}

/* Does it take mmap_lock for writing? */
static bool writes_mm(const struct swr_scn_step *s)
{
	return s->op == SWR_OP_MUNMAP || s->op == SWR_OP_MREMAP || s->op == SWR_OP_FORK;
}

/* --- what makes no sense --- */

static int order_step(struct walk *w)
{
	const struct swr_scn_step *s = &w->scn->step[w->at->nr];
	unsigned int i;

	if (w->begun[w->at->nr])
		return swr_scn_fail(w->err, w->at->pos, "expected each step once, %s began at %u:%u",
				    s->name, w->begun[w->at->nr]->pos.line,
				    w->begun[w->at->nr]->pos.column);
	for (i = 0; i < w->scn->nr_steps; i++)
		if (w->unmapped[i] && has_page(s) && w->scn->step[i].page == s->page)
			return swr_scn_fail(w->err, w->at->pos,
					    "expected a page that is mapped, %s has unmapped page %u",
					    w->scn->step[i].name, s->page);
	w->begun[w->at->nr] = w->at;
	w->unmapped[w->at->nr] = s->op == SWR_OP_MUNMAP;
	return 0;
}

static int order_item(struct walk *w)
{
	const char *hold = w->scn->hold[w->at->nr].name;

	switch (w->at->what) {
	case SWR_DO_STEP:
		return order_step(w);
	case SWR_DO_HOLD:
		if (w->armed[w->at->nr])
			return swr_scn_fail(w->err, w->at->pos, "expected hold:%s once", hold);
		w->armed[w->at->nr] = w->at;
		return 0;
	case SWR_DO_RELEASE:
	case SWR_DO_WAIT_HOLD:
		if (!w->armed[w->at->nr])
			return swr_scn_fail(w->err, w->at->pos, "expected hold:%s before this", hold);
		return 0;
	case SWR_DO_WAIT_STEP:
		if (!w->begun[w->at->nr])
			return swr_scn_fail(w->err, w->at->pos, "expected the step %s before this",
					    w->scn->step[w->at->nr].name);
		return 0;
	}
	return 0;
}

static int order(const struct swr_scn *scn, const struct swr_scn_permutation *perm,
		 struct swr_scn_error *err)
{
	struct walk w;

	begin(&w, scn, perm, err);
	for (w.at = perm->item; w.at < perm->item + perm->nr; w.at++)
		if (order_item(&w))
			return -1;
	return 0;
}

static bool in_permutations(const struct swr_scn *scn, enum swr_scn_do what, unsigned int nr)
{
	unsigned int i, k;

	for (i = 0; i < scn->nr_permutations; i++)
		for (k = 0; k < scn->permutation[i].nr; k++)
			if (scn->permutation[i].item[k].what == what &&
			    scn->permutation[i].item[k].nr == nr)
				return true;
	return false;
}

static int check_steps(const struct swr_scn *scn, struct swr_scn_error *err)
{
	const struct swr_scn_step *s;

	for (s = scn->step; s < scn->step + scn->nr_steps; s++) {
		if (has_page(s) && s->page >= scn->slots - scn->spare)
			return swr_scn_fail(err, s->pos,
					    "expected page= below %u, the slots in use, not %u",
					    scn->slots - scn->spare, s->page);
		if (!in_permutations(scn, SWR_DO_STEP, s - scn->step))
			return swr_scn_fail(err, s->pos, "expected %s in a permutation", s->name);
	}
	return 0;
}

static int check_holds(const struct swr_scn *scn, struct swr_scn_error *err)
{
	const struct swr_scn_hold *h;

	for (h = scn->hold; h < scn->hold + scn->nr_holds; h++) {
		if (h->until.given && h->until.session == h->session)
			return swr_scn_fail(err, h->until.pos,
					    "expected another session: %s cannot end its own hold",
					    scn->session[h->session]);
		if (!in_permutations(scn, SWR_DO_HOLD, h - scn->hold))
			return swr_scn_fail(err, h->pos, "expected hold:%s in a permutation",
					    h->name);
	}
	return 0;
}

/**
 * swr_scn_check() - does it make sense?
 * @scn: as parsed
 * @err: where the error goes
 *
 * Return: 0 or -1.
 */
int swr_scn_check(const struct swr_scn *scn, struct swr_scn_error *err)
{
	const struct swr_scn_permutation *perm;

	memset(err, 0, sizeof(*err));
	if (scn->pages <= scn->slots + 1)
		return swr_scn_fail(err, scn->permutation[0].pos,
				    "expected setup with pages= above slots= + 1, to fill swap with");
	if (scn->spare + 2 > scn->slots)
		return swr_scn_fail(err, scn->permutation[0].pos,
				    "expected setup with spare= at least 2 below slots=");
	if (check_steps(scn, err) || check_holds(scn, err))
		return -1;
	for (perm = scn->permutation; perm < scn->permutation + scn->nr_permutations; perm++)
		if (order(scn, perm, err))
			return -1;
	return 0;
}

/* --- what may wait for itself --- */

/*
 * A held task is inside a page fault and has mmap_lock, or the lock of that VMA,
 * for reading. Whoever wants mmap_lock for writing waits for it, and later readers
 * wait behind that. swapoff waits for faults of its device where it is right.
 */
static int begin_step(struct walk *w)
{
	unsigned int nr = w->at->nr, i;
	const struct swr_scn_step *s = &w->scn->step[nr];
	int before = w->busy[s->session], by;

	by = before >= 0 ? kept_by(w, before) : -1;
	if (by >= 0)
		return stuck(w, "wait of its session for", before, by);
	for (i = 0; writes_mm(s) && i < w->scn->nr_holds; i++)
		if (keeps(w, i))
			return stuck(w, "wait for mmap_lock in", nr, i);
	for (i = 0; i < w->scn->nr_holds; i++) {
		if (!w->armed[i])
			continue;
		if (w->scn->hold[i].until.given && w->scn->hold[i].until.session == s->session)
			w->may_end[i] = true;
		if (w->scn->hold[i].session == s->session && w->user[i] < 0 && !w->released[i])
			w->user[i] = nr;
	}
	for (i = 0; s->op == SWR_OP_SWAPOFF && i < w->scn->nr_holds; i++)
		if (keeps(w, i))
			return stuck(w, "wait for a held fault in", nr, i);
	w->busy[s->session] = nr;
	return 0;
}

static int walk_item(struct walk *w)
{
	unsigned int nr = w->at->nr;
	int by;

	switch (w->at->what) {
	case SWR_DO_STEP:
		return begin_step(w);
	case SWR_DO_HOLD:
		w->armed[nr] = w->at;
		return 0;
	case SWR_DO_RELEASE:
		w->released[nr] = true;
		return 0;
	case SWR_DO_WAIT_STEP:
		by = kept_by(w, nr);
		return by < 0 ? 0 : stuck(w, "wait for", nr, by);
	case SWR_DO_WAIT_HOLD:
		if (w->user[nr] >= 0)
			return 0;
		return swr_scn_fail(w->err, w->at->pos,
				    "possible deadlock: expected a step of %s between hold:%s and this",
				    w->scn->session[w->scn->hold[nr].session],
				    w->scn->hold[nr].name);
	}
	return 0;
}

/* Whatever is still held at the end of a permutation is held to its limit. */
static int left_over(struct walk *w)
{
	unsigned int i;

	for (i = 0; i < w->scn->nr_holds; i++) {
		if (!keeps(w, i))
			continue;
		return swr_scn_fail(w->err, w->armed[i]->pos,
				    "possible deadlock: expected release:%s behind this, nothing ends that hold",
				    w->scn->hold[i].name);
	}
	return 0;
}

/**
 * swr_scn_deadlock() - can something wait for what comes only after it?
 * @scn: as checked by swr_scn_check()
 * @err: where the first place goes
 *
 * Such a scenario can be run: every hold has a limit. It cannot enter its window.
 *
 * Return: 0, or -1 if so.
 */
int swr_scn_deadlock(const struct swr_scn *scn, struct swr_scn_error *err)
{
	const struct swr_scn_permutation *perm;
	struct walk w;

	memset(err, 0, sizeof(*err));
	for (perm = scn->permutation; perm < scn->permutation + scn->nr_permutations; perm++) {
		begin(&w, scn, perm, err);
		for (w.at = perm->item; w.at < perm->item + perm->nr; w.at++)
			if (walk_item(&w))
				return -1;
		if (left_over(&w))
			return -1;
	}
	return 0;
}
