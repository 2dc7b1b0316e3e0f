/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `swr run storm`: one storm for each of some policies.
 */
#ifndef SWR_RUN_STORM_H
#define SWR_RUN_STORM_H

#include <stdbool.h>
#include <stdio.h>

#include "fixes.h"
#include "storm.h"
#include "swapdev.h"

#define SWR_STORM_THREADS	4
#define SWR_STORM_PAGES		64
#define SWR_STORM_SECONDS	3
#define SWR_STORM_SECONDS_MAX	3600

/**
 * struct swr_storm_plan - what is asked for
 * @device: where to swap
 * @load: of each storm
 * @hold_us: how long winners hold their claim after the read
 * @fixes: policies as a list, "all": those that close the race
 * @json: as JSON
 */
struct swr_storm_plan {
	const struct swr_swapdev_ops *device;
	struct swr_storm_load load;
	unsigned int hold_us;
	const char *fixes;
	bool json;
};

/**
 * struct swr_storms - what came out
 * @plan: of this
 * @kernel: release, as uname -r
 * @fixes: the policies
 * @storm: of each, in the same order
 */
struct swr_storms {
	const struct swr_storm_plan *plan;
	char kernel[65];
	struct swr_fixes fixes;
	struct swr_storm *storm;
};

int swr_run_storm(FILE *out, const struct swr_storm_plan *plan);
int swr_storms_print(FILE *out, const struct swr_storms *all);

#endif
