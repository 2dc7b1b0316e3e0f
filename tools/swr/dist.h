/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Distributions of durations, in the buckets of swr_hist.h. Pure.
 */
#ifndef SWR_DIST_H
#define SWR_DIST_H

#include <stdint.h>

#include "swr_hist.h"

/**
 * struct swr_dist - how often which duration
 * @count: by bucket
 */
struct swr_dist {
	uint64_t count[SWR_HIST_BUCKETS];
};

/**
 * struct swr_spread - what is said of a distribution
 * @count: durations in it; the others mean nothing if it is 0
 * @p50: as swr_dist_quantile(), in ns
 * @p99: too
 * @max: too
 */
struct swr_spread {
	uint64_t count;
	uint64_t p50;
	uint64_t p99;
	uint64_t max;
};

void swr_dist_add(struct swr_dist *d, uint64_t ns);
void swr_dist_join(struct swr_dist *d, const struct swr_dist *other);
void swr_dist_rise(struct swr_dist *d, const struct swr_dist *before);
uint64_t swr_dist_count(const struct swr_dist *d);
uint64_t swr_dist_quantile(const struct swr_dist *d, unsigned int percent);
void swr_dist_spread(const struct swr_dist *d, struct swr_spread *s);
int swr_dist_parse(const char *text, const char *kind, const char *fix, struct swr_dist *d);

#endif
