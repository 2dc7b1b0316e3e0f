/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `swr run collapse`: a series for each of some changes.
 */
#ifndef SWR_RUN_COLLAPSE_H
#define SWR_RUN_COLLAPSE_H

#include <stdbool.h>
#include <stdio.h>

#include "collapse.h"
#include "swapdev.h"

struct json_t;

/**
 * struct swr_collapse_plan - what is asked for
 * @device: where to swap
 * @changes: which, a bit each by enum swr_change; 0: all
 * @window: where the collapse is held
 * @by: who collapses: 0 nobody in particular (MADV_COLLAPSE where it exists, khugepaged
 *      where not and for exit), or 1 + enum swr_collapser
 * @repeat: runs per change
 * @limit_ms: longest hold, and longest wait
 * @json: as JSON
 */
struct swr_collapse_plan {
	const struct swr_swapdev_ops *device;
	unsigned int changes;
	enum swr_window window;
	unsigned int by;
	unsigned int repeat;
	unsigned int limit_ms;
	bool json;
};

/**
 * struct swr_collapse_part - of one change
 * @done: it was asked for
 * @by: who collapsed
 * @tally: what came out
 */
struct swr_collapse_part {
	bool done;
	enum swr_collapser by;
	struct swr_collapse_tally tally;
};

/**
 * struct swr_collapse_result - what came out
 * @plan: of this
 * @kernel: release, as uname -r
 * @fix: policy the module ran
 * @fix_collapse: check the module made, "stock": the kernel's
 * @unsafe: one of the two opens a hole
 * @part: by enum swr_change
 * @runs: of all changes, and so on for the next five
 * @windows_entered: as in struct swr_collapse_tally
 * @wrong_data: likewise
 * @let_pass: likewise
 * @unfit_vmas: likewise
 * @events_lost: likewise
 * @verdict: the worst of all
 * @reason: of that, one line
 */
struct swr_collapse_result {
	const struct swr_collapse_plan *plan;
	char kernel[65];
	char fix[32];
	char fix_collapse[32];
	bool unsafe;
	struct swr_collapse_part part[SWR_NR_CHANGES];
	unsigned int runs;
	unsigned int windows_entered;
	unsigned int wrong_data;
	unsigned int let_pass;
	unsigned int unfit_vmas;
	uint64_t events_lost;
	enum swr_verdict verdict;
	char reason[SWR_WHY_MAX + 16];
};

const char *swr_window_name(enum swr_window window);
int swr_window_find(const char *name);
const char *swr_collapser_name(enum swr_collapser by);
int swr_collapser_find(const char *name);
int swr_collapse_carry_out(const struct swr_collapse_plan *plan, struct swr_collapse_result *res);
int swr_run_collapse(FILE *out, const struct swr_collapse_plan *plan);

void swr_collapse_headline(FILE *out, const struct swr_collapse_result *res);
void swr_collapse_print(FILE *out, const struct swr_collapse_result *res);
struct json_t *swr_collapse_json(const struct swr_collapse_result *res);

#endif
