// SPDX-License-Identifier: GPL-2.0
/*
 * The world of S4: a collapse into a huge page, which has looked up a vma and its page
 * table under mmap_lock, drops the lock for a swap-in and takes it again; and those
 * who take the vma or the page table away meanwhile. The memory of a vma or a page
 * table that was freed may be that of the next one.
 */
#include "cast.h"

static bool lock_read(struct swm_world *w)
{
	bool got;

	swm_enter(&w->cluster);
	got = !w->t.writer;
	w->t.readers += got;
	swm_leave(&w->cluster);
	return got;
}

static bool lock_write(struct swm_world *w)
{
	bool got;

	swm_enter(&w->cluster);
	got = !w->t.writer && !w->t.readers;
	w->t.writer |= got;
	swm_leave(&w->cluster);
	return got;
}

static void unlock(struct swm_world *w)
{
	swm_enter(&w->cluster);
	if (w->t.writer)
		w->t.writer = 0;
	else
		w->t.readers--;
	swm_leave(&w->cluster);
}

/* What hugepage_vma_revalidate() or what stands in its place says, and the pmd. */
static bool still_there(struct swm_world *w, struct swm_actor *a)
{
	bool ok;

	swm_enter(&w->cluster);
	ok = !swm_now->check || swm_now->check(w, a);
	if (ok && swm_now->pmd && w->t.pmd != a->pte)
		ok = false;
	swm_leave(&w->cluster);
	swm_say(w, "  checks: %s", ok ? "still there" : "gone, gives up");
	return ok;
}

/* The vma and the page table that were looked up are used. */
static void use_them(struct swm_world *w, struct swm_actor *a)
{
	struct swm_thp *t = &w->t;

	swm_enter(&w->cluster);
	if (!t->vma[a->obj].alive || t->live_table != a->pte)
		swm_broke(w, SWM_P_FREED);
	else if (!t->vma[a->obj].fits || t->map != a->obj)
		swm_broke(w, SWM_P_WRONG);
	swm_leave(&w->cluster);
}

static const char *what(struct swm_world *w, struct swm_actor *a)
{
	struct swm_thp *t = &w->t;

	if (!t->vma[a->obj].alive)
		return ": the vma was freed";
	if (t->live_table != a->pte)
		return ": the page table was freed";
	if (t->map != a->obj || !t->vma[a->obj].fits)
		return ": it is another vma";
	return "";
}

enum swm_ret swm_thp_collapse(struct swm_world *w, struct swm_actor *a)
{
	struct swm_thp *t = &w->t;
	bool found;

	SWM_BEGIN(a->pc);
	SWM_UNTIL(a->pc, lock_read(w));
	swm_say(w, "khugepaged: mmap_read_lock()");
	SWM_STEP(a->pc);
	swm_enter(&w->cluster);
	a->obj = t->map;
	a->pte = t->pmd;
	found = !t->exiting && a->obj != SWM_NO && t->vma[a->obj].fits &&
		a->pte && a->pte != SWM_HUGE;
	swm_leave(&w->cluster);
	swm_say(w, "  looks up the vma and the pmd");
	if (!found)
		goto out;
	SWM_STEP(a->pc);
	unlock(w);
	swm_say(w, "  do_swap_page() drops mmap_lock: VM_FAULT_RETRY");
	SWM_UNTIL(a->pc, lock_read(w));
	swm_say(w, "  mmap_read_lock()");
	SWM_STEP(a->pc);
	if (!still_there(w, a))
		goto out;
	SWM_STEP(a->pc);
	use_them(w, a);
	swm_say(w, "  swaps in the next page%s", what(w, a));
	SWM_STEP(a->pc);
	unlock(w);
	swm_say(w, "  mmap_read_unlock()");
	SWM_UNTIL(a->pc, lock_write(w));
	swm_say(w, "  mmap_write_lock()");
	SWM_STEP(a->pc);
	if (!still_there(w, a))
		goto out;
	SWM_STEP(a->pc);
	use_them(w, a);
	swm_say(w, "  pmdp_collapse_flush()%s", what(w, a));
	swm_enter(&w->cluster);
	t->pmd = SWM_HUGE;
	t->live_table = 0;
	swm_leave(&w->cluster);
out:
	SWM_STEP(a->pc);
	unlock(w);
	swm_say(w, "  drops mmap_lock");
	SWM_END(a->pc);
}

/* A page table that has neighbours of the vma in it as well stays. */
static void forget(struct swm_world *w, bool table)
{
	struct swm_thp *t = &w->t;

	swm_enter(&w->cluster);
	if (t->map != SWM_NO)
		t->vma[t->map].alive = 0;
	t->map = SWM_NO;
	if (table) {
		t->pmd = 0;
		t->live_table = 0;
	}
	swm_leave(&w->cluster);
}

/*
 * munmap, then something else at the same address, which is touched. An actor with an
 * mm other than 0 is one whose neighbours keep the page table.
 */
enum swm_ret swm_thp_unmap(struct swm_world *w, struct swm_actor *a)
{
	struct swm_thp *t = &w->t;
	u8 choice;

	SWM_BEGIN(a->pc);
	SWM_UNTIL(a->pc, lock_write(w));
	swm_say(w, "munmap: mmap_write_lock()");
	SWM_STEP(a->pc);
	forget(w, !a->mm);
	swm_say(w, "  frees the vma%s", a->mm ? "" : " and the page table");
	SWM_STEP(a->pc);
	unlock(w);
	swm_say(w, "  drops mmap_lock");
	SWM_UNTIL(a->pc, lock_write(w));
	swm_say(w, "mmap: mmap_write_lock()");
	SWM_STEP(a->pc);
	swm_enter(&w->cluster);
	/* memory used again at once or not; a vma for huge pages or not */
	choice = swm_choose(w, 4);
	t->map = choice & 1;
	t->vma[t->map] = (struct swm_vma){ .alive = 1, .fits = choice >> 1 };
	swm_leave(&w->cluster);
	swm_say(w, "  a new vma%s%s", choice & 1 ? "" : " where the old one was in memory",
		choice >> 1 ? "" : ", not for huge pages");
	SWM_STEP(a->pc);
	unlock(w);
	swm_say(w, "  drops mmap_lock");
	SWM_UNTIL(a->pc, lock_read(w));
	swm_say(w, "fault: mmap_read_lock()");
	SWM_STEP(a->pc);
	swm_enter(&w->cluster);
	if (!t->pmd && t->map != SWM_NO) {
		t->pmd = 1 + swm_choose(w, 2);
		t->live_table = t->pmd;
	}
	swm_leave(&w->cluster);
	swm_say(w, "  a page table%s", a->mm ? ", as before" : t->pmd == 1 ? " where the old one was in memory" : "");
	SWM_STEP(a->pc);
	unlock(w);
	swm_say(w, "  drops mmap_lock");
	SWM_END(a->pc);
}

/* exit_mmap(): waits once for who has the lock, then takes none. */
enum swm_ret swm_thp_exit(struct swm_world *w, struct swm_actor *a)
{
	SWM_BEGIN(a->pc);
	SWM_STEP(a->pc);
	WRITE_ONCE(w->t.exiting, 1);
	swm_say(w, "exit: mm_users is 0");
	SWM_UNTIL(a->pc, lock_write(w));
	swm_say(w, "  khugepaged_exit(): mmap_write_lock()");
	SWM_STEP(a->pc);
	unlock(w);
	swm_say(w, "  drops mmap_lock");
	SWM_STEP(a->pc);
	forget(w, true);
	swm_say(w, "  exit_mmap() frees vmas and page tables");
	SWM_END(a->pc);
}

/* Somebody else collapses the same range: the page table goes, the vma stays. */
enum swm_ret swm_thp_other(struct swm_world *w, struct swm_actor *a)
{
	struct swm_thp *t = &w->t;

	SWM_BEGIN(a->pc);
	SWM_UNTIL(a->pc, lock_write(w));
	swm_say(w, "MADV_COLLAPSE: mmap_write_lock()");
	SWM_STEP(a->pc);
	swm_enter(&w->cluster);
	if (t->pmd && t->pmd != SWM_HUGE && t->vma[t->map].fits) {
		t->pmd = SWM_HUGE;
		t->live_table = 0;
	}
	swm_leave(&w->cluster);
	swm_say(w, "  a huge page, frees the page table");
	SWM_STEP(a->pc);
	unlock(w);
	swm_say(w, "  drops mmap_lock");
	SWM_END(a->pc);
}

void swm_thp_init(struct swm_world *w)
{
	w->t.map = 0;
	w->t.vma[0] = (struct swm_vma){ .alive = 1, .fits = 1 };
	w->t.pmd = 1;
	w->t.live_table = 1;
}
