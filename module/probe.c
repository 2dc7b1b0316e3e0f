// SPDX-License-Identifier: GPL-2.0
/*
 * The hook table: which function of this kernel is which point, how it is
 * hooked, and the frames that take the place of diverted calls.
 *
 * Both kinds of hook are ftrace callbacks on the first instruction.
 *
 * - An observer looks at the arguments and returns. It must not sleep.
 * - A diverter changes the address at which the call goes on to a function of
 *   this file, the frame. That runs as if it had been called instead: in the
 *   task's own context, with the same arguments and return address, and it may
 *   sleep where the row says so. It passes on six argument registers, so one
 *   shape serves every function with up to six arguments that are not floats.
 *
 * The frame calls the original by a static call, which is patched to a direct
 * call behind the ftrace site. Direct, because with IBT a function whose address
 * the kernel never takes has its ENDBR removed at boot, and an indirect call to
 * it traps. Behind the site, because callbacks of other tracers on the same
 * function have run already when the diverter is done, and would count twice.
 *
 * All hooks share one ftrace_ops: taking an ops of a module off waits for an
 * RCU-tasks grace period, which takes seconds while tasks stay busy inside the
 * kernel, so one must do. It carries IPMODIFY, of which a function can have only
 * one: a livepatch there, or a kprobe that changes the address, makes arming
 * fail with -EBUSY, for functions that are only observed as well.
 */
#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/static_call.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "swr.h"
#include "swr_trace.h"

#define NR_CANDIDATES	3
#define SWR_ARGS	unsigned long a0, unsigned long a1, unsigned long a2, \
			unsigned long a3, unsigned long a4, unsigned long a5
#define SWR_PASS	a0, a1, a2, a3, a4, a5

typedef unsigned long (*swr_call_t)(SWR_ARGS);

/**
 * struct swr_hook - a row of the table
 * @points: which points it serves
 * @must: without it the module does not load
 * @passes: where tasks pass gates
 * @sleeps: where a task may be held, some of @passes
 * @symbols: names the function goes by, newest first; the first found is taken
 * @lost: what does not work without it
 * @frame: what a diverted call goes to; NULL for an observer
 * @aim: points the frame's static call at the original
 * @see: what an observer does, with the first two arguments of the call
 * @from: only calls by this function count, and the row is there only if that
 *        function makes such calls
 * @want: whether this call is to be diverted, asked with its first argument and
 *        where it came from; NULL: all are
 * @symbol: which name was found
 * @site: the instruction ftrace patches there, 0 if there is none
 */
struct swr_hook {
	unsigned long points;
	bool must;
	unsigned long passes;
	unsigned long sleeps;
	const char *symbols[NR_CANDIDATES];
	const char *lost;
	swr_call_t frame;
	void (*aim)(unsigned long target);
	void (*see)(unsigned long a0, unsigned long a1);
	const char *from;
	bool (*want)(unsigned long a0, unsigned long from);

	const char *symbol;
	unsigned long site;
};

static DEFINE_PER_CPU(long, frames);	/* tasks inside frames: sum over CPUs */
static bool leaving;			/* divert nobody any more */
static DECLARE_WAIT_QUEUE_HEAD(drain_wq);

static unsigned long no_original(SWR_ARGS)
{
	return 0;
}

/* The original behind a frame, and how to aim at it. */
#define SWR_ORIGINAL(name)						\
	DEFINE_STATIC_CALL(swr_orig_##name, no_original);		\
	static void aim_##name(unsigned long target)			\
	{								\
		static_call_update(swr_orig_##name, (swr_call_t)target); \
	}

/*
 * Functions of the kernel that the module calls where the kernel does not claim
 * entries itself (5.10): not exported, so by static calls as well.
 */
DEFINE_STATIC_CALL(swr_call_cached_page, no_original);
DEFINE_STATIC_CALL(swr_call_device, no_original);
DEFINE_STATIC_CALL(swr_call_count, no_original);
DEFINE_STATIC_CALL(swr_call_put, no_original);
static bool pins;

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

/*
 * Would do_swap_page() go past the swap cache for this entry? The same three
 * questions it asks. Its answers cannot differ from ours later: the count of an
 * entry that one PTE has cannot rise while its mmap_lock is held for reading,
 * and nobody can put a page into the cache once we have the claim.
 */
static bool goes_past_cache(unsigned long entry)
{
	struct swap_info_struct *si;

	si = (struct swap_info_struct *)static_call(swr_call_device)(entry, 0, 0, 0, 0, 0);
	/* data_race: swapon and swapoff write flags; do_swap_page() reads it so too */
	return si && data_race(si->flags & SWP_SYNCHRONOUS_IO) && !in_swap_cache(entry) &&
	       (int)static_call(swr_call_count)(entry, 0, 0, 0, 0, 0) == 1;
}

/*
 * Called by hook(), before the call goes on in the frame: so there is no moment
 * in which a task is on its way into a frame and not counted. With preemption
 * off, so that synchronize_rcu() in swr_probe_disarm() waits for who has not seen
 * `leaving` yet.
 */
static __always_inline bool frame_enter(void)
{
	if (READ_ONCE(leaving))
		return false;
	this_cpu_inc(frames);
	return true;
}

/*
 * The frame is not counted any more but its code still runs: unload waits for
 * that by the RCU-tasks grace period of ftrace, so nothing here may sleep.
 */
static void frame_leave(void)
{
	this_cpu_dec(frames);
	if (unlikely(READ_ONCE(leaving)))
		wake_up(&drain_wq);
}

/* Functions that ask for a claim. A name that ends in '_' is a prefix. */
static const struct {
	const char *name;
	enum swr_caller by;
} callers[] = {
	{ "do_swap_page", SWR_BY_FAULT },
	{ "swapin_sync", SWR_BY_CACHE_FAULT },
	{ "__read_swap_cache_async", SWR_BY_READAHEAD },
	{ "read_swap_cache_async", SWR_BY_READAHEAD },
	{ "swap_cache_read_folio", SWR_BY_READAHEAD },
	{ "swap_cluster_readahead", SWR_BY_READAHEAD },
	{ "swap_vma_readahead", SWR_BY_READAHEAD },
	{ "swapin_readahead", SWR_BY_READAHEAD },
	{ "shmem_", SWR_BY_SHMEM },
};

static enum swr_caller name_caller(unsigned long address)
{
	char name[KSYM_SYMBOL_LEN];
	unsigned int i;

	snprintf(name, sizeof(name), "%pB", (void *)address);
	/* "symbol.isra.0+0x12/0x34 [module]": the symbol is enough */
	name[strcspn(name, ".+ ")] = '\0';
	for (i = 0; i < ARRAY_SIZE(callers); i++) {
		size_t len = strlen(callers[i].name);

		if (!strcmp(name, callers[i].name) ||
		    (callers[i].name[len - 1] == '_' && !strncmp(name, callers[i].name, len)))
			return callers[i].by;
	}
	return SWR_BY_OTHER;
}

/*
 * Who returns to @address: looked up by name once, a call site has one answer
 * as long as the kernel runs. Two CPUs may find out the same at once and fill
 * two places with it; an address is published after its answer (A).
 */
static enum swr_caller caller_of(unsigned long address)
{
	static struct {
		unsigned long address;
		enum swr_caller by;
	} known[16];
	static atomic_t nr_known;
	enum swr_caller by;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (smp_load_acquire(&known[i].address) == address)	/* pairs with (A) */
			return known[i].by;

	by = name_caller(address);
	i = atomic_inc_return(&nr_known) - 1;
	if (i < ARRAY_SIZE(known)) {
		known[i].by = by;
		smp_store_release(&known[i].address, address);		/* (A) */
	} else {
		atomic_dec(&nr_known);
	}
	return by;
}

static void count_claim(enum swr_caller by, int err)
{
	if (!err)
		swr_count(claims);
	else if (err != -EEXIST)
		swr_count(claim_errors);
	else if (by == SWR_BY_FAULT || by == SWR_BY_CACHE_FAULT)
		swr_count(eexist_fault);
	else if (by == SWR_BY_READAHEAD)
		swr_count(eexist_readahead);
	else if (by == SWR_BY_SHMEM)
		swr_count(eexist_shmem);
	else
		swr_count(eexist_other);
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
static unsigned long claim(struct swr_fault *f, enum swr_caller by, SWR_ARGS)
{
	unsigned long ret;
	int err;

	/* read-ahead inside a fault claims other entries as well */
	if (by != SWR_BY_FAULT && f && f->entry - a0 >= swr_claim_nr(a1))
		f = NULL;

	swr_gate_pass(SWR_P_claim, SWR_ENTRY, 0);
	if (f && by == SWR_BY_FAULT)
		swr_fault_ask(f);
	if (f && by == SWR_BY_FAULT && !f->fix->pins)
		ret = 0;
	else
		ret = static_call(swr_orig_claim)(SWR_PASS);
	err = swr_claim_result(ret);

	count_claim(by, err);
	trace_swr_claim(a0, err, by);
	if (f) {
		swr_fault_claim(f, by, err);
		if (err && by == SWR_BY_FAULT)
			swr_fix_setback(f);
	}
	swr_gate_pass(SWR_P_claim, SWR_RETURN, err);
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
	by = caller_of(f ? f->claim_from : from);
	/* shmem uses the function of the fault path, outside of do_swap_page() */
	if (by == SWR_BY_CACHE_FAULT && !f)
		by = SWR_BY_SHMEM;
	ret = claim(f, by, SWR_PASS);
	frame_leave();
	return ret;
}

/* A claim was dropped: who waits for it may go on. */
static void unclaimed(struct swr_fault *f, unsigned long entry)
{
	swr_count(unclaims);
	trace_swr_unclaim(entry, 0, 0);
	if (f) {
		swr_hist_add(SWR_H_hold, f->fix, ktime_get_mono_fast_ns() - f->me.claim_ns);
		swr_fault_unclaim(f);
		swr_fix_released(f);
	}
	swr_gate_pass(SWR_P_unclaim, SWR_RETURN, 0);
}

SWR_ORIGINAL(wait)

/* What the policy of a fault that was refused the claim does about it. */
static unsigned long wait(struct swr_fault *f, SWR_ARGS)
{
	u64 since = f->refused_ns;
	unsigned long ret = 0;

	f->refused_ns = 0;
	swr_gate_pass(SWR_P_wait, SWR_ENTRY, 0);
	if (!swr_fix_wait(f))
		ret = static_call(swr_orig_wait)(SWR_PASS);
	swr_count(waits);
	swr_hist_add(SWR_H_wait, f->fix, ktime_get_mono_fast_ns() - since);
	swr_gate_pass(SWR_P_wait, SWR_RETURN, 0);
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
	frame_leave();
	return ret;
}

SWR_ORIGINAL(bypass)

static bool want_bypass(unsigned long a0, unsigned long from)
{
	struct swr_fault *f = swr_fault_current();

	return f && f->fix->cached && f->entry == a0;
}

/*
 * __swap_count(entry), called by do_swap_page(): an entry with a second user is
 * swapped in through the cache.
 */
static noinline unsigned long frame_bypass(SWR_ARGS)
{
	frame_leave();
	return 2;
}

SWR_ORIGINAL(fault)

/* A fault whose policy claims the entry on a kernel that does not. */
static unsigned long fault_pinned(struct swr_fault *f, SWR_ARGS)
{
	unsigned long ret;

	if (!goes_past_cache(f->entry))
		return static_call(swr_orig_fault)(SWR_PASS);
	if (swr_claim_result(claim(f, SWR_BY_FAULT, f->entry, 0, 0, 0, 0, 0))) {
		wait(f, 0, 0, 0, 0, 0, 0);
		return 0;
	}
	ret = static_call(swr_orig_fault)(SWR_PASS);
	swr_gate_pass(SWR_P_unclaim, SWR_ENTRY, 0);
	/* put_swap_page(page, entry) wants a page for its size alone */
	static_call(swr_call_put)((unsigned long)ZERO_PAGE(0), f->entry, 0, 0, 0, 0);
	unclaimed(f, f->entry);
	return ret;
}

/* do_swap_page(vmf) */
static noinline unsigned long frame_fault(SWR_ARGS)
{
	struct swr_fault *f;
	unsigned long ret;

	f = swr_fault_begin((struct vm_fault *)a0);
	swr_gate_pass(SWR_P_fault, SWR_ENTRY, 0);
	if (f && pins && f->fix->wait)
		ret = fault_pinned(f, SWR_PASS);
	else
		ret = static_call(swr_orig_fault)(SWR_PASS);
	if (f)
		swr_fault_end(f, (__force vm_fault_t)ret);
	swr_gate_pass(SWR_P_fault_end, SWR_ENTRY, 0);
	frame_leave();
	return ret;
}

SWR_ORIGINAL(read)

/* swap_readpage(page, ...), swap_read_folio(folio, ...) */
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

	if (f)
		swr_fault_read(f, bypass);
	swr_gate_pass(SWR_P_read, SWR_ENTRY, 0);
	ret = static_call(swr_orig_read)(SWR_PASS);
	if (f) {
		swr_fault_read_end(f);
		swr_inject_read();
	}
	swr_gate_pass(SWR_P_read, SWR_RETURN, 0);
	frame_leave();
	return ret;
}

SWR_ORIGINAL(unclaim)

/* swapcache_clear(si, entry[, nr]) */
static noinline unsigned long frame_unclaim(SWR_ARGS)
{
	struct swr_fault *f;
	unsigned long ret = 0;

	f = swr_fault_current();
	swr_gate_pass(SWR_P_unclaim, SWR_ENTRY, 0);
	if (!f || f->fix->pins)
		ret = static_call(swr_orig_unclaim)(SWR_PASS);
	unclaimed(f, a1);
	frame_leave();
	return ret;
}

/* swap_free(entry), swap_free_nr(entry, nr), folio_put_swap(folio, subpage) */
static void see_free(unsigned long a0, unsigned long a1)
{
	struct swr_range range = swr_free_range(a0, a1);
	struct swr_fault *f = swr_fault_current();

	if (f && swr_fault_install(f, range.first, range.nr))
		swr_gate_pass(SWR_P_install, SWR_ENTRY, 0);
	swr_gate_pass(SWR_P_free, SWR_ENTRY, 0);
}

/* swap_writepage(page, wbc), swap_writeout(folio, plug) */
static void see_writeout(unsigned long a0, unsigned long a1)
{
	swr_count(writeouts);
	trace_swr_writeout(swr_writeout_entry(a0).val, 0, 0);
	swr_gate_pass(SWR_P_writeout, SWR_ENTRY, 0);
}

/* destroy_swap_extents(si[, file]) */
static void see_swapoff(unsigned long a0, unsigned long a1)
{
	swr_count(swapoffs);
	swr_gate_pass(SWR_P_swapoff, SWR_ENTRY, 0);
}

/* __collapse_huge_page_swapin(mm, vma, ...) */
static void see_collapse(unsigned long a0, unsigned long a1)
{
	swr_count(collapses);
	swr_gate_pass(SWR_P_collapse, SWR_ENTRY, 0);
}

/*
 * What the self-test diverts: not inlined, its answer not known to the compiler
 * (HIDE_VAR), and no call to be saved because it would answer the same (barrier).
 */
static noinline __noclone unsigned long swr_selftest_target(SWR_ARGS)
{
	OPTIMIZER_HIDE_VAR(a0);
	barrier();
	return a0 + 1;
}

SWR_ORIGINAL(selftest)

static noinline unsigned long frame_selftest(SWR_ARGS)
{
	unsigned long ret = static_call(swr_orig_selftest)(SWR_PASS);

	frame_leave();
	return ret * 10;
}

#define ON_ENTRY(point)		SWR_PLACE_BIT(SWR_P_##point, SWR_ENTRY)
#define ON_RETURN(point)	SWR_PLACE_BIT(SWR_P_##point, SWR_RETURN)
#define AROUND(point)		(ON_ENTRY(point) | ON_RETURN(point))

static struct swr_hook hooks[] = {
	{
		.points = SWR_POINT_BIT(fault) | SWR_POINT_BIT(fault_end),
		.must = true,
		.passes = ON_ENTRY(fault) | ON_ENTRY(fault_end),
		.sleeps = (SWR_FAULT_ENTRY_SLEEPS ? ON_ENTRY(fault) : 0) | ON_ENTRY(fault_end),
		.symbols = { "do_swap_page" },
		.lost = "everything: no fault is seen",
		.frame = frame_fault,
		.aim = aim_fault,
	}, {
		.points = SWR_POINT_BIT(claim),
		.passes = AROUND(claim),
		.sleeps = AROUND(claim),
		.symbols = { SWR_CLAIM_SYMS },
		.lost = "claims and -EEXIST",
		.want = want_claim,
		.frame = frame_claim,
		.aim = aim_claim,
	}, {
		.points = SWR_POINT_BIT(wait),
		.passes = AROUND(wait),
		.sleeps = AROUND(wait),
		.symbols = { "schedule_timeout_uninterruptible" },
		.lost = "policies for who is refused a claim by the kernel",
		.frame = frame_wait,
		.aim = aim_wait,
		.from = "do_swap_page",
		.want = want_wait,
	}, {
		.points = SWR_POINT_BIT(bypass),
		.symbols = { "__swap_count" },
		.lost = "the policy cached",
		.frame = frame_bypass,
		.aim = aim_bypass,
		.from = "do_swap_page",
		.want = want_bypass,
	}, {
		.points = SWR_POINT_BIT(read),
		.must = true,
		.passes = AROUND(read),
		.sleeps = AROUND(read),
		.symbols = { "swap_read_folio", "swap_readpage" },
		.lost = "windows and stale installs: no read is seen",
		.frame = frame_read,
		.aim = aim_read,
	}, {
		/* page-table lock held */
		.points = SWR_POINT_BIT(install) | SWR_POINT_BIT(free),
		.passes = ON_ENTRY(install) | ON_ENTRY(free),
		.must = true,
		.symbols = { SWR_FREE_SYMS },
		.lost = "installs and stale installs",
		.see = see_free,
	}, {
		/* 5.10 has no claim in the fault path, 6.19+ none that ends */
		.points = SWR_POINT_BIT(unclaim),
		.passes = AROUND(unclaim),
		.sleeps = AROUND(unclaim),
		.symbols = { "swapcache_clear" },
		.lost = "the end of claims: faults here take none of their own",
		.frame = frame_unclaim,
		.aim = aim_unclaim,
	}, {
		/* reclaim: page lock held, PF_MEMALLOC */
		.points = SWR_POINT_BIT(writeout),
		.passes = ON_ENTRY(writeout),
		.symbols = { "swap_writeout", "swap_writepage" },
		.lost = "swap-out",
		.see = see_writeout,
	}, {
		.points = SWR_POINT_BIT(swapoff),
		.passes = ON_ENTRY(swapoff),
		.symbols = { "destroy_swap_extents" },
		.lost = "swapoff",
		.see = see_swapoff,
	}, {
		.points = SWR_POINT_BIT(collapse),
		.passes = ON_ENTRY(collapse),
		.symbols = { "__collapse_huge_page_swapin" },
		.lost = "swap-in by khugepaged",
		.see = see_collapse,
	}, {
		/* the last row is no point: it shows that calls are diverted */
		.symbols = { "swr_selftest_target" },
		.must = true,
		.frame = frame_selftest,
		.aim = aim_selftest,
	},
};

#define NR_HOOKS	ARRAY_SIZE(hooks)
#define NR_ROWS		(NR_HOOKS - 1)	/* those that are points */

static DEFINE_PER_CPU(u64 [NR_HOOKS], hits);
static DEFINE_PER_CPU(u64 [NR_HOOKS], missed);
static DEFINE_PER_CPU(int, observing);

static __always_inline unsigned int row_of(unsigned long ip)
{
	unsigned int row = 0;

	/* A callback is called for the sites of its filter only. */
	while (hooks[row].site != ip)
		row++;
	return row;
}

static __always_inline void missed_one(unsigned int row)
{
	this_cpu_inc(missed[row]);
	swr_count(hooks_missed);
}

/*
 * Preemption is off. An observer that is interrupted by a call to a hooked function could meet its
 * own locks; that call is not looked at, and counted.
 */
static __always_inline void observe(unsigned int row, swr_regs_t *regs)
{
	if (this_cpu_inc_return(observing) == 1)
		hooks[row].see(swr_reg_arg(regs, 0), swr_reg_arg(regs, 1));
	else
		missed_one(row);
	this_cpu_dec(observing);
}

/*
 * Context: any in which the hooked function is called, preemption on or off. For
 * a diverter nothing but the address is changed here, the frame does the rest.
 */
static void notrace hook(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			 swr_regs_t *regs)
{
	unsigned int row = row_of(ip);

	if (hooks[row].want && !hooks[row].want(swr_reg_arg(regs, 0), parent_ip))
		return;
	this_cpu_inc(hits[row]);
	preempt_disable_notrace();
	if (!hooks[row].frame)
		observe(row, regs);
	else if (frame_enter())
		swr_reg_set_ip(regs, (unsigned long)hooks[row].frame);
	preempt_enable_notrace();
}

/* PERMANENT: `sysctl kernel.ftrace_enabled=0` must not blind us unnoticed. */
static struct ftrace_ops hook_ops = {
	.func = hook,
	.flags = SWR_FTRACE_REGS | SWR_FTRACE_BARE | FTRACE_OPS_FL_IPMODIFY |
		 FTRACE_OPS_FL_PERMANENT,
};

static bool armed;

/*
 * Functions are found by kprobes that are never armed: kallsyms_lookup_name() is
 * not exported, and a kprobe says as well whether ftrace can patch the function.
 * They go all at once, for one grace period and not one each.
 */
#define NR_FINDERS	32

static struct kprobe finders[NR_FINDERS];
static unsigned int nr_finders;

static void end_finding(void)
{
	struct kprobe *all[NR_FINDERS];
	unsigned int i;

	for (i = 0; i < nr_finders; i++)
		all[i] = &finders[i];
	unregister_kprobes(all, nr_finders);
	nr_finders = 0;
}

/*
 * The ftrace site of a function by its name.
 *
 * Return: 0, -ENOENT if there is no such function, -EOPNOTSUPP if it cannot be
 * hooked by ftrace (notrace, or inlined to nothing but a name).
 */
static int find_site(const char *symbol, unsigned long *site)
{
	struct kprobe *kp = &finders[nr_finders];
	int err;

	if (WARN_ON_ONCE(nr_finders == NR_FINDERS))
		return -ENOSPC;
	*kp = (struct kprobe){ .symbol_name = symbol, .flags = KPROBE_FLAG_DISABLED };
	err = register_kprobe(kp);
	if (err)
		return err;
	nr_finders++;
	*site = (unsigned long)kp->addr;
	return kp->flags & KPROBE_FLAG_FTRACE ? 0 : -EOPNOTSUPP;
}

/* Does the code of @caller, its unlikely part included, call @site's function? */
static bool calls(const char *caller, unsigned long site)
{
	static const char *const parts[] = { "", ".cold" };
	char name[KSYM_NAME_LEN], text[KSYM_SYMBOL_LEN];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		unsigned long start, size = 0;
		const char *slash;

		snprintf(name, sizeof(name), "%s%s", caller, parts[i]);
		if (find_site(name, &start) == -ENOENT)
			continue;
		/* "symbol+0x0/0x<size>" */
		snprintf(text, sizeof(text), "%pS", (void *)start);
		slash = strchr(text, '/');
		if (slash && !kstrtoul(slash + 1, 16, &size) &&
		    swr_code_calls(start, size, site))
			return true;
	}
	return false;
}

/* Find the function of a row. One that need not be there need not be had either. */
static int find_row(struct swr_hook *h)
{
	unsigned int i;
	int err;

	for (i = 0; i < NR_CANDIDATES && h->symbols[i]; i++) {
		err = find_site(h->symbols[i], &h->site);
		if (!err && h->from && !calls(h->from, h->site))
			err = -ENOENT;
		if (!err) {
			h->symbol = h->symbols[i];
			return 0;
		}
		h->site = 0;
		if (err != -ENOENT)
			pr_notice("%s: cannot be hooked, error %d\n", h->symbols[i], err);
	}
	if (!h->must)
		return 0;
	pr_err("%s: not to be had in this kernel\n", h->symbols[0]);
	return err;
}

static void no_sites(void)
{
	ftrace_set_filter(&hook_ops, NULL, 0, 1);
}

static int add_site(unsigned int row)
{
	return hooks[row].site ? ftrace_set_filter_ip(&hook_ops, hooks[row].site, 0, 0) : 0;
}

/* Which of the functions is the one that somebody else redirects already? */
static void blame(void)
{
	unsigned int row;

	for (row = 0; row < NR_HOOKS; row++) {
		int err;

		if (!hooks[row].site)
			continue;
		no_sites();
		err = add_site(row) ?: register_ftrace_function(&hook_ops);
		if (!err)
			unregister_ftrace_function(&hook_ops);
		else if (err == -EBUSY)
			pr_err("%s: redirected by somebody else (a livepatch, a kprobe), or ftrace is off\n",
			       hooks[row].symbol);
	}
}

/* Can a policy take and drop claims for a kernel that does not by itself? */
static void find_pins(void)
{
	unsigned long page, device, count, put;

	if (!swr_probe_present(SWR_P_claim) || swr_probe_present(SWR_P_unclaim) ||
	    !swr_probe_present(SWR_P_bypass))
		return;
	if (find_site("lookup_swap_cache", &page) || find_site("swp_swap_info", &device) ||
	    find_site("__swap_count", &count) || find_site("put_swap_page", &put))
		return;
	static_call_update(swr_call_cached_page, (swr_call_t)page);
	static_call_update(swr_call_device, (swr_call_t)device);
	static_call_update(swr_call_count, (swr_call_t)count);
	static_call_update(swr_call_put, (swr_call_t)put);
	pins = true;
}

static int arm(void)
{
	unsigned int row;
	int err = 0;

	for (row = 0; !err && row < NR_HOOKS; row++)
		err = add_site(row);
	if (!err)
		err = register_ftrace_function(&hook_ops);
	if (err == -EBUSY)
		blame();
	else if (err)
		pr_err("ftrace does not take the hooks, error %d\n", err);
	if (err)
		no_sites();
	armed = !err;
	return err;
}

/*
 * A tool that hooks nothing and says that nothing happened is worse than none.
 */
static int selftest(void)
{
	unsigned long got = swr_selftest_target(1, 0, 0, 0, 0, 0);

	if (got == 20)
		return 0;
	pr_err("self-test: a diverted call gave %lu instead of 20\n", got);
	return -EIO;
}

/**
 * swr_probe_arm() - install the hooks and see that they divert
 *
 * Context: process, may sleep.
 * Return: 0, -ENOENT if a function that is needed is missing, -EBUSY if
 * somebody else redirects one, -EIO if calls are not diverted, or what ftrace
 * says. Then what was installed stays until swr_probe_disarm().
 */
int swr_probe_arm(void)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < NR_HOOKS; i++)
		err = find_row(&hooks[i]);
	if (!err)
		find_pins();
	end_finding();
	if (err)
		return err;

	/* before the hooks: a frame that is entered must know its original */
	for (i = 0; i < NR_HOOKS; i++)
		if (hooks[i].site && hooks[i].aim)
			hooks[i].aim(hooks[i].site + MCOUNT_INSN_SIZE);
	return arm() ?: selftest();
}

/**
 * swr_probe_frames() - tasks inside frames
 *
 * Exact once the hooks are off, an estimate before.
 */
long swr_probe_frames(void)
{
	long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(frames, cpu));
	return sum;
}

/**
 * swr_probe_disarm() - divert nobody any more, wait for who was, take the hooks off
 *
 * Tasks leave as the kernel lets them: one that waits for its disk takes as long
 * as the disk.
 *
 * Context: process, may sleep; nobody is held any more.
 */
void swr_probe_disarm(void)
{
	unsigned int looks = 0;
	long left;

	WRITE_ONCE(leaving, true);
	synchronize_rcu();	/* who did not see that is counted now */
	/*
	 * A task that leaves may not see `leaving` yet while we do not see it
	 * leave; a barrier between the two would be paid by every fault. Hence
	 * the look every tenth of a second.
	 */
	while (!wait_event_timeout(drain_wq, !(left = swr_probe_frames()), HZ / 10))
		if (++looks % 100 == 0)
			pr_info("waiting for %ld tasks to leave\n", left);

	if (!armed)
		return;
	/*
	 * For an ops of a module this ends in an RCU-tasks grace period on a
	 * preemptible kernel and in a switch on every CPU on others: nobody runs
	 * or is preempted in hook() or in the last instructions of a frame.
	 */
	unregister_ftrace_function(&hook_ops);
	no_sites();
	armed = false;
}

/**
 * swr_probe_info() - look at one row of the table
 * @row: which, from 0
 * @info: where to
 *
 * Return: false if there is no such row.
 */
bool swr_probe_info(unsigned int row, struct swr_hook_info *info)
{
	const struct swr_hook *h = &hooks[row];
	int cpu;

	if (row >= NR_ROWS)
		return false;
	*info = (struct swr_hook_info){
		.points = h->points,
		.divert = h->frame,
		.must = h->must,
		.sleeps = h->sleeps,
		.symbol = h->symbol,
		.lost = h->lost,
	};
	for_each_possible_cpu(cpu) {
		info->hits += per_cpu(hits, cpu)[row];
		info->missed += per_cpu(missed, cpu)[row];
	}
	return true;
}

static const struct swr_hook *hook_of(enum swr_point point)
{
	unsigned int i;

	for (i = 0; i < NR_ROWS; i++)
		if (hooks[i].points & BIT(point))
			return &hooks[i];
	return NULL;
}

/**
 * swr_probe_present() - does this kernel have that point?
 * @point: which
 */
bool swr_probe_present(enum swr_point point)
{
	const struct swr_hook *h = hook_of(point);

	return h && h->symbol;
}

/**
 * swr_probe_passes() - do tasks pass gates there?
 * @point: which
 * @phase: before or after the call
 *
 * Return: false too if this kernel does not have the point.
 */
bool swr_probe_passes(enum swr_point point, enum swr_phase phase)
{
	const struct swr_hook *h = hook_of(point);

	return h && h->symbol && h->passes & SWR_PLACE_BIT(point, phase);
}

/**
 * swr_probe_sleeps() - may a task be held there?
 * @point: which
 * @phase: before or after the call
 */
bool swr_probe_sleeps(enum swr_point point, enum swr_phase phase)
{
	const struct swr_hook *h = hook_of(point);

	return h && h->sleeps & SWR_PLACE_BIT(point, phase);
}

/**
 * swr_probe_pins() - can a policy claim entries where the kernel does not?
 */
bool swr_probe_pins(void)
{
	return pins;
}
