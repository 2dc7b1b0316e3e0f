// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict on S4. Two witnesses: the data in the process after the collapse, and what
 * the checks of the collapse said, as the module saw them. Wrong data that no check let
 * pass is of some other cause, and nothing can be concluded then.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collapse_judge.h"

const char *const swr_change_names[SWR_NR_CHANGES] = { SWR_CHANGES(SWR_CHANGE_NAME) };
const char *const swr_change_texts[SWR_NR_CHANGES] = { SWR_CHANGES(SWR_CHANGE_TEXT) };
static const bool change_fits[SWR_NR_CHANGES] = { SWR_CHANGES(SWR_CHANGE_FITS) };

/**
 * swr_change_find() - by name
 * @name: name
 *
 * Return: which, -1: none of them.
 */
int swr_change_find(const char *name)
{
	int i;

	for (i = 0; i < SWR_NR_CHANGES; i++)
		if (!strcmp(swr_change_names[i], name))
			return i;
	return -1;
}

/**
 * swr_change_fits() - may the area be made a huge page after a change?
 * @change: which
 */
bool swr_change_fits(enum swr_change change)
{
	return change_fits[change];
}

static const char *missed(const struct swr_collapse_run *r, bool swapped_in)
{
	if (!r->finished)
		return "it was not finished";
	if (r->end != SWR_GATE_RELEASED)
		return "the collapse was not held until it was released";
	if (!r->ours)
		return "the collapse that was held was of other memory than the area's";
	if (!r->changed)
		return "the change was not made while the collapse was held";
	if (swapped_in && !r->swapins)
		return "the collapse swapped nothing in";
	if (!r->revalidations)
		return "no check was seen after the change";
	return NULL;
}

/**
 * swr_collapse_entered() - was the area changed while the collapse had no mmap_lock?
 * @r: the run
 * @swapped_in: the window is the one after the swap-in
 *
 * A change takes mmap_lock for writing. If it is done and the collapse was held before
 * and after it, the collapse did not have the lock in between; and the check seen after
 * it is what stands between it and the huge page.
 */
bool swr_collapse_entered(const struct swr_collapse_run *r, bool swapped_in)
{
	return !missed(r, swapped_in);
}

/* Did some check let an area pass that does not fit? */
static bool let_pass(const struct swr_collapse_run *r, enum swr_change change)
{
	return r->faked || (r->revalidated && !change_fits[change]);
}

static const char *invalid(const struct swr_collapse_run *r, enum swr_change change)
{
	if (*r->error)
		return r->error;
	if (r->events_lost)
		return SWR_BLIND;
	if (*r->wrong && !r->revalidated && !let_pass(r, change))
		return "the data is wrong, but no check let the collapse go on";
	return NULL;
}

static int compare_ns(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void times(const struct swr_collapse_run *runs, unsigned int n,
		  struct swr_collapse_tally *t)
{
	uint64_t *ns = calloc(n ? n : 1, sizeof(*ns));
	unsigned int i, timed = 0;

	for (i = 0; ns && i < n; i++)
		if (runs[i].finished)
			ns[timed++] = runs[i].ns;
	if (timed) {
		qsort(ns, timed, sizeof(*ns), compare_ns);
		t->ns_min = ns[0];
		t->ns_median = ns[timed / 2];
		t->ns_max = ns[timed - 1];
	}
	free(ns);
}

static void note(struct swr_collapse_tally *t, enum swr_verdict verdict, const char *what,
		 const struct swr_collapse_run *runs, const struct swr_collapse_run *r,
		 const char *why)
{
	t->verdict = verdict;
	if (r)
		snprintf(t->reason, sizeof(t->reason), "%s, first in run %u of %u: %s", what,
			 (unsigned int)(r - runs) + 1, t->runs, why);
	else
		snprintf(t->reason, sizeof(t->reason), "%s", what);
}

static void sum(const struct swr_collapse_run *r, enum swr_change change, bool swapped_in,
		struct swr_collapse_tally *t)
{
	t->windows_entered += swr_collapse_entered(r, swapped_in);
	t->wrong_data += !!*r->wrong;
	t->let_pass += let_pass(r, change);
	t->unfit_vmas += !!r->unfit;
	t->fit += !!r->revalidated;
	t->huge += r->huge;
	t->swapins += r->swapins;
	t->retries += r->retries;
	t->refused += r->refused;
	t->beaten += r->beaten;
	t->events_lost += r->events_lost;
	if (r->answer >= 0 && r->answer < SWR_ANSWERS)
		t->answers[r->answer]++;
}

/**
 * swr_collapse_judge() - all runs of one change together
 * @runs: them
 * @n: how many
 * @change: which
 * @swapped_in: the window is the one after the swap-in
 * @t: where to
 */
void swr_collapse_judge(const struct swr_collapse_run *runs, unsigned int n,
			enum swr_change change, bool swapped_in, struct swr_collapse_tally *t)
{
	const struct swr_collapse_run *bad = NULL, *wrong = NULL, *late = NULL, *r;

	memset(t, 0, sizeof(*t));
	t->runs = n;
	for (r = runs; r < runs + n; r++) {
		sum(r, change, swapped_in, t);
		if (!bad && invalid(r, change))
			bad = r;
		if (!wrong && *r->wrong)
			wrong = r;
		if (!late && !swr_collapse_entered(r, swapped_in))
			late = r;
	}
	times(runs, n, t);

	if (bad)
		note(t, SWR_V_ERROR, "no valid result", runs, bad, invalid(bad, change));
	else if (wrong)
		note(t, SWR_V_VULNERABLE, "the data is wrong", runs, wrong, wrong->wrong);
	else if (t->unfit_vmas)
		note(t, SWR_V_VULNERABLE,
		     "the check would have gone on with a VMA that is gone or not anonymous, and was kept from it",
		     runs, NULL, NULL);
	else if (!n)
		note(t, SWR_V_INCONCLUSIVE, "there was no run", runs, NULL, NULL);
	else if (late)
		note(t, SWR_V_INCONCLUSIVE, "window not entered", runs, late,
		     missed(late, swapped_in));
	else if (t->let_pass)
		note(t, SWR_V_INCONCLUSIVE,
		     "a check let an area pass that does not fit, but no harm was seen", runs, NULL,
		     NULL);
	else
		note(t, SWR_V_FIXED,
		     change_fits[change] ? "the area may be a huge page after the change, and its data is right" :
					   "the check after the change refused the area",
		     runs, NULL, NULL);
}
