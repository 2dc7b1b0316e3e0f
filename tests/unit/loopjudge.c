// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict of S2: what a run is worth, and what many amount to.
 */
#include <stdlib.h>
#include <string.h>

#include "ktap.h"
#include "judge_loop.h"
#include "loopjudge.h"

#define BREAK_MS	300
#define MS(n)		((n) * UINT64_C(1000000))

static const struct swr_loop_run plain = {
	.finished = true,
	.met = true,
	.end = SWR_GATE_RELEASED,
	.refusals = 3,
	.reports = 1,
	.named = true,
	.going = true,
	.read_ns = MS(20),
	.ns = MS(30),
};

static const struct swr_loop_run rt = {
	.finished = true,
	.end = SWR_GATE_UNTIL,
	.refusals = 1,
	.read_ns = MS(5),
	.ns = MS(10),
};

static const struct swr_loop_run absent = {
	.finished = true,
	.met = true,
	.end = SWR_GATE_RELEASED,
	.refusals = 1,
	.read_ns = MS(5),
	.ns = MS(10),
};

static const struct swr_loop_run broken = {
	.finished = true,
	.end = SWR_GATE_UNTIL,
	.refusals = 40000,
	.broken = 1,
	.reports = 1,
	.named = true,
	.going = true,
	.read_ns = MS(306),
	.ns = MS(310),
};

static struct swr_loop_result *series(enum swr_loop_kind kind, const struct swr_loop_run *runs,
				      unsigned int n)
{
	struct swr_loop_result *res = calloc(1, sizeof(*res) + (n + 1) * sizeof(*runs));

	if (!res)
		abort();
	res->kind = kind;
	res->break_ms = BREAK_MS;
	if (n)
		memcpy(res->runs, runs, n * sizeof(*runs));
	return res;
}

static enum swr_verdict verdict(enum swr_loop_kind kind, const struct swr_loop_run *runs,
				unsigned int n)
{
	struct swr_loop_result *res = series(kind, runs, n);
	struct swr_tally t;

	EXPECT(!swr_loop_judge(res, n, &t));
	EXPECT(t.runs == n);
	EXPECT(*t.reason);
	EXPECT((t.verdict != SWR_V_FIXED && t.verdict != SWR_V_ABSENT) || t.windows_entered == n);
	EXPECT((t.verdict == SWR_V_VULNERABLE) == (t.livelocks > 0) ||
	       t.verdict == SWR_V_ERROR);
	free(res);
	return t.verdict;
}

static enum swr_worth worth(enum swr_loop_kind kind, struct swr_loop_run r)
{
	struct swr_loop_result *res = series(kind, &r, 1);
	enum swr_worth w;
	char why[SWR_WHY_MAX];

	w = swr_loop_judge_run(res, &r, why, sizeof(why));
	EXPECT(!*why == (w == SWR_RUN_KEPT || w == SWR_RUN_LOST));
	free(res);
	return w;
}

static void one_run(void)
{
	EXPECT(worth(SWR_LOOP_PLAIN, plain) == SWR_RUN_KEPT);
	EXPECT(worth(SWR_LOOP_RT, rt) == SWR_RUN_KEPT);
	EXPECT(worth(SWR_LOOP_ABSENT, absent) == SWR_RUN_KEPT);
	EXPECT(worth(SWR_LOOP_RT, broken) == SWR_RUN_LOST);
	EXPECT(verdict(SWR_LOOP_PLAIN, &plain, 1) == SWR_V_FIXED);
	EXPECT(verdict(SWR_LOOP_RT, &rt, 1) == SWR_V_FIXED);
	EXPECT(verdict(SWR_LOOP_ABSENT, &absent, 1) == SWR_V_ABSENT);
	EXPECT(verdict(SWR_LOOP_RT, &broken, 1) == SWR_V_VULNERABLE);
}

static void witnesses_disagree(void)
{
	struct swr_loop_run r = broken;

	/* it went on before it can have been broken */
	r.read_ns = MS(BREAK_MS) - 1;
	EXPECT(worth(SWR_LOOP_RT, r) == SWR_RUN_ERROR);
	r.read_ns++;
	EXPECT(worth(SWR_LOOP_RT, r) == SWR_RUN_LOST);
	/* somebody else was reported */
	r.named = false;
	EXPECT(worth(SWR_LOOP_RT, r) == SWR_RUN_ERROR);
	EXPECT(verdict(SWR_LOOP_RT, &r, 1) == SWR_V_ERROR);
}

static void worthless(void)
{
	struct swr_loop_run r = plain;

	r.events_lost = 1;
	EXPECT(worth(SWR_LOOP_PLAIN, r) == SWR_RUN_ERROR);
	r = plain;
	r.wrong = true;
	EXPECT(worth(SWR_LOOP_PLAIN, r) == SWR_RUN_ERROR);
	r = plain;
	r.finished = false;
	EXPECT(worth(SWR_LOOP_PLAIN, r) == SWR_RUN_ERROR);
	r = plain;
	snprintf(r.error, sizeof(r.error), "the holder did not come back");
	EXPECT(worth(SWR_LOOP_PLAIN, r) == SWR_RUN_ERROR);
}

static void window_missed(void)
{
	static const enum swr_gate_end ends[] = {
		SWR_GATE_OPEN, SWR_GATE_EARLY, SWR_GATE_LIMIT, SWR_GATE_KILLED, SWR_GATE_UNLOAD,
	};
	struct swr_loop_run r;
	unsigned int i;

	for (i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		r = plain;
		r.end = ends[i];
		EXPECT(worth(SWR_LOOP_PLAIN, r) == SWR_RUN_MISSED);
		r = rt;
		r.end = ends[i];
		EXPECT(worth(SWR_LOOP_RT, r) == SWR_RUN_MISSED);
		EXPECT(verdict(SWR_LOOP_RT, &r, 1) == SWR_V_INCONCLUSIVE);
		r = absent;
		r.end = ends[i];
		EXPECT(worth(SWR_LOOP_ABSENT, r) == SWR_RUN_MISSED);
	}
	/* a livelock outside of the window shows nothing of it */
	r = broken;
	r.end = SWR_GATE_LIMIT;
	EXPECT(worth(SWR_LOOP_RT, r) == SWR_RUN_MISSED);
	r = plain;
	r.met = false;
	EXPECT(worth(SWR_LOOP_PLAIN, r) == SWR_RUN_MISSED);
	r = rt;
	r.refusals = 0;
	EXPECT(worth(SWR_LOOP_RT, r) == SWR_RUN_MISSED);
	EXPECT(verdict(SWR_LOOP_RT, NULL, 0) == SWR_V_INCONCLUSIVE);
	/* a kernel said to have no loop, and who was refused asked again */
	r = absent;
	r.met = false;
	EXPECT(verdict(SWR_LOOP_ABSENT, &r, 1) == SWR_V_INCONCLUSIVE);
	r.again = true;
	EXPECT(worth(SWR_LOOP_ABSENT, r) == SWR_RUN_MISSED);
	EXPECT(verdict(SWR_LOOP_ABSENT, &r, 1) == SWR_V_INCONCLUSIVE);
}

static void many_runs(void)
{
	struct swr_loop_run runs[4] = { rt, broken, rt, rt };
	struct swr_loop_result *res;
	struct swr_tally t;

	EXPECT(verdict(SWR_LOOP_RT, runs, 4) == SWR_V_VULNERABLE);
	runs[2].end = SWR_GATE_LIMIT;
	EXPECT(verdict(SWR_LOOP_RT, runs, 4) == SWR_V_VULNERABLE);
	EXPECT(verdict(SWR_LOOP_RT, runs + 2, 2) == SWR_V_INCONCLUSIVE);
	runs[3].wrong = true;
	EXPECT(verdict(SWR_LOOP_RT, runs, 4) == SWR_V_ERROR);

	runs[0].refusals = 1;
	runs[1].refusals = 10;
	runs[2].refusals = 3;
	runs[3].refusals = 4;
	res = series(SWR_LOOP_RT, runs, 4);
	EXPECT(!swr_loop_judge(res, 4, &t));
	EXPECT(res->tally.refusals_min == 1 && res->tally.refusals_max == 10);
	EXPECT(res->tally.refusals_median == 3);
	EXPECT(t.eexist == 18);
	EXPECT(t.ns_min == MS(10) && t.ns_median == MS(10) && t.ns_max == MS(310));
	EXPECT(res->tally.read_ns_max == MS(306));
	EXPECT(res->tally.reported == 1 && res->tally.named == 1 && res->tally.going == 1);
	free(res);
}

static void absent_is_no_worse_than_fixed(void)
{
	EXPECT(swr_worse(SWR_V_ABSENT, SWR_V_FIXED) == SWR_V_FIXED);
	EXPECT(swr_worse(SWR_V_ABSENT, SWR_V_ABSENT) == SWR_V_ABSENT);
	EXPECT(swr_worse(SWR_V_INCONCLUSIVE, SWR_V_ABSENT) == SWR_V_INCONCLUSIVE);
	EXPECT(swr_worse(SWR_V_VULNERABLE, SWR_V_ABSENT) == SWR_V_VULNERABLE);
	EXPECT(!swr_verdict_status(SWR_V_ABSENT));
	EXPECT(!strcmp(swr_verdict_name(SWR_V_ABSENT), "ABSENT"));
}

static enum swr_verdict of_file(struct swr_run r)
{
	struct swr_tally t;

	EXPECT(!swr_judge_runs(swr_loop_evidence.how, &r, 1, &t));
	EXPECT(t.windows_entered == (t.verdict != SWR_V_INCONCLUSIVE && t.verdict != SWR_V_ERROR));
	EXPECT(*t.reason);
	return t.verdict;
}

static void scenario_files(void)
{
	const struct swr_run good = {
		.finished = true,
		.end = SWR_GATE_UNTIL,
		.refused = true,
		.eexist = 1,
	};
	struct swr_run r = good;

	EXPECT(of_file(r) == SWR_V_FIXED);
	r.no_loop = true;
	EXPECT(of_file(r) == SWR_V_ABSENT);
	r.eexist = 2;
	EXPECT(of_file(r) == SWR_V_INCONCLUSIVE);
	r.no_loop = false;
	EXPECT(of_file(r) == SWR_V_FIXED);
	r.broken = 1;
	EXPECT(of_file(r) == SWR_V_VULNERABLE);
	r.refused = false;
	EXPECT(of_file(r) == SWR_V_INCONCLUSIVE);
	r = good;
	r.end = SWR_GATE_LIMIT;
	EXPECT(of_file(r) == SWR_V_INCONCLUSIVE);
	r = good;
	r.late = true;
	EXPECT(of_file(r) == SWR_V_INCONCLUSIVE);
	r = good;
	r.corrupt = true;
	EXPECT(of_file(r) == SWR_V_ERROR);
	r = good;
	r.events_lost = 1;
	EXPECT(of_file(r) == SWR_V_ERROR);
}

const struct ktap_case ktap_cases[] = {
	{ "one_run", one_run },
	{ "witnesses_disagree", witnesses_disagree },
	{ "worthless", worthless },
	{ "window_missed", window_missed },
	{ "many_runs", many_runs },
	{ "scenario_files", scenario_files },
	{ "absent_is_no_worse_than_fixed", absent_is_no_worse_than_fixed },
	{}
};
