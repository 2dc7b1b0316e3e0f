// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict of S4 on scenario files. Two witnesses: the data of the process, pages that
 * it has unmapped included, and the module, which sees what the collapse's checks say.
 */
#include <inttypes.h>

#include "judge_thp.h"

/* Did the others change the area while the collapse was held, and was it checked then? */
static bool entered(const struct swr_run *r)
{
	return r->finished && !r->late && r->end == SWR_GATE_RELEASED && r->t1_first && r->checks;
}

/* A check let pass what it must not, and the collapse gave up for another reason. */
static bool harmless(const struct swr_run *r)
{
	return r->faked && !r->unfit && !r->lost && !r->corrupt;
}

static void why_missed(const struct swr_run *r, char *why, size_t len)
{
	if (harmless(r))
		snprintf(why, len, "a check let an area pass that does not fit, but no harm was seen");
	else if (r->late)
		snprintf(why, len, "a step did not end within its limit");
	else if (!r->t1_first && r->end == SWR_GATE_RELEASED && !r->checks)
		snprintf(why, len, "the collapse was not held, or nothing was changed meanwhile");
	else if (r->end != SWR_GATE_RELEASED)
		snprintf(why, len, "the hold of the collapse ended as '%s'",
			 swr_gate_end_name(r->end));
	else if (!r->t1_first)
		snprintf(why, len, "nothing was changed while the collapse was held");
	else
		snprintf(why, len, "no check was seen after the change");
}

static bool wrong(const struct swr_run *r)
{
	return r->lost || r->corrupt;
}

static enum swr_worth judge_run(const struct swr_run *r, char *why, size_t len)
{
	*why = '\0';
	if (*r->error)
		snprintf(why, len, "%s", r->error);
	else if (!r->finished)
		snprintf(why, len, "it was not finished");
	else if (r->events_lost)
		snprintf(why, len, "%" PRIu64 " " SWR_BLIND, r->events_lost);
	else if (wrong(r) && !r->passed && !r->faked)
		snprintf(why, len, "the data is wrong, but no check let the collapse go on");
	if (*why)
		return SWR_RUN_ERROR;

	if (wrong(r) || r->unfit)
		return SWR_RUN_LOST;
	if (entered(r) && !harmless(r))
		return SWR_RUN_KEPT;
	why_missed(r, why, len);
	return SWR_RUN_MISSED;
}

static const char *bug(const struct swr_tally *t)
{
	if (t->unfit_vmas)
		return "a check would have gone on with a VMA that is gone";
	return t->lost_writes ? "the memory of the process is wrong after a collapse" : NULL;
}

static void conclude(struct swr_tally *t)
{
	t->verdict = SWR_V_FIXED;
	snprintf(t->reason, sizeof(t->reason),
		 "the collapse checked the area again after the change, and the memory is right");
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
	fprintf(out, "%u unfit let pass, %u wrong data", t->let_pass + t->unfit_vmas,
		t->lost_writes);
}

static void print_events(FILE *out, const struct swr_tally *t)
{
	fprintf(out, "  events   %" PRIu64 " checks after the change, %" PRIu64
		" found the area fit, %" PRIu64 " events lost\n",
		t->checks, t->passed, t->events_lost);
}

const struct swr_evidence swr_thp_evidence = {
	.how = &how,
	.kept = "the area was checked again",
	.lost = "a check let pass what it must not, or the data is wrong",
	.print_counts = print_counts,
	.print_events = print_events,
};
