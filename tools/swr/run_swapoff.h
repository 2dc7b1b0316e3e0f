/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SWR_RUN_SWAPOFF_H
#define SWR_RUN_SWAPOFF_H

struct swr_plan;
struct swr_result;

int swr_run_swapoff(const struct swr_plan *plan, struct swr_result *res);

#endif
