// SPDX-License-Identifier: GPL-2.0
/*
 * A model on real CPUs: one kernel thread an actor, as many rounds as there is time for,
 * each in a new world. The interleavings are those that happen; what is broken is found
 * by the oracles of the model, and what a debug kernel looks for by that.
 *
 * Nothing of the kernel's own mm is touched, so a candidate that loses data loses that
 * of a model.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

#include "model.h"
#include "run.h"
#include "swr.h"

/* A round takes some ticks, since somebody mostly sleeps. */
#define ROUND_LIMIT_MS	10000

#define COUNT(name)	+ 1
#define NR_CANDS	(0 SWM_CANDS(COUNT))

static const char *const props[] = {
#define TEXT(name, text)	[SWM_P_##name] = text,
	SWM_PROPS(TEXT)
};

enum over {
	GOING,
	ALL_DONE,	/* those that need not get anywhere leave when they wait */
	GIVEN_UP,	/* everybody leaves, but with no lock */
};

/* One run at a time: the worlds, the threads, and the results. */
static DEFINE_MUTEX(run_mutex);
static struct swm_result results[NR_CANDS];

static DECLARE_WAIT_QUEUE_HEAD(run_wq);
static struct swm_world world;
static const struct swm_cast *cast_now;
static unsigned int round;
static enum over over;
static atomic_t needed;		/* actors that must get to their end and have not */
static atomic_t left;		/* threads that are still in this round */
static atomic64_t steps;

/* A round of one actor. */
static void act(struct swm_actor *a, u32 *dice)
{
	enum swm_ret ret = SWM_NEXT;
	bool daemon = cast_now->daemons & (1 << a->nr);

	while (ret != SWM_DONE) {
		/* (g) counts itself as atomic and holds no lock */
		bool locked = a->atomic && swm_now->kind != SWM_DEV;
		enum over now = READ_ONCE(over);

		if (now == GIVEN_UP && !locked)
			return;
		ret = cast_now->who[a->nr].run(&world, a);
		locked = a->atomic && swm_now->kind != SWM_DEV;
		if (ret != SWM_WAIT)
			atomic64_inc(&steps);
		if (locked)
			continue;
		*dice = *dice * 1664525 + 1013904223;
		if (ret == SWM_WAIT) {
			if (now == ALL_DONE && daemon)
				return;
			if (READ_ONCE(a->asleep) == SWM_TICK) {
				schedule_timeout_uninterruptible(1);
				cmpxchg(&a->asleep, SWM_TICK, SWM_WOKEN);
			} else if (READ_ONCE(a->asleep) == SWM_QUEUED) {
				schedule_timeout_uninterruptible(1);
			} else {
				usleep_range(50, 100);
			}
		} else if (!(*dice >> 28)) {
			/* windows are some instructions wide: one in 16 is held open */
			schedule_timeout_uninterruptible(1 + (*dice >> 20) % 4);
		} else if (ret == SWM_SCHED) {
			cond_resched();
		}
	}
	a->done = 1;
	if (!daemon && atomic_dec_and_test(&needed))
		cmpxchg(&over, GOING, ALL_DONE);
}

static int actor_thread(void *data)
{
	unsigned long nr = (unsigned long)data;
	unsigned int seen = 0;
	u32 dice = get_random_u32();

	while (!kthread_should_stop()) {
		wait_event_timeout(run_wq, READ_ONCE(round) != seen || kthread_should_stop(), HZ);
		if (READ_ONCE(round) == seen)
			continue;
		/* pairs with the release of a new round: the world is made */
		seen = smp_load_acquire(&round);
		act(&world.actor[nr], &dice);
		if (atomic_dec_and_test(&left))
			wake_up_all(&run_wq);
	}
	return 0;
}

/* A world from its beginning to its end. */
static enum swm_prop one_round(unsigned int nr)
{
	unsigned long limit = msecs_to_jiffies(ROUND_LIMIT_MS);
	u8 i;

	swm_world_init(&world, cast_now);
	world.choice = get_random_u32();
	WRITE_ONCE(over, GOING);
	atomic_set(&left, world.nr_actors);
	atomic_set(&needed, 0);
	for (i = 0; i < world.nr_actors; i++) {
		if (!(cast_now->daemons & (1 << i)))
			atomic_inc(&needed);
	}
	/* pairs with the acquire of the actors */
	smp_store_release(&round, nr);
	wake_up_all(&run_wq);
	if (!wait_event_timeout(run_wq, !atomic_read(&left), limit)) {
		WRITE_ONCE(over, GIVEN_UP);
		/* not without limit: each leaves at its next step */
		wait_event(run_wq, !atomic_read(&left));
		return world.broken ?: SWM_P_FOREVER;
	}
	return world.broken ?: swm_world_end(&world);
}

static int run_rounds(struct swm_result *r, unsigned int ms)
{
	struct task_struct *threads[SWM_ACTORS] = {};
	ktime_t begin = ktime_get();
	enum swm_prop broken = SWM_P_NONE;
	unsigned int i, nr = 0;
	int err = 0;

	for (nr = 0; nr < SWM_ACTORS && cast_now->who[nr].name; nr++)
		;
	WRITE_ONCE(round, 0);
	atomic64_set(&steps, 0);
	for (i = 0; i < nr && !err; i++) {
		threads[i] = kthread_run(actor_thread, (void *)(unsigned long)i, "swr-model/%s",
					 cast_now->who[i].name);
		if (IS_ERR(threads[i])) {
			err = PTR_ERR(threads[i]);
			threads[i] = NULL;
		}
	}
	while (!err && !broken && ktime_ms_delta(ktime_get(), begin) < ms) {
		broken = one_round(++r->rounds);
		if (fatal_signal_pending(current))
			err = -EINTR;
		cond_resched();
	}
	for (i = 0; i < nr; i++) {
		if (threads[i])
			kthread_stop(threads[i]);
	}
	r->ms = ktime_ms_delta(ktime_get(), begin);
	r->steps = atomic64_read(&steps);
	r->broken = props[broken];
	return err;
}

/**
 * swm_run() - run a candidate
 * @id: as S1-F
 * @name: of the cast, NULL: the first that it can have
 * @ms: how long, 1 to SWM_RUN_MS_MAX; less if something is broken
 *
 * Context: process; sleeps until it is over. One after the other.
 * Return: 0, -EINVAL for an unknown candidate or a cast it cannot have, -EINTR if the
 *         caller is being killed, or what making a thread failed by.
 */
int swm_run(const char *id, const char *name, unsigned int ms)
{
	const struct swm_cast *cast;
	unsigned int nr;
	int err;

	if (!ms || ms > SWM_RUN_MS_MAX)
		return swr_refuse(-EINVAL, "model: expected ms=1 to ms=%u, not %u",
				  SWM_RUN_MS_MAX, ms);
	for (nr = 0; nr < NR_CANDS && strcmp(swm_cands[nr]->id, id); nr++)
		;
	if (nr == NR_CANDS)
		return swr_refuse(-EINVAL, "model: expected a candidate that model lists, not '%s'",
				  id);
	for (cast = swm_casts; cast->name; cast++) {
		if (cast->kind == swm_cands[nr]->kind && !cast->one_cpu &&
		    (!name || !strcmp(cast->name, name)))
			break;
	}
	if (!cast->name)
		return swr_refuse(-EINVAL,
				  "model: expected a cast of %s that needs no CPU for itself, not '%s'",
				  id, name);
	if (mutex_lock_killable(&run_mutex))
		return -EINTR;
	swm_now = swm_cands[nr];
	cast_now = cast;
	memset(&results[nr], 0, sizeof(results[nr]));
	results[nr].cast = cast->name;
	err = run_rounds(&results[nr], ms);
	mutex_unlock(&run_mutex);
	return err;
}

/**
 * swm_result() - the nr-th candidate and how its last run went
 * @nr: from 0
 * @id: of the candidate
 * @name: what it is
 * @result: of its last run; one under way is waited for
 *
 * Context: process, sleeps.
 * Return: false if there are not that many.
 */
bool swm_result(unsigned int nr, const char **id, const char **name, struct swm_result *result)
{
	if (nr >= NR_CANDS)
		return false;
	*id = swm_cands[nr]->id;
	*name = swm_cands[nr]->name;
	mutex_lock(&run_mutex);
	*result = results[nr];
	mutex_unlock(&run_mutex);
	return true;
}
