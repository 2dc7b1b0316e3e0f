// SPDX-License-Identifier: GPL-2.0
/*
 * schedule: as refault, but a loser offers its CPU first.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	read page A from e
 *	                                claim e: -EEXIST
 *	                                schedule(): nobody else is runnable here,
 *	                                  or this task is picked again
 *	                                return, fault again
 *
 * S1 is closed by the claim. schedule() of a runnable task is no wait: with a CPU
 * of its own the loser spins as under refault, and a loser of higher priority
 * than the holder is picked again every time.
 */
#include <linux/sched.h>

#include "swr.h"

static void schedule_wait(struct swr_fault *f)
{
	schedule();
}

const struct swr_fix_ops swr_fix_schedule = {
	.name = "schedule",
	.models = "v3 of the patch of February 2024 that became 13ddaf26be32",
	.text = "a loser calls schedule() and faults again",
	.pins = true,
	.wait = schedule_wait,
};
