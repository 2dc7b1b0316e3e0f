/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The loop on -EEXIST of a call that reads into the swap cache (S2).
 */
#ifndef SWR_LIVELOCK_H
#define SWR_LIVELOCK_H

#include <stdbool.h>
#include <sys/types.h>

#include "loopjudge.h"
#include "trace.h"

/* Of the swap device; more than two processes with one page out ever need. */
#define SWR_LOOP_SWAP	64

/* How often the looper is refused while the holder is held, where it loops. */
#define SWR_LOOP_TIMES	3

/**
 * struct swr_loops - what one series is told and tells, in memory shared with the
 *                    process that drives the threads
 * @kind: what to show
 * @shmem: in shared memory
 * @repeat: runs wanted
 * @times: refusals wanted, plain
 * @limit_ms: longest hold, and longest wait for anything else
 * @account: record the events
 * @tid: of the holder and the looper
 * @record: of the last run
 * @started: runs begun so far; the parent's sign of life
 * @error: why the series could not go on; empty: nothing
 * @runs: @repeat of them
 */
struct swr_loops {
	enum swr_loop_kind kind;
	bool shmem;
	unsigned int repeat;
	unsigned int times;
	unsigned int limit_ms;
	bool account;
	pid_t tid[2];
	struct swr_record record;
	unsigned int started;
	char error[SWR_WHY_MAX / 2];
	struct swr_loop_run runs[];
};

int swr_loops_series(struct swr_loops *l);

#endif
