// SPDX-License-Identifier: GPL-2.0
/*
 * Counts around something that runs. Looking costs time and faults of its own:
 * the clock is asked last before it and first after it, the process next.
 */
#include <sys/resource.h>

#include "counts.h"
#include "ctl.h"
#include "util.h"

static void count_process(struct swr_counts *c)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	c->minor = use.ru_minflt;
	c->major = use.ru_majflt;
}

/**
 * swr_counts_begin() - the counts before
 * @c: where to
 */
int swr_counts_begin(struct swr_counts *c)
{
	if (swr_ctl_counters(&c->module))
		return -1;
	count_process(c);
	c->ns = swr_now_ns();
	return 0;
}

/**
 * swr_counts_end() - the counts after
 * @c: where to
 */
int swr_counts_end(struct swr_counts *c)
{
	c->ns = swr_now_ns();
	count_process(c);
	return swr_ctl_counters(&c->module);
}

/**
 * swr_counts_rise() - make the counts after those in between
 * @to: the counts after
 * @from: the counts before
 */
void swr_counts_rise(struct swr_counts *to, const struct swr_counts *from)
{
	unsigned int i;

	to->events_lost = swr_counters_lost(&from->module, &to->module);
	to->ns -= from->ns;
	to->minor -= from->minor;
	to->major -= from->major;
	for (i = 0; i < SWR_NR_COUNTERS; i++)
		to->module.n[i] -= from->module.n[i];
}
