// SPDX-License-Identifier: GPL-2.0
/*
 * The list of scenarios, and what all have in common.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "ctl.h"
#include "judge_loop.h"
#include "judge_swapoff.h"
#include "judge_thp.h"
#include "run_aba.h"
#include "run_collapse.h"
#include "run_livelock.h"
#include "run_storm.h"
#include "run_swapoff.h"
#include "scenario.h"

#define S2_HINT	"fixed by 029c4628b2eb (\"mm: swap: get rid of livelock in swapin readahead\") in v5.17, in the stable kernels since March 2022"

const struct swr_scenario swr_scenarios[] = {
	{
		.name = "aba",
		.text = "two threads swap in one page past the swap cache, the entry is reused in between",
		.bug = "S1",
		.cve = "CVE-2024-26759",
		.fixed_by = "13ddaf26be32",
		.hint = "CVE-2024-26759, fixed by 13ddaf26be32 (\"mm/swap: fix race when skipping swapcache\") in v6.8, v6.1.80, v6.6.19, v6.7.7",
		.evidence = &swr_lost_writes,
		.run = swr_run_aba,
		.draws = true,
	}, {
		.name = "livelock",
		.text = "a thread is refused the claim of one that sleeps before it inserts the page, and loops",
		.bug = "S2",
		.fixed_by = "029c4628b2eb",
		.hint = S2_HINT,
		.evidence = &swr_loop_evidence,
		.run = swr_run_livelock,
		.draws = true,
	}, {
		.name = "livelock-rt",
		.text = "the same, the looper with real-time priority on the holder's CPU",
		.bug = "S2",
		.fixed_by = "029c4628b2eb",
		.hint = S2_HINT,
		.evidence = &swr_loop_evidence,
		.run = swr_run_livelock_rt,
		.draws = true,
	}, {
		.name = "livelock-shmem",
		.text = "livelock, in shared memory",
		.bug = "S2",
		.fixed_by = "029c4628b2eb",
		.hint = S2_HINT,
		.evidence = &swr_loop_evidence,
		.run = swr_run_livelock_shmem,
		.draws = true,
	}, {
		.name = "swapoff",
		.text = "swapoff while a swap-in past the swap cache is about to read from that device",
		.bug = "S3",
		.fixed_by = "2799e77529c2",
		.hint = "fixed by 63d8620ecf93 and 2799e77529c2 (\"swap: fix do_swap_page() race with swapoff\") in v5.14; the second without the first is not enough",
		.evidence = &swr_off_evidence,
		.run = swr_run_swapoff,
		.draws = true,
	}, {
		.name = "storm",
		.text = "many threads swap in the same pages at the same time, under one policy after the other",
		.load = swr_run_storm,
	}, {
		.name = "collapse",
		.text = "a process changes its memory while a collapse that has swapped in has no mmap_lock",
		.bug = "S4",
		.fixed_by = "72695862529b",
		.hint = "72695862529b (\"mm, thp: make swapin readahead under down_read of mmap_sem\") in v4.8, with the fixes that followed it",
		.evidence = &swr_thp_evidence,
		.collapse = swr_run_collapse,
	},
	{}
};

/**
 * swr_scenario_find() - by name
 * @name: name
 *
 * Return: NULL if there is none.
 */
const struct swr_scenario *swr_scenario_find(const char *name)
{
	const struct swr_scenario *sc;

	for (sc = swr_scenarios; sc->name; sc++)
		if (!strcmp(sc->name, name))
			return sc;
	return NULL;
}

/**
 * swr_scenario_run() - carry one out
 * @sc: which
 * @plan: how
 * @res: where to; to be freed by swr_result_free() if 0 is returned
 *
 * Return: 0, or -1 with nothing left behind, see swr_errstr(). A run that shows
 * an error is a result.
 */
int swr_scenario_run(const struct swr_scenario *sc, const struct swr_plan *plan,
		     struct swr_result *res)
{
	struct utsname uts;

	memset(res, 0, sizeof(*res));
	res->scenario = sc;
	res->device = plan->device->name;
	uname(&uts);
	snprintf(res->kernel, sizeof(res->kernel), "%s", uts.release);
	if (swr_ctl_fix(res->fix, sizeof(res->fix), &res->unsafe) ||
	    swr_ctl_fix_swapoff(res->fix_swapoff, sizeof(res->fix_swapoff)) ||
	    swr_ctl_fix_loop(res->fix_loop, sizeof(res->fix_loop)) ||
	    swr_ctl_fix_order(res->fix_order, sizeof(res->fix_order)) ||
	    swr_ctl_fix_collapse(res->fix_collapse, sizeof(res->fix_collapse)) ||
	    sc->run(plan, res)) {
		swr_result_free(res);
		return -1;
	}
	return 0;
}

/**
 * swr_result_free() - forget a result
 * @res: which
 */
void swr_result_free(struct swr_result *res)
{
	free(res->runs);
	free(res->account);
	free(res->loops);
	res->loops = NULL;
	res->runs = NULL;
	res->account = NULL;
}
