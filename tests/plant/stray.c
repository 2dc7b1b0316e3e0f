// SPDX-License-Identifier: GPL-2.0
/*
 * stray: a breakpoint nobody put there is met at @symbol while a probe of it is there that is
 * about to go with others, as a module has them that looks functions up; when it was met it
 * goes away.
 *
 *	modprobe stray symbol=NAME
 *
 * /sys/module/stray/parameters/met tells how often that came to pass, and twins how many of
 * those probes are at the address of one before: neither would be asked. @symbol is called as
 * stack_trace_save_tsk() is, for one entry of the caller's stack; behind its ENDBR if it has
 * one, which only a CPU with IBT would mind.
 */
#include <linux/ftrace.h>
#include <linux/hrtimer.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/irq_regs.h>

#define INT3	0xcc
#define WATCHED	"unregister_kprobes"

static char *symbol = "";
module_param(symbol, charp, 0400);
MODULE_PARM_DESC(symbol, "name of a function");

static unsigned int met;
module_param(met, uint, 0400);
MODULE_PARM_DESC(met, "how often the breakpoint was met and went away");

static unsigned int twins;
module_param(twins, uint, 0400);
MODULE_PARM_DESC(twins, "probes at the address of one before");

static unsigned int (*victim)(struct task_struct *task, unsigned long *store, unsigned int size,
			      unsigned int skip);
static u8 *page, *byte, was;	/* the text of the kernel, where it can be written */
static bool over;		/* the call is done */
static struct hrtimer mender;

/*
 * The handler of a breakpoint has interrupts off, so who comes back to try again is
 * interrupted at its address. From another CPU it could be taken away while this one, if QEMU
 * is what it is, translates it, and would then be met for ever.
 */
static enum hrtimer_restart mend(struct hrtimer *timer)
{
	if (instruction_pointer(get_irq_regs()) == (unsigned long)victim) {
		WRITE_ONCE(*byte, was);
		met++;
		return HRTIMER_NORESTART;
	}
	hrtimer_forward_now(timer, TICK_NSEC);
	return READ_ONCE(over) ? HRTIMER_NORESTART : HRTIMER_RESTART;
}

static bool notrace has(struct kprobe **probes, unsigned int nr)
{
	while (nr--)
		if (probes[nr]->addr == (void *)victim)
			return true;
	return false;
}

static unsigned int notrace twins_among(struct kprobe **probes, unsigned int nr)
{
	unsigned int i, j, n = 0;

	for (i = 0; i < nr; i++)
		for (j = 0; j < i; j++)
			n += probes[i]->addr == probes[j]->addr;
	return n;
}

static void notrace watch(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			  swr_regs_t *regs)
{
	struct kprobe **probes = (struct kprobe **)swr_reg_arg(regs, 0);
	unsigned int nr = swr_reg_arg(regs, 1);
	unsigned long entry;

	if (!has(probes, nr))
		return;
	twins += twins_among(probes, nr);
	preempt_disable_notrace();
	was = READ_ONCE(*byte);
	WRITE_ONCE(*byte, INT3);
	hrtimer_start(&mender, TICK_NSEC, HRTIMER_MODE_REL_PINNED);
	victim(current, &entry, 1, 0);
	WRITE_ONCE(over, true);
	WRITE_ONCE(*byte, was);
	preempt_enable_notrace();
}

static struct ftrace_ops watch_ops = {
	.func = watch,
	.flags = SWR_FTRACE_REGS | SWR_FTRACE_BARE,
};

/* Where its breakpoint is put, and the same byte for us. */
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
	return 0;
}

static void forget(void)
{
	ftrace_set_filter(&watch_ops, NULL, 0, 1);
	vunmap(page);
}

static int __init stray_init(void)
{
	int err = find();

	if (err)
		return err;
	swr_hrtimer_setup(&mender, mend, HRTIMER_MODE_REL_PINNED);
	err = ftrace_set_filter(&watch_ops, WATCHED, strlen(WATCHED), 1) ?:
	      register_ftrace_function(&watch_ops);
	if (err)
		forget();
	return err;
}

static void __exit stray_exit(void)
{
	unregister_ftrace_function(&watch_ops);
	hrtimer_cancel(&mender);
	forget();
}

module_init(stray_init);
module_exit(stray_exit);

MODULE_DESCRIPTION("A breakpoint that nobody put there, for the tests of swaprace");
MODULE_LICENSE("GPL");
