// SPDX-License-Identifier: GPL-2.0
/*
 * B: the bypass takes a second count instead of a claim, 1 -> 2 under the cluster
 * lock, so that others who see 2 go through the swap cache.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	count of e: 1 -> 2
 *	read page A from e
 *	                                count is 2: through the swap cache
 *	                                map B, count 2 -> 1: B stays cached
 *	                                the user writes to B
 *	                                swap out: B is in the swap cache, so
 *	                                no new entry: the PTE is e again
 *	pte_same(): yes
 *	map A: the write is gone
 *
 * Rejected by Huang Ying and, after he had seen it lose data, by Minchan Kim himself:
 * a pin keeps e from being freed, but a page of the swap cache needs no new entry.
 */
#include "model.h"

static int claim(struct swm_world *w, struct swm_actor *a)
{
	struct swm_slot *s = &w->s.slot[a->entry];

	if (s->map == SWM_HAS_CACHE || !s->map)
		return -ENOENT;
	if (s->map != 1)
		return -EEXIST;
	s->map = 2;
	return 0;
}

static enum swm_ret lost(struct swm_world *w, struct swm_actor *a)
{
	a->go = SWM_GO_CACHED;
	return SWM_DONE;
}

static void release(struct swm_world *w, struct swm_actor *a)
{
	swm_free(w, a->entry);
}

const struct swm_cand swm_s1_b = {
	.id = "S1-B",
	.name = "bump the swap count",
	.origin = "Minchan Kim, Chris Li",
	.verdict = "rejected: corrupts swap_map, data loss in stress",
	.said = SWM_SAID_WRONG,
	.kind = SWM_SWAP,
	.claim = claim,
	.lost = lost,
	.release = release,
};
