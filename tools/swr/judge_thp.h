/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What runs of a scenario file with a collapse amount to (S4); those of `swr run
 * collapse` are judged by collapse_judge.c. Pure.
 */
#ifndef SWR_JUDGE_THP_H
#define SWR_JUDGE_THP_H

#include "scenario.h"

int swr_thp_judge(const struct swr_run *runs, unsigned int n, struct swr_tally *t);

extern const struct swr_evidence swr_thp_evidence;

#endif
