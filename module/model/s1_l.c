// SPDX-License-Identifier: GPL-2.0
/*
 * L: the PTE holds the page that is being read, like a migration entry; others wait
 * for the lock of that page, zap takes the marker away.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	lock A
 *	PTE: e -> marker(A)
 *	read page A from e
 *	                                the PTE is marker(A): waits for A
 *	PTE: marker(A) -> A
 *	swap_free(e), unlock A
 *	                                fault again: present
 *
 * "Great idea" (Minchan Kim), not made: too big for stable, and shmem has no PTE. The
 * count of e stays with whoever set the marker, also when zap has taken it away, and
 * fork waits for the marker to go; neither was said in the thread. Nor was that between
 * the look into the swap cache and the marker e may have been used anew, for a page
 * that is in the swap cache and not yet written: S1-L-recheck.
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

static enum swm_ret fault(struct swm_world *w, struct swm_actor *a)
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

const struct swm_cand swm_s1_l = {
	.id = "S1-L",
	.name = "a marker in the PTE",
	.origin = "David Hildenbrand",
	.verdict = "liked; too big to backport, no prototype",
	.said = SWM_SAID_FINE,
	.note = "the machine: between the look into the swap cache and the marker the entry can be used anew for a page that is not written yet; L-recheck is clean",
	.kind = SWM_SWAP,
	.fault = fault,
};
