// SPDX-License-Identifier: GPL-2.0
/*
 * counters: one line a counter.
 */
#include "view.h"

static int counters_show(struct seq_file *m)
{
	struct swr_stats sum;
	unsigned int i;

	swr_stats_read(&sum);
	for (i = 0; i < SWR_NR_COUNTERS; i++)
		seq_printf(m, "%s: %llu\n", swr_counter_names[i], sum.n[i]);
	return 0;
}

const struct swr_attr swr_counters_attrs[] = {
	{ .name = SWR_F_COUNTERS, .show = counters_show },
	{}
};
