/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From what was measured in each run of `livelock` to a verdict. Pure: no kernel, no
 * clock.
 */
#ifndef SWR_LOOPJUDGE_H
#define SWR_LOOPJUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "judge.h"

/* What a run is to show. */
enum swr_loop_kind {
	SWR_LOOP_PLAIN,		/* the holder sleeps, the looper has a CPU of its own */
	SWR_LOOP_RT,		/* the looper has the holder's CPU, and real-time priority */
	SWR_LOOP_ABSENT,	/* a kernel without the loop: who is refused asks no more */
};

/**
 * struct swr_loop_run - what one run showed
 * @finished: the choreography came to its end, and both threads with it
 * @error: why not, or what else makes the run worthless; empty: nothing
 * @end: how the hold of the holder ended
 * @met: while the holder was held: plain: the looper was refused as often as wanted;
 *       absent: it was refused, and was seen to sleep, not where it would ask again
 * @again: absent: it asked once more while the holder was held
 * @wrong: a thread has read something else than was written
 * @refusals: claims refused by -EEXIST in this run, all callers
 * @broken: calls that the module had to put to sleep by force
 * @reports: reports about a call that loops
 * @named: the last of them names the looper and the holder
 * @going: it could be read while the call went on
 * @events_lost: all ways to lose an event, missed hooks included
 * @read_ns: how long the looper's read of the word took
 * @ns: length of the run, CLOCK_MONOTONIC
 */
struct swr_loop_run {
	bool finished;
	char error[SWR_WHY_MAX / 2];
	enum swr_gate_end end;
	bool met;
	bool again;
	bool wrong;
	uint64_t refusals;
	uint64_t broken;
	uint64_t reports;
	bool named;
	bool going;
	uint64_t events_lost;
	uint64_t read_ns;
	uint64_t ns;
};

/**
 * struct swr_loop_tally - what all runs together showed, besides struct swr_tally
 * @reported: runs in which a call that loops was reported
 * @named: of these, the report names both
 * @going: of these, it could be read while the call went on
 * @refusals_min: per run, which is per call: there is one looper
 * @refusals_median: likewise
 * @refusals_max: likewise
 * @read_ns_median: how long the looper's read took
 * @read_ns_max: likewise
 */
struct swr_loop_tally {
	unsigned int reported;
	unsigned int named;
	unsigned int going;
	uint64_t refusals_min;
	uint64_t refusals_median;
	uint64_t refusals_max;
	uint64_t read_ns_median;
	uint64_t read_ns_max;
};

/**
 * struct swr_loop_result - a series of `livelock`
 * @kind: what it was to show
 * @break_ms: how long a call may loop awake
 * @tally: together
 * @runs: the runs
 */
struct swr_loop_result {
	enum swr_loop_kind kind;
	unsigned int break_ms;
	struct swr_loop_tally tally;
	struct swr_loop_run runs[];
};

bool swr_loop_window(enum swr_loop_kind kind, const struct swr_loop_run *r);
enum swr_worth swr_loop_judge_run(const struct swr_loop_result *res, const struct swr_loop_run *r,
				  char *why, size_t len);
int swr_loop_judge(struct swr_loop_result *res, unsigned int n, struct swr_tally *t);

#endif
