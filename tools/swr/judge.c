// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict. The data (is the write there?) and the events (did a fault map a
 * page it had read too early?) are two witnesses that do not know each other.
 * Where they differ, one of them is wrong and nothing can be concluded.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "judge.h"

static const char *const verdict_names[] = { SWR_VERDICTS(SWR_VERDICT_NAME) };
static const int verdict_status[] = { SWR_VERDICTS(SWR_VERDICT_STATUS) };

/**
 * swr_verdict_name() - as it is printed
 * @v: verdict
 */
const char *swr_verdict_name(enum swr_verdict v)
{
	return verdict_names[v];
}

/**
 * swr_verdict_status() - exit status of `swr verdict`
 * @v: verdict
 */
int swr_verdict_status(enum swr_verdict v)
{
	return verdict_status[v];
}

/**
 * swr_worse() - the verdict for both of two
 * @a: one
 * @b: the other
 *
 * A write lost once stays lost, whatever another device shows; an error hides
 * what could have been seen; and FIXED has to hold everywhere.
 */
enum swr_verdict swr_worse(enum swr_verdict a, enum swr_verdict b)
{
	static const int badness[] = {
		[SWR_V_ABSENT] = 0,
		[SWR_V_FIXED] = 1,
		[SWR_V_INCONCLUSIVE] = 2,
		[SWR_V_ERROR] = 3,
		[SWR_V_VULNERABLE] = 4,
	};

	return badness[a] > badness[b] ? a : b;
}

/**
 * swr_run_count() - what the module's counters say of a run
 * @r: the run
 * @from: before
 * @to: after
 */
void swr_run_count(struct swr_run *r, const struct swr_counters *from,
		   const struct swr_counters *to)
{
#define RISE(name)	(to->n[SWR_N_##name] - from->n[SWR_N_##name])
	r->windows = RISE(windows);
	r->stale_installs = RISE(stale_installs);
	r->uncertain_installs = RISE(uncertain_installs);
	r->eexist = RISE(eexist_fault) + RISE(eexist_readahead) + RISE(eexist_shmem) +
		    RISE(eexist_other);
	r->gate_timeouts = RISE(gate_timeouts);
	r->swapoffs_early = RISE(swapoffs_early);
	r->waits_short = RISE(swapoff_waits_short);
	r->reads_gone = RISE(reads_gone);
	r->broken = RISE(livelocks_broken);
#undef RISE
	r->events_lost = swr_counters_lost(from, to);
}

/**
 * swr_window_entered() - was T0 really between its read and its install while
 * T1 did its worst?
 * @r: the run
 *
 * Either T1 was turned away while T0 was held, which is what ended the hold, or
 * T1 did all it had to do while T0 was held. Without the reuse of the entry T1
 * has not done it: pte_same() would catch T0.
 */
bool swr_window_entered(const struct swr_run *r)
{
	if (!r->finished || !r->windows || r->late)
		return false;
	if (r->end == SWR_GATE_UNTIL)
		return r->eexist;
	return r->end == SWR_GATE_RELEASED && r->t1_first && r->reused;
}

/* Where T0 was not held, or T1 had no time, it is not the events that have to be explained. */
static void why_missed(const struct swr_run *r, char *why, size_t len)
{
	if (r->late)
		snprintf(why, len, "a step did not end within its limit");
	else if (r->end != SWR_GATE_UNTIL && r->end != SWR_GATE_RELEASED)
		snprintf(why, len, "the hold of T0 ended as '%s'", swr_gate_end_name(r->end));
	else if (r->end == SWR_GATE_RELEASED && !r->held)
		snprintf(why, len, "T0 did not come to where it was to be held");
	else if (r->end == SWR_GATE_RELEASED && !r->t1_first)
		snprintf(why, len, "T1 did not finish while T0 was held");
	else if (!r->windows)
		snprintf(why, len, "the events show nobody between T0's read and its install");
	else if (r->end == SWR_GATE_UNTIL)
		snprintf(why, len, "no refused claim was counted");
	else
		snprintf(why, len, "the page did not go out to the same entry again");
}

/**
 * swr_judge_run() - what one run is worth
 * @r: the run
 * @why: where the reason goes if it is neither kept nor lost
 * @len: size of @why
 */
enum swr_worth swr_judge_run(const struct swr_run *r, char *why, size_t len)
{
	*why = '\0';
	if (*r->error)
		snprintf(why, len, "%s", r->error);
	else if (!r->finished)
		snprintf(why, len, "it was not finished");
	else if (r->corrupt)
		snprintf(why, len, "a word that nobody wrote to has changed");
	else if (r->events_lost)
		snprintf(why, len, "%" PRIu64 " " SWR_BLIND, r->events_lost);
	else if (r->lost && !r->stale_installs)
		snprintf(why, len, "the write was lost but the events show no stale install%s",
			 r->uncertain_installs ? ", only an uncertain one" : "");
	else if (!r->lost && r->stale_installs)
		snprintf(why, len, "the events show a stale install but the write is there");
	else if (r->stale_installs > 1)
		snprintf(why, len, "one write was lost but the events show %" PRIu64
			 " stale installs", r->stale_installs);
	else if (r->stale_installs && !r->named)
		snprintf(why, len, "the stale install is not one of T0 and T1");
	if (*why)
		return SWR_RUN_ERROR;

	if (r->lost)
		return SWR_RUN_LOST;
	if (swr_window_entered(r))
		return SWR_RUN_KEPT;
	why_missed(r, why, len);
	return SWR_RUN_MISSED;
}

static int compare_ns(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void spread(uint64_t *ns, unsigned int n, uint64_t *min, uint64_t *median, uint64_t *max)
{
	if (!n)
		return;
	qsort(ns, n, sizeof(*ns), compare_ns);
	*min = ns[0];
	*max = ns[n - 1];
	*median = n % 2 ? ns[n / 2] : ns[n / 2 - 1] / 2 + ns[n / 2] / 2;
}

/* How long runs took, and swapoffs that waited. Return: 0 or -1, see swr_errstr(). */
static int judge_times(const struct swr_run *runs, unsigned int n, struct swr_tally *t)
{
	unsigned int i, timed = 0, waited = 0;
	uint64_t *ns;

	ns = calloc(n ? 2 * n : 1, sizeof(*ns));
	if (!ns)
		return swr_err("out of memory");
	for (i = 0; i < n; i++) {
		if (runs[i].finished)
			ns[timed++] = runs[i].ns;
		if (runs[i].waited && runs[i].wait_ns)
			ns[n + waited++] = runs[i].wait_ns;
	}
	spread(ns, timed, &t->ns_min, &t->ns_median, &t->ns_max);
	spread(ns + n, waited, &t->wait_ns_min, &t->wait_ns_median, &t->wait_ns_max);
	free(ns);
	return 0;
}

/* The reason, if it is that of one run: its number, the first of its kind, of how many. */
static void note(struct swr_tally *t, const char *what, unsigned int run, unsigned int runs,
		 const char *why)
{
	if (runs > 1)
		snprintf(t->reason, sizeof(t->reason), "%s, first in run %u of %u: %s", what, run,
			 runs, why);
	else
		snprintf(t->reason, sizeof(t->reason), "%s: %s", what, why);
}

static void sum(struct swr_tally *t, const struct swr_run *r)
{
	t->lost_writes += r->lost;
	t->stale_installs += r->stale_installs;
	t->uncertain_installs += r->uncertain_installs;
	t->eexist += r->eexist;
	t->events_lost += r->events_lost;
	t->swapoffs_early += r->overtook;
	t->swapoff_waits += r->waited;
	t->reads_gone += r->reads_gone;
	t->let_pass += !!r->faked;
	t->unfit_vmas += !!r->unfit;
	t->checks += r->checks;
	t->passed += r->passed;
}

/**
 * swr_judge_runs() - all runs together
 * @how: how runs of this kind are judged
 * @runs: them
 * @n: how many
 * @t: where to
 *
 * Return: 0 or -1, see swr_errstr().
 */
int swr_judge_runs(const struct swr_judging *how, const struct swr_run *runs, unsigned int n,
		   struct swr_tally *t)
{
	unsigned int i, first_error = 0, first_missed = 0;
	char why[SWR_WHY_MAX / 2];

	memset(t, 0, sizeof(*t));
	t->runs = n;
	for (i = 0; i < n; i++) {
		enum swr_worth worth = how->run(&runs[i], why, sizeof(why));

		t->windows_entered += how->entered(&runs[i]);
		t->livelocks += worth == SWR_RUN_LOST && runs[i].broken;
		sum(t, &runs[i]);
		t->lost_writes += how->corrupt_is_lost && runs[i].corrupt && !runs[i].lost;
		if (worth == SWR_RUN_ERROR && !first_error)
			first_error = i + 1;
		if (worth == SWR_RUN_MISSED && !first_missed)
			first_missed = i + 1;
	}
	if (judge_times(runs, n, t))
		return -1;

	if (first_error) {
		t->verdict = SWR_V_ERROR;
		how->run(&runs[first_error - 1], why, sizeof(why));
		note(t, "no valid result", first_error, n, why);
	} else if (how->bug(t)) {
		t->verdict = SWR_V_VULNERABLE;
		snprintf(t->reason, sizeof(t->reason), "%s", how->bug(t));
	} else if (!n) {
		t->verdict = SWR_V_INCONCLUSIVE;
		snprintf(t->reason, sizeof(t->reason), "there was no run");
	} else if (first_missed) {
		t->verdict = SWR_V_INCONCLUSIVE;
		how->run(&runs[first_missed - 1], why, sizeof(why));
		note(t, "window not entered", first_missed, n, why);
	} else {
		t->no_loop = runs->no_loop;
		how->conclude(t);
	}
	return 0;
}

static const char *bug(const struct swr_tally *t)
{
	return t->lost_writes ?
	       "a page read too early was mapped over a write, and the write is gone" : NULL;
}

static void conclude(struct swr_tally *t)
{
	t->verdict = SWR_V_FIXED;
	snprintf(t->reason, sizeof(t->reason), "%s",
		 t->eexist ? "the second fault was refused the entry while the first had it" :
			     "the second fault was given the page of the first");
}

/* Of lost writes. */
const struct swr_judging swr_lost_judging = {
	.run = swr_judge_run,
	.entered = swr_window_entered,
	.bug = bug,
	.conclude = conclude,
};
