// SPDX-License-Identifier: GPL-2.0
/*
 * The switch: the hooks come off and go on while the module stays loaded. Counters,
 * histograms, races and settings stay; what happens while they are off is not seen.
 * Between the two there is a level at which some of them are on, for count.c. Nothing
 * goes from one to the other but through off.
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
static enum swr_level enabled;

static const char *const names[SWR_NR_LEVELS] = {
	[SWR_OFF] = "0",
	[SWR_COUNT] = "count",
	[SWR_ON] = "1",
};

/**
 * swr_enabled_name() - what the hooks do
 *
 * Return: as swr_enable() takes it.
 */
const char *swr_enabled_name(void)
{
	return names[READ_ONCE(enabled)];
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
	bool off;

	down_read(&switch_sem);
	if (enabled == SWR_ON)
		return 0;
	off = enabled == SWR_OFF;
	up_read(&switch_sem);
	return swr_refuse(-EOPNOTSUPP, "%s: the hooks %s, write 1 to %s first", what,
			  off ? "are off" : "only count", SWR_F_ENABLED);
}

/**
 * swr_enabled_put() - the setting is made
 */
void swr_enabled_put(void)
{
	up_read(&switch_sem);
}

/**
 * struct use - what keeps the hooks on
 * @file: what it is written to, NULL: there is none
 * @name: what was written
 * @how: it is taken back
 */
struct use {
	const char *file, *name, *how;
};

/* switch_sem held for writing, so none of this can be set meanwhile. */
static struct use needed(void)
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
			return (struct use){ policies[i].file, policies[i].active,
					     "write stock to it first" };
	if (swr_gates_set())
		return (struct use){ SWR_F_GATE, "armed or held", "drop it first" };
	for (i = 0; i < SWR_NR_POINTS; i++)
		if (swr_inject_armed(i))
			return (struct use){ "inject", swr_point_names[i],
					     "write inject to reset first" };
	return (struct use){};
}

static void switch_off(void)
{
	swr_probe_disarm();
	swr_fault_forget();
	swr_collapse_forget();
	WRITE_ONCE(enabled, SWR_OFF);
}

static int switch_on(enum swr_level level)
{
	int err;

	/* swapons that were not seen: their devices' references are alive again */
	swr_off_revive_all();
	err = swr_probe_arm(level);
	if (err)
		switch_off();
	else
		WRITE_ONCE(enabled, level);
	return err;
}

/* switch_sem held for writing */
static int switch_to(enum swr_level level)
{
	static const char *const said[SWR_NR_LEVELS] = {
		[SWR_OFF] = "off: nothing is seen or counted",
		[SWR_COUNT] = "on, and only count",
		[SWR_ON] = "on",
	};
	enum swr_level before = enabled;
	struct use use;
	int err = 0;

	if (level == before)
		return 0;
	if (before == SWR_ON) {
		use = needed();
		if (use.file)
			return swr_refuse(-EBUSY, "%s: %s is refused, %s is %s: %s", SWR_F_ENABLED,
					  names[level], use.file, use.name, use.how);
	}
	if (before != SWR_OFF)
		switch_off();
	if (level != SWR_OFF)
		err = switch_on(level);
	/* back to what was, which wants no function that it did not have */
	if (err && before != SWR_OFF)
		switch_on(before);
	if (err)
		swr_refuse(err, "%s: the hooks cannot be had, error %d, see the kernel log",
			   SWR_F_ENABLED, err);
	if (!err || before != enabled)
		pr_info("hooks are %s\n", said[enabled]);
	return err;
}

/**
 * swr_enable_check() - is that something swr_enable() knows?
 * @name: what
 *
 * Context: process, may sleep.
 * Return: -EINVAL and it is said what was expected, or no negative number: the level.
 */
int swr_enable_check(const char *name)
{
	int level = match_string(names, SWR_NR_LEVELS, name);

	if (level < 0)
		return swr_refuse(-EINVAL, "%s: expected 0, 1 or count, not '%s'", SWR_F_ENABLED,
				  name);
	return level;
}

/**
 * swr_enable() - switch the hooks on or off
 * @name: "0": off, "1": on, "count": on as far as counting needs them
 *
 * What is on goes off first. Off waits for all tasks that are in a hooked function, as
 * unload does: for one that waits for its disk as long as that takes.
 *
 * Context: process, sleeps.
 * Return: 0, also if they were so already; -EINVAL for another @name; if not all of them
 * stay on -EBUSY if a policy other than stock, a gate or an injection is there; or what
 * swr_probe_arm() returns. Then they are as they were, which in the last case is made
 * again: should that fail, too, they are off, and the log says so.
 */
int swr_enable(const char *name)
{
	int level = swr_enable_check(name), err;

	if (level < 0)
		return level;
	down_write(&switch_sem);
	err = switch_to(level);
	up_write(&switch_sem);
	return err;
}
