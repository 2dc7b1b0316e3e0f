/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SWR_SCN_RECORD_H
#define SWR_SCN_RECORD_H

#include "scn_run.h"

void swr_scn_replay(const struct swr_scn_log *log, struct swr_scn_permutation *p);

#endif
