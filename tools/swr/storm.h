/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Many threads that fault the same swapped pages at the same time.
 */
#ifndef SWR_STORM_H
#define SWR_STORM_H

#include <stdint.h>

#include "counts.h"
#include "dist.h"
#include "herd.h"
#include "judge.h"

/**
 * struct swr_storm_load - what is to be done
 * @threads: 2 to SWR_HERD_THREADS
 * @pages: 1 to SWR_HERD_PAGES
 * @seconds: for how long
 */
struct swr_storm_load {
	unsigned int threads;
	unsigned int pages;
	unsigned int seconds;
};

/**
 * struct swr_storm - what one storm is told and tells, in memory shared with the
 *                    process that drives the threads
 * @load: what is to be done
 * @fix: policy of the module, for its histograms
 * @progress: pages touched by all so far; the parent's sign of life
 * @error: why it could not go on; empty: nothing
 * @rounds: times that all pages were paged out
 * @touch_ns: time without the paging out
 * @counts: their rise
 * @wait: the module's: faults that were refused the claim, until they went on
 * @hold: the module's: claims
 * @touch: ours: one thread's write to one page, whatever it met
 * @losses: of the writes
 */
struct swr_storm {
	struct swr_storm_load load;
	char fix[24];
	unsigned int progress;
	char error[SWR_WHY_MAX / 2];
	uint64_t rounds;
	uint64_t touch_ns;
	struct swr_counts counts;
	struct swr_dist wait;
	struct swr_dist hold;
	struct swr_dist touch;
	struct swr_losses losses;
};

int swr_storm_series(struct swr_storm *storm);

#endif
