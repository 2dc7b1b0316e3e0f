// SPDX-License-Identifier: GPL-2.0
/*
 * The world of S3: a fault reads its page from a swap device past the swap cache,
 * while swapoff brings the page in by itself and takes the device away; the same slot
 * of the table of devices is then used for another one. In a read tasks sleep.
 */
#include "cast.h"

enum swm_ret swm_dev_read(struct swm_world *w, struct swm_actor *a)
{
	struct swm_dev *d = &w->d;

	SWM_BEGIN(a->pc);
again:
	SWM_STEP(a->pc);
	swm_enter(&w->cluster);
	a->pte = d->pte;
	swm_leave(&w->cluster);
	if (SWM_KIND(a->pte) != SWM_PTE_SWAP) {
		swm_say(w, "the page is there");
		SWM_EXIT(a->pc);
	}
	swm_say(w, "do_swap_page(): the PTE is an entry");
	a->go = 1;
	if (swm_now->get)
		SWM_CALL(a->pc, swm_now->get(w, a));
	if (!a->go)
		goto again;
	SWM_STEP(a->pc);
	swm_enter(&w->cluster);
	a->turn = d->file;
	if (!a->turn)
		swm_broke(w, SWM_P_DEVICE);
	swm_sleeps(w, a);
	swm_leave(&w->cluster);
	swm_say(w, "  swap_readpage() begins%s", a->turn ? "" : ": si->swap_file is NULL");
	SWM_RESCHED(a->pc);
	swm_enter(&w->cluster);
	if (d->file != a->turn)
		swm_broke(w, SWM_P_DEVICE);
	swm_leave(&w->cluster);
	swm_say(w, "  swap_readpage() ends%s",
		d->file == a->turn ? "" : ": the device is not there any more");
	SWM_STEP(a->pc);
	swm_enter(&w->cluster);
	if (d->pte == a->pte) {
		d->pte = SWM_PTE_PAGE;
		swm_say(w, "  maps the page");
	} else {
		swm_say(w, "  pte_same(): no");
	}
	swm_leave(&w->cluster);
	if (swm_now->put) {
		SWM_STEP(a->pc);
		swm_enter(&w->cluster);
		swm_now->put(w, a);
		swm_leave(&w->cluster);
		swm_say(w, "  put_swap_device()");
	}
	SWM_END(a->pc);
}

enum swm_ret swm_dev_off(struct swm_world *w, struct swm_actor *a)
{
	struct swm_dev *d = &w->d;

	SWM_BEGIN(a->pc);
	SWM_STEP(a->pc);
	swm_enter(&w->cluster);
	if (SWM_KIND(d->pte) == SWM_PTE_SWAP)
		d->pte = SWM_PTE_PAGE;
	swm_leave(&w->cluster);
	swm_say(w, "swapoff: try_to_unuse() brings the page in");
	SWM_STEP(a->pc);
	WRITE_ONCE(d->valid, 0);
	swm_say(w, "  clears SWP_VALID");
	SWM_CALL(a->pc, swm_now->off(w, a));
	SWM_STEP(a->pc);
	swm_enter(&w->cluster);
	d->file = 0;
	swm_leave(&w->cluster);
	swm_say(w, "  p->swap_file = NULL");
	SWM_STEP(a->pc);
	swm_enter(&w->cluster);
	d->file = 2;
	swm_leave(&w->cluster);
	swm_say(w, "swapon: p->swap_file is another one");
	if (swm_now->on) {
		SWM_STEP(a->pc);
		swm_enter(&w->cluster);
		swm_now->on(w, a);
		swm_leave(&w->cluster);
	}
	SWM_STEP(a->pc);
	WRITE_ONCE(d->valid, 1);
	swm_say(w, "  sets SWP_VALID");
	SWM_END(a->pc);
}

void swm_dev_init(struct swm_world *w)
{
	struct swm_dev *d = &w->d;

	d->pte = SWM_PTE_SWAP;
	d->valid = 1;
	d->file = 1;
	d->ref = SWM_REF_LIVE;
	d->obj[0].alive = 1;
}

/* Whoever pinned has let go, and the device can be had again. */
enum swm_prop swm_dev_end(struct swm_world *w)
{
	if (w->d.users || w->d.obj[0].users || w->d.obj[1].users || w->d.ref != SWM_REF_LIVE)
		return SWM_P_LEAK;
	return SWM_P_NONE;
}
