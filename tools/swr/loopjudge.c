// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict of S2. Two witnesses: the module says that it had to put a call to
 * sleep by force, and the looper's own clock how long its read took. A call that
 * looped until the bound cannot have taken less than that.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "loopjudge.h"

#define NS_PER_MS	UINT64_C(1000000)

/**
 * swr_loop_window() - was the looper really refused while the holder was held
 *                     between its claim and the insertion of the page?
 * @kind: of the run
 * @r: the run
 */
bool swr_loop_window(enum swr_loop_kind kind, const struct swr_loop_run *r)
{
	if (!r->finished || !r->refusals)
		return false;
	if (kind == SWR_LOOP_RT)
		return r->end == SWR_GATE_UNTIL;
	return r->met && r->end == SWR_GATE_RELEASED;
}

static void why_missed(const struct swr_loop_run *r, enum swr_loop_kind kind, char *why, size_t len)
{
	if (!r->refusals)
		snprintf(why, len, "no refused claim was counted");
	else if (r->again)
		snprintf(why, len, "who was refused asked again: there is a loop that is not seen");
	else if (kind == SWR_LOOP_PLAIN && !r->met)
		snprintf(why, len, "the looper was not refused often enough while the holder was held");
	else if (kind == SWR_LOOP_ABSENT && !r->met)
		snprintf(why, len, "who was refused was not seen waiting for the page while the holder was held");
	else
		snprintf(why, len, "the hold ended as '%s'", swr_gate_end_name(r->end));
}

/**
 * swr_loop_judge_run() - what one run is worth
 * @res: the series
 * @r: the run
 * @why: where the reason goes if it is neither kept nor lost
 * @len: size of @why
 *
 * Return: SWR_RUN_LOST for a livelock.
 */
enum swr_worth swr_loop_judge_run(const struct swr_loop_result *res, const struct swr_loop_run *r,
				  char *why, size_t len)
{
	*why = '\0';
	if (*r->error)
		snprintf(why, len, "%s", r->error);
	else if (!r->finished)
		snprintf(why, len, "it was not finished");
	else if (r->wrong)
		snprintf(why, len, "a thread read a word that nobody has written");
	else if (r->events_lost)
		snprintf(why, len, "%" PRIu64 " " SWR_BLIND, r->events_lost);
	else if (r->broken && r->read_ns < res->break_ms * NS_PER_MS)
		snprintf(why, len,
			 "the events show a call that looped for %u ms but the read took %" PRIu64 " ms",
			 res->break_ms, r->read_ns / NS_PER_MS);
	else if (r->reports && !r->named)
		snprintf(why, len, "the report does not name the looper and the holder");
	if (*why)
		return SWR_RUN_ERROR;

	if (swr_loop_window(res->kind, r))
		return r->broken ? SWR_RUN_LOST : SWR_RUN_KEPT;
	why_missed(r, res->kind, why, len);
	return SWR_RUN_MISSED;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static uint64_t median(uint64_t *values, unsigned int n)
{
	qsort(values, n, sizeof(*values), compare);
	if (n % 2)
		return values[n / 2];
	return values[n / 2 - 1] / 2 + values[n / 2] / 2 +
	       (values[n / 2 - 1] % 2 + values[n / 2] % 2) / 2;
}

/* Minima, medians and maxima, of the runs that came to their end. */
static int spread(struct swr_loop_result *res, unsigned int n, struct swr_tally *t)
{
	struct swr_loop_tally *lt = &res->tally;
	unsigned int i, done = 0;
	uint64_t *v;

	v = calloc(n ? 3 * n : 1, sizeof(*v));
	if (!v)
		return swr_err("out of memory");
	for (i = 0; i < n; i++) {
		if (!res->runs[i].finished)
			continue;
		v[done] = res->runs[i].refusals;
		v[n + done] = res->runs[i].read_ns;
		v[2 * n + done++] = res->runs[i].ns;
	}
	if (done) {
		lt->refusals_median = median(v, done);
		lt->refusals_min = v[0];
		lt->refusals_max = v[done - 1];
		lt->read_ns_median = median(v + n, done);
		lt->read_ns_max = v[n + done - 1];
		t->ns_median = median(v + 2 * n, done);
		t->ns_min = v[2 * n];
		t->ns_max = v[2 * n + done - 1];
	}
	free(v);
	return 0;
}

static void note(struct swr_tally *t, const char *what, unsigned int run, const char *why)
{
	snprintf(t->reason, sizeof(t->reason), "%s, first in run %u of %u: %s", what, run, t->runs,
		 why);
}

/* All windows were entered and nobody looped to the bound. */
static void conclude(const struct swr_loop_result *res, struct swr_tally *t)
{
	if (res->kind == SWR_LOOP_ABSENT) {
		t->verdict = SWR_V_ABSENT;
		snprintf(t->reason, sizeof(t->reason),
			 "check and insertion share a lock: who was refused found the page, and waited for that");
		return;
	}
	t->verdict = SWR_V_FIXED;
	if (res->kind == SWR_LOOP_RT)
		snprintf(t->reason, sizeof(t->reason),
			 "a real-time looper let the holder of normal priority run on their one CPU");
	else
		snprintf(t->reason, sizeof(t->reason),
			 "the looper went on when the holder did");
}

/**
 * swr_loop_judge() - all runs together
 * @res: the series; its tally is filled in
 * @n: how many runs
 * @t: where the rest goes
 *
 * Return: 0 or -1, see swr_errstr().
 */
int swr_loop_judge(struct swr_loop_result *res, unsigned int n, struct swr_tally *t)
{
	unsigned int i, first_error = 0, first_missed = 0;
	struct swr_loop_tally *lt = &res->tally;
	char why[SWR_WHY_MAX / 2];

	memset(t, 0, sizeof(*t));
	memset(lt, 0, sizeof(*lt));
	t->runs = n;
	for (i = 0; i < n; i++) {
		const struct swr_loop_run *r = &res->runs[i];
		enum swr_worth worth = swr_loop_judge_run(res, r, why, sizeof(why));

		t->windows_entered += swr_loop_window(res->kind, r);
		t->eexist += r->refusals;
		t->events_lost += r->events_lost;
		t->livelocks += worth == SWR_RUN_LOST;
		lt->reported += r->reports > 0;
		lt->named += r->named;
		lt->going += r->going;
		if (worth == SWR_RUN_ERROR && !first_error)
			first_error = i + 1;
		if (worth == SWR_RUN_MISSED && !first_missed)
			first_missed = i + 1;
	}
	if (spread(res, n, t))
		return -1;

	if (first_error) {
		t->verdict = SWR_V_ERROR;
		swr_loop_judge_run(res, &res->runs[first_error - 1], why, sizeof(why));
		note(t, "no valid result", first_error, why);
	} else if (t->livelocks) {
		t->verdict = SWR_V_VULNERABLE;
		snprintf(t->reason, sizeof(t->reason),
			 "looper and holder went on only when the module put the looper to sleep, after %u ms",
			 res->break_ms);
	} else if (!n) {
		t->verdict = SWR_V_INCONCLUSIVE;
		snprintf(t->reason, sizeof(t->reason), "there was no run");
	} else if (first_missed) {
		t->verdict = SWR_V_INCONCLUSIVE;
		swr_loop_judge_run(res, &res->runs[first_missed - 1], why, sizeof(why));
		note(t, "window not entered", first_missed, why);
	} else {
		conclude(res, t);
	}
	return 0;
}
