/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SWR_SCN_RECORD_H
#define SWR_SCN_RECORD_H

#include "scn_run.h"

unsigned int swr_scn_note(struct swr_scn_log *log, enum swr_scn_event event, unsigned int of);
int swr_scn_replay(const struct swr_scn_log *log, struct swr_scn_permutation *p);

#endif
