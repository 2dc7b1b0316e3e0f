// SPDX-License-Identifier: GPL-2.0
/*
 * The hooks of the swap-in path: which functions of this kernel are its points, and
 * the frames that take the place of diverted calls.
 */
#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/sched.h>

#include "swr_collapse.h"
#include "swr_hook.h"
#include "swr_inject.h"
#include "swr_loop.h"
#include "swr_swapoff.h"
#include "swr_trace.h"

/*
 * Functions of the kernel that the module calls where the kernel does not claim
 * entries itself (5.10): not exported, so by static calls as well.
 */
DEFINE_STATIC_CALL(swr_call_cached_page, swr_no_original);
DEFINE_STATIC_CALL(swr_call_device, swr_no_original);
DEFINE_STATIC_CALL(swr_call_count, swr_no_original);
DEFINE_STATIC_CALL(swr_call_put, swr_no_original);
static bool pins;

/*
 * From 7.3 on swap_read_folio() may queue its page, and swap_read_submit() reads what
 * is queued. The read of a fault's own page has ended when the point is passed, on
 * every kernel: the frame submits, and the caller finds the queue empty.
 */
DEFINE_STATIC_CALL(swr_call_submit, swr_no_original);
static bool queues;

/* lookup_swap_cache(entry, vma, address): the page with a reference, or NULL */
static bool in_swap_cache(unsigned long entry)
{
	struct page *page;

	page = (struct page *)static_call(swr_call_cached_page)(entry, 0, 0, 0, 0, 0);
	if (!page)
		return false;
	put_page(page);
	return true;
}

static bool synchronous(unsigned long entry)
{
	struct swap_info_struct *si;

	si = (struct swap_info_struct *)static_call(swr_call_device)(entry, 0, 0, 0, 0, 0);
	/* data_race: swapon and swapoff write flags; do_swap_page() reads it so too */
	return si && data_race(si->flags & SWP_SYNCHRONOUS_IO);
}

/*
 * Would do_swap_page() go past the swap cache for this entry? The same three
 * questions it asks. It asks them again, and may get other answers:
 *
 *	CPU0: fault                     CPU1
 *	----                            ----
 *	page in the swap cache: no
 *	claim is needed
 *	                                reclaim ends: the page leaves the cache
 *	do_swap_page(): not in the
 *	cache, count 1: past it,
 *	without a claim
 *
 * so its last question is answered by what was decided here, see frame_bypass().
 */
static bool goes_past_cache(unsigned long entry)
{
	return synchronous(entry) && !in_swap_cache(entry) &&
	       (int)static_call(swr_call_count)(entry, 0, 0, 0, 0, 0) == 1;
}

/*
 * A point is passed: what is injected there comes first, then whoever is to be held
 * is. Where no task may sleep neither of them lets one. Return: 0, or how the call
 * is to be answered.
 */
static __always_inline int pass(enum swr_point point, enum swr_phase phase, int result,
				const struct swr_fault *f, unsigned long entry)
{
	int answer = swr_inject_pass(point, phase, f, entry);

	swr_gate_pass(point, phase, result);
	return answer;
}

SWR_ORIGINAL(claim)

/*
 * The caller is seen here, before another tracer of returns can put its own
 * address on the stack; the frame could only look at the stack. Tasks outside of
 * faults have no place to remember it, their frames do look.
 */
static bool want_claim(unsigned long a0, unsigned long from)
{
	struct swr_fault *f = swr_fault_current();

	if (f)
		f->claim_from = from;
	return true;
}

/* Ask for a claim, for the kernel or for a policy. */
static __always_inline unsigned long claim(struct swr_fault *f, enum swr_caller by, SWR_ARGS)
{
	unsigned long ret;
	int answer, err;

	/* read-ahead inside a fault claims other entries as well */
	if (by != SWR_BY_FAULT && f && f->entry - a0 >= swr_claim_nr(a1))
		f = NULL;

	answer = pass(SWR_P_claim, SWR_ENTRY, 0, f, a0);
	if (f && by == SWR_BY_FAULT)
		swr_fault_ask(f);
	if (by == SWR_BY_READAHEAD)
		swr_call_ask(a0);
	if (answer)
		ret = (long)answer;
	else if (f && by == SWR_BY_FAULT && !f->fix->pins)
		ret = 0;
	else
		ret = static_call(swr_orig_claim)(SWR_PASS);
	err = swr_claim_result(ret);

	/* a refusal that was made up tells nothing about anybody else */
	if (answer) {
		swr_count(claims_forged);
	} else {
		swr_claim_count(by, err);
		trace_swr_claim(a0, err, by);
		if (err == -EEXIST)
			swr_swapoff_refused(a0);
	}
	if (f) {
		swr_fault_claim(f, by, err, answer);
		if (err && by == SWR_BY_FAULT)
			swr_fix_setback(f);
	}
	if (by == SWR_BY_READAHEAD)
		swr_call_claimed(a0, err);
	pass(SWR_P_claim, SWR_RETURN, err, f, a0);
	return ret;
}

/* swapcache_prepare(entry[, nr]), swap_cache_alloc_folio(entry, ...) */
static noinline unsigned long frame_claim(SWR_ARGS)
{
	unsigned long from = (unsigned long)__builtin_return_address(0);
	enum swr_caller by;
	struct swr_fault *f;
	unsigned long ret;

	f = swr_fault_current();
	by = swr_claim_caller(f ? f->claim_from : from);
	/* shmem uses the function of the fault path, outside of do_swap_page() */
	if (by == SWR_BY_CACHE_FAULT && !f)
		by = SWR_BY_SHMEM;
	ret = claim(f, by, SWR_PASS);
	swr_frame_leave();
	return ret;
}

/* A claim was dropped: who waits for it may go on. */
static __always_inline void unclaimed(struct swr_fault *f, unsigned long entry)
{
	swr_count(unclaims);
	trace_swr_unclaim(entry, 0, 0);
	if (f) {
		swr_hist_add(SWR_H_hold, f->fix, ktime_get_mono_fast_ns() - f->me.claim_ns);
		swr_fault_unclaim(f);
		swr_fix_released(f);
	}
	pass(SWR_P_unclaim, SWR_RETURN, 0, f, entry);
}

SWR_ORIGINAL(wait)

/* What the policy of a fault that was refused the claim does about it. */
static unsigned long wait(struct swr_fault *f, SWR_ARGS)
{
	u64 since = f->refused_ns;
	unsigned long ret = 0;

	f->refused_ns = 0;
	pass(SWR_P_wait, SWR_ENTRY, 0, f, f->entry);
	if (!swr_fix_wait(f))
		ret = static_call(swr_orig_wait)(SWR_PASS);
	swr_count(waits);
	swr_hist_add(SWR_H_wait, f->fix, ktime_get_mono_fast_ns() - since);
	pass(SWR_P_wait, SWR_RETURN, 0, f, f->entry);
	return ret;
}

static bool want_wait(unsigned long a0, unsigned long from)
{
	struct swr_fault *f = swr_fault_current();

	return f && f->refused_ns;
}

/* schedule_timeout_uninterruptible(timeout), called by do_swap_page() */
static noinline unsigned long frame_wait(SWR_ARGS)
{
	unsigned long ret;

	ret = wait(swr_fault_current(), SWR_PASS);
	swr_frame_leave();
	return ret;
}

SWR_ORIGINAL(bypass)

static bool want_bypass(unsigned long a0, unsigned long from)
{
	struct swr_fault *f = swr_fault_current();

	return f && f->entry == a0 && (f->fix->cached || (pins && f->fix->wait));
}

/*
 * __swap_count(entry), called by do_swap_page() of a page that is not in the swap
 * cache: an entry with a second user is swapped in through the cache, by functions
 * that take claims themselves.
 *
 * Where a policy claims for the kernel, a fault goes past the cache if and only if
 * it has the claim. One that has it must not be sent through the cache, whatever
 * the count is by now (0 if the PTE was zapped meanwhile): there it would wait for
 * the claim it has itself. If its entry is not its own any more, it reads for
 * nothing and finds another PTE.
 */
static noinline unsigned long frame_bypass(SWR_ARGS)
{
	struct swr_fault *f = swr_fault_current();
	unsigned long users = !f->fix->cached && f->claiming ? 1 : 2;

	swr_frame_leave();
	return users;
}

SWR_ORIGINAL(fault)

/* A fault whose policy claims the entry on a kernel that does not. */
static unsigned long fault_pinned(struct swr_fault *f, SWR_ARGS)
{
	unsigned long ret;
	bool past;

	past = goes_past_cache(f->entry);
	pass(SWR_P_bypass, SWR_ENTRY, 0, f, f->entry);
	if (!past)
		return static_call(swr_orig_fault)(SWR_PASS);
	if (swr_claim_result(claim(f, SWR_BY_FAULT, f->entry, 0, 0, 0, 0, 0))) {
		wait(f, 0, 0, 0, 0, 0, 0);
		return 0;
	}
	/*
	 * The claim keeps the device. If it is another one by now, which is not
	 * asked for a count, the PTE has changed as well: fault again.
	 */
	ret = likely(synchronous(f->entry)) ? static_call(swr_orig_fault)(SWR_PASS) : 0;
	pass(SWR_P_unclaim, SWR_ENTRY, 0, f, f->entry);
	/* put_swap_page(page, entry) wants a page for its size alone */
	static_call(swr_call_put)((unsigned long)ZERO_PAGE(0), f->entry, 0, 0, 0, 0);
	unclaimed(f, f->entry);
	return ret;
}

/* do_swap_page(vmf) */
static noinline unsigned long frame_fault(SWR_ARGS)
{
	struct vm_fault *vmf = (struct vm_fault *)a0;
	struct swr_off_hold hold;
	struct swr_fault *f;
	unsigned long ret;
	bool entered;

	f = swr_fault_begin(vmf);
	if (f)
		swr_swapoff_fault(f);
	pass(SWR_P_fault, SWR_ENTRY, 0, f, f ? f->entry : 0);
	entered = swr_off_enter(a0, &hold);
	if (f)
		f->off_ref = hold.what == SWR_OFF_REF;
	if (!entered) {
		ret = 0;
	} else if (f && pins && f->fix->wait) {
		ret = fault_pinned(f, SWR_PASS);
	} else if (!f && swr_fix_needs_record() &&
		   swr_entry_is_swap(swr_pte_entry(vmf->orig_pte))) {
		/* others are in flight, and each that ends makes room for one */
		schedule_timeout_uninterruptible(1);
		ret = 0;
	} else {
		ret = static_call(swr_orig_fault)(SWR_PASS);
	}
	swr_off_leave(&hold);
	/* while it can be told whose fault it is */
	swr_inject_pass(SWR_P_fault_end, SWR_ENTRY, f, f ? f->entry : 0);
	swr_collapse_fault(f, (__force vm_fault_t)ret);
	if (f) {
		ret = (__force unsigned long)swr_swapoff_fault_ends(f, (__force vm_fault_t)ret);
		swr_fault_end(f, (__force vm_fault_t)ret);
	}
	swr_gate_pass(SWR_P_fault_end, SWR_ENTRY, 0);
	swr_frame_leave_outer();
	return ret;
}

SWR_ORIGINAL(read)

/* swap_readpage(page, ...), swap_read_folio(folio, ...), swap_read_folio(ctx, folio) */
static noinline unsigned long frame_read(SWR_ARGS)
{
	struct swr_range range;
	struct swr_fault *f;
	unsigned long ret;
	bool bypass;

	range = swr_read_range(a0, a1, &bypass);
	swr_count(reads);
	if (bypass)
		swr_count(reads_bypass);
	/* read-ahead inside a fault reads other pages as well */
	f = swr_fault_current();
	if (f && f->entry - range.first >= range.nr)
		f = NULL;

	if (f && bypass && !f->claiming)
		swr_count(reads_unclaimed);
	if (f)
		swr_fault_read(f, bypass);
	swr_swapoff_read(f);
	pass(SWR_P_read, SWR_ENTRY, 0, f, range.first);
	if (swr_swapoff_answers(f, a0))
		ret = 0;
	else
		ret = static_call(swr_orig_read)(SWR_PASS);
	if (f && queues)
		static_call(swr_call_submit)(a0, 0, 0, 0, 0, 0);
	swr_swapoff_read_end(f);
	if (f)
		swr_fault_read_end(f);
	pass(SWR_P_read, SWR_RETURN, 0, f, range.first);
	swr_frame_leave();
	return ret;
}

SWR_ORIGINAL(unclaim)

/* swapcache_clear(si, entry[, nr]) */
static noinline unsigned long frame_unclaim(SWR_ARGS)
{
	struct swr_fault *f;
	unsigned long ret = 0;

	f = swr_fault_current();
	pass(SWR_P_unclaim, SWR_ENTRY, 0, f, a1);
	if (!f || f->fix->pins)
		ret = static_call(swr_orig_unclaim)(SWR_PASS);
	unclaimed(f, a1);
	swr_frame_leave();
	return ret;
}

/* swap_free(entry), swap_free_nr(entry, nr), folio_put_swap(folio, subpage) */
static void see_free(unsigned long a0, unsigned long a1)
{
	struct swr_range range = swr_free_range(a0, a1);
	struct swr_fault *f = swr_fault_current();

	if (f && swr_fault_install(f, range.first, range.nr))
		pass(SWR_P_install, SWR_ENTRY, 0, f, f->entry);
	else
		f = NULL;
	pass(SWR_P_free, SWR_ENTRY, 0, f, range.first);
}

/* try_to_unmap(page or folio, flags) */
static void see_unmap(unsigned long a0, unsigned long a1)
{
	struct swr_range range = swr_cache_range(a0);

	if (!range.nr || !swr_dirty(a0))
		return;
	swr_count(unmaps);
	trace_swr_unmap(range.first, 0, 0);
	pass(SWR_P_unmap, SWR_ENTRY, 0, NULL, range.first);
	swr_written(range.first, range.nr, SWR_P_unmap);
}

/* swap_writepage(page, wbc), swap_writeout(folio, plug), swap_writeout(ctx, folio) */
static void see_writeout(unsigned long a0, unsigned long a1)
{
	struct swr_range range = swr_cache_range(swr_writeout_page(a0, a1));
	unsigned long entry = range.first;

	swr_count(writeouts);
	trace_swr_writeout(entry, 0, 0);
	pass(SWR_P_writeout, SWR_ENTRY, 0, NULL, entry);
	swr_written(entry, range.nr, SWR_P_writeout);
}

/* destroy_swap_extents(si[, file]) */
static void see_swapoff(unsigned long a0, unsigned long a1)
{
	swr_count(swapoffs);
	swr_swapoff_destroyed((struct swap_info_struct *)a0);
	pass(SWR_P_swapoff, SWR_ENTRY, 0, NULL, 0);
}

struct swr_hook swr_swapin_hooks[] = {
	{
		.points = SWR_POINT_BIT(fault) | SWR_POINT_BIT(fault_end),
		.must = true,
		.passes = SWR_ON_ENTRY(fault) | SWR_ON_ENTRY(fault_end),
		.sleeps = (SWR_FAULT_ENTRY_SLEEPS ? SWR_ON_ENTRY(fault) : 0) |
			  SWR_ON_ENTRY(fault_end),
		.symbols = { "do_swap_page" },
		.lost = "everything: no fault is seen",
		.outer = true,
		.frame = frame_fault,
		.aim = aim_fault,
		.count = swr_count_fault,
	}, {
		.points = SWR_POINT_BIT(claim),
		.passes = SWR_AROUND(claim),
		.sleeps = SWR_AROUND(claim),
		.symbols = { SWR_CLAIM_SYMS },
		.lost = "claims and -EEXIST",
		.want = want_claim,
		.frame = frame_claim,
		.aim = aim_claim,
		.count = swr_count_claim,
	}, {
		.points = SWR_POINT_BIT(wait),
		.passes = SWR_AROUND(wait),
		.sleeps = SWR_AROUND(wait),
		.symbols = { "schedule_timeout_uninterruptible" },
		.lost = "policies for who is refused a claim by the kernel",
		.frame = frame_wait,
		.aim = aim_wait,
		.from = { "do_swap_page" },
		.want = want_wait,
	}, {
		/* passed by every fault, and of use to few policies */
		.points = SWR_POINT_BIT(bypass),
		.spare = true,
		.symbols = { "__swap_count" },
		.lost = "the policy cached",
		.frame = frame_bypass,
		.aim = aim_bypass,
		.from = { "do_swap_page" },
		.want = want_bypass,
	}, {
		.points = SWR_POINT_BIT(read),
		.must = true,
		.passes = SWR_AROUND(read),
		.sleeps = SWR_AROUND(read),
		.symbols = { "swap_read_folio", "swap_readpage" },
		.lost = "windows and stale installs: no read is seen",
		.frame = frame_read,
		.aim = aim_read,
		.count_see = swr_count_read,
	}, {
		/* page-table lock held */
		.points = SWR_POINT_BIT(install) | SWR_POINT_BIT(free),
		.passes = SWR_ON_ENTRY(install) | SWR_ON_ENTRY(free),
		.must = true,
		.symbols = { SWR_FREE_SYMS },
		.lost = "installs and stale installs",
		.see = see_free,
	}, {
		/* 5.10 has no claim in the fault path, 7.0+ none that ends */
		.points = SWR_POINT_BIT(unclaim),
		.passes = SWR_AROUND(unclaim),
		.sleeps = SWR_AROUND(unclaim),
		.symbols = { "swapcache_clear" },
		.lost = "the end of claims: faults here take none of their own",
		.frame = frame_unclaim,
		.aim = aim_unclaim,
	}, {
		/* reclaim, memory failure, up to 5.13 migration; page lock held; files, too */
		.points = SWR_POINT_BIT(unmap),
		.passes = SWR_ON_ENTRY(unmap),
		.symbols = { "try_to_unmap" },
		.lost = "stale installs over a page that is unmapped and not written",
		.see = see_unmap,
	}, {
		/* reclaim: page lock held, PF_MEMALLOC */
		.points = SWR_POINT_BIT(writeout),
		.passes = SWR_ON_ENTRY(writeout),
		.symbols = { "swap_writeout", "swap_writepage" },
		.lost = "swap-out",
		.see = see_writeout,
		.count_see = swr_count_writeout,
	}, {
		.points = SWR_POINT_BIT(swapoff),
		.passes = SWR_ON_ENTRY(swapoff),
		.symbols = { "destroy_swap_extents" },
		.lost = "swapoff",
		.see = see_swapoff,
	},
	{}
};

static struct swr_hook *bypass_hook(void)
{
	struct swr_hook *h = swr_swapin_hooks;

	while (!(h->points & SWR_POINT_BIT(bypass)))
		h++;
	return h;
}

/*
 * 7.0 has __swap_count() in an assertion of do_swap_page() alone, in kernels that
 * are built with CONFIG_DEBUG_VM: to answer that would set it off.
 */
static void check_bypass(void)
{
	struct swr_hook *h;
	unsigned long site;

	if (swr_find_site("swapcache_prepare", &site) != -ENOENT)
		return;
	h = bypass_hook();
	h->symbol = NULL;
	h->site = 0;
}

/* Can a policy take and drop claims for a kernel that does not by itself? */
static void find_pins(void)
{
	unsigned long page, device, count, put;

	if (!swr_probe_present(SWR_P_claim) || swr_probe_present(SWR_P_unclaim) ||
	    !swr_probe_present(SWR_P_bypass))
		return;
	if (swr_find_site("lookup_swap_cache", &page) || swr_find_site("swp_swap_info", &device) ||
	    swr_find_site("__swap_count", &count) || swr_find_site("put_swap_page", &put))
		return;
	static_call_update(swr_call_cached_page, (swr_call_t)page);
	static_call_update(swr_call_device, (swr_call_t)device);
	/* behind the hook, which would answer for the kernel */
	static_call_update(swr_call_count, (swr_call_t)(count + MCOUNT_INSN_SIZE));
	static_call_update(swr_call_put, (swr_call_t)put);
	pins = true;
	/* a fault passes here when its policy has looked, and before the kernel does */
	bypass_hook()->passes = SWR_ON_ENTRY(bypass);
	bypass_hook()->sleeps = SWR_FAULT_ENTRY_SLEEPS ? SWR_ON_ENTRY(bypass) : 0;
}

/**
 * swr_swapin_found() - the functions of the rows were looked for
 *
 * Context: as swr_find_site().
 */
void swr_swapin_found(void)
{
	unsigned long submit;

	check_bypass();
	find_pins();
	if (swr_find_site("swap_read_submit", &submit))
		return;
	static_call_update(swr_call_submit, (swr_call_t)submit);
	queues = true;
}

/**
 * swr_swapin_pins() - can a policy claim entries where the kernel does not?
 */
bool swr_swapin_pins(void)
{
	return pins;
}
