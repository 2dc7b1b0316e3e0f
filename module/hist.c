// SPDX-License-Identifier: GPL-2.0
/*
 * Histograms, per CPU, per policy and per kind. Kinds as in swr_points.h, buckets as
 * in swr_hist.h. Each has an allocation of its own: all kinds of a policy together
 * come near the largest that the per-CPU allocator gives. They are most of what the
 * module takes per CPU: with 64 bits in place of 32 it would be twice as much, for more
 * than an hour of a million values a second, all on one CPU and in one bucket.
 */
#include <linux/percpu.h>

#include "swr.h"

struct hist {
	u32 count[SWR_HIST_BUCKETS];
};

static struct hist __percpu *hists[SWR_NR_FIXES][SWR_NR_HISTS];

/**
 * swr_hist_init() - make room
 *
 * Return: 0 or -ENOMEM; what was made stays until swr_hist_exit().
 */
int swr_hist_init(void)
{
	unsigned int fix, kind;

	for (fix = 0; fix < SWR_NR_FIXES; fix++) {
		for (kind = 0; kind < SWR_NR_HISTS; kind++) {
			hists[fix][kind] = alloc_percpu(struct hist);
			if (!hists[fix][kind])
				return -ENOMEM;
		}
	}
	return 0;
}

/**
 * swr_hist_exit() - give the room back
 */
void swr_hist_exit(void)
{
	unsigned int fix, kind;

	for (fix = 0; fix < SWR_NR_FIXES; fix++)
		for (kind = 0; kind < SWR_NR_HISTS; kind++)
			free_percpu(hists[fix][kind]);
}

/**
 * swr_hist_add() - count one value
 * @kind: of what
 * @fix: the policy of the fault it belongs to
 * @value: in the unit of the kind
 *
 * Context: any hook.
 */
void swr_hist_add(enum swr_hist_kind kind, const struct swr_fix_ops *fix, u64 value)
{
	this_cpu_inc(hists[swr_fix_index(fix)][kind]->count[swr_hist_bucket(value)]);
}

/**
 * swr_hist_read() - one bucket, summed over CPUs
 * @kind: of what
 * @fix: the policy, as swr_fix_index() numbers it
 * @bucket: below SWR_HIST_BUCKETS
 */
u64 swr_hist_read(enum swr_hist_kind kind, unsigned int fix, unsigned int bucket)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(hists[fix][kind], cpu)->count[bucket]);
	return sum;
}

/**
 * swr_hist_reset() - count from 0 again
 *
 * A value that is counted meanwhile on another CPU may be lost to this or to
 * the next series; reset between series, not in them.
 */
void swr_hist_reset(void)
{
	unsigned int fix, kind;
	int cpu;

	for (fix = 0; fix < SWR_NR_FIXES; fix++)
		for (kind = 0; kind < SWR_NR_HISTS; kind++)
			for_each_possible_cpu(cpu)
				memset(per_cpu_ptr(hists[fix][kind], cpu), 0, sizeof(struct hist));
}
