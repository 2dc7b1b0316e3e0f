/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A collapse whose area is changed while it has no mmap_lock (S4).
 */
#ifndef SWR_COLLAPSE_RUNS_H
#define SWR_COLLAPSE_RUNS_H

#include <stdbool.h>
#include <sys/types.h>

#include "collapse_judge.h"
#include "thp.h"

/* Where the collapse is held. */
enum swr_window {
	SWR_WINDOW_SWAPIN,	/* behind its swap-in, before it takes mmap_lock for writing */
	SWR_WINDOW_ALLOC,	/* behind the allocation of its huge page, before it swaps in */
};

/* Pages of the swap device; some of the area's go out. */
#define SWR_COLLAPSE_SWAP	64

/**
 * struct swr_collapses - a series of runs with one change, in memory shared with the
 *                        process that is changed
 * @change: which
 * @window: where the collapse is held
 * @by: who collapses
 * @khugepaged: its number, if it does
 * @bytes: of a huge page
 * @repeat: runs wanted
 * @limit_ms: longest hold, and longest wait for anything else
 * @started: runs begun so far; the parent's sign of life
 * @error: why the series could not go on; empty: nothing
 * @runs: @repeat of them
 */
struct swr_collapses {
	enum swr_change change;
	enum swr_window window;
	enum swr_collapser by;
	pid_t khugepaged;
	size_t bytes;
	unsigned int repeat;
	unsigned int limit_ms;
	unsigned int started;
	char error[SWR_WHY_MAX / 2];
	struct swr_collapse_run runs[];
};

int swr_collapse_series(struct swr_collapses *c);

#endif
