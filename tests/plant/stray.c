// SPDX-License-Identifier: GPL-2.0
/*
 * stray: a breakpoint nobody put there is met at @symbol while probes are there that are
 * about to go, as a module has them that looks functions up; a tick later it is gone.
 *
 *	modprobe stray symbol=NAME
 *
 * /sys/module/stray/parameters/met tells how often that came to pass. @symbol is called as
 * stack_trace_save_tsk() is, for one entry of the caller's stack; behind its ENDBR if it has
 * one, which only a CPU with IBT would mind.
 */
#include <linux/ftrace.h>
#include <linux/hrtimer.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#define INT3	0xcc
#define WATCHED	"unregister_kprobes"

static char *symbol = "";
module_param(symbol, charp, 0400);
MODULE_PARM_DESC(symbol, "name of a function");

static unsigned int met;
module_param(met, uint, 0400);
MODULE_PARM_DESC(met, "how often the breakpoint was met and went away");

static unsigned int (*victim)(struct task_struct *task, unsigned long *store, unsigned int size,
			      unsigned int skip);
static u8 *page, *byte, was;	/* the text of the kernel, where it can be written */
static struct hrtimer mender;

static enum hrtimer_restart mend(struct hrtimer *timer)
{
	WRITE_ONCE(*byte, was);
	return HRTIMER_NORESTART;
}

/* Of several at once: who has one probe only may be anybody. */
static void notrace watch(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			  swr_regs_t *regs)
{
	unsigned long entry;

	if (swr_reg_arg(regs, 1) < 2)
		return;
	WRITE_ONCE(*byte, INT3);
	hrtimer_start(&mender, NSEC_PER_SEC / HZ, HRTIMER_MODE_REL);
	victim(current, &entry, 1, 0);
	met++;
}

static struct ftrace_ops watch_ops = {
	.func = watch,
	.flags = SWR_FTRACE_REGS | SWR_FTRACE_BARE,
};

/* Its entry, and where its breakpoint would be, which is behind an ENDBR if there is one. */
static int find(void)
{
	struct kprobe kp = { .symbol_name = symbol, .flags = KPROBE_FLAG_DISABLED };
	struct page *of_text;
	int err = register_kprobe(&kp);

	if (err)
		return err;
	unregister_kprobe(&kp);
	victim = (void *)kp.addr;
	of_text = virt_to_page(lm_alias(kp.addr));
	page = vmap(&of_text, 1, VM_MAP, PAGE_KERNEL);
	if (!page)
		return -ENOMEM;
	byte = page + offset_in_page(kp.addr);
	was = *byte;
	return 0;
}

static int __init stray_init(void)
{
	int err = find();

	if (err)
		return err;
	swr_hrtimer_setup(&mender, mend);
	err = ftrace_set_filter(&watch_ops, WATCHED, strlen(WATCHED), 1) ?:
	      register_ftrace_function(&watch_ops);
	if (err)
		vunmap(page);
	return err;
}

static void __exit stray_exit(void)
{
	unregister_ftrace_function(&watch_ops);
	hrtimer_cancel(&mender);
	vunmap(page);
}

module_init(stray_init);
module_exit(stray_exit);

MODULE_DESCRIPTION("A breakpoint that nobody put there, for the tests of swaprace");
MODULE_LICENSE("GPL");
