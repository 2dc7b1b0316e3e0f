/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What runs of a scenario file show of S2. Pure, but for who prints it.
 */
#ifndef SWR_JUDGE_LOOP_H
#define SWR_JUDGE_LOOP_H

#include "scenario.h"

extern const struct swr_evidence swr_loop_evidence;

#endif
