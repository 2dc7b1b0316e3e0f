// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict of S3. Two witnesses that do not know each other: the process, whose
 * swapoff() has returned while its other thread was held before its read, and the
 * module, which has seen extents destroyed while a fault was in its read of them.
 * That a swapoff waits is said by the module alone: it was about to, for something
 * that T0 had, and went on only after T0 had begun to read.
 */
#include <inttypes.h>
#include <string.h>

#include "judge_swapoff.h"

/* Did swapoff run to its end or into a wait while T0 was held? */
static bool entered(const struct swr_run *r)
{
	if (!r->finished || r->late)
		return false;
	if (r->end == SWR_GATE_UNTIL)
		return r->waited;
	return r->end == SWR_GATE_RELEASED && (r->overtook || r->waited);
}

static void why_missed(const struct swr_run *r, char *why, size_t len)
{
	if (r->late)
		snprintf(why, len, "a step did not end within its limit");
	else if (r->end != SWR_GATE_RELEASED && r->end != SWR_GATE_UNTIL)
		snprintf(why, len, "the hold of T0 ended as '%s'", swr_gate_end_name(r->end));
	else
		snprintf(why, len, "swapoff neither returned nor was seen waiting while T0 was held");
}

static enum swr_worth judge_run(const struct swr_run *r, char *why, size_t len)
{
	*why = '\0';
	if (*r->error)
		snprintf(why, len, "%s", r->error);
	else if (!r->finished)
		snprintf(why, len, "the run did not end");
	else if (r->corrupt || r->lost)
		snprintf(why, len, "a page is not what it was before swapoff");
	else if (r->events_lost)
		snprintf(why, len, "%" PRIu64 " " SWR_BLIND, r->events_lost);
	else if (r->overtook && !r->swapoffs_early)
		snprintf(why, len, "swapoff returned but the events show no fault in its read then");
	else if (r->waited && r->swapoffs_early)
		snprintf(why, len, "swapoff was seen waiting but the events show extents destroyed under a read");
	else if (r->waits_short)
		snprintf(why, len, "swapoff was about to wait for the fault but went on before the fault did");
	else if (r->swapoffs_early != r->reads_gone)
		snprintf(why, len, "%" PRIu64 " devices went early but %" PRIu64 " reads were kept back",
			 r->swapoffs_early, r->reads_gone);
	if (*why)
		return SWR_RUN_ERROR;

	if (!entered(r)) {
		why_missed(r, why, len);
		return SWR_RUN_MISSED;
	}
	return r->overtook ? SWR_RUN_LOST : SWR_RUN_KEPT;
}

static const char *bug(const struct swr_tally *t)
{
	return t->swapoffs_early ?
	       "swapoff destroyed the extents of its device while a fault was about to read from it" :
	       NULL;
}

static void conclude(struct swr_tally *t)
{
	t->verdict = SWR_V_FIXED;
	snprintf(t->reason, sizeof(t->reason),
		 "swapoff waited for the fault that was about to read from its device");
}

static const struct swr_judging how = {
	.run = judge_run,
	.entered = entered,
	.bug = bug,
	.corrupt_is_lost = true,
	.conclude = conclude,
};

static void print_counts(FILE *out, const struct swr_tally *t)
{
	fprintf(out, "%u swapoffs too early, %u waited, %u lost writes", t->swapoffs_early,
		t->swapoff_waits, t->lost_writes);
}

static void print_events(FILE *out, const struct swr_tally *t)
{
	fprintf(out, "  events   %" PRIu64 " reads not passed on, %" PRIu64
		" claims refused (-EEXIST), %" PRIu64 " events lost\n", t->reads_gone, t->eexist,
		t->events_lost);
	if (t->wait_ns_max)
		fprintf(out, "  wait ms  min %.1f, median %.1f, max %.1f, from being seen waiting to the return of swapoff\n",
			t->wait_ns_min / 1e6, t->wait_ns_median / 1e6, t->wait_ns_max / 1e6);
}

const struct swr_evidence swr_off_evidence = {
	.how = &how,
	.kept = "swapoff waited",
	.lost = "swapoff did not wait",
	.print_counts = print_counts,
	.print_events = print_events,
};
