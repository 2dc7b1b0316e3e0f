/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `livelock`, `livelock-rt` and `livelock-shmem`: S2, where the looper has a CPU of
 * its own, where it has the holder's and real-time priority, and in shared memory.
 */
#ifndef SWR_RUN_LIVELOCK_H
#define SWR_RUN_LIVELOCK_H

struct swr_plan;
struct swr_result;

int swr_run_livelock(const struct swr_plan *plan, struct swr_result *res);
int swr_run_livelock_rt(const struct swr_plan *plan, struct swr_result *res);
int swr_run_livelock_shmem(const struct swr_plan *plan, struct swr_result *res);

#endif
