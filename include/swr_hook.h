/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A hook: a row of the table that probe.c arms, and what a file needs to have rows
 * of its own. A file owns the frames and observers of one subject and offers them
 * as one array of rows; probe.c knows the arrays.
 */
#ifndef SWR_HOOK_H
#define SWR_HOOK_H

#include <linux/static_call.h>

#include "swr.h"

#define SWR_NR_SYMBOLS	3
#define SWR_NR_CALLERS	2
#define SWR_ARGS	unsigned long a0, unsigned long a1, unsigned long a2, \
			unsigned long a3, unsigned long a4, unsigned long a5
#define SWR_PASS	a0, a1, a2, a3, a4, a5

typedef unsigned long (*swr_call_t)(SWR_ARGS);

/**
 * struct swr_hook - a row of the table
 * @points: which points it serves
 * @must: without it the module does not load
 * @passes: where tasks pass gates
 * @sleeps: where a task may be held, some of @passes
 * @symbols: names the function goes by, newest first; the first found is taken
 * @lost: what does not work without it
 * @frame: what a diverted call goes to; NULL for an observer
 * @aim: points the frame's static call at the original
 * @see: what an observer does, with the first two arguments of the call
 * @count: what a diverted call goes to at the level count
 * @count_see: what an observer does there; with neither the hook is off at that level
 * @from: only calls by one of these functions count, and the row is there only if
 *        one of them makes such calls
 * @want: whether this call is to be looked at or diverted, asked with its first argument and
 *        where it came from; NULL: all are. Not asked at the level count.
 * @spare: it comes on when swr_probe_need() asks for one of its points, and not before
 * @outer: calls of other rows happen inside this one and must be diverted as long
 *         as it lasts; its frame ends in swr_frame_leave_outer()
 * @symbol: which name was found
 * @site: the instruction ftrace patches there, 0 if there is none
 */
struct swr_hook {
	unsigned long points;
	bool must;
	unsigned long passes;
	unsigned long sleeps;
	const char *symbols[SWR_NR_SYMBOLS];
	const char *lost;
	swr_call_t frame;
	void (*aim)(unsigned long target);
	void (*see)(unsigned long a0, unsigned long a1);
	swr_call_t count;
	void (*count_see)(unsigned long a0, unsigned long a1);
	const char *from[SWR_NR_CALLERS];
	bool (*want)(unsigned long a0, unsigned long from);
	bool spare;
	bool outer;

	const char *symbol;
	unsigned long site;
};

/* Places of a point, for @passes and @sleeps. */
#define SWR_ON_ENTRY(point)	SWR_PLACE_BIT(SWR_P_##point, SWR_ENTRY)
#define SWR_ON_RETURN(point)	SWR_PLACE_BIT(SWR_P_##point, SWR_RETURN)
#define SWR_AROUND(point)	(SWR_ON_ENTRY(point) | SWR_ON_RETURN(point))

/* The original behind a frame, and how to aim at it. */
#define SWR_ORIGINAL(name)						\
	DEFINE_STATIC_CALL(swr_orig_##name, swr_no_original);		\
	static void aim_##name(unsigned long target)			\
	{								\
		static_call_update(swr_orig_##name, (swr_call_t)target); \
	}

/* Each ends in {}. */
extern struct swr_hook swr_swapin_hooks[];	/* swapin.c */
extern struct swr_hook swr_swapoff_hooks[];	/* swapoff.c */
extern struct swr_hook swr_loops_hooks[];	/* loops.c */
extern struct swr_hook swr_collapse_hooks[];	/* collapse.c */

/* Tasks inside frames, sum over CPUs: those of outer rows, and all others. */
DECLARE_PER_CPU(long, swr_frames_outer);
DECLARE_PER_CPU(long, swr_frames);

/* How far the hooks are on their way off. */
enum { SWR_STAYING, SWR_LEAVING_OUTER, SWR_LEAVING };
extern int swr_leaving;

/* probe.c, for the files that have hooks */
unsigned long swr_no_original(SWR_ARGS);
void swr_frame_left(void);

/* find.c: where the functions are */
int swr_find_site(const char *symbol, unsigned long *site);
int swr_find_row(struct swr_hook *h);
int swr_find_end(void);

/**
 * swr_frame_leave() - a frame is done
 *
 * The frame is not counted any more but its code still runs: unload waits for
 * that by the RCU-tasks grace period of ftrace, so nothing here may sleep.
 */
static __always_inline void swr_frame_leave(void)
{
	this_cpu_dec(swr_frames);
	if (unlikely(READ_ONCE(swr_leaving)))
		swr_frame_left();
}

/**
 * swr_frame_leave_outer() - the frame of an outer row is done
 *
 * As swr_frame_leave().
 */
static __always_inline void swr_frame_leave_outer(void)
{
	this_cpu_dec(swr_frames_outer);
	if (unlikely(READ_ONCE(swr_leaving)))
		swr_frame_left();
}

/* swapin.c */
void swr_swapin_found(void);
/* its originals, for the frames of count.c */
DECLARE_STATIC_CALL(swr_orig_fault, swr_no_original);
DECLARE_STATIC_CALL(swr_orig_claim, swr_no_original);

/* count.c */
unsigned long swr_count_fault(SWR_ARGS);
unsigned long swr_count_claim(SWR_ARGS);
void swr_count_read(unsigned long a0, unsigned long a1);
void swr_count_writeout(unsigned long a0, unsigned long a1);

/* claims.c */
enum swr_caller swr_claim_caller(unsigned long address);
void swr_claim_count(enum swr_caller by, int err);

/* livelock.c, called while the hooks are found */
void swr_livelock_found(void);

#endif
