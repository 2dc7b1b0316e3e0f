/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Scenarios: what can be run, which bug it shows, and how one is carried out.
 */
#ifndef SWR_SCENARIO_H
#define SWR_SCENARIO_H

#include <stdbool.h>
#include <stdio.h>

#include "judge.h"
#include "swapdev.h"

struct swr_loop_result;
struct swr_scn_file;
struct swr_storm_plan;
struct swr_collapse_plan;

#define SWR_REPEAT_MAX		10000
#define SWR_LIMIT_MS_DEFAULT	2000

/**
 * struct swr_plan - what is asked for
 * @device: where to swap
 * @repeat: runs
 * @limit_ms: longest hold, and longest wait for a thread
 * @account: draw one run
 * @allow_oops: the kernel may be let into what kills it
 * @file: the scenario, if it is one of a file
 * @record: where the order of one run goes, or NULL
 * @shuffle: so many random orders in place of those of @file, 0: none
 * @seed: of these
 */
struct swr_plan {
	const struct swr_swapdev_ops *device;
	unsigned int repeat;
	unsigned int limit_ms;
	bool account;
	bool allow_oops;
	const struct swr_scn_file *file;
	const char *record;
	unsigned int shuffle;
	uint32_t seed;
};

/**
 * struct swr_result - what came out
 * @scenario: which
 * @device: name of the kind of device
 * @kernel: release, as uname -r
 * @fix: policy the module ran
 * @unsafe: it opens a hole
 * @runs: the runs; @tally.runs of them
 * @tally: together
 * @account: the account as text, or NULL
 * @fix_swapoff: policy for swapoff
 * @fix_loop: policy of calls that loop on -EEXIST
 * @fix_order: when such calls allocate
 * @fix_collapse: check in collapses
 * @shuffle: so many random orders, 0: none
 * @seed: of these
 * @unmet: what is not as a scenario file expects it, or empty
 * @loops: of `livelock` only, then @runs are none
 */
struct swr_result {
	const struct swr_scenario *scenario;
	const char *device;
	char kernel[65];
	char fix[32];
	char fix_swapoff[32];
	char fix_loop[32];
	char fix_order[32];
	char fix_collapse[32];
	bool unsafe;
	struct swr_run *runs;
	struct swr_tally tally;
	char *account;
	unsigned int shuffle;
	uint32_t seed;
	char unmet[SWR_WHY_MAX / 2];
	struct swr_loop_result *loops;
};

/**
 * struct swr_evidence - what runs of a scenario show, and how it is said
 * @how: they are judged
 * @kept: a run in which the window was entered, and all was well
 * @lost: a run that showed the bug
 * @print_counts: the counts of a headline, behind the runs and the windows
 * @print_events: lines of the text form
 */
struct swr_evidence {
	const struct swr_judging *how;
	const char *kept;
	const char *lost;
	void (*print_counts)(FILE *out, const struct swr_tally *t);
	void (*print_events)(FILE *out, const struct swr_tally *t);
};

/* Of lost writes: S1, and files that name no bug. */
extern const struct swr_evidence swr_lost_writes;

/**
 * struct swr_scenario - a way to enter the window of one bug, or a load
 * @name: as `swr run` takes it
 * @text: what it is
 * @bug: as the verdict calls it; this and the next three not of a load, and not of
 *       a file that names none
 * @cve: number of the bug, NULL: it has none
 * @fixed_by: the upstream fix
 * @hint: where the fix is, for whoever has the bug
 * @evidence: what its runs, and those of files that name its bug, show; not of a load
 * @draws: what happened in one run can be drawn
 * @run: carry it out; 0, or -1 with nothing left behind; NULL: a load
 * @load: carry a load out and print the result
 * @collapse: carry collapses out and print the result
 */
struct swr_scenario {
	const char *name;
	const char *text;
	const char *bug;
	const char *cve;
	const char *fixed_by;
	const char *hint;
	const struct swr_evidence *evidence;
	bool draws;
	int (*run)(const struct swr_plan *plan, struct swr_result *res);
	int (*load)(FILE *out, const struct swr_storm_plan *plan);
	int (*collapse)(FILE *out, const struct swr_collapse_plan *plan);
};

/* All scenarios; one without a name is last. */
extern const struct swr_scenario swr_scenarios[];

const struct swr_scenario *swr_scenario_find(const char *name);
int swr_scenario_run(const struct swr_scenario *sc, const struct swr_plan *plan,
		     struct swr_result *res);
void swr_result_free(struct swr_result *res);

#endif
