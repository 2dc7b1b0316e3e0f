// SPDX-License-Identifier: GPL-2.0
/*
 * swaprace: order of init and its mirrored unwind, nothing else. Why unload goes
 * in this order stands in swr.h.
 */
#include <linux/module.h>
#include <linux/moduleparam.h>

#include "swr.h"
#include "swr_collapse.h"
#include "swr_inject.h"
#include "swr_loop.h"
#include "swr_swapoff.h"

static bool allow_unsafe;
module_param(allow_unsafe, bool, 0444);
MODULE_PARM_DESC(allow_unsafe, "policies that lose data may be chosen (taints the kernel)");

static char *fix = "stock";
module_param(fix, charp, 0444);
MODULE_PARM_DESC(fix, "policy to begin with, see /sys/kernel/debug/swaprace/fix (stock)");

static char *enabled = "1";
module_param(enabled, charp, 0444);
MODULE_PARM_DESC(enabled, "hooks are on from load on (1), off (0) or only count (count); later by /sys/kernel/debug/swaprace/enabled (1)");

static void swr_unload(void)
{
	swr_probe_disarm();
	swr_knobs_exit();
	swr_gate_clear();
	swr_loopfix_exit();
	swr_fix_exit();
	swr_off_exit();
}

static int __init swr_init(void)
{
	const char *level = enabled;
	bool on;
	int err;

	/* what a boolean parameter takes is taken as well */
	if (!kstrtobool(enabled, &on))
		level = on ? "1" : "0";
	err = swr_enable_check(level);
	if (err < 0)
		return err;

	swr_fault_init();
	swr_written_init();
	swr_loops_init();
	swr_loopfix_init(allow_unsafe);

	err = swr_selftest();
	if (err)
		return err;

	swr_swapoff_init(allow_unsafe);
	swr_off_init(allow_unsafe);
	swr_collapse_init(allow_unsafe);
	err = swr_fix_init(allow_unsafe);
	if (err)
		goto err_unload;

	err = swr_probe_find_rows();
	if (err)
		goto err_unload;

	err = swr_enable(level);
	if (err)
		goto err_unload;

	err = swr_knobs_init();
	if (err)
		goto err_unload;

	err = swr_fix_set(fix);
	if (err)
		goto err_unload;

	err = swr_debugfs_init();
	if (err)
		goto err_unload;

	pr_info("%s loaded, abi %d, policy %s: S1 is %s\n", SWR_VERSION, SWR_ABI,
		swr_fix_active()->name, swr_fix_s1());
	pr_info("policy %s for swapoff: S3 is %s\n", swr_off_active()->name, swr_off_s3());
	return 0;

err_unload:
	swr_unload();
	return err;
}

static void __exit swr_exit(void)
{
	swr_knobs_stop();
	swr_gate_stop();
	swr_debugfs_exit();
	swr_unload();
	pr_info("unloaded\n");
}

module_init(swr_init);
module_exit(swr_exit);

MODULE_DESCRIPTION("Swap-in races of the kernel's memory management, on demand");
MODULE_LICENSE("GPL");
MODULE_VERSION(SWR_VERSION);
