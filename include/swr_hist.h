/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Buckets of a histogram, pure: powers of two, each cut into SWR_HIST_SUB parts, so
 * that a bucket is at most 3.2 % wide and a percentile read from buckets is that
 * exact; up to 64 every value has its own.
 */
#ifndef SWR_HIST_H
#define SWR_HIST_H

#ifdef __KERNEL__
#include <linux/types.h>
#include <linux/log2.h>
#define swr_log2(v)	ilog2(v)
typedef u64 swr_u64;
#else
#include <stdint.h>
#define swr_log2(v)	(63 - __builtin_clzll(v))
typedef uint64_t swr_u64;
#endif

#define SWR_HIST_SUB_BITS	5
#define SWR_HIST_SUB		(1u << SWR_HIST_SUB_BITS)
#define SWR_HIST_MAX_BITS	37	/* the last bucket takes all above 137 s */
#define SWR_HIST_BUCKETS	((SWR_HIST_MAX_BITS - SWR_HIST_SUB_BITS + 1) * SWR_HIST_SUB)

/**
 * swr_hist_bucket() - where a value is counted
 * @ns: the duration in ns, or the number
 */
static inline unsigned int swr_hist_bucket(swr_u64 ns)
{
	unsigned int bits, nr;

	if (ns < SWR_HIST_SUB)
		return ns;
	bits = swr_log2(ns) - SWR_HIST_SUB_BITS;
	nr = bits * SWR_HIST_SUB + (unsigned int)(ns >> bits);
	return nr < SWR_HIST_BUCKETS ? nr : SWR_HIST_BUCKETS - 1;
}

/**
 * swr_hist_from() - the smallest value that is counted in a bucket
 * @bucket: below SWR_HIST_BUCKETS
 */
static inline swr_u64 swr_hist_from(unsigned int bucket)
{
	unsigned int bits;

	if (bucket < 2 * SWR_HIST_SUB)
		return bucket;
	bits = bucket / SWR_HIST_SUB - 1;
	return (swr_u64)(bucket - bits * SWR_HIST_SUB) << bits;
}

#endif
