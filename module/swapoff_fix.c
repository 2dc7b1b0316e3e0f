// SPDX-License-Identifier: GPL-2.0
/*
 * Policies for swapoff: what a fault takes so that swapoff waits for it, on kernels
 * whose faults take nothing (before v5.14), and a way to take it away from those
 * whose faults do.
 *
 * percpu_ref, the form of 63d8620ecf93 and 2799e77529c2:
 *
 *	CPU0, a fault                           CPU1, swapoff
 *	-------------                           -------------
 *	frame of do_swap_page(e)
 *	  tryget_live(device of e)
 *	  do_swap_page(e)                       try_to_unuse(): no PTE says e any more
 *	    reads e into a page                   kill the reference (A)
 *	    the PTE is not e: backs out           wait until it is 0
 *	  put (B)
 *	                                        SWP_VALID cleared, extents destroyed
 *
 * Where to wait: every swapoff calls try_to_unuse() before it gives up anything
 * that a read needs, and can still fail there. So a wait that is killed makes
 * swapoff fail with -EINTR and the device goes on, which is more than the kernel's
 * own wait offers, that comes behind the point of no return. From (A) on faults
 * that begin are refused the reference and taken again; no PTE leads to that
 * device any more, so they do not come back.
 *
 * Memory order, three pairs:
 *
 * - put (B) to the end of the wait: the last put finds the count 0 by an atomic
 *   operation that is a full barrier, and completes; before, while the count was
 *   per CPU, the switch to one atomic waited for a grace period of RCU, in which
 *   every tryget was. So all that a fault did with the device is before what
 *   swapoff does to it.
 * - kill (A) to a tryget: tryget_live looks at the dead bit inside an RCU read
 *   section, and the count is believed only after a grace period that began with
 *   the bit set. A tryget either sees the bit or is counted.
 * - swapon to a tryget: what swapon wrote to the device comes before the
 *   resurrection, which ends in the release of a spinlock, and tryget_live alone
 *   orders nothing that comes after it; hence the smp_rmb() (C), as in
 *   63d8620ecf93. The resurrection comes in the middle of swapon, before the device
 *   is valid: a fault that has the reference then finds no valid device, as
 *   without the policy, and holds up the next swapoff.
 *
 * rcu is what 5.13.2 and 5.10.y had for three weeks: get_swap_device(), which is
 * rcu_read_lock() and a look, around do_swap_page(), which sleeps. swapoff waits
 * for a grace period, and on a kernel without preemption a task that sleeps has
 * passed one: nothing is protected. On a kernel with preemption every sleep
 * draws a warning.
 *
 * busted lets swapoff go on without waiting for the kernel's own references. For
 * a fault past the swap cache the claim stands in the way as well (13ddaf26be32),
 * so the policy `busted` of the file `fix` has to be active, too.
 */
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/percpu-refcount.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "swr_hook.h"
#include "swr_swapoff.h"

static const struct swr_off_fix stock = {
	.name = "stock",
	.models = "this kernel",
	.text = "what this kernel does",
};

static const struct swr_off_fix percpu_ref = {
	.name = "percpu_ref",
	.models = "63d8620ecf93 and 2799e77529c2, v5.14",
	.text = "a fault holds a reference of its swap device, swapoff waits for all of them",
};

static const struct swr_off_fix rcu = {
	.name = "rcu",
	.models = "c3b39134bbd0, 5.10.y up to 5.10.52 and 5.13.2 to 5.13.4",
	.text = "a fault is an RCU read section, although it sleeps",
	.unsafe = true,
};

static const struct swr_off_fix busted = {
	.name = "busted",
	.models = "before v5.14",
	.text = "swapoff does not wait for references; use it together with fix busted",
	.unsafe = true,
};

static const struct swr_off_fix *const fixes[SWR_NR_OFF_FIXES] = {
	&stock, &percpu_ref, &rcu, &busted,
};

static DEFINE_MUTEX(off_mutex);		/* writers of active; making of the references */
static const struct swr_off_fix *active = &stock;
bool swr_off_holds __read_mostly;	/* faults look at @active only while it is set */
static bool unsafe_allowed;
DEFINE_STATIC_CALL(swr_call_get_device, swr_no_original);
static bool can_get;

/**
 * struct swap_ref - the reference of one type of swap entry
 * @users: alive unless @dead; made once, gone on unload
 * @known: the count of @users is known, since it is one again and not one per CPU
 * @drained: the count of @users is 0
 * @dead: killed, and not resurrected since. Written by swapoff and swapon of the
 *        device, which exclude each other.
 */
static struct swap_ref {
	struct percpu_ref users;
	struct completion known;
	struct completion drained;
	bool dead;
} refs[SWR_SWAP_TYPES];

static bool made;	/* all of them; set once, with release */

static void drained(struct percpu_ref *users)
{
	complete(&container_of(users, struct swap_ref, users)->drained);
}

static void known(struct percpu_ref *users)
{
	complete(&container_of(users, struct swap_ref, users)->known);
}

static void unmake(unsigned int nr)
{
	while (nr--)
		percpu_ref_exit(&refs[nr].users);
}

/* off_mutex held */
static int make(void)
{
	unsigned int i;
	int err;

	if (made)
		return 0;
	for (i = 0; i < SWR_SWAP_TYPES; i++) {
		init_completion(&refs[i].known);
		init_completion(&refs[i].drained);
		err = percpu_ref_init(&refs[i].users, drained, PERCPU_REF_ALLOW_REINIT,
				      GFP_KERNEL);
		if (err) {
			unmake(i);
			return err;
		}
	}
	smp_store_release(&made, true);		/* pairs with is_made() */
	return 0;
}

static bool is_made(void)
{
	return smp_load_acquire(&made);		/* pairs with make() */
}

/* get_swap_device(entry) of 5.10: NULL, or inside an RCU read section */
static bool enter_rcu(unsigned long entry)
{
	return static_call(swr_call_get_device)(entry, 0, 0, 0, 0, 0);
}

/**
 * swr_off_take() - swr_off_enter(), and the policy may take something
 * @vmf: first argument of do_swap_page()
 * @h: what is taken
 *
 * Return: as that.
 */
bool swr_off_take(unsigned long vmf, struct swr_off_hold *h)
{
	const struct swr_off_fix *fix = READ_ONCE(active);
	swp_entry_t entry;

	if (fix != &percpu_ref && fix != &rcu)
		return true;
	entry = swr_pte_entry(((struct vm_fault *)vmf)->orig_pte);
	if (!swr_entry_is_swap(entry))
		return true;
	h->type = swp_type(entry) % SWR_SWAP_TYPES;
	if (fix == &rcu) {
		if (!enter_rcu(entry.val))
			return false;
		h->what = SWR_OFF_RCU;
		return true;
	}
	if (!percpu_ref_tryget_live(&refs[h->type].users))
		return false;
	smp_rmb();	/* (C) pairs with the unlock in percpu_ref_resurrect() */
	h->what = SWR_OFF_REF;
	return true;
}

/**
 * swr_off_give() - give back what a fault has taken
 * @h: that
 */
void swr_off_give(const struct swr_off_hold *h)
{
	if (h->what == SWR_OFF_REF)
		percpu_ref_put(&refs[h->type].users);	/* (B) */
	else if (h->what == SWR_OFF_RCU)
		rcu_read_unlock();
}

/**
 * swr_off_unused() - nothing is on a device any more, and swapoff can still fail
 * @type: of the device
 *
 * Whatever policy is active now: faults keep what they took.
 *
 * Context: swapoff, may sleep; ends early by a fatal signal.
 * Return: 0, or -EINTR for swapoff to fail with.
 */
int swr_off_unused(unsigned int type)
{
	struct swap_ref *d = &refs[type];

	if (!is_made())
		return 0;
	reinit_completion(&d->known);
	reinit_completion(&d->drained);
	WRITE_ONCE(d->dead, true);
	percpu_ref_kill_and_confirm(&d->users, known);	/* (A) */
	wait_for_completion(&d->known);
	if (!percpu_ref_is_zero(&d->users))
		swr_swapoff_drains(type);
	/*
	 * Who put the last reference under a swapoff that was interrupted may say so only now,
	 * and it is not about this one: the count tells.
	 */
	do {
		if (wait_for_completion_killable(&d->drained)) {
			swr_off_revive(type);
			return -EINTR;
		}
	} while (!percpu_ref_is_zero(&d->users));
	return 0;
}

/**
 * swr_off_revive() - a device is, or stays, on
 * @type: of the device
 *
 * Context: swapon, or a swapoff that fails; may sleep.
 */
void swr_off_revive(unsigned int type)
{
	struct swap_ref *d = &refs[type];

	if (!READ_ONCE(d->dead))
		return;
	WRITE_ONCE(d->dead, false);
	percpu_ref_resurrect(&d->users);
}

/**
 * swr_off_revive_all() - the references of all devices are alive again
 *
 * Context: no hook is on, so no swapoff waits for one of them.
 */
void swr_off_revive_all(void)
{
	unsigned int i;

	for (i = 0; i < SWR_SWAP_TYPES; i++)
		swr_off_revive(i);
}

/**
 * swr_off_skips() - does swapoff not wait for the kernel's own references?
 *
 * Of the completion that it does not wait for, swapon makes a new one.
 */
bool swr_off_skips(void)
{
	return READ_ONCE(active) == &busted;
}

static bool kernel_has_refs(void)
{
	return swr_probe_present(SWR_P_swapoff_refs);
}

/**
 * swr_off_why_not() - may a policy be active on this kernel?
 * @fix: the policy
 *
 * Return: NULL, or why not.
 */
const char *swr_off_why_not(const struct swr_off_fix *fix)
{
	if (fix == &stock)
		return NULL;
	if (fix == &busted) {
		if (!kernel_has_refs())
			return "faults of this kernel hold no reference, stock is that";
		/* the page of every fault is locked in the swap cache */
		return swr_probe_present(SWR_P_bypass) ? NULL :
		       "no fault of this kernel goes past the swap cache, swapoff waits for its page";
	}
	if (kernel_has_refs())
		return "faults of this kernel hold a reference already";
	if (!SWR_FAULT_ENTRY_SLEEPS)
		return "do_swap_page() of this kernel is called inside RCU";
	if (fix == &rcu)
		return can_get ? NULL : "get_swap_device() is missing, or takes no RCU";
	if (!swr_probe_present(SWR_P_unuse))
		return "try_to_unuse() is missing, where swapoff would wait";
	return swr_probe_present(SWR_P_swapon) ? NULL : "swapon is not seen";
}

/**
 * swr_off_s3() - what stands between this kernel and S3 now
 *
 * Return: "closed: ...", "open: ..." or "unknown: ...".
 */
const char *swr_off_s3(void)
{
	const struct swr_off_fix *fix = swr_off_active();

	if (fix == &busted)
		return "open: by the policy, if fix busted leaves out the claim as well";
	if (kernel_has_refs())
		return "closed: by the kernel, faults hold a reference of their device";
	if (fix == &percpu_ref)
		return "closed: by the policy, for faults that began under it";
	if (fix == &rcu)
		return "open: a fault that sleeps does not keep RCU waiting, or must not";
	if (!swr_probe_present(SWR_P_swapoff_call))
		return "unknown: swapoff is not seen";
	if (swr_probe_present(SWR_P_bypass) && swr_swapin_pins() && swr_fix_active()->pins &&
	    swr_fix_active()->wait)
		return "closed: by the claim of fix, for faults that began under it";
	return "open: faults past the swap cache hold nothing that swapoff waits for";
}

/**
 * swr_off_active() - the policy that faults and swapoffs begin with now
 */
const struct swr_off_fix *swr_off_active(void)
{
	return READ_ONCE(active);
}

/**
 * swr_off_at() - one policy of the list
 * @nr: below SWR_NR_OFF_FIXES
 */
const struct swr_off_fix *swr_off_at(unsigned int nr)
{
	return fixes[nr];
}

/* "stock, percpu_ref, ...": those this kernel can have */
static void list_names(char *buf, size_t len)
{
	unsigned int i;
	size_t at = 0;

	for (i = 0; i < SWR_NR_OFF_FIXES; i++)
		if (!swr_off_why_not(fixes[i]) && (!fixes[i]->unsafe || unsafe_allowed))
			at += scnprintf(buf + at, len - at, "%s%s", at ? ", " : "", fixes[i]->name);
}

/**
 * swr_off_set() - choose the policy of faults and swapoffs that begin from now on
 * @name: its name
 *
 * Context: process, may sleep.
 * Return: 0, -EINVAL for no policy of that name or one this kernel cannot have,
 * -EPERM for an unsafe one without allow_unsafe=1, -ENOMEM.
 */
int swr_off_set(const char *name)
{
	const struct swr_off_fix *fix = NULL;
	char names[80];
	unsigned int i;
	int err = 0;

	for (i = 0; i < SWR_NR_OFF_FIXES; i++)
		if (!strcmp(fixes[i]->name, name))
			fix = fixes[i];
	if (!fix || swr_off_why_not(fix)) {
		list_names(names, sizeof(names));
		if (!fix)
			return swr_refuse(-EINVAL, "fix_swapoff: expected one of %s, not '%s'",
					  names, name);
		return swr_refuse(-EINVAL, "fix_swapoff: %s: %s; expected one of %s", name,
				  swr_off_why_not(fix), names);
	}
	if (fix->unsafe && !unsafe_allowed)
		return swr_refuse(-EPERM, "fix_swapoff: %s needs the module loaded with allow_unsafe=1",
				  name);
	if (fix != &stock) {
		err = swr_enabled_get(SWR_F_FIX_SWAPOFF);
		if (err)
			return err;
	}
	mutex_lock(&off_mutex);
	if (fix == &percpu_ref)
		err = make();
	if (!err && fix != active) {
		if (fix->unsafe)
			add_taint(TAINT_USER, LOCKDEP_STILL_OK);
		WRITE_ONCE(active, fix);
		WRITE_ONCE(swr_off_holds, fix == &percpu_ref || fix == &rcu);
		pr_notice("policy %s for swapoff: S3 is %s\n", fix->name, swr_off_s3());
	}
	mutex_unlock(&off_mutex);
	if (fix != &stock)
		swr_enabled_put();
	return err ? swr_refuse(err, "fix_swapoff: no memory for the references") : 0;
}

/**
 * swr_off_find() - the functions of the kernel that policies call
 *
 * Context: while the hooks are found.
 */
void swr_off_find(void)
{
	unsigned long site;

	if (!SWR_GET_DEVICE_IS_RCU || swr_find_site("get_swap_device", &site))
		return;
	static_call_update(swr_call_get_device, (swr_call_t)site);
	can_get = true;
}

/**
 * swr_off_init() - begin with stock
 * @allow_unsafe: unsafe policies may be chosen
 */
void swr_off_init(bool allow_unsafe)
{
	unsafe_allowed = allow_unsafe;
}

/**
 * swr_off_exit() - the policies go; say so if they closed something
 *
 * Context: unload, nobody is in a fault or in swapoff any more.
 */
void swr_off_exit(void)
{
	if (active != &stock) {
		WRITE_ONCE(active, &stock);
		pr_notice("policy stock for swapoff: S3 is %s\n", swr_off_s3());
	}
	if (made) {
		/* a callback that has woken its swapoff may not be at its end */
		rcu_barrier();
		unmake(SWR_SWAP_TYPES);
	}
}
