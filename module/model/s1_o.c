// SPDX-License-Identifier: GPL-2.0
/*
 * O: no fault goes past the swap cache, and a page comes into it, locked, in one step:
 * who comes second finds the page of who came first.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	swap_cache_alloc_folio(e): A,
 *	locked
 *	read page A from e
 *	                                finds A, waits for its lock
 *	map A, swap_free(e)
 *	delete A from the swap cache,
 *	unlock it
 *	                                not in the swap cache any more
 *
 * Proposed in the thread, v7.0 two years later: there is no claim without a page, so
 * there is nobody to wait for but a page.
 */
#include "model.h"

static enum swm_ret fault(struct swm_world *w, struct swm_actor *a)
{
	bool ours = false;

	SWM_BEGIN(a->fault_pc);
	SWM_STEP(a->fault_pc);
	a->pte = READ_ONCE(w->s.pte[a->mm]);
	swm_say(w, "do_swap_page(): the PTE is %s", SWM_KIND(a->pte) == SWM_PTE_NONE ? "none" :
		SWM_KIND(a->pte) == SWM_PTE_SWAP ? "an entry" : "a page");
	if (SWM_KIND(a->pte) == SWM_PTE_PAGE)
		SWM_EXIT(a->fault_pc);
	if (SWM_KIND(a->pte) == SWM_PTE_NONE) {
		SWM_CALL(a->fault_pc, swm_anon(w, a));
		SWM_EXIT(a->fault_pc);
	}
	a->entry = SWM_NR(a->pte);
	SWM_STEP(a->fault_pc);
	swm_enter(&w->cluster);
	a->folio = swm_cache_find(w, a->entry);
	if (a->folio == SWM_NO && !swm_prepare(w, a, a->entry)) {
		a->folio = swm_folio_new(w, a);
		w->s.folio[a->folio].lock = a->nr + 1;
		swm_cache_add(w, a->folio, a->entry);
		ours = true;
	}
	swm_leave(&w->cluster);
	if (a->folio == SWM_NO) {
		swm_say(w, "  swap_cache_alloc_folio(%u): -ENOENT", a->entry);
		SWM_EXIT(a->fault_pc);
	}
	swm_say(w, "  swap_cache_alloc_folio(%u): %s", a->entry, ours ? "a page" : "-EEXIST");
	if (ours) {
		SWM_STEP(a->fault_pc);
		WRITE_ONCE(w->s.folio[a->folio].content,
			   READ_ONCE(w->s.slot[a->entry].content));
		swm_say(w, "  swap_read_folio(%u): %u", a->entry,
			w->s.folio[a->folio].content);
		SWM_STEP(a->fault_pc);
		swm_enter(&w->cluster);
		swm_folio_unlock(w, a->folio);
		swm_leave(&w->cluster);
		swm_say(w, "  unlocks the page");
	}
	SWM_CALL(a->fault_pc, swm_map_cached(w, a));
	SWM_END(a->fault_pc);
}

const struct swm_cand swm_s1_o = {
	.id = "S1-O",
	.name = "the swap cache is the lock",
	.origin = "Kairui Song; 4b34f1d82c65 and others, v7.0",
	.verdict = "landed, two years later",
	.said = SWM_SAID_LANDED,
	.kind = SWM_SWAP,
	.fault = fault,
};
