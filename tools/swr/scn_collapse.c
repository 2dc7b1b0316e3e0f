// SPDX-License-Identifier: GPL-2.0
/*
 * The step `collapse` of scenario files: by MADV_COLLAPSE or by khugepaged.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "err.h"
#include "scn_collapse.h"
#include "util.h"

/**
 * swr_scn_collapse() - the step `collapse`
 * @g: the pages, a huge region
 * @thp: how
 *
 * MADV_COLLAPSE gives up for many reasons that go away by themselves; EINVAL is none of
 * these, the area does not fit. Not asked again is what was held: nobody wants to see the
 * same area collapsed once more without a hold.
 * khugepaged is done with what it was offered when it has ended a round that began later.
 *
 * Return: 0, or -1: khugepaged ended no round, see swr_errstr().
 */
int swr_scn_collapse(struct swr_region *g, struct swr_scn_thp *thp)
{
	uint64_t until = swr_now_ns() + thp->limit_ms * UINT64_C(1000000);
	size_t bytes = g->pages * g->page;

	if (thp->by == SWR_BY_KHUGEPAGED) {
		if (madvise(g->base, bytes, MADV_HUGEPAGE))
			return errno == ENOMEM ? 0 : swr_err("MADV_HUGEPAGE: %s", strerror(errno));
		return swr_thp_settle(thp->limit_ms) || swr_thp_settle(thp->limit_ms) ? -1 : 0;
	}
	while (madvise(g->base, bytes, MADV_COLLAPSE) && errno != EINVAL &&
	       !__atomic_load_n(&thp->was_held, __ATOMIC_ACQUIRE) && swr_again(until))
		;
	return 0;
}

/**
 * swr_scn_count_checks() - what the collapse did after its window was closed
 * @from: counters then, or when the run began if it was not closed
 * @to: and at the end of the run
 * @torn: a page was unmapped by then, so that no huge page fits
 * @r: where to
 */
void swr_scn_count_checks(const struct swr_counters *from, const struct swr_counters *to,
			  bool torn, struct swr_run *r)
{
#define RISE(name)	(to->n[SWR_N_##name] - from->n[SWR_N_##name])
	r->checks = RISE(revalidations);
	r->passed = RISE(revalidated);
	/* that of the kernel may be the one that is wrong */
	r->faked = RISE(revalidations_faked) + (torn ? r->passed : 0);
	r->unfit = RISE(unfit_vmas);
#undef RISE
}
