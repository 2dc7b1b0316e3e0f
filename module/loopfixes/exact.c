// SPDX-License-Identifier: GPL-2.0
/*
 * exact: a looper sleeps until the call that has the claim is done.
 *
 *	holder                          looper of e                 looper of x
 *	------                          -----------                 -----------
 *	claim e: granted
 *	(1) claim_ns is set
 *	                                claim e: -EEXIST            claim x: -EEXIST
 *	                                (2) onto the queue, key e   onto it, key x
 *	                                (3) the holder is listed:   sleep
 *	                                    sleep
 *	insert the page
 *	(4) off the list
 *	(5) queue not empty:
 *	    wake those with key e
 *	                                the page is there           (sleeps on)
 *
 * Whatever the priorities are, the holder gets the CPU, and the looper goes on when
 * there is something to go on for. Why nobody sleeps for nothing: (2) and (3) are in
 * that order by the barrier of prepare_to_wait(), (4) and (5) by that of
 * wq_has_sleeper(), and the lock of the bucket orders (3) against (4). It cannot
 * hang: it sleeps killable, and for EXACT_LIMIT_MS at most, after which it asks
 * again; the loop around it does not end by a signal, so one that is dying sleeps
 * for a tick each time.
 *
 * Who is not listed when (3) looks is not waited for: between the kernel's grant and
 * (1), and for claims of other kinds (a fault past the swap cache, swap-out), the
 * looper sleeps for a tick (counted: loop_waits_blind).
 */
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

#include "swr_loop.h"

#define EXACT_LIMIT_MS	1000
#define QUEUE_BITS	4

#define NR_QUEUES	(1 << QUEUE_BITS)
#define QUEUE(nr)	__WAIT_QUEUE_HEAD_INITIALIZER(queues[nr])
#define QUEUES4(nr)	QUEUE(nr), QUEUE((nr) + 1), QUEUE((nr) + 2), QUEUE((nr) + 3)

static wait_queue_head_t queues[NR_QUEUES] = {
	QUEUES4(0), QUEUES4(4), QUEUES4(8), QUEUES4(12)
};

struct looper {
	struct wait_queue_entry wait;
	unsigned long entry;
};

static wait_queue_head_t *queue_of(unsigned long entry)
{
	return &queues[hash_long(entry, QUEUE_BITS)];
}

/* Others on the same queue are looked at but not woken. */
static int wake_exact(struct wait_queue_entry *wait, unsigned int mode, int flags, void *key)
{
	if (container_of(wait, struct looper, wait)->entry != *(unsigned long *)key)
		return 0;
	return autoremove_wake_function(wait, mode, flags, key);
}

static void exact_wait(struct swr_call *c)
{
	long left = msecs_to_jiffies(EXACT_LIMIT_MS);
	struct looper me = { .entry = c->entry };
	enum swr_rival rival;

	init_wait(&me.wait);
	me.wait.func = wake_exact;
	for (;;) {
		prepare_to_wait(queue_of(c->entry), &me.wait, TASK_KILLABLE);	/* (2) */
		rival = swr_call_rival(c);					/* (3) */
		if (rival != SWR_RIVAL_HERE || fatal_signal_pending(current))
			break;
		left = schedule_timeout(left);
		if (!left) {
			swr_count(wait_limits);
			break;
		}
	}
	finish_wait(queue_of(c->entry), &me.wait);
	if (rival == SWR_RIVAL_NONE || rival == SWR_RIVAL_ASKING)
		swr_count(loop_waits_blind);
	else if (!fatal_signal_pending(current))
		return;
	schedule_timeout_uninterruptible(1);
}

static void exact_release(unsigned long entry)
{
	if (wq_has_sleeper(queue_of(entry)))	/* (5) */
		__wake_up(queue_of(entry), TASK_NORMAL, 0, &entry);
}

const struct swr_loopfix_ops swr_loopfix_exact = {
	.name = "exact",
	.models = "ours",
	.text = "a looper sleeps until the call that has the claim is done",
	.wait = exact_wait,
	.release = exact_release,
};
