/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SWR_RUN_ABA_H
#define SWR_RUN_ABA_H

struct swr_plan;
struct swr_result;

int swr_run_aba(const struct swr_plan *plan, struct swr_result *res);

#endif
