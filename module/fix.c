// SPDX-License-Identifier: GPL-2.0
/*
 * The registry of policies: the list, the active one, and who may be active on
 * this kernel. A fault reads the active policy once, when it begins, and keeps
 * it; so switching needs no stop and no grace period.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "swr.h"

const struct swr_fix_ops *const swr_fixes[SWR_NR_FIXES] = {
	&swr_fix_stock,
	&swr_fix_busted,
	&swr_fix_refault,
	&swr_fix_schedule,
	&swr_fix_cond_resched,
	&swr_fix_tick,
	&swr_fix_waitqueue,
	&swr_fix_hashed,
	&swr_fix_cached,
	&swr_fix_exact,
};

static DEFINE_MUTEX(fix_mutex);		/* writers of swr_fix_now; the log line of a switch */
const struct swr_fix_ops *swr_fix_now __read_mostly = &swr_fix_stock;
static bool unsafe_allowed;

/*
 * Losers that are inside of the wait of a policy: while there are none, nobody has to be
 * told that a claim was dropped. A loser counts itself, takes the lock of its bucket to
 * see whether the claim was dropped meanwhile, and sleeps if not; who drops a claim says
 * so under that lock, and looks here after. Whoever has the lock first is seen by the
 * other. Policies that do not look have their own limit, as before.
 */
static atomic_t nr_waiting __read_mostly;

/* Does the kernel itself claim the entry of a fault past the swap cache? */
static bool kernel_claims(void)
{
	return swr_probe_present(SWR_P_claim) && swr_probe_present(SWR_P_unclaim);
}

/* Does any fault of this kernel go past the swap cache? */
static bool kernel_bypasses(void)
{
	return swr_probe_present(SWR_P_bypass);
}

/**
 * swr_fix_why_not() - may a policy be active on this kernel?
 * @fix: the policy
 *
 * Return: NULL, or why not.
 */
const char *swr_fix_why_not(const struct swr_fix_ops *fix)
{
	if (fix == &swr_fix_stock)
		return NULL;
	if (!kernel_bypasses())
		return "no fault of this kernel goes past the swap cache";
	/* a fault that cannot be followed waits for a record, see frame_fault() */
	if (!kernel_claims() && !SWR_FAULT_ENTRY_SLEEPS)
		return "faults of this kernel take no claim, and cannot wait where they begin";
	if (fix->cached)
		return NULL;
	if (kernel_claims())
		return swr_probe_present(SWR_P_wait) ? NULL :
		       "the wait of this kernel cannot be diverted, see hooks";
	if (!fix->pins)
		return "faults of this kernel take no claim that could be left out, stock is that";
	return swr_swapin_pins() ? NULL : "a function that takes or drops claims is missing";
}

/**
 * swr_fix_s1() - what stands between this kernel and S1 now
 *
 * Return: "closed: ..." or "open: ...".
 */
const char *swr_fix_s1(void)
{
	const struct swr_fix_ops *fix = swr_fix_active();

	if (fix->unsafe)
		return "open: by the policy";
	if (!kernel_bypasses())
		return "closed: by the kernel, no fault goes past the swap cache";
	if (fix != &swr_fix_stock)
		return "closed: by the policy, for faults that began under it";
	return kernel_claims() ? "closed: by the kernel, faults claim their entry" :
				 "open: faults past the swap cache claim nothing";
}

/**
 * swr_fix_needs_record() - must a fault be followed for the active policy to hold?
 *
 * So it is where the kernel has no claims of its own.
 */
bool swr_fix_needs_record(void)
{
	return swr_fix_active() != &swr_fix_stock && kernel_bypasses() && !kernel_claims();
}

/**
 * swr_fix_at() - one policy of the list
 * @nr: below SWR_NR_FIXES
 */
const struct swr_fix_ops *swr_fix_at(unsigned int nr)
{
	return swr_fixes[nr];
}

static void switch_to(const struct swr_fix_ops *fix)
{
	const char *before = swr_fix_s1();

	if (fix == swr_fix_now)
		return;
	if (fix->unsafe)
		add_taint(TAINT_USER, LOCKDEP_STILL_OK);
	WRITE_ONCE(swr_fix_now, fix);
	if (strncmp(before, swr_fix_s1(), 4) || fix->unsafe)
		pr_notice("policy %s: S1 is %s\n", fix->name, swr_fix_s1());
}

/* "stock, tick, ...": those this kernel can have */
static void list_names(char *buf, size_t len)
{
	unsigned int i;
	size_t at = 0;

	for (i = 0; i < SWR_NR_FIXES; i++)
		if (!swr_fix_why_not(swr_fixes[i]) && (!swr_fixes[i]->unsafe || unsafe_allowed))
			at += scnprintf(buf + at, len - at, "%s%s", at ? " " : "",
					swr_fixes[i]->name);
}

/**
 * swr_fix_set() - choose the policy of faults that begin from now on
 * @name: its name
 *
 * Context: process, may sleep.
 * Return: 0, -EINVAL for no policy of that name or one this kernel cannot have,
 * -EPERM for an unsafe one without allow_unsafe=1, -EOPNOTSUPP for any but stock
 * unless the hooks are on, -EBUSY if somebody else redirects a function that the policy
 * needs.
 */
int swr_fix_set(const char *name)
{
	const struct swr_fix_ops *fix = NULL;
	char names[120];
	unsigned int i;
	int err = 0;

	for (i = 0; i < SWR_NR_FIXES; i++)
		if (!strcmp(swr_fixes[i]->name, name))
			fix = swr_fixes[i];
	if (!fix || swr_fix_why_not(fix)) {
		list_names(names, sizeof(names));
		if (!fix)
			return swr_refuse(-EINVAL, "fix: expected one of %s, not '%s'", names, name);
		return swr_refuse(-EINVAL, "fix: %s: %s; expected one of %s", name,
				  swr_fix_why_not(fix), names);
	}
	if (fix->unsafe && !unsafe_allowed)
		return swr_refuse(-EPERM, "fix: %s needs the module loaded with allow_unsafe=1", name);
	if (fix != &swr_fix_stock) {
		err = swr_enabled_get(SWR_F_FIX);
		if (err)
			return err;
	}
	mutex_lock(&fix_mutex);
	if (fix->cached || (swr_swapin_pins() && fix->wait))
		err = swr_probe_need(SWR_P_bypass);
	if (!err)
		switch_to(fix);
	mutex_unlock(&fix_mutex);
	if (fix != &swr_fix_stock)
		swr_enabled_put();
	return err ? swr_refuse(err, "fix: %s: __swap_count() cannot be hooked, error %d", name, err) : 0;
}

/**
 * swr_fix_init() - begin with stock
 * @allow_unsafe: unsafe policies may be chosen
 *
 * Return: 0 or -ENOMEM.
 */
int swr_fix_init(bool allow_unsafe)
{
	unsafe_allowed = allow_unsafe;
	return swr_hist_init();
}

/**
 * swr_fix_exit() - the policies go; say so if they closed something
 *
 * Context: unload, nobody is in a fault any more.
 */
void swr_fix_exit(void)
{
	switch_to(&swr_fix_stock);
	swr_hist_exit();
}

/**
 * swr_fix_wait() - a fault was refused the claim and its policy says what now
 * @f: the fault
 *
 * Context: the task's own, may sleep.
 * Return: false if the policy leaves that to the kernel.
 */
bool swr_fix_wait(struct swr_fault *f)
{
	if (!f->fix->wait)
		return false;
	atomic_inc(&nr_waiting);
	f->fix->wait(f);
	atomic_dec(&nr_waiting);
	return true;
}

/**
 * swr_fix_released() - a fault dropped its claim
 * @f: the fault
 *
 * Context: the task's own, outside of locks.
 */
void swr_fix_released(const struct swr_fault *f)
{
	unsigned int i;

	if (likely(!atomic_read(&nr_waiting)))
		return;
	for (i = 0; i < SWR_NR_FIXES; i++)
		if (swr_fixes[i]->release)
			swr_fixes[i]->release(f);
}

/**
 * swr_fix_setback() - a fault was refused the claim it asked for
 * @f: the fault
 *
 * Context: the task's own, outside of locks.
 */
void swr_fix_setback(const struct swr_fault *f)
{
	unsigned int i;

	for (i = 0; i < SWR_NR_FIXES; i++)
		if (swr_fixes[i]->setback)
			swr_fixes[i]->setback(f);
}
