/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ABA race of two threads that swap in the same entry (S1).
 */
#ifndef SWR_ABA_H
#define SWR_ABA_H

#include <stdbool.h>
#include <sys/types.h>

#include "judge.h"
#include "trace.h"

/* Pages of the region, and of the swap device that it fills. */
#define SWR_ABA_PAGES	40
#define SWR_ABA_SWAP	16

/* What the word is before T1 writes, and what T1 writes. */
#define SWR_ABA_OLD	1111
#define SWR_ABA_NEW	7777

/**
 * struct swr_aba - what one series of runs is told and tells, in memory shared
 *                  with the process that drives the threads
 * @repeat: runs wanted
 * @limit_ms: longest hold, and longest wait for anything else
 * @account: record the events
 * @started: runs begun so far; the parent's sign of life
 * @error: why the series could not go on; empty: nothing
 * @tid: of T0 and T1
 * @cpu: where they are pinned
 * @record: of the last run that lost a write, else of the last run
 * @record_lost: @record is one of a lost write
 * @runs: @repeat of them
 */
struct swr_aba {
	unsigned int repeat;
	unsigned int limit_ms;
	bool account;
	unsigned int started;
	char error[SWR_WHY_MAX / 2];
	pid_t tid[2];
	int cpu[2];
	bool record_lost;
	struct swr_record record;
	struct swr_run runs[];
};

int swr_aba_series(struct swr_aba *aba);

#endif
