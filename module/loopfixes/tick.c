// SPDX-License-Identifier: GPL-2.0
/*
 * tick: a looper sleeps until the next tick of the clock, whatever happens meanwhile.
 *
 *	CPU0, holder                    CPU0, looper of higher priority
 *	------------                    -------------------------------
 *	claim e: granted
 *	(the looper is woken)
 *	                                claim e: -EEXIST
 *	                                sleep
 *	insert the page
 *	                                (up to two ticks are over)
 *	                                the page is there
 *
 * The holder gets the CPU, whatever the priorities are. Two real-time loopers and a
 * holder of normal priority can still keep it waiting for long, since each sleep is
 * short and ends in a loop that is not; and the sleep has nothing to do with the
 * event it waits for.
 */
#include <linux/sched.h>

#include "swr_loop.h"

static void tick_wait(struct swr_call *c)
{
	schedule_timeout_uninterruptible(1);
}

const struct swr_loopfix_ops swr_loopfix_tick = {
	.name = "tick",
	.models = "029c4628b2eb, v5.17",
	.text = "a looper sleeps for a tick and asks again",
	.wait = tick_wait,
};
