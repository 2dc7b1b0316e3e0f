// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict on S4: what makes a window, what the data says, what the checks say.
 */
#include <string.h>

#include "collapse_judge.h"
#include "ktap.h"

static const struct swr_collapse_run refused = {
	.finished = true,
	.end = SWR_GATE_RELEASED,
	.ours = true,
	.changed = true,
	.answer = 23,
	.revalidations = 1,
	.swapins = 8,
	.ns = 1000000,
};

static struct swr_collapse_run fit(void)
{
	struct swr_collapse_run r = refused;

	r.answer = 1;
	r.revalidated = 1;
	r.huge = true;
	r.ns = 3000000;
	return r;
}

static struct swr_collapse_run faked(const char *wrong)
{
	struct swr_collapse_run r = refused;

	r.faked = 1;
	strcpy(r.wrong, wrong);
	return r;
}

static enum swr_verdict verdict(const struct swr_collapse_run *runs, unsigned int n,
				enum swr_change change)
{
	struct swr_collapse_tally t;

	swr_collapse_judge(runs, n, change, true, &t);
	EXPECT(t.runs == n);
	EXPECT(*t.reason);
	EXPECT(t.verdict != SWR_V_FIXED ||
	       (t.windows_entered == n && !t.wrong_data && !t.let_pass));
	return t.verdict;
}

static enum swr_verdict of(struct swr_collapse_run r, enum swr_change change)
{
	const struct swr_collapse_run runs[] = { refused, r, refused };

	return verdict(runs, 3, change);
}

static void windows(void)
{
	struct swr_collapse_run r = refused;

	EXPECT(swr_collapse_entered(&r, true));
	r.swapins = 0;
	EXPECT(!swr_collapse_entered(&r, true));
	EXPECT(swr_collapse_entered(&r, false));
	r = refused;
	r.changed = false;
	EXPECT(of(r, SWR_G_munmap) == SWR_V_INCONCLUSIVE);
	r = refused;
	r.ours = false;
	EXPECT(of(r, SWR_G_munmap) == SWR_V_INCONCLUSIVE);
	r = refused;
	r.end = SWR_GATE_LIMIT;
	EXPECT(of(r, SWR_G_munmap) == SWR_V_INCONCLUSIVE);
	r = refused;
	r.revalidations = 0;
	EXPECT(of(r, SWR_G_munmap) == SWR_V_INCONCLUSIVE);
	r = refused;
	r.finished = false;
	EXPECT(of(r, SWR_G_munmap) == SWR_V_INCONCLUSIVE);
	EXPECT(verdict(&refused, 0, SWR_G_munmap) == SWR_V_INCONCLUSIVE);
	EXPECT(verdict(&refused, 1, SWR_G_munmap) == SWR_V_FIXED);
}

static void checks(void)
{
	struct swr_collapse_run r = fit();

	EXPECT(of(r, SWR_G_dontneed) == SWR_V_FIXED);
	EXPECT(of(r, SWR_G_remap) == SWR_V_FIXED);
	/* let pass and no harm seen proves neither */
	EXPECT(of(r, SWR_G_munmap) == SWR_V_INCONCLUSIVE);
	EXPECT(of(faked(""), SWR_G_munmap) == SWR_V_INCONCLUSIVE);
	r = refused;
	r.unfit = 1;
	EXPECT(of(r, SWR_G_remap) == SWR_V_VULNERABLE);
}

static void data(void)
{
	struct swr_collapse_run r = refused;

	EXPECT(of(faked("page 256 can be read"), SWR_G_munmap) == SWR_V_VULNERABLE);
	r = fit();
	strcpy(r.wrong, "page 300 is of the old area");
	EXPECT(of(r, SWR_G_remap) == SWR_V_VULNERABLE);
	/* nobody let the collapse go on: it was not the collapse */
	r = refused;
	strcpy(r.wrong, "page 256 can be read");
	EXPECT(of(r, SWR_G_munmap) == SWR_V_ERROR);
}

static void errors(void)
{
	struct swr_collapse_run r = refused;

	strcpy(r.error, "the area could not be made");
	EXPECT(of(r, SWR_G_munmap) == SWR_V_ERROR);
	r = faked("page 256 can be read");
	r.events_lost = 1;
	EXPECT(of(r, SWR_G_munmap) == SWR_V_ERROR);
}

static void sums(void)
{
	const struct swr_collapse_run runs[] = { refused, fit(), refused, fit() };
	struct swr_collapse_tally t;

	swr_collapse_judge(runs, 4, SWR_G_dontneed, true, &t);
	EXPECT(t.verdict == SWR_V_FIXED);
	EXPECT(t.windows_entered == 4);
	EXPECT(t.fit == 2);
	EXPECT(t.huge == 2);
	EXPECT(t.let_pass == 0);
	EXPECT(t.swapins == 32);
	EXPECT(t.answers[23] == 2 && t.answers[1] == 2);
	EXPECT(t.ns_min == 1000000 && t.ns_max == 3000000);
}

static void names(void)
{
	int i;

	for (i = 0; i < SWR_NR_CHANGES; i++)
		EXPECT(swr_change_find(swr_change_names[i]) == i);
	EXPECT(swr_change_find("all") < 0);
	EXPECT(swr_change_find("") < 0);
}

const struct ktap_case ktap_cases[] = {
	{ "a window needs the change, the hold and the check", windows },
	{ "what the checks say", checks },
	{ "what the data says", data },
	{ "errors come before verdicts", errors },
	{ "sums and times", sums },
	{ "names of changes", names },
	{}
};
