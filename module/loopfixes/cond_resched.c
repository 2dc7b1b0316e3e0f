// SPDX-License-Identifier: GPL-2.0
/*
 * cond_resched: a looper lets others run if that is due, and asks again.
 *
 *	CPU0, holder, nice 0            CPU0, looper, SCHED_FIFO
 *	--------------------            ------------------------
 *	claim e: granted
 *	(the looper is woken)
 *	                                claim e: -EEXIST
 *	                                cond_resched(): nobody of higher priority
 *	                                claim e: -EEXIST
 *	                                cond_resched()
 *	                                ... for ever: the holder never runs again
 *
 * Good enough among equals, where the scheduler takes the CPU away in the end; on a
 * preemptible kernel the call is empty. The holder does not get the CPU from a
 * looper that goes before it, so here livelock/break_ms is what ends it.
 */
#include <linux/sched.h>

#include "swr_loop.h"

static void cond_resched_wait(struct swr_call *c)
{
	cond_resched();
}

const struct swr_loopfix_ops swr_loopfix_cond_resched = {
	.name = "cond_resched",
	.models = "cbab0e4eec29, v3.10 to v5.16",
	.text = "a looper calls cond_resched() and asks again",
	.spins = true,
	.wait = cond_resched_wait,
};
