// SPDX-License-Identifier: GPL-2.0
/*
 * The registry of policies for calls that loop on -EEXIST: the list, the active
 * one, and who may be active on this kernel. It is read at each wait: a switch
 * reaches calls that loop already, which is what somebody who watches one wants.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "swr_loop.h"

static const struct swr_loopfix_ops *const fixes[SWR_NR_LOOPFIXES] = {
	&swr_loopfix_stock,
	&swr_loopfix_tick,
	&swr_loopfix_cond_resched,
	&swr_loopfix_spin,
	&swr_loopfix_exact,
};

static DEFINE_MUTEX(loopfix_mutex);	/* writers of active, and the log line of a switch */
static const struct swr_loopfix_ops *active = &swr_loopfix_stock;
static bool unsafe_allowed;

/**
 * swr_loopfix_init() - begin with stock
 * @allow_unsafe: unsafe policies may be chosen
 */
void swr_loopfix_init(bool allow_unsafe)
{
	unsafe_allowed = allow_unsafe;
	swr_looporder_init(allow_unsafe);
}

/**
 * swr_loopfix_why_not() - may a policy be active on this kernel?
 * @fix: the policy
 *
 * Return: NULL, or why not.
 */
const char *swr_loopfix_why_not(const struct swr_loopfix_ops *fix)
{
	if (fix == &swr_loopfix_stock)
		return NULL;
	if (!swr_probe_present(SWR_P_cache_read))
		return "this kernel has no call that loops on -EEXIST, or it cannot be seen";
	return swr_probe_present(SWR_P_cache_wait) ? NULL :
	       "the wait of this kernel's loop cannot be diverted, see hooks";
}

/**
 * swr_loopfix_s2() - what stands between this kernel and S2 now
 *
 * Return: "closed: ..." or "open: ...".
 */
const char *swr_loopfix_s2(void)
{
	const struct swr_loopfix_ops *fix = swr_loopfix_active();

	if (!swr_probe_present(SWR_P_cache_read))
		return "closed: by the kernel, it has no such loop, or it cannot be seen";
	if (fix->unsafe || fix->spins)
		return "open: by the policy, up to livelock/break_ms";
	if (fix != &swr_loopfix_stock)
		return "closed: by the policy, loopers sleep";
	return swr_probe_present(SWR_P_cache_wait) ?
	       "closed: by the kernel, loopers sleep for a tick" :
	       "open: loopers do not sleep, up to livelock/break_ms";
}

/**
 * swr_loopfix_active() - the policy of loopers now
 */
const struct swr_loopfix_ops *swr_loopfix_active(void)
{
	return READ_ONCE(active);
}

/**
 * swr_loopfix_at() - one policy of the list
 * @nr: below SWR_NR_LOOPFIXES
 */
const struct swr_loopfix_ops *swr_loopfix_at(unsigned int nr)
{
	return fixes[nr];
}

static void switch_to(const struct swr_loopfix_ops *fix)
{
	const char *before = swr_loopfix_s2();

	if (fix == active)
		return;
	if (fix->unsafe)
		add_taint(TAINT_USER, LOCKDEP_STILL_OK);
	WRITE_ONCE(active, fix);
	if (strncmp(before, swr_loopfix_s2(), 4) || fix->unsafe)
		pr_notice("loop policy %s: S2 is %s\n", fix->name, swr_loopfix_s2());
}

/* "stock, tick, ...": those this kernel can have */
static void list_names(char *buf, size_t len)
{
	unsigned int i;
	size_t at = 0;

	for (i = 0; i < SWR_NR_LOOPFIXES; i++)
		if (!swr_loopfix_why_not(fixes[i]) && (!fixes[i]->unsafe || unsafe_allowed))
			at += scnprintf(buf + at, len - at, "%s%s", at ? " " : "", fixes[i]->name);
}

/**
 * swr_loopfix_set() - choose the policy of waits from now on
 * @name: its name
 *
 * Context: process, may sleep.
 * Return: 0, -EINVAL for no policy of that name or one this kernel cannot have,
 * -EPERM for an unsafe one without allow_unsafe=1, -EOPNOTSUPP for any but stock
 * unless the hooks are on.
 */
int swr_loopfix_set(const char *name)
{
	const struct swr_loopfix_ops *fix = NULL;
	char names[80];
	unsigned int i;

	for (i = 0; i < SWR_NR_LOOPFIXES; i++)
		if (!strcmp(fixes[i]->name, name))
			fix = fixes[i];
	if (!fix || swr_loopfix_why_not(fix)) {
		list_names(names, sizeof(names));
		if (!fix)
			return swr_refuse(-EINVAL, "fix_loop: expected one of %s, not '%s'", names,
					  name);
		return swr_refuse(-EINVAL, "fix_loop: %s: %s; expected one of %s", name,
				  swr_loopfix_why_not(fix), names);
	}
	if (fix->unsafe && !unsafe_allowed)
		return swr_refuse(-EPERM, "fix_loop: %s needs the module loaded with allow_unsafe=1",
				  name);
	if (fix != &swr_loopfix_stock) {
		int err = swr_enabled_get(SWR_F_FIX_LOOP);

		if (err)
			return err;
	}
	mutex_lock(&loopfix_mutex);
	switch_to(fix);
	mutex_unlock(&loopfix_mutex);
	if (fix != &swr_loopfix_stock)
		swr_enabled_put();
	return 0;
}

/**
 * swr_loopfix_exit() - the policies go; say so if they closed or opened something
 *
 * Context: unload, nobody loops in a frame any more.
 */
void swr_loopfix_exit(void)
{
	switch_to(&swr_loopfix_stock);
}

/**
 * swr_loopfix_wait() - a call was refused the claim and is about to ask again
 * @c: the call
 *
 * Context: the task's own, may sleep.
 * Return: false if the policy leaves the wait to the kernel.
 */
bool swr_loopfix_wait(struct swr_call *c)
{
	const struct swr_loopfix_ops *fix = swr_loopfix_active();

	if (!fix->wait)
		return false;
	fix->wait(c);
	return true;
}

/**
 * swr_loopfix_released() - a call that had the claim on an entry is done
 * @entry: value of the entry
 *
 * Context: the task's own, outside of locks.
 */
void swr_loopfix_released(unsigned long entry)
{
	unsigned int i;

	for (i = 0; i < SWR_NR_LOOPFIXES; i++)
		if (fixes[i]->release)
			fixes[i]->release(entry);
}
