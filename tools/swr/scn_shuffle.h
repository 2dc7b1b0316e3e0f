/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random orders of a scenario.
 */
#ifndef SWR_SCN_SHUFFLE_H
#define SWR_SCN_SHUFFLE_H

#include "scn.h"

int swr_scn_shuffle(const struct swr_scn *scn, uint32_t seed, unsigned int nr,
		    struct swr_scn_permutation *perm, struct swr_scn_error *err);

#endif
