// SPDX-License-Identifier: GPL-2.0
/*
 * Delays at points. So far one: how long a fault sleeps between the end of the
 * read of its own page and what comes next, which is how long it holds its claim.
 */
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/sched.h>

#include "swr.h"

static unsigned int read_delay_us;

/**
 * swr_inject_read() - the current task has read the page of its own fault
 *
 * Context: the task's own, may sleep. A fatal signal ends the delay.
 */
void swr_inject_read(void)
{
	unsigned int us = READ_ONCE(read_delay_us);
	ktime_t delay;

	if (likely(!us))
		return;
	delay = ns_to_ktime((u64)us * NSEC_PER_USEC);
	set_current_state(TASK_KILLABLE);
	schedule_hrtimeout(&delay, HRTIMER_MODE_REL);
	swr_count(read_delays);
}

/**
 * swr_inject_set_read() - delay reads from now on
 * @us: for how long, 0 for not at all
 *
 * Return: 0, or -EINVAL if that is longer than SWR_DELAY_US_MAX.
 */
int swr_inject_set_read(unsigned int us)
{
	if (us > SWR_DELAY_US_MAX)
		return swr_refuse(-EINVAL, "delay_us: expected 0..%d, not %u", SWR_DELAY_US_MAX, us);
	WRITE_ONCE(read_delay_us, us);
	return 0;
}

/**
 * swr_inject_read_us() - the delay of reads in us
 */
unsigned int swr_inject_read_us(void)
{
	return READ_ONCE(read_delay_us);
}
