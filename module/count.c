// SPDX-License-Identifier: GPL-2.0
/*
 * The level count: what the hooks do when all that is wanted is how often.
 *
 * No fault is followed: there is no record of it, no time, and nobody of the same page to
 * compare it with. So it is not known whether it has mapped its page, faults_done takes
 * the place of faults_installed and faults_lost; there are no races, no histograms and no
 * trace points, and no gate, policy or injection. The counters that are kept count what
 * they count at the other level, with two differences:
 *
 * - Retry and error are what the fault returned. A fault that mapped its page and then
 *   returned one of them, as one that goes on to copy the page may, has faults_installed
 *   at the other level.
 * - The caller of a claim is looked for on the stack, so it is eexist_other where a tracer
 *   of returns has put its own address there, and a shared-memory fault of 7.2 and later
 *   is one of eexist_fault.
 *
 * faults = faults_done + faults_retry + faults_error, but for those under way.
 */
#include <linux/mm.h>

#include "swr_hook.h"

static __always_inline void count_end(vm_fault_t ret)
{
	if (unlikely(ret & VM_FAULT_ERROR))
		swr_count(faults_error);
	else if (unlikely(ret & VM_FAULT_RETRY))
		swr_count(faults_retry);
	else
		swr_count(faults_done);
}

/**
 * swr_count_fault() - do_swap_page(vmf)
 *
 * Context: the task's own. Nothing of vmf is valid after the call.
 * Return: what the fault returned.
 */
unsigned long swr_count_fault(SWR_ARGS)
{
	const struct vm_fault *vmf = (const struct vm_fault *)a0;
	bool swap = swr_entry_is_swap(swr_pte_entry(vmf->orig_pte));
	unsigned long ret;

	if (swap)
		swr_count(faults);
	ret = static_call(swr_orig_fault)(SWR_PASS);
	if (swap)
		count_end((__force vm_fault_t)ret);
	swr_frame_leave_outer();
	return ret;
}

/**
 * swr_count_claim() - swapcache_prepare(entry[, nr]), swap_cache_alloc_folio(entry, ...)
 *
 * Context: the task's own.
 * Return: what the kernel answers.
 */
unsigned long swr_count_claim(SWR_ARGS)
{
	unsigned long from = (unsigned long)__builtin_return_address(0);
	unsigned long ret = static_call(swr_orig_claim)(SWR_PASS);
	int err = swr_claim_result(ret);

	if (likely(!err))
		swr_count(claims);
	else
		swr_claim_count(swr_claim_caller(from), err);
	swr_frame_leave();
	return ret;
}

/**
 * swr_count_read() - swap_readpage(page, ...), swap_read_folio([ctx,] folio, ...)
 * @a0: first argument of the call
 * @a1: second
 *
 * Context: the task's own, preemption off.
 */
void swr_count_read(unsigned long a0, unsigned long a1)
{
	bool bypass;

	swr_read_range(a0, a1, &bypass);
	swr_count(reads);
	if (bypass)
		swr_count(reads_bypass);
}

/**
 * swr_count_writeout() - swap_writepage(page, wbc), swap_writeout(folio, plug)
 * @a0: first argument of the call
 * @a1: second
 *
 * Context: reclaim, preemption off.
 */
void swr_count_writeout(unsigned long a0, unsigned long a1)
{
	swr_count(writeouts);
}
