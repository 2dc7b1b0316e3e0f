// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict of S3: what each witness says, and what both together amount to.
 */
#include <string.h>

#include "judge_swapoff.h"
#include "ktap.h"

static const struct swr_run overtaken = {
	.finished = true,
	.end = SWR_GATE_RELEASED,
	.overtook = true,
	.swapoffs_early = 1,
	.reads_gone = 1,
	.ns = 3000000,
};

/* Of which the events know nothing. */
static const struct swr_run unseen = {
	.finished = true,
	.end = SWR_GATE_RELEASED,
	.overtook = true,
	.ns = 3000000,
};

static const struct swr_run waited = {
	.finished = true,
	.end = SWR_GATE_RELEASED,
	.waited = true,
	.wait_ns = 20000,
	.ns = 1000000,
};

/* Of a scenario file: that swapoff began to wait is what ended the hold. */
static const struct swr_run until = {
	.finished = true,
	.end = SWR_GATE_UNTIL,
	.waited = true,
	.ns = 2000000,
};

/* Neither returned nor seen waiting. */
static const struct swr_run slow = {
	.finished = true,
	.end = SWR_GATE_RELEASED,
	.ns = 2000000,
};

static enum swr_verdict verdict(const struct swr_run *runs, unsigned int n)
{
	struct swr_tally t;

	EXPECT(!swr_judge_runs(swr_off_evidence.how, runs, n, &t));
	EXPECT(t.runs == n);
	EXPECT(*t.reason);
	EXPECT(t.verdict != SWR_V_FIXED || (t.windows_entered == n && t.swapoff_waits == n));
	EXPECT(t.verdict != SWR_V_VULNERABLE || t.swapoffs_early);
	return t.verdict;
}

static enum swr_worth worth(struct swr_run r)
{
	char why[SWR_WHY_MAX];
	enum swr_worth w = swr_off_evidence.how->run(&r, why, sizeof(why));

	EXPECT((w == SWR_RUN_MISSED || w == SWR_RUN_ERROR) == !!*why);
	return w;
}

/* @run with one member changed */
#define WITH(run, member, value) ({			\
	struct swr_run with_ = run;			\
							\
	with_.member = value;				\
	with_;						\
})

static void one_run(void)
{
	EXPECT(worth(overtaken) == SWR_RUN_LOST);
	EXPECT(worth(waited) == SWR_RUN_KEPT);
	EXPECT(worth(until) == SWR_RUN_KEPT);
	EXPECT(worth(slow) == SWR_RUN_MISSED);
	EXPECT(worth(WITH(waited, late, true)) == SWR_RUN_MISSED);
	EXPECT(worth(WITH(waited, end, SWR_GATE_LIMIT)) == SWR_RUN_MISSED);
	EXPECT(worth(WITH(overtaken, end, SWR_GATE_LIMIT)) == SWR_RUN_MISSED);
	EXPECT(worth(WITH(until, waited, false)) == SWR_RUN_MISSED);
}

static void witnesses(void)
{
	/* the process alone, the events alone */
	EXPECT(worth(WITH(overtaken, swapoffs_early, 0)) == SWR_RUN_ERROR);
	EXPECT(worth(unseen) == SWR_RUN_ERROR);
	EXPECT(worth(WITH(waited, swapoffs_early, 1)) == SWR_RUN_ERROR);
	/* a read that was passed on, or kept back for no reason */
	EXPECT(worth(WITH(overtaken, reads_gone, 0)) == SWR_RUN_ERROR);
	EXPECT(worth(WITH(waited, reads_gone, 1)) == SWR_RUN_ERROR);
	/* a wait that was none */
	EXPECT(worth(WITH(waited, waits_short, 1)) == SWR_RUN_ERROR);
	EXPECT(worth(WITH(until, waits_short, 1)) == SWR_RUN_ERROR);
	EXPECT(worth(WITH(waited, corrupt, true)) == SWR_RUN_ERROR);
	EXPECT(worth(WITH(overtaken, corrupt, true)) == SWR_RUN_ERROR);
	EXPECT(worth(WITH(waited, events_lost, 1)) == SWR_RUN_ERROR);
	EXPECT(worth(WITH(waited, finished, false)) == SWR_RUN_ERROR);
}

static void all_runs(void)
{
	struct swr_run runs[3] = { waited, waited, waited };
	struct swr_tally t;

	EXPECT(verdict(runs, 3) == SWR_V_FIXED);
	EXPECT(verdict(runs, 0) == SWR_V_INCONCLUSIVE);
	runs[1] = slow;
	EXPECT(verdict(runs, 3) == SWR_V_INCONCLUSIVE);
	runs[2] = overtaken;
	EXPECT(verdict(runs, 3) == SWR_V_VULNERABLE);
	runs[0].corrupt = true;
	EXPECT(verdict(runs, 3) == SWR_V_ERROR);

	runs[0] = waited;
	runs[1] = waited;
	runs[0].wait_ns = 10;
	runs[1].wait_ns = 30;
	EXPECT(!swr_judge_runs(swr_off_evidence.how, runs, 2, &t));
	EXPECT(t.wait_ns_min == 10 && t.wait_ns_median == 20 && t.wait_ns_max == 30);
	EXPECT(t.ns_min == 1000000 && t.ns_max == 1000000);
}

const struct ktap_case ktap_cases[] = {
	{ "one run of each kind", one_run },
	{ "witnesses disagree", witnesses },
	{ "many runs", all_runs },
	{}
};
