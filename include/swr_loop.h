/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls that read an entry into the swap cache, those of them that are refused its
 * claim and ask again (S2), and what can be done about them.
 *
 *  __read_swap_cache_async()   loops.c         livelock.c
 *  claim granted, refused ---> call record --> thresholds --> livelocks, trace point
 *                                  |
 *                                  +---------> loopfix.c --> loopfixes/X.c (the wait)
 */
#ifndef SWR_LOOP_H
#define SWR_LOOP_H

#include "swr.h"

/**
 * struct swr_call - one call that reads an entry into the swap cache
 * @by_entry: among the calls on @entry
 * @by_task: among the calls of @task; a call within a call is found first
 * @task: whose it is
 * @entry: value of the swap entry
 * @gfp: with which it allocates
 * @asking: it is asking for the claim, and may have got it already
 * @claim_ns: CLOCK_MONOTONIC when it was granted the claim, 0: it has none
 * @refusals: how often it was refused the claim by -EEXIST
 * @drops: claims dropped in its bucket when it asked last
 * @since_ns: CLOCK_MONOTONIC of the first refusal
 * @awake_ns: since when, as seen at its refusals, its task has not slept
 * @nvcsw: how often its task had slept by then
 * @sleeps: refusals before which it has slept
 * @report: number of the report that names it, 0: none
 * @broken: it was put to sleep by force
 *
 * On the stack of the frame that took the place of the call: it is on its lists
 * from the begin of that frame to its end, and so is @task. @asking and @claim_ns
 * are written under the lock of the bucket of @entry; all else is the task's own.
 */
struct swr_call {
	struct hlist_node by_entry;
	struct hlist_node by_task;
	struct task_struct *task;
	unsigned long entry;
	gfp_t gfp;
	bool asking;
	u64 claim_ns;
	unsigned int refusals;
	unsigned int drops;
	u64 since_ns;
	u64 awake_ns;
	unsigned long nvcsw;
	unsigned int sleeps;
	u64 report;
	bool broken;
};

/**
 * struct swr_loopfix_ops - a policy: what a call that was refused the claim does
 *                          before it asks again
 * @name: as the file `fix_loop` takes it
 * @models: the commit or release it comes from
 * @text: what it does, in one line
 * @unsafe: with it a looper can keep its holder's CPU, whatever its priority
 * @spins: with it a looper of real-time priority can
 * @wait: in the task's own context, may sleep. NULL: what the kernel does.
 * @release: a call that had the claim on @entry is done, so the page is in the swap
 *           cache or the claim is dropped. Called for every policy that has it,
 *           whichever is active. May sleep, must not block.
 *
 * A policy knows neither hooks nor debugfs nor other policies.
 */
struct swr_loopfix_ops {
	const char *name;
	const char *models;
	const char *text;
	bool unsafe;
	bool spins;
	void (*wait)(struct swr_call *c);
	void (*release)(unsigned long entry);
};

/**
 * struct swr_party - a task in a report, as it was at that moment
 * @tid: thread, as the initial pid namespace numbers it; 0: nobody is known
 * @tgid: its process
 * @cpu: where it runs, or ran last
 * @prio: as the scheduler compares it: 0 to 99 real-time, 120 nice 0, lower wins
 * @policy: SCHED_*
 * @state: as ps prints it
 * @comm: its name
 */
struct swr_party {
	pid_t tid;
	pid_t tgid;
	int cpu;
	int prio;
	unsigned int policy;
	char state;
	char comm[16];
};

/* Why a report was made. */
enum swr_livelock_why { SWR_LL_LOOPS, SWR_LL_MS, SWR_LL_SPIN };

/**
 * struct swr_livelock - a report about one call
 * @seq: number of the report since load, from 1
 * @why: which threshold it passed
 * @time_ns: CLOCK_MONOTONIC
 * @entry: value of the swap entry
 * @fix: policy of loopers
 * @looper: whose call it is
 * @refusals: how often it was refused so far
 * @sleeps: refusals before which it had slept
 * @looped_ns: since its first refusal
 * @holder: who has the claim
 * @held_ns: for how long, 0 if nobody is known
 * @stack: where the holder is
 * @done: the call has returned, the rest is valid
 * @broken: it was put to sleep by force
 * @end_refusals: how often it was refused in all
 * @end_ns: from its first refusal to its end
 */
struct swr_livelock {
	u64 seq;
	enum swr_livelock_why why;
	u64 time_ns;
	unsigned long entry;
	const struct swr_loopfix_ops *fix;
	struct swr_party looper;
	unsigned int refusals;
	unsigned int sleeps;
	u64 looped_ns;
	struct swr_party holder;
	u64 held_ns;
	struct swr_stack stack;
	bool done;
	bool broken;
	unsigned int end_refusals;
	u64 end_ns;
};

/* loops.c: the calls */
void swr_loops_init(void);
void swr_call_ask(unsigned long entry);
void swr_call_claimed(unsigned long entry, int err);
enum swr_rival swr_call_rival(struct swr_call *c);
struct task_struct *swr_call_holder(const struct swr_call *c, u64 *claim_ns);

/* livelock.c: thresholds and reports */
enum swr_livelock_knob { SWR_LL_KNOB_LOOPS, SWR_LL_KNOB_MS, SWR_LL_KNOB_BREAK_MS,
			 SWR_NR_LL_KNOBS };

#define SWR_LIVELOCKS	16
void swr_livelock_refused(struct swr_call *c);
void swr_livelock_end(struct swr_call *c);
bool swr_livelock_read(u64 seq, struct swr_livelock *copy);
u64 swr_livelock_last(void);
void swr_livelock_reset(void);
unsigned int swr_livelock_knob(enum swr_livelock_knob knob);
int swr_livelock_set(enum swr_livelock_knob knob, const char *text);

/* loopfix.c: the policies */
#define SWR_NR_LOOPFIXES	5

void swr_loopfix_init(bool allow_unsafe);
void swr_loopfix_exit(void);
const struct swr_loopfix_ops *swr_loopfix_active(void);
const struct swr_loopfix_ops *swr_loopfix_at(unsigned int nr);
const char *swr_loopfix_why_not(const struct swr_loopfix_ops *fix);
int swr_loopfix_set(const char *name);
bool swr_loopfix_wait(struct swr_call *c);
void swr_loopfix_released(unsigned long entry);
const char *swr_loopfix_s2(void);

/* looporder.c: when calls allocate */
enum swr_order { SWR_ORDER_STOCK, SWR_ORDER_INSIDE };

void swr_looporder_init(bool allow_unsafe);
enum swr_order swr_looporder_active(void);
const char *swr_looporder_name(enum swr_order order);
int swr_looporder_set(const char *name);
void swr_looporder_claimed(gfp_t gfp);

/* loopfixes/: each in a file of its name */
extern const struct swr_loopfix_ops swr_loopfix_stock, swr_loopfix_tick;
extern const struct swr_loopfix_ops swr_loopfix_cond_resched, swr_loopfix_spin;
extern const struct swr_loopfix_ops swr_loopfix_exact;

#endif
