/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the machine counts while something runs.
 */
#ifndef SWR_COUNTS_H
#define SWR_COUNTS_H

#include <stdint.h>

#include "parse.h"

/**
 * struct swr_counts - the counts at one moment, or their rise
 * @ns: CLOCK_MONOTONIC
 * @minor: minor faults of this process, as getrusage() and so `perf stat` counts
 *         them
 * @major: major faults
 * @module: the counters of the module
 * @events_lost: all ways to lose an event; of a rise only
 */
struct swr_counts {
	uint64_t ns;
	uint64_t minor;
	uint64_t major;
	struct swr_counters module;
	uint64_t events_lost;
};

int swr_counts_begin(struct swr_counts *c);
int swr_counts_end(struct swr_counts *c);
void swr_counts_rise(struct swr_counts *to, const struct swr_counts *from);

#endif
