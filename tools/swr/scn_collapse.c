// SPDX-License-Identifier: GPL-2.0
/*
 * The step `collapse` of scenario files: by MADV_COLLAPSE or by khugepaged.
 */
#include <errno.h>
#include <sys/mman.h>

#include "scn_collapse.h"
#include "util.h"

/**
 * swr_scn_collapse() - the step `collapse`
 * @g: the pages, a huge region
 * @thp: how
 *
 * MADV_COLLAPSE gives up for many reasons that go away by themselves. Not asked again is
 * what was held: nobody wants to see the same area collapsed once more without a hold.
 * khugepaged is done with what it was offered when it has ended a round that began later.
 *
 * Return: 0, or -1: khugepaged ended no round.
 */
int swr_scn_collapse(struct swr_region *g, struct swr_scn_thp *thp)
{
	uint64_t until = swr_now_ns() + thp->limit_ms * UINT64_C(1000000);
	size_t bytes = g->pages * g->page;

	if (thp->by == SWR_BY_KHUGEPAGED)
		return madvise(g->base, bytes, MADV_HUGEPAGE) || swr_thp_settle(thp->limit_ms) ||
		       swr_thp_settle(thp->limit_ms) ? -1 : 0;
	while (madvise(g->base, bytes, MADV_COLLAPSE) && errno != EINVAL &&
	       !__atomic_load_n(&thp->was_held, __ATOMIC_ACQUIRE) && swr_again(until))
		;
	return 0;
}
