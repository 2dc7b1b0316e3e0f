// SPDX-License-Identifier: GPL-2.0
/*
 * spin: a looper asks again at once.
 *
 *	CPU0, holder                    CPU0, looper of the same priority
 *	------------                    ---------------------------------
 *	claim e: granted
 *	(its time slice is over)
 *	                                claim e: -EEXIST
 *	                                claim e: -EEXIST
 *	                                ... on a kernel that does not preempt
 *	                                itself, for ever
 *
 * which is the kernel before cbab0e4eec29: no priorities are needed, only a kernel
 * without preemption. Here livelock/break_ms ends it, and it takes allow_unsafe=1.
 */
#include <linux/processor.h>

#include "swr_loop.h"

static void spin_wait(struct swr_call *c)
{
	cpu_relax();
}

const struct swr_loopfix_ops swr_loopfix_spin = {
	.name = "spin",
	.models = "v2.6.32 to v3.9, before cbab0e4eec29",
	.text = "a looper asks again at once",
	.unsafe = true,
	.spins = true,
	.wait = spin_wait,
};
