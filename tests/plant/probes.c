// SPDX-License-Identifier: GPL-2.0
/*
 * probes: counts calls of functions and their returns by kretprobes, in a variable of
 * each CPU, as one would who has no swaprace. For scripts/bench.
 *
 *	modprobe probes symbols=do_swap_page,swap_read_folio [bare=1]
 *
 * With bare=1 an ftrace callback that does nothing is called for each call, and none for
 * returns: what any hook there costs at the least.
 */
#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/string.h>

#define MAX_PROBES	8

static char *symbols[MAX_PROBES];
static int nr;
module_param_array(symbols, charp, &nr, 0400);
MODULE_PARM_DESC(symbols, "functions");

static bool bare;
module_param(bare, bool, 0400);
MODULE_PARM_DESC(bare, "count nothing, by ftrace");

struct counts {
	unsigned long calls;
	unsigned long returns;
};

static DEFINE_PER_CPU(struct counts, counts);
static struct kretprobe probes[MAX_PROBES];
static struct kretprobe *all[MAX_PROBES];

static int on_entry(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	this_cpu_inc(counts.calls);
	return 0;
}

static int on_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	this_cpu_inc(counts.returns);
	return 0;
}

static void notrace nothing(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			    swr_regs_t *regs)
{
}

/* As the hooks of swaprace have it. */
static struct ftrace_ops bare_ops = {
	.func = nothing,
	.flags = SWR_FTRACE_REGS | SWR_FTRACE_BARE | FTRACE_OPS_FL_IPMODIFY,
};

static int __init bare_init(void)
{
	int i, err = 0;

	for (i = 0; !err && i < nr; i++)
		err = ftrace_set_filter(&bare_ops, symbols[i], strlen(symbols[i]), 0);
	return err ?: register_ftrace_function(&bare_ops);
}

static int __init probes_init(void)
{
	int i;

	if (bare)
		return bare_init();

	for (i = 0; i < nr; i++) {
		probes[i].kp.symbol_name = symbols[i];
		probes[i].entry_handler = on_entry;
		probes[i].handler = on_return;
		probes[i].maxactive = 256;
		all[i] = &probes[i];
	}
	return register_kretprobes(all, nr);
}

static void __exit probes_exit(void)
{
	unsigned long calls = 0, returns = 0, missed = 0;
	int i, cpu;

	if (bare) {
		unregister_ftrace_function(&bare_ops);
		return;
	}
	unregister_kretprobes(all, nr);
	for_each_possible_cpu(cpu) {
		calls += per_cpu(counts.calls, cpu);
		returns += per_cpu(counts.returns, cpu);
	}
	for (i = 0; i < nr; i++)
		missed += probes[i].nmissed;
	pr_info("probes: calls=%lu returns=%lu missed=%lu\n", calls, returns, missed);
}

module_init(probes_init);
module_exit(probes_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kretprobes that count, for a comparison in swaprace only");
