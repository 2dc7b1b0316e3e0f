// SPDX-License-Identifier: GPL-2.0
/*
 * Counters, and the names of everything that is counted or printed.
 *
 * A counter is one this_cpu_inc(); readers add up the CPUs. Reset does not
 * write to the counters of other CPUs, which would lose increments that happen
 * meanwhile, it remembers where they stood.
 */
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "swr.h"

DEFINE_PER_CPU(struct swr_stats, swr_stats);

static DEFINE_MUTEX(stats_mutex);	/* baseline */
static struct swr_stats baseline;

static DEFINE_MUTEX(error_mutex);	/* last_error */
static char last_error[SWR_ERROR_MAX];

const char *const swr_point_names[SWR_NR_POINTS] = {
	SWR_POINTS(SWR_POINT_NAME)
};

const char *const swr_counter_names[SWR_NR_COUNTERS] = {
	SWR_COUNTERS(SWR_COUNTER_NAME)
};

const char *const swr_stage_names[SWR_NR_STAGES] = {
	[SWR_S_BEGUN] = "begun",
	[SWR_S_CLAIMED] = "claimed",
	[SWR_S_READING] = "reading",
	[SWR_S_READ] = "read",
	[SWR_S_INSTALLED] = "installed",
	[SWR_S_PARKED] = "parked",
};

static void stats_sum(struct swr_stats *sum)
{
	unsigned int i;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu)
		for (i = 0; i < SWR_NR_COUNTERS; i++)
			sum->n[i] += READ_ONCE(per_cpu(swr_stats, cpu).n[i]);
}

/**
 * swr_stats_read() - counters since load or the last reset
 * @sum: where to
 *
 * Counters go on while they are read: of two that belong together, such as
 * faults and their outcomes, one may be ahead by what is in flight.
 *
 * Context: process, may sleep.
 */
void swr_stats_read(struct swr_stats *sum)
{
	unsigned int i;

	mutex_lock(&stats_mutex);
	stats_sum(sum);
	for (i = 0; i < SWR_NR_COUNTERS; i++)
		sum->n[i] -= baseline.n[i];
	mutex_unlock(&stats_mutex);
}

/**
 * swr_stats_reset() - count from 0 again
 *
 * Context: process, may sleep.
 */
void swr_stats_reset(void)
{
	mutex_lock(&stats_mutex);
	stats_sum(&baseline);
	mutex_unlock(&stats_mutex);
}

/**
 * swr_stats_lost() - events that were not seen, whatever the way
 * @sum: counters as read by swr_stats_read()
 *
 * Return: the number of events.
 */
u64 swr_stats_lost(const struct swr_stats *sum)
{
	unsigned int i;
	u64 lost = 0;

	for (i = SWR_N_FIRST_LOST; i < SWR_NR_COUNTERS; i++)
		lost += sum->n[i];
	return lost;
}

/**
 * swr_refuse() - say why a setting is not taken
 * @err: the error to return, negative
 * @fmt: what was expected
 *
 * A write() can only answer with a number; the words stand in the file `error`
 * and in the kernel log.
 *
 * Context: process, may sleep.
 * Return: @err
 */
int swr_refuse(int err, const char *fmt, ...)
{
	va_list args;

	mutex_lock(&error_mutex);
	va_start(args, fmt);
	vscnprintf(last_error, sizeof(last_error), fmt, args);
	va_end(args);
	pr_notice_ratelimited("refused: %s\n", last_error);
	mutex_unlock(&error_mutex);
	return err;
}

/**
 * swr_refused() - why the last refused write was refused
 * @buf: where to
 * @len: its size in bytes
 */
void swr_refused(char *buf, size_t len)
{
	mutex_lock(&error_mutex);
	strscpy(buf, last_error, len);
	mutex_unlock(&error_mutex);
}
