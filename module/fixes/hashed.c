// SPDX-License-Identifier: GPL-2.0
/*
 * hashed: as waitqueue, with 32 queues chosen by the address of the fault.
 *
 *	CPU0                            CPU1                        CPU2
 *	----                            ----                        ----
 *	claim e
 *	                                claim e: -EEXIST            claim x: -EEXIST
 *	                                sleep on queue 7            sleep on queue 12
 *	map A, drop the claim on e
 *	wake_up(queue 7)
 *	                                fault again: present
 *
 * S1 is closed by the claim, and losers of other 2 MiB ranges mostly sleep on.
 * The wake-up is the same hint as in waitqueue and can be missed in the same way.
 */
#include <linux/hash.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "swr.h"

#define QUEUE_BITS	5

#define NR_QUEUES	(1 << QUEUE_BITS)

#define QUEUE(nr)	__WAIT_QUEUE_HEAD_INITIALIZER(losers[nr])
#define QUEUES4(nr)	QUEUE(nr), QUEUE((nr) + 1), QUEUE((nr) + 2), QUEUE((nr) + 3)
#define QUEUES16(nr)	QUEUES4(nr), QUEUES4((nr) + 4), QUEUES4((nr) + 8), QUEUES4((nr) + 12)

static wait_queue_head_t losers[NR_QUEUES] = { QUEUES16(0), QUEUES16(16) };

static wait_queue_head_t *queue_of(const struct swr_fault *f)
{
	return &losers[hash_long(f->address & PMD_MASK, QUEUE_BITS)];
}

/* Sleeps on if it was another queue that woke it: v6.12 has put it on its own, too. */
static void hashed_wait(struct swr_fault *f)
{
	DEFINE_WAIT(wait);
	long left = 1;

	prepare_to_wait(queue_of(f), &wait, TASK_UNINTERRUPTIBLE);
	while (left && !list_empty_careful(&wait.entry)) {
		left = schedule_timeout(left);
		set_current_state(TASK_UNINTERRUPTIBLE);
	}
	finish_wait(queue_of(f), &wait);
}

static void hashed_release(const struct swr_fault *f)
{
	/* no barrier, as in waitqueue: a loser that is missed sleeps out its tick */
	if (waitqueue_active(queue_of(f)))
		wake_up(queue_of(f));
}

const struct swr_fix_ops swr_fix_hashed = {
	.name = "hashed",
	.models = "the 32-queue variant of 01626a182302, discussed and not merged",
	.text = "a loser sleeps for a tick at most, a claim dropped in its 2 MiB wakes it",
	.pins = true,
	.wait = hashed_wait,
	.release = hashed_release,
};
