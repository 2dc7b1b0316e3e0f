// SPDX-License-Identifier: GPL-2.0
/*
 * Who acts in the world of swap.c: threads that use the page, reclaim, zap, fork,
 * read-ahead.
 */
#include "cast.h"

/*
 * A write makes a copy if the page may be the child's as well: after a fork no PTE is
 * exclusive, and who has a reference cannot be told. Before, that a page is in the swap
 * cache or that something else counts its entry does not make it shared, since the PTE
 * says that it is not (pte_swp_exclusive()).
 */
static bool shared(struct swm_world *w, u8 pte)
{
	return SWM_KIND(pte) == SWM_PTE_PAGE && READ_ONCE(w->s.forked) &&
	       w->s.folio[SWM_NR(pte)].ref > 1;
}

/* The child is there, and a copy can be made: that is a fault, which needs the lock. */
static bool ready(struct swm_world *w, struct swm_actor *a)
{
	if (a->mm)
		return READ_ONCE(w->s.forked);
	return !READ_ONCE(w->s.ptl[0]) || !shared(w, READ_ONCE(w->s.pte[0]));
}

/*
 * An instruction of the user: the hardware needs no lock for it. In the mm that forked
 * it is a read and a write, which makes a copy of a page that others have as well; in
 * the child a read.
 */
static bool touch(struct swm_world *w, struct swm_actor *a)
{
	u8 pte, old;
	bool there;

	swm_enter(&w->real_ptl[a->mm]);
	pte = w->s.pte[a->mm];
	there = SWM_KIND(pte) == SWM_PTE_PAGE;
	if (there) {
		struct swm_folio *f = &w->s.folio[SWM_NR(pte)];

		swm_enter(&w->cluster);
		if (f->content != w->s.truth[a->mm])
			swm_broke(w, SWM_P_LOST);
		if (!a->mm) {
			if (shared(w, pte)) {
				old = SWM_NR(pte);
				pte = swm_folio_new(w, a);
				f = &w->s.folio[pte];
				WRITE_ONCE(w->s.pte[0], SWM_PTE_PAGE | pte);
				swm_folio_put(w, &old);
			}
			f->content = ++w->s.version;
			w->s.truth[0] = f->content;
			swm_say(w, "user: writes %u", f->content);
		} else {
			swm_say(w, "user: reads %u", f->content);
		}
		swm_leave(&w->cluster);
	}
	swm_leave(&w->real_ptl[a->mm]);
	return there;
}

enum swm_ret swm_use(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->pc);
	SWM_UNTIL(a->pc, ready(w, a));
	while (!touch(w, a)) {
		swm_say(w, "user: touches the page, fault");
		SWM_CALL(a->pc, swm_now->fault ? swm_now->fault(w, a) : swm_fault(w, a));
		SWM_UNTIL(a->pc, ready(w, a));
	}
	SWM_END(a->pc);
}

/* The page is mapped and nobody has it locked: then it is locked. */
static bool isolate(struct swm_world *w, struct swm_actor *a)
{
	bool got = false;
	u8 pte;

	swm_enter(&w->real_ptl[0]);
	pte = w->s.pte[0];
	if (SWM_KIND(pte) == SWM_PTE_PAGE && swm_folio_lock(w, a, SWM_NR(pte))) {
		swm_enter(&w->cluster);
		a->folio = SWM_NR(pte);
		swm_folio_get(w, a->folio);
		swm_leave(&w->cluster);
		got = true;
	}
	swm_leave(&w->real_ptl[0]);
	return got;
}

enum swm_ret swm_reclaim(struct swm_world *w, struct swm_actor *a)
{
	struct swm_folio *f = &w->s.folio[a->folio == SWM_NO ? 0 : a->folio];

	SWM_BEGIN(a->pc);
	SWM_UNTIL(a->pc, isolate(w, a));
	swm_say(w, "locks the page");
	SWM_STEP(a->pc);
	if (f->slot == SWM_NO) {
		swm_enter(&w->cluster);
		a->entry = swm_slot_alloc(w);
		swm_leave(&w->cluster);
		if (a->entry == SWM_NO) {
			swm_say(w, "get_swap_page(): swap is full");
			goto out;
		}
		swm_say(w, "get_swap_page() = %u", a->entry);
		SWM_STEP(a->pc);
		swm_enter(&w->cluster);
		swm_cache_add(w, a->folio, a->entry);
		swm_leave(&w->cluster);
		swm_say(w, "add_to_swap_cache(%u)", a->entry);
	} else {
		a->entry = f->slot;
		swm_say(w, "the page is in the swap cache: entry %u again", a->entry);
	}
	SWM_UNTIL(a->pc, swm_ptl(w, a));
	if (!swm_same(w, a, SWM_PTE_PAGE | a->folio)) {
		swm_ptl_unlock(w, a);
		swm_say(w, "the page is not mapped any more");
		goto out;
	}
	swm_say(w, "try_to_unmap(): takes the PTL");
	SWM_STEP(a->pc);
	/* users do not see the PTE any more when the count rises */
	swm_enter(&w->cluster);
	swm_dup(w, a->entry);
	swm_leave(&w->cluster);
	WRITE_ONCE(w->s.pte[0], SWM_PTE_SWAP | a->entry);
	swm_enter(&w->cluster);
	a->spare = a->folio;
	swm_folio_put(w, &a->spare);
	swm_leave(&w->cluster);
	swm_say(w, "  swap_duplicate(%u), the PTE is %u", a->entry, a->entry);
	SWM_STEP(a->pc);
	swm_ptl_unlock(w, a);
	swm_say(w, "drops the PTL");
	SWM_STEP(a->pc);
	WRITE_ONCE(w->s.slot[a->entry].content, f->content);
	swm_say(w, "swap_writepage(%u): %u", a->entry, f->content);
out:
	SWM_STEP(a->pc);
	swm_enter(&w->cluster);
	/* the cache's and its own: nobody else can have got hold of it */
	if (f->slot != SWM_NO && f->ref == 2) {
		swm_say(w, "drops the page and entry %u's claim", f->slot);
		swm_cache_del(w, a->folio);
	} else {
		swm_say(w, "leaves the page where it is");
	}
	swm_folio_unlock(w, a->folio);
	swm_folio_put(w, &a->folio);
	swm_leave(&w->cluster);
	SWM_END(a->pc);
}

/* MADV_DONTNEED */
enum swm_ret swm_zap(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->pc);
	SWM_UNTIL(a->pc, swm_ptl(w, a));
	swm_say(w, "zap_pte_range(): takes the PTL");
	a->pte = w->s.pte[a->mm];
	if (SWM_KIND(a->pte) == SWM_PTE_SWAP) {
		SWM_STEP(a->pc);
		swm_enter(&w->cluster);
		swm_free(w, SWM_NR(a->pte));
		a->folio = swm_cache_find(w, SWM_NR(a->pte));
		if (a->folio != SWM_NO) {
			if (!w->s.folio[a->folio].lock)
				swm_cache_free(w, a->folio);
			swm_folio_put(w, &a->folio);
		}
		swm_leave(&w->cluster);
		swm_say(w, "  free_swap_and_cache(%u)", SWM_NR(a->pte));
	}
	SWM_STEP(a->pc);
	WRITE_ONCE(w->s.pte[a->mm], SWM_PTE_NONE);
	w->s.truth[a->mm] = SWM_ZERO;
	a->folio = SWM_NR(a->pte);
	swm_enter(&w->cluster);
	if (SWM_KIND(a->pte) == SWM_PTE_PAGE || SWM_KIND(a->pte) == SWM_PTE_MARK)
		swm_folio_put(w, &a->folio);
	a->folio = SWM_NO;
	swm_leave(&w->cluster);
	swm_say(w, "  the PTE is none");
	SWM_STEP(a->pc);
	swm_ptl_unlock(w, a);
	swm_say(w, "drops the PTL");
	SWM_END(a->pc);
}

/* An entry that a swap-in has marked (L) is waited for. */
static bool ptl_unmarked(struct swm_world *w, struct swm_actor *a)
{
	if (!swm_ptl(w, a))
		return false;
	if (SWM_KIND(w->s.pte[0]) != SWM_PTE_MARK)
		return true;
	swm_ptl_unlock(w, a);
	return false;
}

enum swm_ret swm_fork(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->pc);
	SWM_UNTIL(a->pc, ptl_unmarked(w, a));
	swm_say(w, "copy_pte_range(): takes the PTL");
	a->pte = w->s.pte[0];
	if (SWM_KIND(a->pte) == SWM_PTE_SWAP) {
		SWM_STEP(a->pc);
		swm_enter(&w->cluster);
		swm_dup(w, SWM_NR(a->pte));
		swm_leave(&w->cluster);
		swm_say(w, "  swap_duplicate(%u)", SWM_NR(a->pte));
		SWM_STEP(a->pc);
		WRITE_ONCE(w->s.pte[1], a->pte);
		WRITE_ONCE(w->s.forked, 1);
		w->s.truth[1] = w->s.truth[0];
		swm_say(w, "  the child's PTE is entry %u", SWM_NR(a->pte));
	}
	SWM_STEP(a->pc);
	WRITE_ONCE(w->s.forked, 1);
	swm_ptl_unlock(w, a);
	swm_say(w, "drops the PTL");
	SWM_END(a->pc);
}

enum swm_ret swm_read_ahead(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->pc);
	SWM_STEP(a->pc);
	a->pte = READ_ONCE(w->s.pte[0]);
	swm_say(w, "reads ahead");
	if (SWM_KIND(a->pte) != SWM_PTE_SWAP)
		SWM_EXIT(a->pc);
	a->entry = SWM_NR(a->pte);
	SWM_CALL(a->pc, swm_swapin(w, a));
	if (a->folio == SWM_NO)
		SWM_EXIT(a->pc);
	SWM_STEP(a->pc);
	swm_enter(&w->cluster);
	swm_folio_put(w, &a->folio);
	swm_leave(&w->cluster);
	swm_say(w, "is done with the page");
	SWM_END(a->pc);
}

void swm_swap_init(struct swm_world *w)
{
	struct swm_swap *s = &w->s;
	u8 i;

	for (i = 0; i < SWM_SLOTS; i++)
		s->slot[i].content = SWM_GARBAGE;
	s->version = 1;
	s->pte[0] = SWM_PTE_SWAP | 0;
	s->truth[0] = 1;
	s->slot[0].map = 1;
	s->slot[0].content = 1;
}

/* When all have ended: what a reader would find, and whether anything is left over. */
enum swm_prop swm_swap_end(struct swm_world *w)
{
	struct swm_swap *s = &w->s;
	u8 counts[SWM_SLOTS] = {};
	u8 mm, i, f;

	for (mm = 0; mm < SWM_MMS; mm++) {
		u8 nr = SWM_NR(s->pte[mm]), reads = SWM_ZERO;

		if (SWM_KIND(s->pte[mm]) == SWM_PTE_PAGE) {
			reads = s->folio[nr].content;
		} else if (SWM_KIND(s->pte[mm]) == SWM_PTE_SWAP) {
			counts[nr]++;
			f = swm_cache_find(w, nr);
			reads = f == SWM_NO ? s->slot[nr].content : s->folio[f].content;
			if (f != SWM_NO)
				swm_folio_put(w, &f);
		}
		if (reads != s->truth[mm])
			return SWM_P_LOST;
	}
	for (i = 0; i < SWM_SLOTS; i++) {
		bool cached = false;

		for (f = 0; f < SWM_FOLIOS; f++)
			cached |= s->folio[f].ref && s->folio[f].slot == i;
		if (SWM_COUNT(s->slot[i].map) < counts[i])
			return SWM_P_COUNT;
		if (SWM_COUNT(s->slot[i].map) > counts[i] || s->slot[i].pins ||
		    !!(s->slot[i].map & SWM_HAS_CACHE) != cached || s->slot[i].map & SWM_LOCKED)
			return SWM_P_LEAK;
	}
	for (f = 0; f < SWM_FOLIOS; f++) {
		u8 refs = 0;

		for (mm = 0; mm < SWM_MMS; mm++)
			refs += s->pte[mm] == (SWM_PTE_PAGE | f);
		if (s->folio[f].ref && s->folio[f].slot != SWM_NO)
			refs++;
		if (s->folio[f].ref != refs || s->folio[f].lock)
			return SWM_P_LEAK;
	}
	return SWM_P_NONE;
}
