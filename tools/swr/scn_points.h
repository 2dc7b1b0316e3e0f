/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What scenario files know of each point: who passes it, in which order, and may a
 * task be held there.
 */
#ifndef SWR_SCN_POINTS_H
#define SWR_SCN_POINTS_H

#include "scn.h"

/* Order of places on the way of one step, see scn_points.c. */
#define SWR_SCN_COLLAPSING	-1	/* collapse:entry: it has mmap_lock from here */
#define SWR_SCN_CLAIMED		5	/* claim:return: what comes now has the claim */
#define SWR_SCN_WAITED		9	/* wait:return */
#define SWR_SCN_HAS_READ	14	/* read:return: the page is mapped next */
#define SWR_SCN_UNCLAIMED	18	/* unclaim:return */
#define SWR_SCN_ALL_BACK	17	/* swapoff_refs:entry */
#define SWR_SCN_SWAPPED_IN	41	/* collapse:return: it has no mmap_lock */

bool swr_scn_may_hold(const struct swr_scn_place *place);
const char *swr_scn_holdable(char *buf, size_t len);
bool swr_scn_passes(enum swr_scn_op op, enum swr_point point);
int swr_scn_when(const struct swr_scn_place *place);

#endif
