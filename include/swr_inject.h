/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Injection: what inject.c does at a point, and knobs.c lets be set.
 */
#ifndef SWR_INJECT_H
#define SWR_INJECT_H

#include <linux/atomic.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/types.h>

#include "swr.h"

#define SWR_INJECT_TASKS	8	/* in the list tgids */
#define SWR_INJECT_DEPTH	32	/* frames of a stack that are looked at */
#define SWR_DELAY_BUCKETS	40	/* of the delays taken, bucket n: 2^n ns and more */

enum swr_knob {
	SWR_KNOBS(SWR_KNOB_ENUM, -)
	SWR_NR_KNOBS
};

enum swr_filter {
	SWR_FILTERS(SWR_FILTER_ENUM)
	SWR_NR_FILTERS
};

enum swr_mode { SWR_M_sleep, SWR_M_yield, SWR_M_busy, SWR_NR_MODES };

/**
 * struct swr_inject_conf - the knobs of one point
 * @v: those that are numbers; addresses of code as the bits of an unsigned one
 * @mode: how the delay is spent
 * @phase: before or after the call
 * @error: what a claim is answered instead of being asked for, or 0
 * @tgids: for task-filter
 * @nr_tgids: how many of them
 * @comm: only tasks of that name; empty: any
 * @nth_task: whose pass is counted for fail-nth, or NULL; a reference
 * @live: something can be injected, so passes are considered
 * @rcu: for when it is not published any more
 *
 * Never changed once published, a writer publishes another. What moves stands in
 * struct swr_inject and is written while passes are not considered.
 */
struct swr_inject_conf {
	s64 v[SWR_NR_KNOBS];
	enum swr_mode mode;
	unsigned int phase;
	int error;
	pid_t tgids[SWR_INJECT_TASKS];
	unsigned int nr_tgids;
	char comm[TASK_COMM_LEN];
	struct pid *nth_task;
	bool live;
	struct rcu_head rcu;
};

/**
 * struct swr_inject - injection at one point
 * @conf: the knobs
 * @times: how many more at most, -1: no limit
 * @space: size of what is to be let by first; a pass has size 1, and the one that
 *	finds no more than its own size is not let by, as in the kernel
 * @count: passes that came as far as `interval`
 * @nth: passes of @conf->nth_task left until the one that counts
 */
struct swr_inject {
	struct swr_inject_conf __rcu *conf;
	atomic_t times;
	atomic_t space;
	atomic_t count;
	atomic_t nth;
};

/**
 * struct swr_inject_stats - what became of the passes of one point
 * @considered: passes while something could be injected
 * @injected: those that were delayed or answered
 * @filtered: the others, by what let them go
 * @delays: delays by their true length, log2 of ns
 */
struct swr_inject_stats {
	u64 considered;
	u64 injected;
	u64 filtered[SWR_NR_FILTERS];
	u64 delays[SWR_DELAY_BUCKETS];
};

/* inject.c */
extern struct swr_inject swr_injects[SWR_NR_POINTS];
extern const char *const swr_filter_names[SWR_NR_FILTERS];
int swr_inject_passed(enum swr_point point, unsigned int phase, const struct swr_fault *f,
		      unsigned long entry);
int swr_inject_init(void);
void swr_inject_exit(void);
void swr_inject_arm(enum swr_point point, bool armed);
void swr_inject_quiesce(void);
void swr_inject_stats_read(enum swr_point point, struct swr_inject_stats *sum);
void swr_inject_stats_reset(void);

/* Points where anything may be injected: hooks look no further while it is 0. */
extern unsigned long swr_inject_points;

/**
 * swr_inject_armed() - may swr_inject_pass() do anything just now?
 * @point: there
 */
static inline bool swr_inject_armed(enum swr_point point)
{
	return READ_ONCE(swr_inject_points) & BIT(point);
}

/**
 * swr_inject_pass() - the current task passes a point
 * @point: which
 * @phase: before or after the call
 * @f: its fault, if the pass is about the page of that, or NULL
 * @entry: value of the swap entry it is about, or 0
 *
 * Context: any hook; sleeps only in a mode that knobs.c allowed for this place.
 * Return: 0, or the negative errno with which the call is to be answered.
 */
static __always_inline int swr_inject_pass(enum swr_point point, unsigned int phase,
					   const struct swr_fault *f, unsigned long entry)
{
	return unlikely(swr_inject_armed(point)) ? swr_inject_passed(point, phase, f, entry) : 0;
}

/* knobs.c */
extern const char *const swr_mode_names[SWR_NR_MODES];
int swr_knobs_init(void);
void swr_knobs_stop(void);
void swr_knobs_exit(void);
void swr_knobs_stats_reset(void);
int swr_knobs_reset(void);
int swr_knob_set(enum swr_point point, enum swr_knob knob, const char *text);
bool swr_knob_hex(enum swr_knob knob);
bool swr_knob_flag(enum swr_knob knob);
s64 swr_knob_get(enum swr_point point, enum swr_knob knob);
int swr_knob_set_mode(enum swr_point point, const char *name);
int swr_knob_set_phase(enum swr_point point, const char *name);
int swr_knob_set_error(enum swr_point point, const char *name);
int swr_knob_set_tgids(enum swr_point point, char *list);
int swr_knob_set_comm(enum swr_point point, const char *name);
int swr_knob_set_nth(enum swr_point point, char *text);
bool swr_mode_allowed(enum swr_point point, unsigned int phase, enum swr_mode mode);
void swr_knobs_look(enum swr_point point, struct swr_inject_conf *copy, pid_t *nth_tid,
		    unsigned int *nth);

#endif
