// SPDX-License-Identifier: GPL-2.0
/*
 * Histograms of durations, per CPU and per policy. Buckets as in swr_hist.h.
 */
#include <linux/percpu.h>

#include "swr.h"

struct hist {
	u32 count[SWR_NR_HISTS][SWR_HIST_BUCKETS];
};

static struct hist __percpu *hists[SWR_NR_FIXES];

/**
 * swr_hist_init() - make room
 *
 * Return: 0 or -ENOMEM; what was made stays until swr_hist_exit().
 */
int swr_hist_init(void)
{
	unsigned int i;

	for (i = 0; i < SWR_NR_FIXES; i++) {
		hists[i] = alloc_percpu(struct hist);
		if (!hists[i])
			return -ENOMEM;
	}
	return 0;
}

/**
 * swr_hist_exit() - give the room back
 */
void swr_hist_exit(void)
{
	unsigned int i;

	for (i = 0; i < SWR_NR_FIXES; i++)
		free_percpu(hists[i]);
}

/**
 * swr_hist_add() - count one duration
 * @kind: wait or hold
 * @fix: the policy of the fault it belongs to
 * @ns: the duration in ns
 *
 * Context: any hook.
 */
void swr_hist_add(enum swr_hist_kind kind, const struct swr_fix_ops *fix, u64 ns)
{
	this_cpu_inc(hists[swr_fix_index(fix)]->count[kind][swr_hist_bucket(ns)]);
}

/**
 * swr_hist_read() - one bucket, summed over CPUs
 * @kind: wait or hold
 * @fix: the policy, as swr_fix_index() numbers it
 * @bucket: below SWR_HIST_BUCKETS
 */
u64 swr_hist_read(enum swr_hist_kind kind, unsigned int fix, unsigned int bucket)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(hists[fix], cpu)->count[kind][bucket]);
	return sum;
}

/**
 * swr_hist_reset() - count from 0 again
 *
 * A duration that is counted meanwhile on another CPU may be lost to this or to
 * the next series; reset between series, not in them.
 */
void swr_hist_reset(void)
{
	unsigned int i;
	int cpu;

	for (i = 0; i < SWR_NR_FIXES; i++)
		for_each_possible_cpu(cpu)
			memset(per_cpu_ptr(hists[i], cpu), 0, sizeof(struct hist));
}
