// SPDX-License-Identifier: GPL-2.0
/*
 * A pin keeps an entry from being used anew, for N; with @recheck none is had of an
 * entry that is in the swap cache.
 */
#include "model.h"

int swm_claim_pin(struct swm_world *w, struct swm_actor *a)
{
	struct swm_slot *s = &w->s.slot[a->entry];

	if (!SWM_COUNT(s->map) || (swm_now->recheck && s->map & SWM_HAS_CACHE))
		return -ENOENT;
	s->pins++;
	return 0;
}

void swm_release_pin(struct swm_world *w, struct swm_actor *a)
{
	w->s.slot[a->entry].pins--;
	swm_slot_unused(w, a->entry);
}
