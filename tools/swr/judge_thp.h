/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What runs of a scenario file with a collapse amount to (S4); those of `swr run
 * collapse` are judged by collapse_judge.c. Pure.
 */
#ifndef SWR_JUDGE_THP_H
#define SWR_JUDGE_THP_H

#include "scenario.h"

extern const struct swr_evidence swr_thp_evidence;

#endif
