/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What runs of `swapoff` are worth. Pure.
 */
#ifndef SWR_JUDGE_SWAPOFF_H
#define SWR_JUDGE_SWAPOFF_H

#include "scenario.h"

extern const struct swr_evidence swr_off_evidence;

#endif
