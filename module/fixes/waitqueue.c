// SPDX-License-Identifier: GPL-2.0
/*
 * waitqueue: as tick, but every claim that is dropped wakes all losers there are.
 *
 *	CPU0                            CPU1                        CPU2
 *	----                            ----                        ----
 *	claim e
 *	                                claim e: -EEXIST
 *	                                                            claim x: -EEXIST
 *	                                add_wait_queue()            add_wait_queue()
 *	                                sleep                       sleep
 *	map A, drop the claim on e
 *	wake_up()
 *	                                fault again: present        fault again: -EEXIST
 *
 * S1 is closed by the claim. There is one queue for all, so CPU2 is woken for
 * nothing. And the wake-up is a hint only:
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	                                claim e: -EEXIST
 *	drop the claim on e
 *	waitqueue_active(): no
 *	                                add_wait_queue()
 *	                                sleep for the whole tick
 */
#include <linux/sched.h>
#include <linux/wait.h>

#include "swr.h"

static DECLARE_WAIT_QUEUE_HEAD(losers);

static void waitqueue_wait(struct swr_fault *f)
{
	DECLARE_WAITQUEUE(wait, current);

	add_wait_queue(&losers, &wait);
	schedule_timeout_uninterruptible(1);
	remove_wait_queue(&losers, &wait);
}

static void waitqueue_release(const struct swr_fault *f)
{
	/* no barrier, as upstream: a loser that is missed sleeps out its tick */
	if (waitqueue_active(&losers))
		wake_up(&losers);
}

const struct swr_fix_ops swr_fix_waitqueue = {
	.name = "waitqueue",
	.models = "01626a182302, v6.12",
	.text = "a loser sleeps for a tick at most, any claim that is dropped wakes all",
	.pins = true,
	.wait = waitqueue_wait,
	.release = waitqueue_release,
};
