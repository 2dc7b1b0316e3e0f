// SPDX-License-Identifier: GPL-2.0
/*
 * do_swap_page() as far as the candidates of S1 share it, and the swap-in through the
 * swap cache, __read_swap_cache_async() with its loop (S2). What a candidate changes
 * it says in its struct swm_cand.
 */
#include "model.h"

/* A page of the swap cache, which the actor has a reference to, is mapped. */
enum swm_ret swm_map_cached(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->swapin_pc);
	SWM_UNTIL(a->swapin_pc, swm_folio_lock(w, a, a->folio));
	swm_say(w, "  locks the page of the swap cache");
	SWM_STEP(a->swapin_pc);
	if (READ_ONCE(w->s.folio[a->folio].slot) != a->entry) {
		swm_say(w, "  it is not in the swap cache any more");
		goto out;
	}
	swm_say(w, "  it is in the swap cache for %u", a->entry);
	SWM_UNTIL(a->swapin_pc, swm_ptl(w, a));
	if (!swm_same(w, a, a->pte)) {
		swm_ptl_unlock(w, a);
		swm_say(w, "  pte_same(): no");
		goto out;
	}
	swm_say(w, "  takes the PTL, pte_same(): yes");
	SWM_STEP(a->swapin_pc);
	swm_enter(&w->cluster);
	swm_free(w, a->entry);
	swm_leave(&w->cluster);
	swm_say(w, "  swap_free(%u)", a->entry);
	SWM_STEP(a->swapin_pc);
	swm_enter(&w->cluster);
	swm_cache_free(w, a->folio);
	swm_leave(&w->cluster);
	swm_say(w, "  folio_free_swap()");
	SWM_STEP(a->swapin_pc);
	swm_map(w, a);
	swm_say(w, "  maps the page, which reads %u", w->s.folio[a->folio].content);
	SWM_STEP(a->swapin_pc);
	swm_ptl_unlock(w, a);
	swm_say(w, "  drops the PTL");
out:
	SWM_STEP(a->swapin_pc);
	swm_enter(&w->cluster);
	swm_folio_unlock(w, a->folio);
	swm_folio_put(w, &a->folio);
	swm_leave(&w->cluster);
	swm_say(w, "  unlocks the page");
	SWM_END(a->swapin_pc);
}

/*
 * Through the swap cache: a folio with a reference in a->folio, or SWM_NO if there is
 * no such entry. An allocation may sleep; where that is not what is looked at (S1) it
 * is left out.
 */
enum swm_ret swm_swapin(struct swm_world *w, struct swm_actor *a)
{
	bool livelock = swm_now->kind == SWM_LIVELOCK;
	int err;

	SWM_BEGIN(a->swapin_pc);
again:
	SWM_STEP(a->swapin_pc);
	swm_enter(&w->cluster);
	a->folio = swm_cache_find(w, a->entry);
	swm_leave(&w->cluster);
	if (a->folio != SWM_NO) {
		swm_say(w, "  finds the page in the swap cache");
		SWM_EXIT(a->swapin_pc);
	}
	swm_say(w, "  find_get_page(%u): none", a->entry);
	SWM_STEP(a->swapin_pc);
	if (!swm_count(w, a->entry)) {
		swm_say(w, "  __swap_count(%u) = 0", a->entry);
		a->spare = SWM_NO;
		SWM_EXIT(a->swapin_pc);
	}
	swm_say(w, "  __swap_count(%u) is not 0", a->entry);
	if (livelock && !swm_now->inside && a->spare == SWM_NO) {
		SWM_STEP(a->swapin_pc);
		if (swm_choose(w, 2))
			swm_tick(w, a);
		swm_say(w, "  allocates a page%s", a->asleep ? ", sleeps for that" : "");
		a->spare = 0;
		SWM_UNTIL(a->swapin_pc, swm_awake(a));
	}
	SWM_STEP(a->swapin_pc);
	swm_enter(&w->cluster);
	err = livelock ? swm_now->claim(w, a) : swm_prepare(w, a, a->entry);
	swm_leave(&w->cluster);
	swm_say(w, "  swapcache_prepare(%u) = %s", a->entry,
		err == -EEXIST ? "-EEXIST" : err ? "-ENOENT" : "0");
	if (err == -EEXIST) {
		if (!swm_now->keep)
			a->spare = SWM_NO;
		SWM_CALL(a->swapin_pc, livelock ? swm_now->lost(w, a) : swm_lost_tick(w, a));
		goto again;
	}
	a->spare = SWM_NO;
	if (err)
		SWM_EXIT(a->swapin_pc);
	if (livelock && swm_now->inside) {
		SWM_STEP(a->swapin_pc);
		if (swm_choose(w, 2))
			swm_tick(w, a);
		swm_say(w, "  allocates a page%s", a->asleep ? ", sleeps for that" : "");
		SWM_UNTIL(a->swapin_pc, swm_awake(a));
	}
	SWM_STEP(a->swapin_pc);
	swm_enter(&w->cluster);
	a->folio = swm_folio_new(w, a);
	w->s.folio[a->folio].lock = a->nr + 1;
	swm_cache_add(w, a->folio, a->entry);
	swm_leave(&w->cluster);
	swm_say(w, "  add_to_swap_cache(%u)", a->entry);
	if (livelock && swm_now->wake) {
		SWM_STEP(a->swapin_pc);
		swm_now->wake(w, a);
	}
	SWM_STEP(a->swapin_pc);
	WRITE_ONCE(w->s.folio[a->folio].content, READ_ONCE(w->s.slot[a->entry].content));
	swm_say(w, "  swap_readpage(%u): %u", a->entry, w->s.folio[a->folio].content);
	SWM_STEP(a->swapin_pc);
	swm_enter(&w->cluster);
	swm_folio_unlock(w, a->folio);
	swm_leave(&w->cluster);
	swm_say(w, "  unlocks the page");
	SWM_END(a->swapin_pc);
}

static const char *answer(int err)
{
	return err == -EEXIST ? "refused" : err ? "-ENOENT" : "granted";
}

enum swm_ret swm_fault(struct swm_world *w, struct swm_actor *a)
{
	int err;

	SWM_BEGIN(a->fault_pc);
	SWM_STEP(a->fault_pc);
	a->pte = READ_ONCE(w->s.pte[a->mm]);
	if (SWM_KIND(a->pte) == SWM_PTE_PAGE) {
		swm_say(w, "the page is there");
		SWM_EXIT(a->fault_pc);
	}
	if (SWM_KIND(a->pte) == SWM_PTE_NONE) {
		swm_say(w, "the PTE is none");
		SWM_CALL(a->fault_pc, swm_anon(w, a));
		SWM_EXIT(a->fault_pc);
	}
	a->entry = SWM_NR(a->pte);
	swm_say(w, "do_swap_page(%u)", a->entry);

	SWM_STEP(a->fault_pc);
	swm_enter(&w->cluster);
	a->folio = swm_cache_find(w, a->entry);
	swm_leave(&w->cluster);
	if (a->folio != SWM_NO) {
		swm_say(w, "  lookup_swap_cache(%u): a page", a->entry);
		goto cached;
	}
	swm_say(w, "  lookup_swap_cache(%u): none", a->entry);
	if (swm_now->cached)
		goto swapin;
	SWM_STEP(a->fault_pc);
	if (swm_count(w, a->entry) != 1) {
		swm_say(w, "  __swap_count(%u) is not 1", a->entry);
		goto swapin;
	}
	swm_say(w, "  __swap_count(%u) = 1", a->entry);
	if (!swm_now->claim || swm_now->late)
		goto read;
claim:
	SWM_STEP(a->fault_pc);
	swm_enter(&w->cluster);
	err = swm_now->claim(w, a);
	swm_leave(&w->cluster);
	swm_say(w, "  claims entry %u: %s", a->entry, answer(err));
	if (err == -ENOENT)
		goto out;
	if (err) {
		a->go = SWM_GO_FAULT;
		SWM_CALL(a->fault_pc, swm_now->lost(w, a));
		if (a->go == SWM_GO_CLAIM)
			goto claim;
		if (a->go == SWM_GO_CACHED)
			goto swapin;
		goto out;
	}
	a->claimed = 1;
read:
	SWM_STEP(a->fault_pc);
	swm_enter(&w->cluster);
	a->folio = swm_folio_new(w, a);
	w->s.folio[a->folio].content = READ_ONCE(w->s.slot[a->entry].content);
	swm_leave(&w->cluster);
	swm_say(w, "  swap_readpage(%u): %u", a->entry, w->s.folio[a->folio].content);
	if (swm_now->late) {
		SWM_STEP(a->fault_pc);
		swm_enter(&w->cluster);
		err = swm_now->claim(w, a);
		swm_leave(&w->cluster);
		swm_say(w, "  claims entry %u: %s", a->entry, answer(err));
		if (err)
			goto drop;
		a->claimed = 1;
	}
	SWM_UNTIL(a->fault_pc, swm_ptl(w, a));
	if (!swm_same(w, a, a->pte)) {
		swm_ptl_unlock(w, a);
		swm_say(w, "  pte_same(): no");
		goto drop;
	}
	swm_say(w, "  takes the PTL, pte_same(): yes");
	SWM_STEP(a->fault_pc);
	swm_enter(&w->cluster);
	swm_free(w, a->entry);
	swm_leave(&w->cluster);
	swm_say(w, "  swap_free(%u)", a->entry);
	SWM_STEP(a->fault_pc);
	swm_map(w, a);
	swm_say(w, "  maps the page, which reads %u", w->s.folio[a->folio].content);
	if (a->claimed && swm_now->under_ptl) {
		SWM_STEP(a->fault_pc);
		swm_enter(&w->cluster);
		swm_now->release(w, a);
		swm_leave(&w->cluster);
		a->claimed = 0;
		swm_say(w, "  drops the claim on %u", a->entry);
	}
	SWM_STEP(a->fault_pc);
	swm_ptl_unlock(w, a);
	swm_say(w, "  drops the PTL");
drop:
	swm_enter(&w->cluster);
	swm_folio_put(w, &a->folio);
	swm_leave(&w->cluster);
out:
	if (a->claimed) {
		SWM_STEP(a->fault_pc);
		swm_enter(&w->cluster);
		swm_now->release(w, a);
		swm_leave(&w->cluster);
		swm_say(w, "  drops the claim on %u", a->entry);
		a->claimed = 0;
		if (swm_now->wake) {
			SWM_STEP(a->fault_pc);
			swm_now->wake(w, a);
		}
	}
	SWM_EXIT(a->fault_pc);
swapin:
	SWM_CALL(a->fault_pc, swm_swapin(w, a));
	if (a->folio == SWM_NO)
		SWM_EXIT(a->fault_pc);
cached:
	SWM_CALL(a->fault_pc, swm_map_cached(w, a));
	SWM_END(a->fault_pc);
}
