// SPDX-License-Identifier: GPL-2.0
/*
 * cond_resched: as refault, but a loser lets others run if that is due.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e
 *	read page A from e
 *	                                claim e: -EEXIST
 *	                                cond_resched(): nothing is due
 *	                                return, fault again
 *
 * S1 is closed by the claim. On a preemptible kernel cond_resched() is empty, and
 * a real-time loser on the holder's CPU never lets it finish: 029c4628b2eb had to
 * take the same call out of the read-ahead path for that.
 */
#include <linux/sched.h>

#include "swr.h"

static void cond_resched_wait(struct swr_fault *f)
{
	cond_resched();
}

const struct swr_fix_ops swr_fix_cond_resched = {
	.name = "cond_resched",
	.models = "proposed in the thread of February 2024, withdrawn",
	.text = "a loser calls cond_resched() and faults again",
	.pins = true,
	.wait = cond_resched_wait,
};
