// SPDX-License-Identifier: GPL-2.0
/*
 * The list of candidates.
 */
#include "model.h"

#define LIST(name)	&swm_##name,

const struct swm_cand *const swm_cands[] = {
	SWM_CANDS(LIST)
	NULL
};
