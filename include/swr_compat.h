/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only place that asks which kernel this is. Each entry names the release
 * and what changed there. Forced into every file by Kbuild.
 *
 * Which symbols a kernel has is not decided here but at load time, by the hook
 * table: vendors backport, and headers outlive what they declare.
 */
#ifndef SWR_COMPAT_H
#define SWR_COMPAT_H

/* Before the first kernel header, which would set its own. */
#define pr_fmt(fmt) "swaprace: " fmt

#include <linux/version.h>
#include <linux/mm.h>
#include <linux/mm_types.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#include <linux/ptrace.h>
#include <linux/ftrace.h>
#include <linux/hrtimer.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "swaprace needs Linux 5.10 or newer"
#endif

#ifndef CONFIG_X86_64
#error "swaprace knows how to call behind an ftrace site on x86-64 only"
#endif

/* Hooks that must not sleep take spinlocks and wake tasks. */
#ifdef CONFIG_PREEMPT_RT
#error "swaprace does not work with PREEMPT_RT"
#endif

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 19, 0)
/* 6.19: swp_entry_t in a PTE became softleaf_t, leafops.h took over. */
#include <linux/leafops.h>

static inline swp_entry_t swr_pte_entry(pte_t pte)
{
	return softleaf_from_pte(pte);
}

static inline bool swr_entry_is_swap(swp_entry_t entry)
{
	return softleaf_is_swap(entry);
}
#else
static inline swp_entry_t swr_pte_entry(pte_t pte)
{
	return pte_to_swp_entry(pte);
}

static inline bool swr_entry_is_swap(swp_entry_t entry)
{
	return !non_swap_entry(entry);
}
#endif

/**
 * struct swr_range - the swap entries one call is about
 * @first: value of the first entry
 * @nr: how many entries follow each other, 1 or more
 */
struct swr_range {
	unsigned long first;
	unsigned long nr;
};

/**
 * swr_free_range() - the entries that an install or a free drops
 * @arg0: first argument of the hooked function
 * @arg1: second argument
 *
 * swap_free(entry) up to 6.10, swap_free_nr(entry, nr) from 6.11 on, and
 * folio_put_swap(folio, subpage or NULL) from 7.0 on. The argument shapes
 * cannot be told apart at run time; the symbols the hook table asks for are
 * listed per shape below.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 0, 0)
#define SWR_FREE_SYMS	"folio_put_swap"

static inline struct swr_range swr_free_range(unsigned long arg0, unsigned long arg1)
{
	struct folio *folio = (struct folio *)arg0;
	struct swr_range r = { folio->swap.val, folio_nr_pages(folio) };

	if (arg1) {
		r.first += folio_page_idx(folio, (struct page *)arg1);
		r.nr = 1;
	}
	return r;
}
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
#define SWR_FREE_SYMS	"swap_free_nr"

static inline struct swr_range swr_free_range(unsigned long arg0, unsigned long arg1)
{
	return (struct swr_range){ arg0, (unsigned int)arg1 };
}
#else
#define SWR_FREE_SYMS	"swap_free"

static inline struct swr_range swr_free_range(unsigned long arg0, unsigned long arg1)
{
	return (struct swr_range){ arg0, 1 };
}
#endif

/**
 * swr_read_range() - what a read fills
 * @arg0: first argument of the hooked read function
 * @arg1: second argument
 * @bypass: set if the page is not in the swap cache
 *
 * swap_readpage(page, ...) with the entry in page->private up to 6.4,
 * swap_read_folio(folio, ...) from 6.5 and the entry in folio->swap from 6.6 on,
 * swap_read_folio(ctx, folio) from 7.3 on, which only queues the read.
 *
 * Context: the page is locked by the caller.
 */
static inline struct swr_range swr_read_range(unsigned long arg0, unsigned long arg1,
					      bool *bypass)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
	struct folio *folio = (struct folio *)
		(LINUX_VERSION_CODE >= KERNEL_VERSION(7, 3, 0) ? arg1 : arg0);

	*bypass = !folio_test_swapcache(folio);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
	return (struct swr_range){ folio->swap.val, folio_nr_pages(folio) };
#else
	return (struct swr_range){ page_private(folio_page(folio, 0)), 1 };
#endif
#else
	*bypass = !PageSwapCache((struct page *)arg0);
	return (struct swr_range){ page_private((struct page *)arg0), 1 };
#endif
}

/**
 * swr_writeout_page() - what goes out to swap
 * @arg0: first argument of the hooked function
 * @arg1: second argument
 *
 * swap_writepage(page, wbc), swap_writeout(folio, plug) from 6.17 on, swap_writeout(ctx,
 * folio) from 7.3 on.
 *
 * Return: a page up to 5.15, a folio from 5.16 on.
 */
static inline unsigned long swr_writeout_page(unsigned long arg0, unsigned long arg1)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 3, 0)
	return arg1;
#else
	return arg0;
#endif
}

/**
 * swr_cache_entry() - the entry of a page in the swap cache
 * @arg0: a page up to 5.15, a folio from 5.16 on
 *
 * In page->private up to 6.5, in folio->swap from 6.6 on; a function of the page up to
 * 6.16.
 *
 * Context: the page is in the swap cache.
 */
static inline swp_entry_t swr_cache_entry(unsigned long arg0)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0)
	return ((struct folio *)arg0)->swap;
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
	return page_swap_entry((struct page *)arg0);
#else
	return (swp_entry_t){ page_private((struct page *)arg0) };
#endif
}

/**
 * swr_read_unlock() - unlock a page that is not to be read
 * @arg0: first argument of the hooked read function, see swr_read_range()
 *
 * 5.16: folio_unlock(). From 7.3 on the page is the second argument, but no fault
 * goes past the swap cache then.
 */
static inline void swr_read_unlock(unsigned long arg0)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 16, 0)
	folio_unlock((struct folio *)arg0);
#else
	unlock_page((struct page *)arg0);
#endif
}

/**
 * swr_cache_range() - the entries of a page in the swap cache
 * @arg0: a page up to 5.15, a folio from 5.16 on
 *
 * Context: the caller holds a reference; without the lock it may leave the cache at
 * any time.
 * Return: a range of 0 entries if it is not there.
 */
static inline struct swr_range swr_cache_range(unsigned long arg0)
{
	unsigned long nr;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 16, 0)
	struct folio *f = (struct folio *)arg0;

	/* others may change other flags meanwhile */
	nr = data_race(folio_test_swapcache(f) ? folio_nr_pages(f) : 0);
#else
	/* likewise */
	nr = data_race(PageSwapCache((struct page *)arg0)) ? thp_nr_pages((struct page *)arg0) : 0;
#endif
	/* likewise: page_swap_entry() looks at flags */
	return (struct swr_range){ data_race(swr_cache_entry(arg0).val), nr };
}

/**
 * swr_dirty() - has a page in the swap cache what its entry may not have?
 * @arg0: a page up to 5.15, a folio from 5.16 on
 *
 * A page that is put into the swap cache to go out is made dirty there. One that was read
 * and written to since may be dirty by its PTE alone, until it is unmapped.
 *
 * Context: the page is locked.
 */
static inline bool swr_dirty(unsigned long arg0)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 16, 0)
	/* others may change other flags meanwhile */
	return data_race(folio_test_dirty((struct folio *)arg0));
#else
	/* likewise */
	return data_race(PageDirty((struct page *)arg0));
#endif
}

static inline bool swr_in_range(const struct swr_range *range, unsigned long entry)
{
	return entry - range->first < range->nr;
}

/*
 * 5.14: a swap device has a percpu_ref that its users take, and a completion for
 * swapoff. Before, get_swap_device() is rcu_read_lock() and a look.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 14, 0)
#define SWR_GET_DEVICE_IS_RCU	0

/* The device of the completion that swapoff waits for. */
static inline struct swap_info_struct *swr_comp_device(unsigned long comp)
{
	return container_of((struct completion *)comp, struct swap_info_struct, comp);
}

/* Is its reference, which was killed, still held? */
static inline bool swr_device_used(struct swap_info_struct *si)
{
	return !percpu_ref_is_zero(&si->users);
}
#else
#define SWR_GET_DEVICE_IS_RCU	1

/* Never called: swapoff of such a kernel does not wait so. */
static inline struct swap_info_struct *swr_comp_device(unsigned long comp)
{
	return NULL;
}

static inline bool swr_device_used(struct swap_info_struct *si)
{
	return false;
}
#endif

/*
 * The kernel's one answer to a claim: an int up to 6.19 (swapcache_prepare()), a folio
 * or an ERR_PTR from 7.2 on (swap_cache_alloc_folio()). 7.0 and 7.1 have the latter with
 * another answer, the folio that is there already, and who is to tell them apart is
 * behind a pointer: claims are not seen there.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 0, 0)
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 2, 0)
#define SWR_CLAIM_SYMS		"swap_cache_alloc_folio"
#else
#define SWR_CLAIM_SYMS		NULL
#endif

static inline unsigned long swr_claim_nr(unsigned long arg1)
{
	return 1;	/* orders are tried inside */
}

static inline int swr_claim_result(unsigned long ret)
{
	return IS_ERR((void *)ret) ? PTR_ERR((void *)ret) : ret ? 0 : -ENOMEM;
}
#else
#define SWR_CLAIM_SYMS		"swapcache_prepare"

/* 6.12: swapcache_prepare() got a second argument, the number of entries. */
static inline unsigned long swr_claim_nr(unsigned long arg1)
{
	return LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0) ? (unsigned int)arg1 : 1;
}

static inline int swr_claim_result(unsigned long ret)
{
	return (int)ret;
}
#endif

/*
 * 6.0: __collapse_huge_page_swapin() returns without mmap_lock if it fails. Before, it
 * always kept the lock.
 */
#define SWR_COLLAPSE_KEEPS_LOCK	(LINUX_VERSION_CODE < KERNEL_VERSION(6, 0, 0))

/*
 * 6.1: the functions of a collapse answer SCAN_SUCCEED, which is 1. Before, the check of
 * a VMA said 0 for one that fits, and the swap-in was a bool (so that only the lowest
 * byte counts).
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)
#define SWR_REVALIDATED		1	/* SCAN_SUCCEED */
#define SWR_NOT_REVALIDATED	0	/* SCAN_FAIL */

static inline bool swr_collapse_swapped(unsigned long ret)
{
	return (int)ret == 1;
}
#else
#define SWR_REVALIDATED		0
#define SWR_NOT_REVALIDATED	18	/* SCAN_VMA_NULL */

static inline bool swr_collapse_swapped(unsigned long ret)
{
	return (u8)ret;
}
#endif

static inline bool swr_revalidated(unsigned long ret)
{
	return (int)ret == SWR_REVALIDATED;
}

/*
 * 6.1: the VMAs of a process are in a maple tree, which exit_mmap() empties. Before, it
 * freed them and left the tree of them as it was.
 */
#define SWR_EXIT_KEEPS_VMAS	(LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0))

/* collapse_huge_page(), where it is a function: an answer from 6.1 on */
static inline bool swr_collapsed(unsigned long ret)
{
	return (int)ret == 1;
}

/*
 * swr_mmap_lock_written() - how the current task, which has mmap_lock, has it
 *
 * Bit 0 of an rwsem says that it is held for writing, in all releases; its name was
 * private to kernel/locking/rwsem.c before 6.4.
 */
static inline bool swr_mmap_lock_written(struct mm_struct *mm)
{
	return atomic_long_read(&mm->mmap_lock.count) & 1;
}

/**
 * swr_mm_tgid() - whose memory it is
 * @mm: with a reference of the caller
 *
 * Return: the process in the initial pid namespace, 0 if it is not known: it has ended, or
 * the kernel is built without CONFIG_MEMCG.
 */
static inline pid_t swr_mm_tgid(struct mm_struct *mm)
{
	pid_t tgid = 0;
#ifdef CONFIG_MEMCG
	struct task_struct *owner;

	rcu_read_lock();
	owner = rcu_dereference(mm->owner);
	if (owner)
		tgid = task_tgid_nr(owner);
	rcu_read_unlock();
#endif
	return tgid;
}

/*
 * 6.5: pte_offset_map() takes the RCU read lock, and do_swap_page() is entered
 * inside it: what runs before the original may not sleep there any more.
 */
#define SWR_FAULT_ENTRY_SLEEPS	(LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0))

/*
 * What ftrace hands to a hook. 5.11: struct ftrace_regs took the place of
 * pt_regs, and the sense of the recursion flag was turned round: without it the
 * callback is called bare, which ours want (they cannot recurse into a hooked
 * function, and a dropped call would be a lost event). 6.2: accessors. Where
 * DYNAMIC_FTRACE_WITH_ARGS is set, arguments and the instruction pointer can be
 * had without saving all registers.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
#define SWR_FTRACE_BARE		0
typedef struct ftrace_regs swr_regs_t;
#else
#define SWR_FTRACE_BARE		FTRACE_OPS_FL_RECURSION_SAFE
typedef struct pt_regs swr_regs_t;
#endif

#ifdef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
#define SWR_FTRACE_REGS		0
#else
#define SWR_FTRACE_REGS		FTRACE_OPS_FL_SAVE_REGS
#endif

/* swr_reg_arg() - the n-th argument of the hooked call, from 0. */
static inline unsigned long swr_reg_arg(swr_regs_t *regs, unsigned int n)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	return ftrace_regs_get_argument(regs, n);
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
	return regs_get_kernel_argument(&regs->regs, n);
#else
	return regs_get_kernel_argument(regs, n);
#endif
}

/* swr_reg_set_ip() - go on at another address when the callback returns. */
static inline void swr_reg_set_ip(swr_regs_t *regs, unsigned long ip)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	ftrace_regs_set_instruction_pointer(regs, ip);
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
	ftrace_instruction_pointer_set(regs, ip);
#else
	instruction_pointer_set(regs, ip);
#endif
}

/*
 * swr_code_calls() - is there a direct call to @site's function in some code?
 * @code: where it begins
 * @size: in bytes
 * @site: the ftrace site of the function, behind its ENDBR if it has one
 *
 * E8 and the distance to the target: with four bytes to match, finding one that
 * is no call is as good as impossible in a function.
 */
static inline bool swr_code_calls(unsigned long code, unsigned long size, unsigned long site)
{
	unsigned long at;

	for (at = code; at + 5 <= code + size; at++) {
		unsigned long to = at + 5 + *(s32 *)(at + 1);

		if (*(u8 *)at == 0xe8 && (to == site || to + 4 == site))
			return true;
	}
	return false;
}

/*
 * 6.13: a timer gets its callback from hrtimer_setup(); 6.15: there is no hrtimer_init() any
 * more. It runs by CLOCK_MONOTONIC.
 */
static inline void swr_hrtimer_setup(struct hrtimer *timer,
				     enum hrtimer_restart (*callback)(struct hrtimer *timer),
				     enum hrtimer_mode mode)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup(timer, callback, CLOCK_MONOTONIC, mode);
#else
	hrtimer_init(timer, CLOCK_MONOTONIC, mode);
	timer->function = callback;
#endif
}

#endif
