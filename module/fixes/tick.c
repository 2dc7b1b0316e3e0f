// SPDX-License-Identifier: GPL-2.0
/*
 * tick: a loser sleeps for one tick of the clock, whatever happens meanwhile.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	read page A from e
 *	                                claim e: -EEXIST
 *	                                sleep until the next tick
 *	map A, swap_free(e)
 *	drop the claim: e is free
 *	                                  (4 to 8 ms in all at HZ=250:
 *	                                   timers are rounded up)
 *	                                fault again: the PTE is present
 *
 * S1 is closed by the claim and the holder gets the CPU, even from a real-time
 * loser. The sleep has nothing to do with the event: a read takes some
 * microseconds, and a hold longer than a tick costs a refault every tick.
 */
#include <linux/sched.h>

#include "swr.h"

/*
 * v6.12 has put the loser on a queue of its own before it comes here, and wakes all
 * on it with every claim that is dropped: what is left of the tick is slept on.
 */
static void tick_wait(struct swr_fault *f)
{
	long left = 1;

	while (left)
		left = schedule_timeout_uninterruptible(left);
}

const struct swr_fix_ops swr_fix_tick = {
	.name = "tick",
	.models = "v4, 13ddaf26be32, v6.8 and v6.1.80",
	.text = "a loser sleeps for a tick and faults again",
	.pins = true,
	.wait = tick_wait,
};
