// SPDX-License-Identifier: GPL-2.0
/*
 * A fault that marks the PTE before it reads, for L; with @recheck it looks into the
 * swap cache once more under the page-table lock.
 */
#include "model.h"

static enum swm_ret wait_marker(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->lost_pc);
	SWM_UNTIL(a->lost_pc, swm_ptl(w, a));
	if (!swm_same(w, a, a->pte)) {
		swm_ptl_unlock(w, a);
		swm_say(w, "  the marker is gone");
		SWM_EXIT(a->lost_pc);
	}
	swm_enter(&w->cluster);
	a->folio = SWM_NR(a->pte);
	swm_folio_get(w, a->folio);
	swm_leave(&w->cluster);
	swm_ptl_unlock(w, a);
	swm_say(w, "  waits for the lock of the page");
	SWM_UNTIL(a->lost_pc, !READ_ONCE(w->s.folio[a->folio].lock));
	swm_enter(&w->cluster);
	swm_folio_put(w, &a->folio);
	swm_leave(&w->cluster);
	swm_say(w, "  the page is unlocked");
	SWM_END(a->lost_pc);
}

/* Nobody has brought it to the swap cache since, and nobody shares it. */
static bool still_alone(struct swm_world *w, struct swm_actor *a)
{
	swm_enter(&w->cluster);
	a->folio = swm_cache_find(w, a->entry);
	swm_leave(&w->cluster);
	return a->folio == SWM_NO && swm_count(w, a->entry) == 1;
}

enum swm_ret swm_marker_fault(struct swm_world *w, struct swm_actor *a)
{
	u8 folio;

	SWM_BEGIN(a->fault_pc);
	SWM_STEP(a->fault_pc);
	a->pte = READ_ONCE(w->s.pte[a->mm]);
	swm_say(w, "do_swap_page(): the PTE is %s", SWM_KIND(a->pte) == SWM_PTE_NONE ? "none" :
		SWM_KIND(a->pte) == SWM_PTE_SWAP ? "an entry" :
		SWM_KIND(a->pte) == SWM_PTE_MARK ? "a marker" : "a page");
	if (SWM_KIND(a->pte) == SWM_PTE_PAGE)
		SWM_EXIT(a->fault_pc);
	if (SWM_KIND(a->pte) == SWM_PTE_NONE) {
		SWM_CALL(a->fault_pc, swm_anon(w, a));
		SWM_EXIT(a->fault_pc);
	}
	if (SWM_KIND(a->pte) == SWM_PTE_MARK) {
		SWM_CALL(a->fault_pc, wait_marker(w, a));
		SWM_EXIT(a->fault_pc);
	}
	a->entry = SWM_NR(a->pte);
	SWM_STEP(a->fault_pc);
	swm_enter(&w->cluster);
	a->folio = swm_cache_find(w, a->entry);
	swm_leave(&w->cluster);
	swm_say(w, "  lookup_swap_cache(%u): %s", a->entry, a->folio == SWM_NO ? "none" : "a page");
	if (a->folio != SWM_NO)
		goto cached;
	SWM_STEP(a->fault_pc);
	if (swm_count(w, a->entry) != 1) {
		swm_say(w, "  __swap_count(%u) is not 1", a->entry);
		goto swapin;
	}
	swm_say(w, "  __swap_count(%u) = 1", a->entry);
	SWM_UNTIL(a->fault_pc, swm_ptl(w, a));
	if (!swm_same(w, a, a->pte)) {
		swm_ptl_unlock(w, a);
		swm_say(w, "  pte_same(): no");
		SWM_EXIT(a->fault_pc);
	}
	if (swm_now->recheck && !still_alone(w, a)) {
		swm_ptl_unlock(w, a);
		swm_say(w, "  it is in the swap cache, or shared, by now");
		if (a->folio != SWM_NO)
			goto cached;
		goto swapin;
	}
	swm_enter(&w->cluster);
	a->folio = swm_folio_new(w, a);
	w->s.folio[a->folio].lock = a->nr + 1;
	swm_folio_get(w, a->folio);
	swm_leave(&w->cluster);
	WRITE_ONCE(w->s.pte[a->mm], SWM_PTE_MARK | a->folio);
	swm_ptl_unlock(w, a);
	swm_say(w, "  marks the PTE");
	SWM_STEP(a->fault_pc);
	WRITE_ONCE(w->s.folio[a->folio].content, READ_ONCE(w->s.slot[a->entry].content));
	swm_say(w, "  swap_readpage(%u): %u", a->entry, w->s.folio[a->folio].content);
	SWM_UNTIL(a->fault_pc, swm_ptl(w, a));
	if (swm_same(w, a, SWM_PTE_MARK | a->folio)) {
		/* the reference of the marker becomes that of the PTE */
		swm_map(w, a);
		folio = a->folio;
		swm_enter(&w->cluster);
		swm_folio_put(w, &folio);
		swm_leave(&w->cluster);
		swm_say(w, "  the marker becomes the page, which reads %u",
			w->s.folio[a->folio].content);
	} else {
		swm_say(w, "  the marker is gone");
	}
	SWM_STEP(a->fault_pc);
	swm_enter(&w->cluster);
	swm_free(w, a->entry);
	swm_leave(&w->cluster);
	swm_say(w, "  swap_free(%u)", a->entry);
	SWM_STEP(a->fault_pc);
	swm_ptl_unlock(w, a);
	swm_say(w, "  drops the PTL");
	SWM_STEP(a->fault_pc);
	swm_enter(&w->cluster);
	swm_folio_unlock(w, a->folio);
	swm_folio_put(w, &a->folio);
	swm_leave(&w->cluster);
	swm_say(w, "  unlocks the page");
	SWM_EXIT(a->fault_pc);
swapin:
	SWM_CALL(a->fault_pc, swm_swapin(w, a));
	if (a->folio == SWM_NO)
		SWM_EXIT(a->fault_pc);
cached:
	SWM_CALL(a->fault_pc, swm_map_cached(w, a));
	SWM_END(a->fault_pc);
}
