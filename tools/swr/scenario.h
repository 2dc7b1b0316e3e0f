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

struct swr_scn_file;
struct swr_storm_plan;

#define SWR_REPEAT_MAX		10000
#define SWR_LIMIT_MS_DEFAULT	2000

/**
 * struct swr_plan - what is asked for
 * @device: where to swap
 * @repeat: runs
 * @limit_ms: longest hold, and longest wait for a thread
 * @account: draw one run
 * @file: the scenario, if it is one of a file
 * @record: where the order of one run goes, or NULL
 */
struct swr_plan {
	const struct swr_swapdev_ops *device;
	unsigned int repeat;
	unsigned int limit_ms;
	bool account;
	const struct swr_scn_file *file;
	const char *record;
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
 * @unmet: what is not as a scenario file expects it, or empty
 */
struct swr_result {
	const struct swr_scenario *scenario;
	const char *device;
	char kernel[65];
	char fix[32];
	bool unsafe;
	struct swr_run *runs;
	struct swr_tally tally;
	char *account;
	char unmet[SWR_WHY_MAX / 2];
};

/**
 * struct swr_scenario - a way to enter the window of one bug, or a load
 * @name: as `swr run` takes it
 * @text: what it is
 * @bug: as the verdict calls it; this and the next three not of a load, and not of
 *       a file that names none
 * @cve: number of the bug
 * @fixed_by: the upstream fix
 * @hint: where the fix is, for whoever has the bug
 * @run: carry it out; 0, or -1 with nothing left behind; NULL: a load
 * @load: carry a load out and print the result
 */
struct swr_scenario {
	const char *name;
	const char *text;
	const char *bug;
	const char *cve;
	const char *fixed_by;
	const char *hint;
	int (*run)(const struct swr_plan *plan, struct swr_result *res);
	int (*load)(FILE *out, const struct swr_storm_plan *plan);
};

/* All scenarios; one without a name is last. */
extern const struct swr_scenario swr_scenarios[];

const struct swr_scenario *swr_scenario_find(const char *name);
int swr_scenario_run(const struct swr_scenario *sc, const struct swr_plan *plan,
		     struct swr_result *res);
void swr_result_free(struct swr_result *res);

#endif
