// SPDX-License-Identifier: GPL-2.0
/*
 * The world of S1 and S2: one page of memory, swapped out, in one mm or two, the slots
 * it can be in, the swap cache, and what everybody does to them. A write makes the page
 * read a number that it never read before, so a page that was mapped too late tells.
 */
#include "model.h"

static bool used(const struct swm_slot *s)
{
	return s->map || s->pins;
}

/* As zram: what was in a slot is gone when it is freed. */
void swm_slot_unused(struct swm_world *w, u8 slot)
{
	if (!used(&w->s.slot[slot]))
		WRITE_ONCE(w->s.slot[slot].content, SWM_GARBAGE);
}

/* Any slot that is free: used again at once, or later. */
u8 swm_slot_alloc(struct swm_world *w)
{
	u8 i, n = 0, nr;

	for (i = 0; i < SWM_SLOTS; i++)
		n += !used(&w->s.slot[i]);
	if (!n)
		return SWM_NO;
	nr = swm_choose(w, n);
	for (i = 0; used(&w->s.slot[i]) || nr--; i++)
		;
	w->s.slot[i].map = SWM_HAS_CACHE;
	return i;
}

u8 swm_count(struct swm_world *w, u8 slot)
{
	return SWM_COUNT(READ_ONCE(w->s.slot[slot].map));
}

/* swapcache_prepare() */
int swm_prepare(struct swm_world *w, struct swm_actor *a, u8 slot)
{
	struct swm_slot *s = &w->s.slot[slot];

	if (s->map & (SWM_HAS_CACHE | SWM_LOCKED))
		return -EEXIST;
	if (!SWM_COUNT(s->map))
		return -ENOENT;
	s->map |= SWM_HAS_CACHE;
	return 0;
}

/* swapcache_clear(), put_swap_page() */
void swm_clear(struct swm_world *w, struct swm_actor *a, u8 slot)
{
	struct swm_slot *s = &w->s.slot[slot];

	if (!(s->map & SWM_HAS_CACHE) || (a && s->holder != a->nr + 1))
		swm_broke(w, SWM_P_COUNT);
	s->map &= ~SWM_HAS_CACHE;
	s->holder = 0;
	swm_slot_unused(w, slot);
}

/* swap_duplicate() */
int swm_dup(struct swm_world *w, u8 slot)
{
	if (!w->s.slot[slot].map) {
		swm_broke(w, SWM_P_COUNT);
		return -ENOENT;
	}
	w->s.slot[slot].map++;
	return 0;
}

/* swap_free() */
void swm_free(struct swm_world *w, u8 slot)
{
	if (!SWM_COUNT(w->s.slot[slot].map)) {
		swm_broke(w, SWM_P_COUNT);
		return;
	}
	w->s.slot[slot].map--;
	swm_slot_unused(w, slot);
}

u8 swm_folio_new(struct swm_world *w, struct swm_actor *a)
{
	u8 i;

	for (i = 0; i < SWM_FOLIOS; i++) {
		if (!w->s.folio[i].ref) {
			w->s.folio[i] = (struct swm_folio){ .ref = 1, .slot = SWM_NO };
			return i;
		}
	}
	swm_broke(w, SWM_P_SMALL);
	return 0;
}

void swm_folio_get(struct swm_world *w, u8 folio)
{
	w->s.folio[folio].ref++;
}

/* The last reference makes it nobody's, and all such folios are alike. */
void swm_folio_put(struct swm_world *w, u8 *folio)
{
	struct swm_folio *f = &w->s.folio[*folio];

	if (!f->ref)
		swm_broke(w, SWM_P_COUNT);
	else if (!--f->ref)
		memset(f, 0, sizeof(*f));
	*folio = SWM_NO;
}

bool swm_folio_lock(struct swm_world *w, struct swm_actor *a, u8 folio)
{
	struct swm_folio *f = &w->s.folio[folio];
	bool got;

	swm_enter(&w->cluster);
	got = !f->lock;
	if (got)
		f->lock = a->nr + 1;
	swm_leave(&w->cluster);
	return got;
}

void swm_folio_unlock(struct swm_world *w, u8 folio)
{
	w->s.folio[folio].lock = 0;
}

/* filemap_get_folio(): with a reference */
u8 swm_cache_find(struct swm_world *w, u8 slot)
{
	u8 i;

	for (i = 0; i < SWM_FOLIOS; i++) {
		if (w->s.folio[i].ref && w->s.folio[i].slot == slot) {
			swm_folio_get(w, i);
			return i;
		}
	}
	return SWM_NO;
}

/* The slot has SWM_HAS_CACHE already; from here on it is the folio that has it. */
void swm_cache_add(struct swm_world *w, u8 folio, u8 slot)
{
	w->s.folio[folio].slot = slot;
	w->s.slot[slot].holder = 0;
	swm_folio_get(w, folio);
}

void swm_cache_del(struct swm_world *w, u8 folio)
{
	u8 slot = w->s.folio[folio].slot;

	w->s.folio[folio].slot = SWM_NO;
	swm_clear(w, NULL, slot);
	swm_folio_put(w, &folio);
}

/* folio_free_swap(), by who has the lock of the folio */
bool swm_cache_free(struct swm_world *w, u8 folio)
{
	u8 slot = w->s.folio[folio].slot;

	if (slot == SWM_NO || SWM_COUNT(w->s.slot[slot].map))
		return false;
	swm_cache_del(w, folio);
	return true;
}

/* Under the page-table lock: is the PTE what was read without it? */
bool swm_same(struct swm_world *w, struct swm_actor *a, u8 pte)
{
	return w->s.pte[a->mm] == pte;
}

/* set_pte_at(), with a reference of its own */
void swm_map(struct swm_world *w, struct swm_actor *a)
{
	swm_enter(&w->cluster);
	if (w->s.folio[a->folio].content != w->s.truth[a->mm])
		swm_broke(w, SWM_P_STALE);
	swm_folio_get(w, a->folio);
	swm_leave(&w->cluster);
	WRITE_ONCE(w->s.pte[a->mm], SWM_PTE_PAGE | a->folio);
}

/* do_anonymous_page() */
enum swm_ret swm_anon(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->swapin_pc);
	SWM_UNTIL(a->swapin_pc, swm_ptl(w, a));
	if (swm_same(w, a, SWM_PTE_NONE)) {
		swm_enter(&w->cluster);
		a->folio = swm_folio_new(w, a);
		swm_leave(&w->cluster);
		swm_map(w, a);
		swm_enter(&w->cluster);
		swm_folio_put(w, &a->folio);
		swm_leave(&w->cluster);
		swm_say(w, "maps a new page of zeroes");
	} else {
		swm_say(w, "the PTE has changed");
	}
	swm_ptl_unlock(w, a);
	SWM_END(a->swapin_pc);
}
