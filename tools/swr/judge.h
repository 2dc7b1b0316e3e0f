/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From what was measured in each run to a verdict. Pure: no kernel, no clock.
 */
#ifndef SWR_JUDGE_H
#define SWR_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "parse.h"
#include "swr_points.h"

#define SWR_WHY_MAX	240

/**
 * struct swr_run - what one run showed
 * @finished: the choreography came to its end
 * @error: why not, or what else makes the run worthless; empty: nothing
 * @end: how the hold of T0 ended
 * @late: a step of a scenario file met its limit, and those after it never began
 * @held: T0 was held at its point
 * @t1_first: T1 was done while T0 was still held
 * @reused: the victim went out to the same entry again
 * @lost: T1's write is not in the page any more (the data)
 * @corrupt: a word that nobody wrote to has changed
 * @windows: rise of the module's counter of this name in this run, and so on
 *           for the following
 * @stale_installs: the events
 * @uncertain_installs: installs of which the events cannot tell
 * @eexist: claims refused by -EEXIST, all callers
 * @gate_timeouts: holds that met their limit
 * @events_lost: all ways to lose an event, missed hooks included
 * @named: the race record of this run names T0 and T1
 * @read_back: the word at the end
 * @overtook: swapoff returned while T0 was held before its read; this and those
 *            that follow of runs with a swapoff
 * @waited: it was seen waiting while T0 was held
 * @swapoffs_early: extents destroyed while a fault was in its read, the events
 * @waits_short: it went on before T0 did what it was to be waited for, the events
 * @reads_gone: reads that were not passed on since their device had gone
 * @refused: another session was refused a claim while that of the window was held;
 *           this and the next two of scenario files
 * @broken: calls that loop and had to be put to sleep by force
 * @no_loop: this kernel has no such call
 * @checks: of a collapse, after the hold of the window was released; this and the next
 *          three of scenario files with a collapse
 * @passed: of these, those that found the area fit
 * @faked: of these, those that let pass what does not fit: of a draft what the kernel's
 *         own does not, of the kernel an area with a page that was unmapped
 * @unfit: times that a draft would have gone on with a VMA that is gone
 * @wait_ns: from when it was seen waiting to its return, 0: not measured
 * @ns: length of the run, CLOCK_MONOTONIC
 */
struct swr_run {
	bool finished;
	char error[SWR_WHY_MAX / 2];
	enum swr_gate_end end;
	bool late;
	bool held;
	bool t1_first;
	bool reused;
	bool lost;
	bool corrupt;
	uint64_t windows;
	uint64_t stale_installs;
	uint64_t uncertain_installs;
	uint64_t eexist;
	uint64_t gate_timeouts;
	uint64_t events_lost;
	bool named;
	uint64_t read_back;
	bool overtook;
	bool waited;
	uint64_t swapoffs_early;
	uint64_t waits_short;
	uint64_t reads_gone;
	bool refused;
	uint64_t broken;
	bool no_loop;
	uint64_t checks;
	uint64_t passed;
	uint64_t faked;
	uint64_t unfit;
	uint64_t wait_ns;
	uint64_t ns;
};

/* What one run is worth. */
enum swr_worth {
	SWR_RUN_KEPT,		/* window entered, nothing lost */
	SWR_RUN_LOST,		/* a write was lost, and the events say the same */
	SWR_RUN_MISSED,		/* the window was not entered: proves nothing */
	SWR_RUN_ERROR,
};

/**
 * struct swr_tally - what all runs together showed
 * @runs: the denominator of all that follows
 * @windows_entered: runs that entered the window
 * @lost_writes: runs that lost the write
 * @stale_installs: sum, as is
 * @uncertain_installs: sum
 * @eexist: sum
 * @events_lost: sum
 * @swapoffs_early: runs in which swapoff did not wait
 * @swapoff_waits: runs in which it was seen waiting
 * @reads_gone: sum
 * @livelocks: runs in which a call that loops went on only by force
 * @let_pass: runs in which a check found an area fit that is not
 * @unfit_vmas: runs in which it would have gone on with a VMA that is gone
 * @checks: sum
 * @passed: sum
 * @no_loop: this kernel has no call that loops
 * @wait_ns_min: shortest time from there to its return
 * @wait_ns_median: in the middle
 * @wait_ns_max: longest
 * @verdict: what it amounts to
 * @reason: why, one line
 * @ns_min: shortest run
 * @ns_median: in the middle
 * @ns_max: longest run
 */
struct swr_tally {
	unsigned int runs;
	unsigned int windows_entered;
	unsigned int lost_writes;
	uint64_t stale_installs;
	uint64_t uncertain_installs;
	uint64_t eexist;
	uint64_t events_lost;
	unsigned int swapoffs_early;
	unsigned int swapoff_waits;
	uint64_t reads_gone;
	unsigned int livelocks;
	unsigned int let_pass;
	unsigned int unfit_vmas;
	uint64_t checks;
	uint64_t passed;
	bool no_loop;
	uint64_t wait_ns_min;
	uint64_t wait_ns_median;
	uint64_t wait_ns_max;
	enum swr_verdict verdict;
	char reason[SWR_WHY_MAX];
	uint64_t ns_min;
	uint64_t ns_median;
	uint64_t ns_max;
};

/**
 * struct swr_judging - how runs of one kind are judged together
 * @run: what one run is worth, and why if it is ERROR or MISSED
 * @entered: did it enter the window?
 * @bug: in what way the runs show the bug, or NULL if they do not
 * @corrupt_is_lost: any word that changed is a write that was lost
 * @conclude: verdict and reason if all windows were entered and no bug was seen
 */
struct swr_judging {
	enum swr_worth (*run)(const struct swr_run *r, char *why, size_t len);
	bool (*entered)(const struct swr_run *r);
	const char *(*bug)(const struct swr_tally *t);
	bool corrupt_is_lost;
	void (*conclude)(struct swr_tally *t);
};

/* Why there is no verdict of a run that could not be seen whole, see swr_counters_lost(). */
#define SWR_BLIND	"events were lost or forged, see counters"

extern const struct swr_judging swr_lost_judging;

void swr_run_count(struct swr_run *r, const struct swr_counters *from,
		   const struct swr_counters *to);
bool swr_window_entered(const struct swr_run *r);
enum swr_worth swr_judge_run(const struct swr_run *r, char *why, size_t len);
int swr_judge_runs(const struct swr_judging *how, const struct swr_run *runs, unsigned int n,
		   struct swr_tally *t);
enum swr_verdict swr_worse(enum swr_verdict a, enum swr_verdict b);
const char *swr_verdict_name(enum swr_verdict v);
int swr_verdict_status(enum swr_verdict v);

#endif
