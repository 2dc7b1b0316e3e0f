/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Benchmarks: the tables that were published with the fixes of S1, again.
 */
#ifndef SWR_BENCH_H
#define SWR_BENCH_H

#include <stdbool.h>
#include <stdio.h>

#include "counts.h"
#include "fixes.h"
#include "herd.h"
#include "judge.h"
#include "swapdev.h"

#define SWR_BENCH_VARIANTS	6	/* most */
#define SWR_BENCH_REPEAT	5
#define SWR_BENCH_REPEAT_MAX	1000
#define SWR_AS_FOUND		-1

/**
 * struct swr_variant - one column of a published table
 * @name: as it is called there
 * @fix: the policy that is that, on a kernel whose faults claim their entry
 * @fix_open: on a kernel whose faults do not; NULL: the same
 * @cluster: vm.page-cluster, or SWR_AS_FOUND
 * @published: its ratio to the first variant; 0: not published
 */
struct swr_variant {
	const char *name;
	const char *fix;
	const char *fix_open;
	int cluster;
	double published;
};

/**
 * struct swr_bench_load - what one measurement is to do
 * @threads: that write
 * @pages: of the region
 * @seconds: for how long
 */
struct swr_bench_load {
	unsigned int threads;
	unsigned int pages;
	unsigned int seconds;
};

/**
 * struct swr_sample - one measurement, in memory shared with the process that
 *                     made it
 * @load: what was to be done
 * @progress: rises; the parent's sign of life
 * @error: why it could not be made; empty: nothing
 * @counts: the rise of what is counted
 * @pages: that were swapped in one after the other in that time, or 0
 * @losses: of writes
 */
struct swr_sample {
	struct swr_bench_load load;
	unsigned int progress;
	char error[SWR_WHY_MAX / 2];
	struct swr_counts counts;
	uint64_t pages;
	struct swr_losses losses;
};

/**
 * struct swr_bench - one benchmark
 * @name: as `swr bench` takes it
 * @text: what it measures
 * @source: where its table was published
 * @shape: where ours differs from that, and why
 * @unit: of its value; NULL: time, see swr_bench_unit()
 * @threads: default; 0: there is no such choice
 * @pages: default
 * @seconds: default; 0: there is no such choice
 * @spare: slots of the swap device beyond those for the pages
 * @variants: in the order of the table; one without a name is last
 * @measure: make one measurement, in a process of its own
 * @value: what of it the table is about
 */
struct swr_bench {
	const char *name;
	const char *text;
	const char *source;
	const char *shape;
	const char *unit;
	unsigned int threads;
	unsigned int pages;
	unsigned int seconds;
	unsigned int spare;
	const struct swr_variant *variants;
	int (*measure)(struct swr_sample *sample);
	double (*value)(const struct swr_sample *sample);
};

/**
 * struct swr_bench_plan - what is asked for
 * @bench: which
 * @device: where to swap
 * @load: of each measurement
 * @repeat: measurements of each variant that count
 * @json: as JSON
 */
struct swr_bench_plan {
	const struct swr_bench *bench;
	const struct swr_swapdev_ops *device;
	struct swr_bench_load load;
	unsigned int repeat;
	bool json;
};

/**
 * struct swr_benched - what came out
 * @plan: of this
 * @kernel: release, as uname -r
 * @nr: number of variants
 * @fixes: the policy of each
 * @cluster: vm.page-cluster as found
 * @samples: of round 0, which does not count: of all variants; and so on
 */
struct swr_benched {
	const struct swr_bench_plan *plan;
	char kernel[65];
	unsigned int nr;
	struct swr_fixes fixes;
	unsigned int cluster;
	struct swr_sample *samples;
};

extern const struct swr_bench swr_bench_refaults, swr_bench_swapin;
/* All of them; NULL last. */
extern const struct swr_bench *const swr_benches[];

const struct swr_bench *swr_bench_find(const char *name);
int swr_bench(FILE *out, const struct swr_bench_plan *plan);
int swr_bench_print(FILE *out, const struct swr_benched *b);
const char *swr_bench_unit(const struct swr_bench *bench);

/* The measurement of one variant in one round, from 1. */
static inline const struct swr_sample *
swr_bench_sample(const struct swr_benched *b, unsigned int round, unsigned int variant)
{
	return &b->samples[round * b->nr + variant];
}

#endif
