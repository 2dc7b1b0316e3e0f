/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From what was measured in each run of `collapse` to a verdict. Pure: no kernel, no
 * clock.
 */
#ifndef SWR_COLLAPSE_JUDGE_H
#define SWR_COLLAPSE_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "judge.h"
#include "swr_points.h"

extern const char *const swr_change_names[SWR_NR_CHANGES];
extern const char *const swr_change_texts[SWR_NR_CHANGES];

/* The kernel's answers of `collapse` that are told apart. */
#define SWR_ANSWERS	64

/**
 * struct swr_collapse_run - what one run showed
 * @finished: the choreography came to its end
 * @error: why not, or what else makes the run worthless; empty: nothing
 * @end: how the hold of the collapse ended
 * @ours: the collapse that was held was of the area
 * @changed: the change was done, and the collapse was held before it and after it
 * @wrong: what is wrong with the data of the process, empty: nothing
 * @huge: there is a huge page in the end
 * @answer: what the kernel's own check said after the change, as its number; -1: nothing
 * @revalidations: rise of the module's counter of this name after the change, and so on
 *                 for the next three
 * @revalidated: found fit by the kernel
 * @faked: by a draft and not by the kernel
 * @unfit: a draft would have used a VMA that is gone
 * @swapins: rise of collapse_swapins in this run, and so on for the following
 * @retries: collapse_retries
 * @refused: collapse_refused
 * @beaten: collapses_beaten
 * @events_lost: all ways to lose an event
 * @ns: length of the run, CLOCK_MONOTONIC
 */
struct swr_collapse_run {
	bool finished;
	char error[SWR_WHY_MAX / 2];
	enum swr_gate_end end;
	bool ours;
	bool changed;
	char wrong[SWR_WHY_MAX / 2];
	bool huge;
	int answer;
	uint64_t revalidations;
	uint64_t revalidated;
	uint64_t faked;
	uint64_t unfit;
	uint64_t swapins;
	uint64_t retries;
	uint64_t refused;
	uint64_t beaten;
	uint64_t events_lost;
	uint64_t ns;
};

/**
 * struct swr_collapse_tally - what all runs of one change showed
 * @runs: the denominator of the next six
 * @windows_entered: runs in which the change was made while the collapse was held, and in
 *                   which the check after it was seen
 * @wrong_data: runs after which the data in the process was not right
 * @let_pass: runs in which a check let pass an area that does not fit any more
 * @unfit_vmas: runs in which a draft would have used a VMA that is gone
 * @fit: runs in which the kernel's check found the area fit
 * @huge: runs with a huge page in the end
 * @swapins: sum, as is
 * @retries: sum
 * @refused: sum
 * @beaten: sum
 * @events_lost: sum
 * @answers: how many runs got which answer of the kernel's check
 * @verdict: what it amounts to
 * @reason: why, one line
 * @ns_min: shortest run
 * @ns_median: in the middle
 * @ns_max: longest run
 */
struct swr_collapse_tally {
	unsigned int runs;
	unsigned int windows_entered;
	unsigned int wrong_data;
	unsigned int let_pass;
	unsigned int unfit_vmas;
	unsigned int fit;
	unsigned int huge;
	uint64_t swapins;
	uint64_t retries;
	uint64_t refused;
	uint64_t beaten;
	uint64_t events_lost;
	unsigned int answers[SWR_ANSWERS];
	enum swr_verdict verdict;
	char reason[SWR_WHY_MAX];
	uint64_t ns_min;
	uint64_t ns_median;
	uint64_t ns_max;
};

int swr_change_find(const char *name);
bool swr_change_fits(enum swr_change change);
bool swr_collapse_entered(const struct swr_collapse_run *r, bool swapped_in);
void swr_collapse_judge(const struct swr_collapse_run *runs, unsigned int n,
			enum swr_change change, bool swapped_in, struct swr_collapse_tally *t);

#endif
