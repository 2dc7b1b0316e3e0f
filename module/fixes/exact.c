// SPDX-License-Identifier: GPL-2.0
/*
 * exact: a loser sleeps until the claim that refused it is dropped.
 *
 *	CPU0                            CPU1                        CPU2
 *	----                            ----                        ----
 *	claiming = true
 *	claim e: granted
 *	                                claim e: -EEXIST            claim x: -EEXIST
 *	                                (1) onto the queue, key e   onto it, key x
 *	                                (2) CPU0 is claiming: sleep sleep
 *	map A, drop the claim on e
 *	(3) claiming = false
 *	(4) queue not empty:
 *	    wake those with key e
 *	                                fault again: present        (sleeps on)
 *
 * S1 is closed by the claim. Why nobody sleeps for nothing: (1) and (2) are in
 * that order by the barrier of prepare_to_wait(), (3) and (4) by that of
 * wq_has_sleeper(), and the lock of the bucket orders (2) against (3); so either
 * CPU1 sees the claim dropped and does not sleep, or CPU0 sees it on the queue
 * and wakes it. Why nobody gives up for nothing:
 * `claiming` is set before the kernel is asked for the claim, and who is refused
 * was refused after that; the lock of the swap cluster orders the two. A holder
 * that is gone by then has left a count behind, compared with that of the moment in
 * which the fault began (swr_fault.drops). A rival
 * that was refused itself is `claiming` for a moment too: its setback wakes those
 * it may have misled, which are those that are `unsure`, not having seen a rival
 * that was granted the claim. And why a woken loser need not fault for e again: the claim is
 * dropped after the page was mapped. It cannot hang: it sleeps killable, and for
 * SWR_EXACT_LIMIT_MS at most. Nothing is allocated. A fault that meets nobody pays,
 * on top of what every fault pays to be followed, the look of wq_has_sleeper() at an
 * empty queue, with its barrier.
 *
 * Weaker than a change to the kernel in this: the holder is looked for among the
 * faults this module follows on the same page. A claim of read-ahead, of swapoff,
 * or of a large folio that began at another address is not found, and the loser
 * then sleeps for a tick as stock kernels do (counted: waits_blind). And v6.12 has
 * put the loser on a queue of its own before it comes here and wakes it with every
 * claim that is dropped; it looks and sleeps on (counted: waits_vain).
 *
 * Upstream this would be a hash of wait queues beside swapcache_prepare(), keyed
 * by the entry, with the check of SWAP_HAS_CACHE in the place of (2) and a keyed
 * wake-up in swapcache_clear() in the place of (4); all claimers, read-ahead and
 * shmem too, would be found.
 */
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

#include "swr.h"

#define QUEUE_BITS		6
#define SWR_EXACT_LIMIT_MS	1000

/* Few losers at a time: 64 queues keep them apart well enough to look at. */
#define NR_QUEUES	(1 << QUEUE_BITS)
#define QUEUE(nr)	__WAIT_QUEUE_HEAD_INITIALIZER(queues[nr])
#define QUEUES4(nr)	QUEUE(nr), QUEUE((nr) + 1), QUEUE((nr) + 2), QUEUE((nr) + 3)
#define QUEUES16(nr)	QUEUES4(nr), QUEUES4((nr) + 4), QUEUES4((nr) + 8), QUEUES4((nr) + 12)

static wait_queue_head_t queues[NR_QUEUES] = {
	QUEUES16(0), QUEUES16(16), QUEUES16(32), QUEUES16(48)
};

/*
 * @unsure is cleared by the loser only and set again before it joins the queue, so
 * by the queue's lock a setback that must wake it cannot find it cleared.
 */
struct loser {
	struct wait_queue_entry entry;
	const struct swr_fault *fault;
	bool unsure;
};

/* A claim was dropped, or a claim was asked for and refused. */
struct news {
	const struct swr_fault *fault;
	bool setback;
};

static wait_queue_head_t *queue_of(const struct swr_fault *f)
{
	return &queues[hash_long(f->entry, QUEUE_BITS)];
}

/* Others on the same queue are looked at but not woken. */
static int wake_exact(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	struct loser *me = container_of(entry, struct loser, entry);
	const struct news *news = key;

	if (me->fault->entry != news->fault->entry || me->fault->mm != news->fault->mm)
		return 0;
	if (news->setback && !READ_ONCE(me->unsure))
		return 0;
	return autoremove_wake_function(entry, mode, flags, key);
}

static void exact_wait(struct swr_fault *f)
{
	struct loser me = { .fault = f };
	long left = msecs_to_jiffies(SWR_EXACT_LIMIT_MS);
	enum swr_rival rival;
	bool woken = false;

	init_wait(&me.entry);
	me.entry.func = wake_exact;
	for (;;) {
		WRITE_ONCE(me.unsure, true);
		prepare_to_wait(queue_of(f), &me.entry, TASK_KILLABLE);	/* (1) */
		rival = swr_fault_rival(f);				/* (2) */
		if (rival < SWR_RIVAL_ASKING || fatal_signal_pending(current))
			break;
		if (rival == SWR_RIVAL_HERE)
			WRITE_ONCE(me.unsure, false);
		if (woken)
			swr_count(waits_vain);
		left = schedule_timeout(left);
		if (!left) {
			swr_count(wait_limits);
			break;
		}
		woken = true;
	}
	finish_wait(queue_of(f), &me.entry);
	if (rival == SWR_RIVAL_NONE)
		swr_count(waits_blind);
	/*
	 * A fault from inside the kernel is taken again before the signal is looked
	 * at: without a sleep a dying real-time task could keep the holder off its
	 * CPU.
	 */
	if (rival == SWR_RIVAL_NONE || fatal_signal_pending(current))
		schedule_timeout_uninterruptible(1);
}

static void tell(const struct swr_fault *f, bool setback)
{
	struct news news = { .fault = f, .setback = setback };

	if (wq_has_sleeper(queue_of(f)))	/* (4) */
		__wake_up(queue_of(f), TASK_NORMAL, 0, &news);
}

static void exact_release(const struct swr_fault *f)
{
	tell(f, false);
}

static void exact_setback(const struct swr_fault *f)
{
	tell(f, true);
}

const struct swr_fix_ops swr_fix_exact = {
	.name = "exact",
	.models = "ours",
	.text = "a loser sleeps until the claim that refused it is dropped",
	.pins = true,
	.wait = exact_wait,
	.release = exact_release,
	.setback = exact_setback,
};
