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

/* Was a claim refused while who has it was held? */
static bool entered(const struct swr_run *r)
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
		snprintf(why, len, "%" PRIu64 " " SWR_BLIND, r->events_lost);
	if (*why)
		return SWR_RUN_ERROR;

	if (!entered(r)) {
		why_missed(r, why, len);
		return SWR_RUN_MISSED;
	}
	if (r->no_loop && r->eexist > 1) {
		snprintf(why, len, "who was refused asked again: there is a loop that is not seen");
		return SWR_RUN_MISSED;
	}
	return r->broken ? SWR_RUN_LOST : SWR_RUN_KEPT;
}

/* A run that is worth nothing has not entered anything either. */
static bool counted(const struct swr_run *r)
{
	char why[SWR_WHY_MAX / 2];
	enum swr_worth worth = judge_run(r, why, sizeof(why));

	return worth == SWR_RUN_KEPT || worth == SWR_RUN_LOST;
}

static const char *bug(const struct swr_tally *t)
{
	return t->livelocks ?
	       "a call that loops went on only when the module put it to sleep" : NULL;
}

static void conclude(struct swr_tally *t)
{
	t->verdict = t->no_loop ? SWR_V_ABSENT : SWR_V_FIXED;
	snprintf(t->reason, sizeof(t->reason), "%s",
		 t->no_loop ? "check and insertion share a lock: who was refused asked no more" :
			      "who was refused the claim went on when the other did");
}

static const struct swr_judging how = {
	.run = judge_run,
	.entered = counted,
	.bug = bug,
	.conclude = conclude,
};

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
	.how = &how,
	.kept = "both went on",
	.lost = "livelock",
	.print_counts = print_counts,
	.print_events = print_events,
};
