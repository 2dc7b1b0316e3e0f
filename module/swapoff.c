// SPDX-License-Identifier: GPL-2.0
/*
 * S3: swapoff against a swap-in in flight. Who is where, and what becomes of a
 * read whose device has gone.
 *
 *	CPU0, a fault past the swap cache       CPU1, swapoff
 *	---------------------------------       -------------
 *	do_swap_page(e)
 *	  page A is allocated, and locked
 *	  no page cache, no claim, no reference
 *	  says that swapoff is in use
 *	                                        unuses e: reads it into page B and
 *	                                        maps that
 *	                                        synchronize_rcu()
 *	                                        destroy_swap_extents()
 *	  reads e into page A
 *	    where is e on the disk?
 *	    BUG in offset_to_swap_extent()
 *
 * Two things are followed. Per device, the reads that faults have begun and not
 * ended: if there is one when the extents go, the kernel has not waited for it,
 * and that is the bug, seen without anything being harmed. And per call of
 * swapoff, whether it ever waited for such a read. What was about to wait need not
 * have waited: a wait that ends before the read has begun was none, and is counted
 * (swapoff_waits_short).
 *
 * A fault that finds its device gone is not passed on to the kernel: it gets its
 * page back unlocked and not up to date. The PTE is not what the fault read at its
 * beginning, since swapoff gives up an entry only after all PTEs were changed; so
 * the fault backs out and is taken again.
 *
 * What is done against the bug, or for it, is in swapoff_fix.c.
 */
#include <linux/atomic.h>
#include <linux/kallsyms.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "swr_hook.h"
#include "swr_inject.h"
#include "swr_swapoff.h"

#define NR_CALLS	8
/* Without IA32_EMULATION the first has one caller and is inlined into the second. */
#define REFS_CALLERS	"__do_sys_swapoff", "__x64_sys_swapoff"

/* Who is in swapoff; a place is taken and given back by its own task. */
static struct {
	struct task_struct *task;
	bool waited;			/* counted as one that waited */
} calls[NR_CALLS];
static atomic_t nr_calls;

/*
 * Reads of faults, by type of the entry. A task may end its read on another CPU than it has
 * begun it on, so that only the sums over all CPUs say something.
 */
DEFINE_PER_CPU(unsigned int [SWR_SWAP_TYPES], swr_reads_begun);
DEFINE_PER_CPU(unsigned int [SWR_SWAP_TYPES], swr_reads_ended);
/* How often the extents of a device were destroyed. */
atomic_t swr_gone[SWR_SWAP_TYPES];
static bool pass_gone;
static bool unsafe_allowed;

/*
 * Ends are summed up first: a read that goes on meanwhile, on whatever CPUs, is counted as
 * one under way, and hides no other.
 *
 * CPU0 (reads)				CPU1 (here)
 *
 * swr_reads_begun++			sum of swr_reads_ended
 * smp_mb()				smp_rmb()
 * swr_reads_ended++			sum of swr_reads_begun
 *
 * Who is seen to have ended is seen to have begun; that a task moved to another CPU in
 * between changes nothing, its switch is a full barrier. What begins while this sums up is
 * counted, too: it will find its device gone, and end.
 */
static bool being_read(unsigned int type)
{
	unsigned int begun = 0, ended = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		ended += READ_ONCE(per_cpu(swr_reads_ended, cpu)[type]);
	/* Pairs with swr_swapoff_read(). */
	smp_rmb();
	for_each_possible_cpu(cpu)
		begun += READ_ONCE(per_cpu(swr_reads_begun, cpu)[type]);
	return begun != ended;
}

/* The call of swapoff that the current task is in, or -1. */
static int own_call(void)
{
	int i;

	if (likely(!atomic_read(&nr_calls)))
		return -1;
	for (i = 0; i < NR_CALLS; i++)
		if (READ_ONCE(calls[i].task) == current)
			return i;
	return -1;
}

/*
 * A fault in its read that has what swapoff is about to wait for. That swapoff
 * waits for anything else proves nothing: it waits for grace periods as well, and
 * a fault that is let go meanwhile would only seem to have been waited for.
 */
static bool has_claim(const struct swr_fault *f, const void *entries)
{
	return READ_ONCE(f->reading) && READ_ONCE(f->claiming) &&
	       swr_in_range(entries, READ_ONCE(f->entry));
}

/* A page in the swap cache that a fault reads is locked by it. */
static bool has_page(const struct swr_fault *f, const void *entries)
{
	return READ_ONCE(f->reading) && !READ_ONCE(f->span.bypass) &&
	       swr_in_range(entries, READ_ONCE(f->entry));
}

static bool still_has_page(const struct swr_fault *f, const void *entries)
{
	return has_page(f, entries) && !READ_ONCE(f->asked);
}

static bool is_reader(const struct swr_fault *f, const void *type)
{
	return READ_ONCE(f->reading) &&
	       swr_type_of(READ_ONCE(f->entry)) == *(const unsigned int *)type;
}

static bool is_reader_still(const struct swr_fault *f, const void *type)
{
	return is_reader(f, type) && !READ_ONCE(f->asked);
}

static bool has_ref(const struct swr_fault *f, const void *type)
{
	return is_reader(f, type) && READ_ONCE(f->off_ref);
}

static bool still_has_ref(const struct swr_fault *f, const void *type)
{
	return has_ref(f, type) && !READ_ONCE(f->asked);
}

/* No fault passes these points, and none of them can be answered. */
static void pass(enum swr_point point, enum swr_phase phase)
{
	swr_inject_pass(point, phase, NULL, 0);
	swr_gate_pass(point, phase, 0);
}

/* The current task is in swapoff and about to wait for a fault's read. */
static void meets(int call)
{
	if (!calls[call].waited) {
		calls[call].waited = true;
		swr_count(swapoff_waits);
	}
	pass(SWR_P_swapoff_wait, SWR_ENTRY);
}

/**
 * swr_swapoff_refused() - the current task was refused a claim, and will ask again
 * @entry: on which entry
 *
 * Context: process.
 */
void swr_swapoff_refused(unsigned long entry)
{
	const struct swr_range range = { entry, 1 };
	int call = own_call();

	if (call >= 0 && swr_fault_any(has_claim, &range))
		meets(call);
}

/**
 * swr_swapoff_drains() - swapoff waits for the references that faults took here
 * @type: of the device; its reference is killed, and not all are given back
 *
 * Context: process.
 */
void swr_swapoff_drains(unsigned int type)
{
	int call = own_call();

	if (call >= 0 && swr_fault_any(has_ref, &type))
		meets(call);
}

/* swapoff does not wait any more for the references taken here, and goes on. */
static void drained(unsigned int type)
{
	if (swr_fault_any(still_has_ref, &type))
		swr_count(swapoff_waits_short);
}

/**
 * swr_swapoff_destroyed() - the extents of a device are about to be destroyed
 * @si: the device
 *
 * Context: swapoff, or a swapon that fails; does not sleep here.
 */
void swr_swapoff_destroyed(const struct swap_info_struct *si)
{
	unsigned int type = (unsigned int)si->type % SWR_SWAP_TYPES;

	/*
	 * Full barrier, pairs with swr_swapoff_read(): either the read is seen
	 * here, or the read sees that the device has gone.
	 */
	atomic_inc_return(&swr_gone[type]);
	if (being_read(type))
		swr_count(swapoffs_early);
}

/**
 * swr_swapoff_gone() - swr_swapoff_answers(), and the device has gone
 * @f: the fault whose own page it is
 * @page: first argument of the function that reads
 *
 * Return: as that.
 */
bool swr_swapoff_gone(struct swr_fault *f, unsigned long page)
{
	if (READ_ONCE(pass_gone)) {
		pr_alert("a read is passed on although its device has gone: reboot this machine\n");
		return false;
	}
	swr_count(reads_gone);
	f->unread = true;
	swr_read_unlock(page);
	return true;
}

/**
 * swr_swapoff_set_pass() - pass reads on whose device has gone
 * @on: yes or no
 *
 * Return: 0, or -EPERM without allow_unsafe=1.
 */
int swr_swapoff_set_pass(bool on)
{
	if (on && !unsafe_allowed)
		return swr_refuse(-EPERM, "pass_gone: 1 needs the module loaded with allow_unsafe=1");
	if (on) {
		add_taint(TAINT_USER, LOCKDEP_STILL_OK);
		pr_notice("reads whose device has gone are passed on: a machine open to S3 dies of it\n");
	}
	WRITE_ONCE(pass_gone, on);
	return 0;
}

/**
 * swr_swapoff_pass() - are reads passed on whose device has gone?
 */
bool swr_swapoff_pass(void)
{
	return READ_ONCE(pass_gone);
}

SWR_ORIGINAL(call)

/* __x64_sys_swapoff(regs) */
static noinline unsigned long frame_call(SWR_ARGS)
{
	unsigned long ret;
	int i;

	pass(SWR_P_swapoff_call, SWR_ENTRY);
	for (i = 0; i < NR_CALLS; i++)
		if (!READ_ONCE(calls[i].task) && !cmpxchg(&calls[i].task, NULL, current))
			break;
	if (i < NR_CALLS) {
		calls[i].waited = false;
		atomic_inc(&nr_calls);
	} else {
		swr_count(lost_swapoffs);
	}
	ret = static_call(swr_orig_call)(SWR_PASS);
	if (i < NR_CALLS) {
		atomic_dec(&nr_calls);
		/* pairs with the cmpxchg of the next one */
		smp_store_release(&calls[i].task, NULL);
	}
	pass(SWR_P_swapoff_call, SWR_RETURN);
	swr_frame_leave();
	return ret;
}

static bool want_swapoff(unsigned long a0, unsigned long from)
{
	return own_call() >= 0;
}

SWR_ORIGINAL(lock)

/* __folio_lock(folio), __lock_page(page): somebody else has the lock */
static noinline unsigned long frame_lock(SWR_ARGS)
{
	struct swr_range range = swr_cache_range(a0);
	bool met = swr_fault_any(has_page, &range);
	unsigned long ret;
	int call = own_call();

	if (met)
		meets(call);
	ret = static_call(swr_orig_lock)(SWR_PASS);
	if (met && swr_fault_any(still_has_page, &range))
		swr_count(swapoff_waits_short);
	swr_frame_leave();
	return ret;
}

SWR_ORIGINAL(refs)

/* swapoff waits for grace periods and for work by the same function */
static bool want_refs(unsigned long a0, unsigned long from)
{
	static const char *const callers[] = { REFS_CALLERS };
	char name[KSYM_SYMBOL_LEN];
	unsigned int i;

	if (own_call() < 0)
		return false;
	snprintf(name, sizeof(name), "%pB", (void *)from);
	for (i = 0; i < ARRAY_SIZE(callers); i++)
		if (!strncmp(name, callers[i], strlen(callers[i])))
			return true;
	return false;
}

/* Is swapoff about to wait for a fault that reads, and so has a reference? */
static bool waits_for_ref(struct swap_info_struct *si)
{
	unsigned int type = (unsigned int)si->type % SWR_SWAP_TYPES;

	if (!swr_fault_any(is_reader, &type))
		return false;
	/*
	 * The reference was killed, but until an RCU callback has run its count is
	 * none, and swapoff would wait for that alone.
	 */
	rcu_barrier();
	return swr_device_used(si) && swr_fault_any(is_reader, &type);
}

/* wait_for_completion(&si->comp), called by swapoff */
static noinline unsigned long frame_refs(SWR_ARGS)
{
	struct swap_info_struct *si = swr_comp_device(a0);
	unsigned int type = (unsigned int)si->type % SWR_SWAP_TYPES;
	bool skips = swr_off_skips(), met;
	unsigned long ret = 0;
	int call = own_call();

	pass(SWR_P_swapoff_refs, SWR_ENTRY);
	met = !skips && waits_for_ref(si);
	if (met)
		meets(call);
	if (!skips)
		ret = static_call(swr_orig_refs)(SWR_PASS);
	if (met && swr_fault_any(is_reader_still, &type))
		swr_count(swapoff_waits_short);
	pass(SWR_P_swapoff_refs, SWR_RETURN);
	swr_frame_leave();
	return ret;
}

SWR_ORIGINAL(unuse)

/* try_to_unuse(type, frontswap, pages_to_unuse) */
static noinline unsigned long frame_unuse(SWR_ARGS)
{
	unsigned int type = (unsigned int)a0 % SWR_SWAP_TYPES;
	unsigned long ret;

	pass(SWR_P_unuse, SWR_ENTRY);
	ret = static_call(swr_orig_unuse)(SWR_PASS);
	/* frontswap calls it as well, to have some pages back from its store */
	if (!(int)ret && !(bool)a1) {
		ret = swr_off_unused(type);
		if (!ret)
			drained(type);
	}
	pass(SWR_P_unuse, SWR_RETURN);
	swr_frame_leave();
	return ret;
}

SWR_ORIGINAL(swapon)

/* init_swap_address_space(type, nr_pages) */
static noinline unsigned long frame_swapon(SWR_ARGS)
{
	unsigned long ret;

	swr_off_revive((unsigned int)a0 % SWR_SWAP_TYPES);
	ret = static_call(swr_orig_swapon)(SWR_PASS);
	pass(SWR_P_swapon, SWR_RETURN);
	swr_frame_leave();
	return ret;
}

struct swr_hook swr_swapoff_hooks[] = {
	{
		.points = SWR_POINT_BIT(swapoff_call),
		.passes = SWR_AROUND(swapoff_call),
		.sleeps = SWR_AROUND(swapoff_call),
		.symbols = { "__x64_sys_swapoff" },
		.lost = "who is in swapoff, and what it waits for",
		.frame = frame_call,
		.aim = aim_call,
	}, {
		/* the other two places where swapoff waits pass this point as well */
		.points = SWR_POINT_BIT(swapoff_wait),
		.passes = SWR_ON_ENTRY(swapoff_wait),
		.symbols = { "__folio_lock", "__lock_page" },
		.lost = "swapoff waiting for the lock of a page",
		.frame = frame_lock,
		.aim = aim_lock,
		.want = want_swapoff,
	}, {
		/* 5.14: a reference per device */
		.points = SWR_POINT_BIT(swapoff_refs),
		.passes = SWR_AROUND(swapoff_refs),
		.sleeps = SWR_AROUND(swapoff_refs),
		.symbols = { "wait_for_completion" },
		.lost = "swapoff waiting for references: the devices of this kernel have none",
		.frame = frame_refs,
		.aim = aim_refs,
		.from = { REFS_CALLERS },
		.want = want_refs,
	}, {
		/* inlined from 6.1 on */
		.points = SWR_POINT_BIT(unuse),
		.passes = SWR_AROUND(unuse),
		.sleeps = SWR_AROUND(unuse),
		.symbols = { "try_to_unuse" },
		.lost = "policies for swapoff where the kernel has no reference",
		.frame = frame_unuse,
		.aim = aim_unuse,
	}, {
		.points = SWR_POINT_BIT(swapon),
		.passes = SWR_ON_RETURN(swapon),
		.symbols = { "init_swap_address_space" },
		.lost = "swapon, and policies for swapoff",
		.frame = frame_swapon,
		.aim = aim_swapon,
	},
	{}
};

/**
 * swr_swapoff_init() - before the hooks
 * @allow_unsafe: reads may be passed on whose device has gone
 */
void swr_swapoff_init(bool allow_unsafe)
{
	unsafe_allowed = allow_unsafe;
}
