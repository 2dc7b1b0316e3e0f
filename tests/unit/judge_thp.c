// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict of S4 on scenario files: what each witness says, and what both together
 * amount to.
 */
#include <string.h>

#include "judge_thp.h"
#include "ktap.h"

static const struct swr_run checked = {
	.finished = true,
	.end = SWR_GATE_RELEASED,
	.t1_first = true,
	.checks = 1,
	.ns = 1000000,
};

/* @run with one member changed */
#define WITH(run, member, value) ({			\
	struct swr_run with_ = run;			\
							\
	with_.member = value;				\
	with_;						\
})

static enum swr_worth worth(struct swr_run r)
{
	char why[SWR_WHY_MAX];
	enum swr_worth w = swr_thp_evidence.how->run(&r, why, sizeof(why));

	EXPECT((w == SWR_RUN_MISSED || w == SWR_RUN_ERROR) == !!*why);
	return w;
}

static int judge(const struct swr_run *runs, unsigned int n, struct swr_tally *t)
{
	return swr_judge_runs(swr_thp_evidence.how, runs, n, t);
}

static void one_run(void)
{
	struct swr_run passed = WITH(checked, passed, 1), faked = WITH(checked, faked, 1);

	EXPECT(worth(checked) == SWR_RUN_KEPT);
	/* what still fits may be collapsed */
	EXPECT(worth(passed) == SWR_RUN_KEPT);
	EXPECT(worth(WITH(passed, corrupt, true)) == SWR_RUN_LOST);
	EXPECT(worth(WITH(passed, lost, true)) == SWR_RUN_LOST);
	/* the collapse gave up for another reason */
	EXPECT(worth(faked) == SWR_RUN_MISSED);
	EXPECT(worth(WITH(faked, corrupt, true)) == SWR_RUN_LOST);
	/* so it is if the kernel's own check let an area with a hole pass */
	EXPECT(worth(WITH(faked, passed, 1)) == SWR_RUN_MISSED);
	EXPECT(worth(WITH(WITH(faked, passed, 1), corrupt, true)) == SWR_RUN_LOST);
	/* it gave up, because the module ended it */
	EXPECT(worth(WITH(checked, unfit, 1)) == SWR_RUN_LOST);
}

static void missed(void)
{
	EXPECT(worth(WITH(checked, checks, 0)) == SWR_RUN_MISSED);
	EXPECT(worth(WITH(checked, t1_first, false)) == SWR_RUN_MISSED);
	EXPECT(worth(WITH(checked, late, true)) == SWR_RUN_MISSED);
	EXPECT(worth(WITH(checked, end, SWR_GATE_LIMIT)) == SWR_RUN_MISSED);
}

static void errors(void)
{
	/* no collapse can have done that */
	EXPECT(worth(WITH(checked, corrupt, true)) == SWR_RUN_ERROR);
	EXPECT(worth(WITH(checked, lost, true)) == SWR_RUN_ERROR);
	EXPECT(worth(WITH(checked, events_lost, 1)) == SWR_RUN_ERROR);
	EXPECT(worth(WITH(checked, finished, false)) == SWR_RUN_ERROR);
}

static void together(void)
{
	struct swr_run runs[3] = { checked, checked, checked };
	struct swr_tally t;

	EXPECT(!judge(runs, 3, &t) && t.verdict == SWR_V_FIXED);
	EXPECT(t.runs == 3 && t.windows_entered == 3 && t.checks == 3 && !t.let_pass);
	runs[2].faked = 1;
	EXPECT(!judge(runs, 3, &t) && t.verdict == SWR_V_INCONCLUSIVE);
	EXPECT(t.let_pass == 1 && !t.lost_writes && strstr(t.reason, "no harm"));
	runs[2] = WITH(checked, unfit, 1);
	EXPECT(!judge(runs, 3, &t) && t.verdict == SWR_V_VULNERABLE);
	EXPECT(t.unfit_vmas == 1 && strstr(t.reason, "VMA that is gone"));
	runs[2] = WITH(WITH(checked, passed, 1), corrupt, true);
	EXPECT(!judge(runs, 3, &t) && t.verdict == SWR_V_VULNERABLE);
	EXPECT(t.lost_writes == 1 && t.passed == 1);
	/* one window that was missed is not made good by two that were entered */
	runs[2] = WITH(checked, checks, 0);
	EXPECT(!judge(runs, 3, &t) && t.verdict == SWR_V_INCONCLUSIVE);
	EXPECT(t.windows_entered == 2 && strstr(t.reason, "run 3 of 3"));
	runs[2] = WITH(checked, corrupt, true);
	EXPECT(!judge(runs, 3, &t) && t.verdict == SWR_V_ERROR);
	EXPECT(!judge(runs, 0, &t) && t.verdict == SWR_V_INCONCLUSIVE);
}

const struct ktap_case ktap_cases[] = {
	{ "one run", one_run },
	{ "windows that were missed", missed },
	{ "runs that are worth nothing", errors },
	{ "all runs", together },
	{}
};
