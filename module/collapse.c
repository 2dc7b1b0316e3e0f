// SPDX-License-Identifier: GPL-2.0
/*
 * Collapses: khugepaged, or MADV_COLLAPSE, makes one huge page of many small ones,
 * and swaps in those that are out (S4).
 *
 * That takes long, so it happens under mmap_lock for reading, and the huge page is
 * put in place under mmap_lock for writing. Between the two, and while the huge page
 * is allocated before both, the lock is not held and the process may do what it
 * likes to its memory:
 *
 *	CPU0, a collapse of [A, A + 2M)         CPU1, the process
 *	----                                    ----
 *	allocate the huge page
 *	                                        (1) munmap(), mremap(), exit() ...
 *	down_read(mmap_lock)
 *	hugepage_vma_revalidate(A)
 *	__collapse_huge_page_swapin(A)
 *	  do_swap_page() = VM_FAULT_RETRY, mmap_lock is dropped
 *	                                        (2) likewise
 *	  up to 5.19: down_read(mmap_lock), hugepage_vma_revalidate(A)
 *	  from 6.0:   gives up
 *	up_read(mmap_lock)
 *	                                        (3) likewise
 *	down_write(mmap_lock)
 *	hugepage_vma_revalidate(A)
 *	copies and replaces the pages of A
 *
 * All that stands between (3) and a huge page at an address that is not the
 * process's any more is the second hugepage_vma_revalidate(), which the drafts of
 * May 2016 did not have in full. They can be had here again, as `fix_collapse`.
 *
 * Nothing that could be hooked is called between up_read() and down_write(). So a
 * task that is to be held in (3) is held when the swap-in has returned, and one that
 * is to be held in (1) when it enters the check, and for as long as it is held the
 * frame gives mmap_lock up and takes it again. Both is what happens to a task that
 * gets the lock late: between a place of these and the nearest unlock or lock of the
 * kernel there is not one access to the process's memory or its VMAs.
 *
 * A collapse is known by its task, in a small table: khugepaged is one task, and each
 * MADV_COLLAPSE is one more. A task puts itself in and takes itself out, so what is
 * found there for the current task needs no lock.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>

#include "swr_collapse.h"
#include "swr_hook.h"
#include "swr_inject.h"

#define NR_COLLAPSES	16

/**
 * struct collapse - one under way; all of it is its own task's
 * @task: whose, NULL: free
 * @mm: what is collapsed; it has a reference on it
 * @address: the first of the range
 * @tid: number of @task in the initial pid namespace
 * @tgid: the process whose memory that is, of the initial pid namespace, 0: not known
 * @vma: what the swap-in was given; to compare, never to follow
 * @swapping: inside the swap-in
 * @swapped: the swap-in is done, or is under way and may have dropped mmap_lock
 * @refused: a swap-in was refused the claim on its entry
 */
struct collapse {
	struct task_struct *task;
	struct mm_struct *mm;
	unsigned long address;
	pid_t tid;
	pid_t tgid;
	struct vm_area_struct *vma;
	bool swapping;
	bool swapped;
	bool refused;
};

enum { ROW_END, ROW_REVALIDATE, ROW_SWAPIN };	/* of swr_collapse_hooks[] */

static struct collapse collapses[NR_COLLAPSES];
atomic_t swr_nr_collapses __read_mostly;	/* in use: faults look no further while it is 0 */
static bool bracketed;			/* begin and end of a collapse are seen */
static bool followed;			/* a collapse can be told from another */
static bool shape_known;		/* the arguments of the check are where they are sought */

static struct collapse *collapse_current(void)
{
	struct collapse *c;

	if (likely(!atomic_read(&swr_nr_collapses)))
		return NULL;
	for (c = collapses; c < collapses + NR_COLLAPSES; c++)
		if (READ_ONCE(c->task) == current)
			return c;
	return NULL;
}

static struct collapse *collapse_begin(unsigned long mm, unsigned long address)
{
	struct collapse *c = collapse_current(), *at;

	if (!followed)
		return NULL;
	for (at = collapses; !c && at < collapses + NR_COLLAPSES; at++)
		if (!READ_ONCE(at->task) && !cmpxchg(&at->task, NULL, current)) {
			atomic_inc(&swr_nr_collapses);
			c = at;
		}
	if (!c) {
		swr_count(lost_collapses);
		return NULL;
	}
	c->mm = (struct mm_struct *)mm;
	WRITE_ONCE(c->address, address);
	WRITE_ONCE(c->tid, task_pid_nr(current));
	WRITE_ONCE(c->tgid, swr_mm_tgid(c->mm));
	c->vma = NULL;
	c->swapping = false;
	c->swapped = false;
	c->refused = false;
	return c;
}

static void collapse_end(struct collapse *c)
{
	/* pairs with the cmpxchg in collapse_begin() */
	smp_store_release(&c->task, NULL);
	atomic_dec(&swr_nr_collapses);
}

static void pass(enum swr_point point, enum swr_phase phase)
{
	swr_inject_pass(point, phase, NULL, 0);
	swr_gate_pass(point, phase, 0);
}

/*
 * Pass a point. Who is delayed or held there has mmap_lock not; it was taken by the
 * current task if @locked, and how can be seen: nobody else holds it for writing while
 * we have it.
 */
static void pass_unlocked(struct mm_struct *mm, enum swr_point point, enum swr_phase phase,
			  bool locked)
{
	bool write;

	if (likely(!swr_gates_set() && !swr_inject_armed(point)))
		return;
	write = locked && swr_mmap_lock_written(mm);
	if (write)
		mmap_write_unlock(mm);
	else if (locked)
		mmap_read_unlock(mm);
	pass(point, phase);
	if (write)
		mmap_write_lock(mm);
	else if (locked)
		mmap_read_lock(mm);
}

/**
 * swr_collapse_faulted() - swr_collapse_fault(), and there is a collapse
 * @f: as that
 * @ret: as that
 */
void swr_collapse_faulted(const struct swr_fault *f, vm_fault_t ret)
{
	struct collapse *c = collapse_current();

	if (likely(!c) || !c->swapping)
		return;
	if (f && f->span.stage == SWR_S_INSTALLED)
		swr_count(collapse_swapins);
	if (ret & VM_FAULT_RETRY) {
		swr_count(collapse_retries);
		c->swapped = true;
	}
	if (f && f->refused) {
		swr_count(collapse_refused);
		c->refused = true;
	}
}

SWR_ORIGINAL(collapse)

/* collapse_huge_page(mm, address, ...), 6.1 and later */
static noinline unsigned long frame_collapse(SWR_ARGS)
{
	struct collapse *c = collapse_begin(a0, a1);
	unsigned long ret;

	ret = static_call(swr_orig_collapse)(SWR_PASS);
	if (swr_collapsed(ret))
		swr_count(collapses_done);
	else if (c && c->refused)
		swr_count(collapses_beaten);
	if (c)
		collapse_end(c);
	pass(SWR_P_collapse_end, SWR_ENTRY);
	swr_frame_leave();
	return ret;
}

SWR_ORIGINAL(swapin)

/* __collapse_huge_page_swapin(mm, vma, address, ...) */
static noinline unsigned long frame_swapin(SWR_ARGS)
{
	struct collapse *c = bracketed ? collapse_current() : collapse_begin(a0, a2);
	unsigned long ret;
	bool done;

	swr_count(collapses);
	if (c) {
		c->vma = (struct vm_area_struct *)a1;
		c->swapping = true;
	}
	pass(SWR_P_collapse, SWR_ENTRY);
	ret = static_call(swr_orig_swapin)(SWR_PASS);
	done = swr_collapse_swapped(ret);
	if (c) {
		c->swapping = false;
		c->swapped = done;
		if (!done && !bracketed)
			collapse_end(c);
	}
	pass_unlocked((struct mm_struct *)a0, SWR_P_collapse, SWR_RETURN,
		      done || SWR_COLLAPSE_KEEPS_LOCK);
	swr_frame_leave();
	return ret;
}

/* --- the check, and those of the drafts in its place --- */

static const struct swr_collapse_fix fixes[] = {
	{
		.name = "stock",
		.models = "this kernel",
		.text = "the VMA is found anew and must fit",
	}, {
		.name = "none",
		.models = "drafts of May 2016",
		.text = "the VMA from before the swap-in, unseen",
		.unsafe = true,
	}, {
		.name = "vma_pointer",
		.models = "draft of May 2016, after VM_FAULT_RETRY",
		.text = "the VMA is found anew and must be the one from before",
		.unsafe = true,
	}, {
		.name = "find_vma",
		.models = "first answer to the drafts, May 2016",
		.text = "a VMA is found, whatever it is",
		.unsafe = true,
	},
};

enum { STOCK, NONE, VMA_POINTER, FIND_VMA };

static unsigned int active;		/* index into fixes[]; a check reads it once */
static bool unsafe_allowed;

/* Is a VMA that was seen before still one of the range? mmap_lock is held. */
static bool still_there(const struct collapse *c)
{
	struct vm_area_struct *vma = find_vma(c->mm, c->address);

	while (vma && vma->vm_start < c->address + SWR_COLLAPSE_BYTES) {
		if (vma == c->vma)
			return true;
		vma = find_vma(c->mm, vma->vm_end);
	}
	return false;
}

/*
 * What a draft would have gone on with, NULL: it would have given up. A VMA that is
 * gone or has no anonymous memory is where its kernel would have crashed: that is
 * counted, and the collapse gives up.
 */
static struct vm_area_struct *drafted(const struct collapse *c, unsigned int fix)
{
	bool ended = !atomic_read(&c->mm->mm_users);
	struct vm_area_struct *vma;

	if (ended && (fix == NONE || SWR_EXIT_KEEPS_VMAS)) {
		swr_count(unfit_vmas);
		return NULL;
	}
	if (fix == NONE && still_there(c))
		return c->vma;
	if (fix == NONE) {
		swr_count(unfit_vmas);
		return NULL;
	}
	vma = find_vma(c->mm, c->address);
	if (fix == VMA_POINTER && vma != c->vma)
		return NULL;
	if (vma && !vma->anon_vma) {
		swr_count(unfit_vmas);
		return NULL;
	}
	return vma;
}

/*
 * Where the check puts the VMA it has found: the only one of its arguments that points
 * into the stack of the task. Compilers change the shape of this function (.isra), so
 * that is not to be known by counting.
 */
static struct vm_area_struct **vma_place(SWR_ARGS)
{
	unsigned long args[] = { SWR_PASS };
	unsigned int i;

	for (i = 2; i < ARRAY_SIZE(args); i++)
		if (object_is_on_stack((void *)args[i]))
			return (struct vm_area_struct **)args[i];
	return NULL;
}

/* The first check of each collapse is always the kernel's: it shows whether we know the place. */
static void learn_shape(const struct collapse *c, struct vm_area_struct **place)
{
	if (!READ_ONCE(shape_known) && place && *place == find_vma(c->mm, c->address))
		WRITE_ONCE(shape_known, true);
}

static unsigned long answer(const struct collapse *c, struct vm_area_struct **place,
			    unsigned long stock)
{
	unsigned int fix = READ_ONCE(active);
	struct vm_area_struct *vma;

	/* the drafts left the check before the swap-in as it was */
	if (fix == STOCK || !c->swapped || !place || !READ_ONCE(shape_known))
		return stock;
	vma = drafted(c, fix);
	if (!vma)
		return SWR_NOT_REVALIDATED;
	if (!swr_revalidated(stock))
		swr_count(revalidations_faked);
	*place = vma;
	return SWR_REVALIDATED;
}

static atomic_t answers[SWR_COLLAPSE_ANSWERS];

static void count_answer(unsigned long stock)
{
	unsigned int nr = min_t(unsigned int, stock, SWR_COLLAPSE_ANSWERS - 1);

	atomic_inc(&answers[nr]);
	swr_count(revalidations);
	if (swr_revalidated(stock))
		swr_count(revalidated);
}

SWR_ORIGINAL(revalidate)

/* The last check of a collapse is the one with mmap_lock held for writing. */
static unsigned long revalidate(struct collapse *c, SWR_ARGS)
{
	struct vm_area_struct **place = vma_place(SWR_PASS);
	bool last = swr_mmap_lock_written(c->mm);
	unsigned long stock, ret;

	stock = static_call(swr_orig_revalidate)(SWR_PASS);
	if (swr_revalidated(stock))
		learn_shape(c, place);
	ret = answer(c, place, stock);
	/* last: who sees it counted sees what else was counted with it */
	count_answer(stock);
	/* one that finds nothing to swap in goes no further; inside the swap-in that has to end */
	if (!bracketed && (last || (!swr_revalidated(ret) && !c->swapping)))
		collapse_end(c);
	return ret;
}

/*
 * hugepage_vma_revalidate(mm, address, ...). MADV_COLLAPSE asks it outside of a collapse
 * as well, and that is let through. Where collapses are not seen to begin (5.10) there is
 * no MADV_COLLAPSE; there a check of something else than the last one, which may have been
 * given up unseen, begins the next collapse.
 */
static noinline unsigned long frame_revalidate(SWR_ARGS)
{
	struct collapse *c = collapse_current();
	unsigned long ret;

	if (!bracketed && (!c || c->mm != (struct mm_struct *)a0 || c->address != a1))
		c = collapse_begin(a0, a1);
	if (c) {
		pass_unlocked(c->mm, SWR_P_revalidate, SWR_ENTRY, true);
		ret = revalidate(c, SWR_PASS);
	} else {
		ret = static_call(swr_orig_revalidate)(SWR_PASS);
	}
	pass(SWR_P_revalidate, SWR_RETURN);
	swr_frame_leave();
	return ret;
}

/**
 * swr_collapse_going() - a collapse under way
 * @nr: place in the table, from 0
 * @info: it, @info->tid is 0 if there is none
 *
 * Nothing keeps it from ending, and another from beginning, in the middle of this, unless
 * its task is held.
 *
 * Return: false if there is no such place.
 */
bool swr_collapse_going(unsigned int nr, struct swr_collapse_info *info)
{
	const struct collapse *c = &collapses[nr];

	if (nr >= NR_COLLAPSES)
		return false;
	/* the task may be gone where a collapse is not seen to end: it is not looked at */
	info->tid = READ_ONCE(c->task) ? READ_ONCE(c->tid) : 0;
	info->tgid = READ_ONCE(c->tgid);
	info->address = READ_ONCE(c->address);
	return true;
}

/**
 * swr_collapse_answer() - how often the kernel's check gave an answer
 * @nr: the answer as the kernel counts them, the last one and all above it together
 *
 * Return: since load.
 */
unsigned int swr_collapse_answer(unsigned int nr)
{
	return atomic_read(&answers[nr]);
}

/**
 * swr_collapse_fix_at() - a check that can be had
 * @nr: which, from 0
 *
 * Return: NULL if there is none.
 */
const struct swr_collapse_fix *swr_collapse_fix_at(unsigned int nr)
{
	return nr < ARRAY_SIZE(fixes) ? &fixes[nr] : NULL;
}

/**
 * swr_collapse_fix() - the check that is made now
 */
const struct swr_collapse_fix *swr_collapse_fix(void)
{
	return &fixes[READ_ONCE(active)];
}

/**
 * swr_collapse_s4() - what stands between this kernel and S4 now
 *
 * Return: "closed: ...", "open: ..." or "unknown: ...".
 */
const char *swr_collapse_s4(void)
{
	if (swr_collapse_fix()->unsafe)
		return "open: by the choice of fix_collapse";
	return swr_collapse_hooks[ROW_REVALIDATE].symbol ?
	       "closed: by the kernel, collapses look their VMA up anew" :
	       "unknown: the check of collapses is not seen";
}

/**
 * swr_collapse_fix_set() - choose the check after a swap-in
 * @name: its name
 *
 * Checks under way end as they began.
 *
 * Context: process.
 * Return: 0, -EINVAL for no check of that name or a kernel where none can be put in its
 * place, -EPERM for an unsafe one without allow_unsafe=1.
 */
int swr_collapse_fix_set(const char *name)
{
	unsigned int nr;
	int err;

	for (nr = 0; nr < ARRAY_SIZE(fixes); nr++)
		if (!strcmp(fixes[nr].name, name))
			break;
	if (nr == ARRAY_SIZE(fixes))
		return swr_refuse(-EINVAL,
				  "fix_collapse: expected stock, none, vma_pointer or find_vma, not '%s'",
				  name);
	if (fixes[nr].unsafe && !unsafe_allowed)
		return swr_refuse(-EPERM, "fix_collapse: %s needs the module loaded with allow_unsafe=1",
				  name);
	if (fixes[nr].unsafe && !followed)
		return swr_refuse(-EINVAL, "fix_collapse: a function of collapses is missing, see hooks");
	err = nr == STOCK ? 0 : swr_enabled_get(SWR_F_FIX_COLLAPSE);
	if (err)
		return err;
	if (fixes[nr].unsafe)
		add_taint(TAINT_USER, LOCKDEP_STILL_OK);
	if (xchg(&active, nr) != nr)
		pr_notice("fix_collapse %s: S4 is %s\n", name, swr_collapse_s4());
	if (nr != STOCK)
		swr_enabled_put();
	return 0;
}

/**
 * swr_collapse_forget() - nothing is known of collapses under way any more
 *
 * Where only its parts are seen, a collapse is known between the frames of these.
 *
 * Context: no hook is on.
 */
void swr_collapse_forget(void)
{
	memset(collapses, 0, sizeof(collapses));
	atomic_set(&swr_nr_collapses, 0);
}

/**
 * swr_collapse_init() - before the hooks are armed
 * @allow_unsafe: the checks of the drafts may be chosen
 */
void swr_collapse_init(bool allow_unsafe)
{
	unsafe_allowed = allow_unsafe;
}

struct swr_hook swr_collapse_hooks[] = {
	[ROW_END] = {
		/* without mmap_lock at its end */
		.points = SWR_POINT_BIT(collapse_end),
		.passes = SWR_ON_ENTRY(collapse_end),
		.sleeps = SWR_ON_ENTRY(collapse_end),
		.symbols = { "collapse_huge_page" },
		.lost = "how collapses end",
		.frame = frame_collapse,
		.aim = aim_collapse,
	},
	[ROW_REVALIDATE] = {
		/* the entry is passed with mmap_lock held for reading, or for writing */
		.points = SWR_POINT_BIT(revalidate),
		.passes = SWR_AROUND(revalidate),
		.sleeps = SWR_ON_ENTRY(revalidate),
		.symbols = { "hugepage_vma_revalidate", "hugepage_vma_revalidate.isra.0" },
		.lost = "the checks of collapses, and others in their place",
		.frame = frame_revalidate,
		.aim = aim_revalidate,
	},
	[ROW_SWAPIN] = {
		.points = SWR_POINT_BIT(collapse),
		.passes = SWR_AROUND(collapse),
		.sleeps = SWR_AROUND(collapse),
		.symbols = { "__collapse_huge_page_swapin" },
		.lost = "swap-in by khugepaged",
		.frame = frame_swapin,
		.aim = aim_swapin,
	},
	{}
};

/**
 * swr_collapse_found() - the hooks have been found
 *
 * A check whose arguments the compiler has changed (".isra") does not say what it is
 * about; then the collapse around it has to.
 *
 * Context: before the hooks are armed.
 */
void swr_collapse_found(void)
{
	const char *check = swr_collapse_hooks[ROW_REVALIDATE].symbol;

	bracketed = swr_collapse_hooks[ROW_END].symbol;
	followed = check && swr_collapse_hooks[ROW_SWAPIN].symbol &&
		   (bracketed || !strchr(check, '.'));
}
