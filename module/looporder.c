// SPDX-License-Identifier: GPL-2.0
/*
 * fix_order: where a call that reads into the swap cache allocates.
 *
 * A module cannot move the allocation of this kernel, which comes before the claim. It
 * can add one behind it, with the same gfp flags, which is all that the order of mmotm in
 * May 2020 had that this kernel has not: a holder that may sleep for memory.
 *
 *	T0                              T1, same CPU, more urgent
 *	--                              -------------------------
 *	claim e: granted
 *	allocates, sleeps in reclaim
 *	                                claim e: -EEXIST, and again
 *	inserts the page
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "swr_loop.h"

static const char *const names[] = {
	[SWR_ORDER_STOCK] = "stock",
	[SWR_ORDER_INSIDE] = "inside",
};

static enum swr_order active;
static bool unsafe_allowed;

/**
 * swr_looporder_init() - before the hooks are armed
 * @allow_unsafe: `inside` may be chosen
 */
void swr_looporder_init(bool allow_unsafe)
{
	unsafe_allowed = allow_unsafe;
}

/**
 * swr_looporder_active() - the order now
 */
enum swr_order swr_looporder_active(void)
{
	return READ_ONCE(active);
}

/**
 * swr_looporder_name() - as the file fix_order has it
 * @order: which
 *
 * Return: NULL if there is none of that number.
 */
const char *swr_looporder_name(enum swr_order order)
{
	return order < ARRAY_SIZE(names) ? names[order] : NULL;
}

/**
 * swr_looporder_set() - choose the order of calls that ask from now on
 * @name: its name
 *
 * Context: process.
 * Return: 0, -EINVAL for no order of that name or a kernel without such calls, -EPERM for
 * inside without allow_unsafe=1, -EOPNOTSUPP for it unless the hooks are on.
 */
int swr_looporder_set(const char *name)
{
	int order = match_string(names, ARRAY_SIZE(names), name), err;

	if (order < 0)
		return swr_refuse(-EINVAL, "fix_order: expected stock or inside, not '%s'", name);
	if (order == SWR_ORDER_INSIDE && !swr_probe_present(SWR_P_cache_read))
		return swr_refuse(-EINVAL,
				  "fix_order: inside: this kernel has no call that loops on -EEXIST, or it cannot be seen; expected stock");
	if (order == SWR_ORDER_INSIDE && !unsafe_allowed)
		return swr_refuse(-EPERM, "fix_order: inside needs the module loaded with allow_unsafe=1");
	err = order == SWR_ORDER_INSIDE ? swr_enabled_get(SWR_F_FIX_ORDER) : 0;
	if (err)
		return err;
	if (order == SWR_ORDER_INSIDE)
		add_taint(TAINT_USER, LOCKDEP_STILL_OK);
	if (xchg(&active, order) != order)
		pr_notice("fix_order %s: S2 is %s%s\n", name, swr_loopfix_s2(),
			  order == SWR_ORDER_INSIDE ? "; holders allocate with the claim" : "");
	if (order == SWR_ORDER_INSIDE)
		swr_enabled_put();
	return 0;
}

/**
 * swr_looporder_claimed() - a call has been granted the claim
 * @gfp: with which it allocates
 *
 * Context: the task's own, outside of locks; may sleep.
 */
void swr_looporder_claimed(gfp_t gfp)
{
	struct page *page;

	if (swr_looporder_active() != SWR_ORDER_INSIDE)
		return;
	page = alloc_page(gfp);
	if (!page)
		return;
	__free_page(page);
	swr_count(inside_allocs);
}
