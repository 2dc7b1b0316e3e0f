/* SPDX-License-Identifier: GPL-2.0 */
/*
 * swapoff against a swap-in in flight (S3).
 */
#ifndef SWR_SWAPOFF_H
#define SWR_SWAPOFF_H

#include <stdbool.h>

#include "judge.h"
#include "swapdev.h"
#include "trace.h"

/* Pages of the region, all of them out when T0 begins, and of the swap device. */
#define SWR_OFF_PAGES	8
#define SWR_OFF_SWAP	16

/**
 * struct swr_off - what one series of runs is told and tells, in memory shared
 *                  with the process that drives the threads
 * @repeat: runs wanted
 * @limit_ms: longest hold, and longest wait for anything else
 * @account: record the events
 * @path: of the swap device, which is on
 * @started: runs begun so far; the parent's sign of life
 * @error: why the series could not go on; empty: nothing
 * @tid: of T0 and T1
 * @record: of the last run
 * @runs: @repeat of them
 */
struct swr_off {
	unsigned int repeat;
	unsigned int limit_ms;
	bool account;
	char path[SWR_SWAPDEV_PATH];
	unsigned int started;
	char error[SWR_WHY_MAX / 2];
	pid_t tid[2];
	struct swr_record record;
	struct swr_run runs[];
};

int swr_off_series(struct swr_off *off);

#endif
