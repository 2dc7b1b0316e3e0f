// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict: what each witness says, and what both together amount to.
 */
#include <string.h>

#include "judge.h"
#include "ktap.h"

static const struct swr_run lost = {
	.finished = true,
	.end = SWR_GATE_RELEASED,
	.t1_first = true,
	.reused = true,
	.lost = true,
	.windows = 1,
	.stale_installs = 1,
	.named = true,
	.ns = 3000000,
};

static const struct swr_run refused = {
	.finished = true,
	.end = SWR_GATE_UNTIL,
	.windows = 1,
	.eexist = 1,
	.ns = 1000000,
};

static const struct swr_run shared = {
	.finished = true,
	.end = SWR_GATE_RELEASED,
	.held = true,
	.t1_first = true,
	.reused = true,
	.windows = 1,
	.ns = 2000000,
};

static enum swr_verdict verdict(const struct swr_run *runs, unsigned int n)
{
	struct swr_tally t;

	EXPECT(!swr_judge_runs(&swr_lost_judging, runs, n, &t));
	EXPECT(t.runs == n);
	EXPECT(*t.reason);
	EXPECT(t.verdict != SWR_V_FIXED || t.windows_entered == n);
	return t.verdict;
}

static enum swr_worth worth(struct swr_run r)
{
	char why[SWR_WHY_MAX];

	return swr_judge_run(&r, why, sizeof(why));
}

static void one_run(void)
{
	EXPECT(worth(lost) == SWR_RUN_LOST);
	EXPECT(worth(refused) == SWR_RUN_KEPT);
	EXPECT(worth(shared) == SWR_RUN_KEPT);
	EXPECT(verdict(&lost, 1) == SWR_V_VULNERABLE);
	EXPECT(verdict(&refused, 1) == SWR_V_FIXED);
	EXPECT(verdict(&shared, 1) == SWR_V_FIXED);
}

static void witnesses_disagree(void)
{
	struct swr_run r = lost;

	r.stale_installs = 0;
	EXPECT(worth(r) == SWR_RUN_ERROR);
	r.uncertain_installs = 1;
	EXPECT(worth(r) == SWR_RUN_ERROR);
	r = lost;
	r.lost = false;
	EXPECT(worth(r) == SWR_RUN_ERROR);
	r = lost;
	r.stale_installs = 2;
	EXPECT(worth(r) == SWR_RUN_ERROR);
	r = lost;
	r.named = false;
	EXPECT(worth(r) == SWR_RUN_ERROR);
	EXPECT(verdict(&r, 1) == SWR_V_ERROR);
}

static void worthless(void)
{
	struct swr_run r = refused;

	r.events_lost = 1;
	EXPECT(worth(r) == SWR_RUN_ERROR);
	r = refused;
	r.corrupt = true;
	EXPECT(worth(r) == SWR_RUN_ERROR);
	r = refused;
	r.finished = false;
	EXPECT(worth(r) == SWR_RUN_ERROR);
	r = refused;
	snprintf(r.error, sizeof(r.error), "swap did not fill up");
	EXPECT(worth(r) == SWR_RUN_ERROR);
}

static void window_missed(void)
{
	static const enum swr_gate_end ends[] = {
		SWR_GATE_OPEN, SWR_GATE_EARLY, SWR_GATE_LIMIT, SWR_GATE_KILLED, SWR_GATE_UNLOAD,
	};
	struct swr_run r;
	unsigned int i;

	for (i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		r = shared;
		r.end = ends[i];
		EXPECT(worth(r) == SWR_RUN_MISSED);
		EXPECT(verdict(&r, 1) == SWR_V_INCONCLUSIVE);
	}
	r = shared;
	r.windows = 0;
	EXPECT(worth(r) == SWR_RUN_MISSED);
	r = shared;
	r.reused = false;
	EXPECT(worth(r) == SWR_RUN_MISSED);
	r = shared;
	r.t1_first = false;
	EXPECT(worth(r) == SWR_RUN_MISSED);
	r = refused;
	r.eexist = 0;
	EXPECT(worth(r) == SWR_RUN_MISSED);
	EXPECT(verdict(NULL, 0) == SWR_V_INCONCLUSIVE);
	/* a step that was late, even if the claim was refused before */
	r = refused;
	r.late = true;
	EXPECT(worth(r) == SWR_RUN_MISSED);
	EXPECT(verdict(&r, 1) == SWR_V_INCONCLUSIVE);
}

/* The first thing that was not as it should have been, not what came of it. */
static void reasons(void)
{
	char why[SWR_WHY_MAX];
	struct swr_run r = shared;

	r.windows = 0;
	r.reused = false;
	swr_judge_run(&r, why, sizeof(why));
	EXPECT(strstr(why, "the events show nobody"));
	r.t1_first = false;
	swr_judge_run(&r, why, sizeof(why));
	EXPECT(!strcmp(why, "T1 did not finish while T0 was held"));
	r.held = false;
	swr_judge_run(&r, why, sizeof(why));
	EXPECT(strstr(why, "T0 did not come"));
	r.end = SWR_GATE_LIMIT;
	swr_judge_run(&r, why, sizeof(why));
	EXPECT(strstr(why, "the hold of T0 ended as 'limit'"));
	r = refused;
	r.windows = 0;
	swr_judge_run(&r, why, sizeof(why));
	EXPECT(strstr(why, "the events show nobody"));
	r.windows = 1;
	r.eexist = 0;
	swr_judge_run(&r, why, sizeof(why));
	EXPECT(strstr(why, "no refused claim"));
}

static void many_runs(void)
{
	struct swr_run runs[3] = { refused, shared, lost };
	struct swr_tally t;

	EXPECT(verdict(runs, 2) == SWR_V_FIXED);
	EXPECT(verdict(runs, 3) == SWR_V_VULNERABLE);
	EXPECT(!swr_judge_runs(&swr_lost_judging, runs, 3, &t));
	EXPECT(t.windows_entered == 3 && t.lost_writes == 1 && t.stale_installs == 1);
	EXPECT(t.eexist == 1);
	EXPECT(t.ns_min == 1000000 && t.ns_median == 2000000 && t.ns_max == 3000000);
	EXPECT(!swr_judge_runs(&swr_lost_judging, runs, 2, &t));
	EXPECT(t.ns_median == 1500000);

	/* one missed window is enough not to say FIXED, and no reason to hide a loss */
	runs[0].end = SWR_GATE_LIMIT;
	EXPECT(verdict(runs, 2) == SWR_V_INCONCLUSIVE);
	EXPECT(verdict(runs, 3) == SWR_V_VULNERABLE);
	/* one run of no worth spoils all */
	runs[1].events_lost = 1;
	EXPECT(verdict(runs, 3) == SWR_V_ERROR);
	EXPECT(!swr_judge_runs(&swr_lost_judging, runs, 3, &t));
	EXPECT(strstr(t.reason, "run 2 of 3"));
}

static void devices(void)
{
	EXPECT(swr_worse(SWR_V_FIXED, SWR_V_FIXED) == SWR_V_FIXED);
	EXPECT(swr_worse(SWR_V_FIXED, SWR_V_INCONCLUSIVE) == SWR_V_INCONCLUSIVE);
	EXPECT(swr_worse(SWR_V_ERROR, SWR_V_INCONCLUSIVE) == SWR_V_ERROR);
	EXPECT(swr_worse(SWR_V_ERROR, SWR_V_VULNERABLE) == SWR_V_VULNERABLE);
	EXPECT(swr_verdict_status(SWR_V_FIXED) == 0);
	EXPECT(swr_verdict_status(SWR_V_VULNERABLE) == 1);
	EXPECT(swr_verdict_status(SWR_V_ERROR) == 2);
	EXPECT(swr_verdict_status(SWR_V_INCONCLUSIVE) == 4);
}

const struct ktap_case ktap_cases[] = {
	{ "one run of each kind", one_run },
	{ "data and events disagree", witnesses_disagree },
	{ "runs of no worth", worthless },
	{ "window not entered", window_missed },
	{ "why it was not", reasons },
	{ "many runs", many_runs },
	{ "the worst of all devices", devices },
	{}
};
