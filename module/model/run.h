/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The models inside the kernel: what debugfs/model.c needs.
 */
#ifndef SWR_MODEL_RUN_H
#define SWR_MODEL_RUN_H

#include <linux/types.h>

#define SWM_RUN_MS_MAX	60000

/**
 * struct swm_result - the last run of a candidate
 * @cast: who acted, NULL: it was not run
 * @rounds: worlds that were gone through
 * @steps: steps that were made in them
 * @ms: how long that took
 * @broken: what was broken, "clean" if nothing was; then it was not run on
 */
struct swm_result {
	const char *cast;
	u64 rounds;
	u64 steps;
	u32 ms;
	const char *broken;
};

int swm_run(const char *id, const char *cast, unsigned int ms);
bool swm_result(unsigned int nr, const char **id, const char **name, struct swm_result *result);

#endif
