// SPDX-License-Identifier: GPL-2.0
/*
 * The switch: the hooks come off and go on while the module stays loaded. Counters,
 * histograms, races and settings stay; what happens while they are off is not seen.
 *
 * Off is what unload does with the hooks, see swr.h. Two things make it safe:
 *
 * - Nothing may depend on the hooks. A policy other than stock may have closed a race,
 *   and a gate or an injection is there for somebody who waits for what it does; the
 *   switch does not know better, so it is refused until they are taken back.
 * - A fault is followed from its begin to its end or not at all. Those that are under
 *   way when the hooks go are waited for; those that are when they come have no record,
 *   and each hook knows such faults. So faults = outcomes, to the unit, and nobody is
 *   judged by half of what happened.
 *
 *	CPU0: echo 0			CPU1: fault
 *	----				----
 *					do_swap_page(): its frame
 *					  a record, read ...
 *	no new outer frame
 *	waits				  install: judged as ever
 *					  the frame is left
 *	no new frame; waits
 *	the hooks come off
 *	parked records are forgotten
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/rwsem.h>
#include <linux/string.h>

#include "swr.h"
#include "swr_collapse.h"
#include "swr_inject.h"
#include "swr_loop.h"
#include "swr_swapoff.h"

/* Writer: the switch. Readers: settings that need the hooks, while they are made. */
static DECLARE_RWSEM(switch_sem);
static bool enabled;

/**
 * swr_enabled() - are the hooks on?
 */
bool swr_enabled(void)
{
	return READ_ONCE(enabled);
}

/**
 * swr_enabled_get() - keep the hooks on while a setting is made that needs them
 * @what: the file, to say so if they are off
 *
 * Context: process, may sleep; see the locking chapter in swr.h.
 * Return: 0 and swr_enabled_put() is to follow, or -EOPNOTSUPP.
 */
int swr_enabled_get(const char *what)
{
	down_read(&switch_sem);
	if (enabled)
		return 0;
	up_read(&switch_sem);
	return swr_refuse(-EOPNOTSUPP, "%s: the hooks are off, write 1 to %s first", what,
			  SWR_F_ENABLED);
}

/**
 * swr_enabled_put() - the setting is made
 */
void swr_enabled_put(void)
{
	up_read(&switch_sem);
}

static int in_use(const char *what, const char *name, const char *how)
{
	return swr_refuse(-EBUSY, "%s: 0 is refused, %s is %s: %s", SWR_F_ENABLED, what, name, how);
}

/* switch_sem held for writing, so none of this can be set meanwhile. */
static int needed(void)
{
	const struct {
		const char *file, *active;
	} policies[] = {
		{ SWR_F_FIX, swr_fix_active()->name },
		{ SWR_F_FIX_SWAPOFF, swr_off_active()->name },
		{ SWR_F_FIX_LOOP, swr_loopfix_active()->name },
		{ SWR_F_FIX_ORDER, swr_looporder_name(swr_looporder_active()) },
		{ SWR_F_FIX_COLLAPSE, swr_collapse_fix()->name },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(policies); i++)
		if (strcmp(policies[i].active, "stock"))
			return in_use(policies[i].file, policies[i].active,
				      "write stock to it first");
	if (swr_gates_set())
		return in_use(SWR_F_GATE, "armed or held", "drop it first");
	for (i = 0; i < SWR_NR_POINTS; i++)
		if (swr_inject_armed(i))
			return in_use("inject", swr_point_names[i], "write inject to reset first");
	return 0;
}

static int switch_on(void)
{
	int err;

	/* swapons that were not seen: their devices' references are alive again */
	swr_off_revive_all();
	err = swr_probe_arm();
	if (!err)
		return 0;
	swr_probe_disarm();
	return swr_refuse(err, "%s: the hooks cannot be had, error %d, see the kernel log",
			  SWR_F_ENABLED, err);
}

static int switch_off(void)
{
	int err = needed();

	if (err)
		return err;
	swr_probe_disarm();
	swr_fault_forget();
	swr_collapse_forget();
	return 0;
}

/**
 * swr_enable() - switch the hooks on or off
 * @on: which
 *
 * Off waits for all tasks that are in a hooked function, as unload does: for one that
 * waits for its disk as long as that takes.
 *
 * Context: process, sleeps.
 * Return: 0, also if they were so already; for off -EBUSY if a policy other than stock,
 * a gate or an injection is there; for on what swr_probe_arm() returns. Then nothing
 * has changed.
 */
int swr_enable(bool on)
{
	int err = 0;

	down_write(&switch_sem);
	if (on != enabled) {
		err = on ? switch_on() : switch_off();
		if (!err) {
			WRITE_ONCE(enabled, on);
			pr_info("hooks are %s\n", on ? "on" : "off: nothing is seen or counted");
		}
	}
	up_write(&switch_sem);
	return err;
}
