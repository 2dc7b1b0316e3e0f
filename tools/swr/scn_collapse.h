/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The step `collapse` of scenario files.
 */
#ifndef SWR_SCN_COLLAPSE_H
#define SWR_SCN_COLLAPSE_H

#include "judge.h"
#include "region.h"
#include "thp.h"

/**
 * struct swr_scn_thp - how collapses are made
 * @by: who makes them
 * @khugepaged: its number, if it does
 * @limit_ms: longest time one may take
 * @was_held: the collapse of this run was held; set by the director, read by who collapses
 */
struct swr_scn_thp {
	enum swr_collapser by;
	pid_t khugepaged;
	unsigned int limit_ms;
	bool was_held;
};

void swr_scn_count_checks(const struct swr_counters *from, const struct swr_counters *to,
			  bool torn, struct swr_run *r);
int swr_scn_collapse(struct swr_region *g, struct swr_scn_thp *thp);

#endif
