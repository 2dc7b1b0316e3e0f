// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict of a scenario file about S2: another session was refused the claim
 * while the one that has it was held, and both went on by themselves, or the module
 * had to put a call to sleep. `livelock` and its relatives see more, see loopjudge.c.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "judge_loop.h"

/**
 * swr_refusal_entered() - was a claim refused while who has it was held?
 * @r: the run
 */
bool swr_refusal_entered(const struct swr_run *r)
{
	return r->finished && !r->late && r->refused && r->eexist &&
	       (r->end == SWR_GATE_UNTIL || r->end == SWR_GATE_RELEASED);
}

static void why_missed(const struct swr_run *r, char *why, size_t len)
{
	if (r->late)
		snprintf(why, len, "a step did not end within its limit");
	else if (r->end != SWR_GATE_UNTIL && r->end != SWR_GATE_RELEASED)
		snprintf(why, len, "the hold of the window ended as '%s'",
			 swr_gate_end_name(r->end));
	else
		snprintf(why, len, "nobody was refused a claim while that was held");
}

static enum swr_worth judge_run(const struct swr_run *r, char *why, size_t len)
{
	*why = '\0';
	if (*r->error)
		snprintf(why, len, "%s", r->error);
	else if (!r->finished)
		snprintf(why, len, "it was not finished");
	else if (r->corrupt || r->lost)
		snprintf(why, len, "a page is not what it was");
	else if (r->events_lost)
		snprintf(why, len, "%" PRIu64 " events were lost, see counters", r->events_lost);
	if (*why)
		return SWR_RUN_ERROR;

	if (!swr_refusal_entered(r)) {
		why_missed(r, why, len);
		return SWR_RUN_MISSED;
	}
	if (r->no_loop && r->eexist > 1) {
		snprintf(why, len, "who was refused asked again: there is a loop that is not seen");
		return SWR_RUN_MISSED;
	}
	return r->broken ? SWR_RUN_LOST : SWR_RUN_KEPT;
}

/* All windows were entered and nobody had to be put to sleep. */
static void conclude(const struct swr_run *runs, struct swr_tally *t)
{
	if (runs->no_loop) {
		t->verdict = SWR_V_ABSENT;
		snprintf(t->reason, sizeof(t->reason),
			 "check and insertion share a lock: who was refused asked no more");
	} else {
		t->verdict = SWR_V_FIXED;
		snprintf(t->reason, sizeof(t->reason),
			 "who was refused the claim went on when the other did");
	}
}

/**
 * swr_refusal_judge() - all runs together
 * @runs: them, all of one kernel
 * @n: how many
 * @t: where to
 *
 * Return: 0 or -1, see swr_errstr().
 */
int swr_refusal_judge(const struct swr_run *runs, unsigned int n, struct swr_tally *t)
{
	unsigned int i, first_error = 0, first_missed = 0;
	char why[SWR_WHY_MAX / 2];

	memset(t, 0, sizeof(*t));
	t->runs = n;
	for (i = 0; i < n; i++) {
		enum swr_worth worth = judge_run(&runs[i], why, sizeof(why));

		t->windows_entered += worth == SWR_RUN_KEPT || worth == SWR_RUN_LOST;
		t->lost_writes += runs[i].lost;
		t->eexist += runs[i].eexist;
		t->events_lost += runs[i].events_lost;
		t->livelocks += worth == SWR_RUN_LOST;
		if (worth == SWR_RUN_ERROR && !first_error)
			first_error = i + 1;
		if (worth == SWR_RUN_MISSED && !first_missed)
			first_missed = i + 1;
	}
	if (swr_judge_times(runs, n, t))
		return -1;

	if (first_error) {
		t->verdict = SWR_V_ERROR;
		judge_run(&runs[first_error - 1], why, sizeof(why));
		swr_judge_note(t, "no valid result", first_error, n, why);
	} else if (t->livelocks) {
		t->verdict = SWR_V_VULNERABLE;
		snprintf(t->reason, sizeof(t->reason),
			 "a call that loops went on only when the module put it to sleep");
	} else if (!n) {
		t->verdict = SWR_V_INCONCLUSIVE;
		snprintf(t->reason, sizeof(t->reason), "there was no run");
	} else if (first_missed) {
		t->verdict = SWR_V_INCONCLUSIVE;
		judge_run(&runs[first_missed - 1], why, sizeof(why));
		swr_judge_note(t, "window not entered", first_missed, n, why);
	} else {
		conclude(runs, t);
	}
	return 0;
}

static void print_counts(FILE *out, const struct swr_tally *t)
{
	fprintf(out, "%u livelocks", t->livelocks);
}

static void print_events(FILE *out, const struct swr_tally *t)
{
	fprintf(out, "  events   %" PRIu64 " claims refused (-EEXIST), %" PRIu64 " events lost\n",
		t->eexist, t->events_lost);
}

const struct swr_evidence swr_loop_evidence = {
	.judge_run = judge_run,
	.judge = swr_refusal_judge,
	.entered = swr_refusal_entered,
	.kept = "both went on",
	.lost = "livelock",
	.print_counts = print_counts,
	.print_events = print_events,
};
