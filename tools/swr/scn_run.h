/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Carrying scenario files out.
 */
#ifndef SWR_SCN_RUN_H
#define SWR_SCN_RUN_H

#include "judge.h"
#include "scn.h"
#include "scn_collapse.h"
#include "swapdev.h"

/* What really happened, in its order. */
enum swr_scn_event { SWR_EV_BEGUN, SWR_EV_DONE, SWR_EV_SET, SWR_EV_HELD, SWR_EV_RELEASED };

/* A word gives two of them at most: a step begins and is done, a gate is set and holds. */
#define SWR_SCN_EVENTS	(2 * SWR_SCN_ITEMS)

/**
 * struct swr_scn_log - the order of one run
 * @run: number of the run, 0: none
 * @permutation: which of the file, or of the random ones, it was
 * @nr: events, more than SWR_SCN_EVENTS if some were not kept
 * @event: what happened
 * @of: to which step or hold
 */
struct swr_scn_log {
	unsigned int run;
	unsigned int permutation;
	unsigned int nr;
	enum swr_scn_event event[SWR_SCN_EVENTS];
	unsigned int of[SWR_SCN_EVENTS];
};

/**
 * struct swr_scn_series - what a series is told and tells, in memory shared with
 *                         the process under test
 * @scn: the scenario
 * @has: points of this kernel
 * @thp: how collapses are made, if there are any
 * @no_loop: who is refused a claim by it does not ask again, see swr_hooks_no_loop()
 * @path: of the swap device, which is on
 * @repeat: how often each permutation
 * @shuffle: so many orders from @seed in their place, 0: those of the file
 * @seed: see swr_scn_shuffle()
 * @started: runs begun so far
 * @error: why the series could not go on; empty: nothing
 * @log_lost: @log is of a lost write
 * @log: of the last run that lost a write, else of the last run
 * @runs: @repeat times the number of orders
 */
struct swr_scn_series {
	const struct swr_scn *scn;
	bool has[SWR_NR_POINTS];
	struct swr_scn_thp thp;
	bool no_loop;
	char path[SWR_SWAPDEV_PATH];
	unsigned int repeat;
	unsigned int shuffle;
	uint32_t seed;
	unsigned int started;
	char error[SWR_WHY_MAX / 2];
	bool log_lost;
	struct swr_scn_log log;
	struct swr_run runs[];
};

/* How many orders a series has. */
static inline unsigned int swr_scn_orders(const struct swr_scn_series *series)
{
	return series->shuffle ? series->shuffle : series->scn->nr_permutations;
}

int swr_scn_series(struct swr_scn_series *series);

#endif
