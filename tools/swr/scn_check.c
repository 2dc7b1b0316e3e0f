// SPDX-License-Identifier: GPL-2.0
/*
 * What a scenario file can get wrong although every line of it can be read: words
 * and values that make no sense. What may wait for itself is in scn_deadlock.c. Pure.
 */
#include <string.h>

#include "scn.h"

/**
 * struct order - how far a permutation is
 * @scn: of which scenario
 * @err: where an error goes
 * @at: item that is looked at
 * @armed: item that set the gate of a hold, or NULL
 * @released: item that opened it, or NULL
 * @begun: item that began a step, or NULL
 * @unmapped: it unmapped its page, by step
 */
struct order {
	const struct swr_scn *scn;
	struct swr_scn_error *err;
	const struct swr_scn_item *at;
	const struct swr_scn_item *armed[SWR_SCN_HOLDS];
	const struct swr_scn_item *released[SWR_SCN_HOLDS];
	const struct swr_scn_item *begun[SWR_SCN_STEPS];
	bool unmapped[SWR_SCN_STEPS];
};

static int order_step(struct order *w)
{
	const struct swr_scn_step *s = &w->scn->step[w->at->nr];
	unsigned int i;

	if (w->begun[w->at->nr])
		return swr_scn_fail(w->err, w->at->pos, "expected each step once, %s began at %u:%u",
				    s->name, w->begun[w->at->nr]->pos.line,
				    w->begun[w->at->nr]->pos.column);
	for (i = 0; i < w->scn->nr_steps; i++)
		if (w->unmapped[i] && swr_scn_has_page(s) && w->scn->step[i].page == s->page)
			return swr_scn_fail(w->err, w->at->pos,
					    "expected a page that is mapped, %s has unmapped page %u",
					    w->scn->step[i].name, s->page);
	w->begun[w->at->nr] = w->at;
	w->unmapped[w->at->nr] = s->op == SWR_OP_MUNMAP;
	return 0;
}

/* The hold that the item is about; only of one that is about a hold. */
static const char *hold_of(const struct order *w)
{
	return w->scn->hold[w->at->nr].name;
}

static int need_armed(const struct order *w)
{
	return w->armed[w->at->nr] ? 0 : swr_scn_fail(w->err, w->at->pos, "expected hold:%s before this",
						     hold_of(w));
}

static int order_item(struct order *w)
{
	const struct swr_scn_item *first;

	switch (w->at->what) {
	case SWR_DO_STEP:
		return order_step(w);
	case SWR_DO_HOLD:
		if (w->armed[w->at->nr])
			return swr_scn_fail(w->err, w->at->pos, "expected hold:%s once", hold_of(w));
		w->armed[w->at->nr] = w->at;
		return 0;
	case SWR_DO_RELEASE:
		first = w->released[w->at->nr];
		if (first)
			return swr_scn_fail(w->err, w->at->pos,
					    "expected release:%s once, there is one at %u:%u",
					    hold_of(w), first->pos.line, first->pos.column);
		w->released[w->at->nr] = w->at;
		return need_armed(w);
	case SWR_DO_WAIT_HOLD:
		return need_armed(w);
	case SWR_DO_WAIT_STEP:
		if (!w->begun[w->at->nr])
			return swr_scn_fail(w->err, w->at->pos, "expected the step %s before this",
					    w->scn->step[w->at->nr].name);
		return 0;
	}
	return 0;
}

/**
 * swr_scn_order() - do the words of a permutation make sense in their order?
 * @scn: of which scenario
 * @perm: which, one of the file or another
 * @err: where the error goes
 *
 * Return: 0 or -1.
 */
int swr_scn_order(const struct swr_scn *scn, const struct swr_scn_permutation *perm,
		  struct swr_scn_error *err)
{
	struct order w = { .scn = scn, .err = err };

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
		if (swr_scn_has_page(s) && s->page >= scn->slots - scn->spare)
			return swr_scn_fail(err, s->page_pos,
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
 * swr_scn_collapses() - is there a collapse?
 * @scn: the scenario
 * @session: of this session, or SWR_SCN_SESSIONS: of any
 */
bool swr_scn_collapses(const struct swr_scn *scn, unsigned int session)
{
	const struct swr_scn_step *s;

	for (s = scn->step; s < scn->step + scn->nr_steps; s++)
		if (s->op == SWR_OP_COLLAPSE &&
		    (session == SWR_SCN_SESSIONS || s->session == session))
			return true;
	return false;
}

/* Where the collapse has not mmap_lock, so that the others can change what it is about. */
static bool is_window(const struct swr_scn_place *at)
{
	return at->point == SWR_P_revalidate || at->point == SWR_P_collapse_end ||
	       (at->point == SWR_P_collapse && at->after);
}

static int check_collapse(const struct swr_scn *scn, struct swr_scn_error *err)
{
	const struct swr_scn_step *s, *first = NULL;
	const struct swr_scn_hold *h = &scn->hold[scn->expect.window < 0 ? 0 : scn->expect.window];

	for (s = scn->step; s < scn->step + scn->nr_steps; s++) {
		if (s->op != SWR_OP_COLLAPSE && swr_scn_collapses(scn, s->session))
			return swr_scn_fail(err, s->pos,
					    "expected a session that only collapses: it may be khugepaged");
		if (s->op != SWR_OP_COLLAPSE)
			continue;
		if (first)
			return swr_scn_fail(err, s->pos, "expected one collapse, there is %s above",
					    first->name);
		first = s;
	}
	if (first && scn->pages != SWR_SCN_HUGE_PAGES)
		return swr_scn_fail(err, first->pos,
				    "expected setup with pages=%u, a huge page, for a collapse",
				    SWR_SCN_HUGE_PAGES);
	if (first && scn->slots - scn->spare > SWR_SCN_HUGE_OUT)
		return swr_scn_fail(err, scn->setup_pos,
				    "expected setup with slots= at most %u above spare=, khugepaged swaps no more in",
				    SWR_SCN_HUGE_OUT);
	if (strcmp(scn->bug, "S4"))
		return 0;
	if (!first)
		return swr_scn_fail(err, scn->bug_pos, "expected a step that collapses, for S4");
	if (!scn->nr_holds || !is_window(&h->at) || h->session != first->session)
		return swr_scn_fail(err, scn->nr_holds ? h->at_pos : scn->bug_pos,
				    "expected a hold of %s at revalidate, collapse:return or collapse_end for the window of S4",
				    scn->session[first->session]);
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
		return swr_scn_fail(err, scn->setup_pos,
				    "expected setup with pages= above slots= + 1, to fill swap with");
	if (scn->spare + 2 > scn->slots)
		return swr_scn_fail(err, scn->setup_pos,
				    "expected setup with spare= at least 2 below slots=");
	if (check_steps(scn, err) || check_collapse(scn, err) || check_holds(scn, err))
		return -1;
	for (perm = scn->permutation; perm < scn->permutation + scn->nr_permutations; perm++)
		if (swr_scn_order(scn, perm, err))
			return -1;
	return 0;
}
