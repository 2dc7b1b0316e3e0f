// SPDX-License-Identifier: GPL-2.0
/*
 * plant: does what no module should, so that tests can show that it is noticed.
 *
 *	modprobe plant what=WHAT [symbol=NAME]
 *
 *	warn		WARN
 *	oops		a NULL pointer is followed
 *	panic		panic
 *	lockup		a CPU is kept with preemption off, for a minute
 *	atomic		schedule() with preemption off
 *	hung		the task sleeps and cannot be woken, for a minute
 *	say		a line of the kernel log that begins with text=
 *	ftrace		@symbol has an ftrace_ops that may redirect it
 *	kprobe		@symbol has a kprobe that may change the address
 *
 * The first seven happen while it is loaded, which then fails by -EAGAIN; the
 * last two last until it is unloaded.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>

static char *what = "";
module_param(what, charp, 0400);
MODULE_PARM_DESC(what, "what to do");

static char *symbol = "";
module_param(symbol, charp, 0400);
MODULE_PARM_DESC(symbol, "name of a function, for ftrace and kprobe");

static char *text = "";
module_param(text, charp, 0400);
MODULE_PARM_DESC(text, "for say");

static void plant_warn(void)
{
	WARN(1, "planted\n");
}

static void plant_oops(void)
{
	int *nowhere = NULL;

	OPTIMIZER_HIDE_VAR(nowhere);
	WRITE_ONCE(*nowhere, 1);
}

static void plant_panic(void)
{
	panic("planted");
}

static void plant_lockup(void)
{
	unsigned long until = jiffies + 60 * HZ;

	preempt_disable();
	while (time_before(jiffies, until))
		cpu_relax();
	preempt_enable();
}

static void plant_atomic(void)
{
	preempt_disable();
	schedule_timeout_uninterruptible(1);
	preempt_enable();
}

static void plant_hung(void)
{
	schedule_timeout_uninterruptible(60 * HZ);
}

static void plant_say(void)
{
	pr_info("%s\n", text);
}

static const struct {
	const char *what;
	void (*plant)(void);
} deeds[] = {
	{ "warn", plant_warn },
	{ "oops", plant_oops },
	{ "panic", plant_panic },
	{ "lockup", plant_lockup },
	{ "atomic", plant_atomic },
	{ "hung", plant_hung },
	{ "say", plant_say },
};

/* To claim the right to redirect is enough. */
static void notrace redirect(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			     swr_regs_t *regs)
{
}

static struct ftrace_ops redirect_ops = {
	.func = redirect,
	.flags = SWR_FTRACE_REGS | SWR_FTRACE_BARE | FTRACE_OPS_FL_IPMODIFY,
};

/* That it has a post_handler is what makes it claim the address. */
static void after(struct kprobe *kp, struct pt_regs *regs, unsigned long flags)
{
}

static struct kprobe probe = { .post_handler = after };
static bool probed, redirected;

static int __init plant_init(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(deeds); i++) {
		if (!strcmp(what, deeds[i].what)) {
			deeds[i].plant();
			return -EAGAIN;
		}
	}
	if (!strcmp(what, "ftrace")) {
		err = ftrace_set_filter(&redirect_ops, symbol, strlen(symbol), 1) ?:
		      register_ftrace_function(&redirect_ops);
		redirected = !err;
		return err;
	}
	if (!strcmp(what, "kprobe")) {
		probe.symbol_name = symbol;
		err = register_kprobe(&probe);
		probed = !err;
		return err;
	}
	pr_err("plant: what='%s' is not known\n", what);
	return -EINVAL;
}

static void __exit plant_exit(void)
{
	if (redirected)
		unregister_ftrace_function(&redirect_ops);
	if (probed)
		unregister_kprobe(&probe);
}

module_init(plant_init);
module_exit(plant_exit);

MODULE_DESCRIPTION("Planted faults for the tests of swaprace");
MODULE_LICENSE("GPL");
