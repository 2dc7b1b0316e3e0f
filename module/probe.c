// SPDX-License-Identifier: GPL-2.0
/*
 * How functions of this kernel are hooked. Which ones, and what takes the place of
 * their calls, is in the tables of the files that know what the functions are for.
 *
 * Both kinds of hook are ftrace callbacks on the first instruction.
 *
 * - An observer looks at the arguments and returns. It must not sleep.
 * - A diverter changes the address at which the call goes on to a function of
 *   the module, the frame. That runs as if it had been called instead: in the
 *   task's own context, with the same arguments and return address, and it may
 *   sleep where the row says so. It passes on six argument registers, so one
 *   shape serves every function with up to six arguments that are not floats.
 *
 * The frame calls the original by a static call, which is patched to a direct
 * call behind the ftrace site. Direct, because with IBT a function whose address
 * the kernel never takes has its ENDBR removed at boot, and an indirect call to
 * it traps. Behind the site, because callbacks of other tracers on the same
 * function have run already when the diverter is done, and would count twice.
 *
 * All hooks share one ftrace_ops: taking an ops of a module off waits for an
 * RCU-tasks grace period, which takes seconds while tasks stay busy inside the
 * kernel, so one must do. It carries IPMODIFY, of which a function can have only
 * one: a livepatch there, or a kprobe that changes the address, makes arming
 * fail with -EBUSY, for functions that are only observed as well.
 */
#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/hash.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/static_call.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "swr_collapse.h"
#include "swr_hook.h"
#include "swr_swapoff.h"

DEFINE_PER_CPU(long, swr_frames_outer);
DEFINE_PER_CPU(long, swr_frames);

/*
 * A call that was diverted may have been promised something: a fault under `busted`
 * was told that it has a claim, and the kernel must not be asked to drop it. So
 * first no outer call is diverted any more, and when all of them are done no call
 * at all.
 */
int swr_leaving __read_mostly;
static DECLARE_WAIT_QUEUE_HEAD(drain_wq);

/* What calls go to that nobody aimed. */
unsigned long swr_no_original(SWR_ARGS)
{
	return 0;
}

/*
 * Called by hook(), before the call goes on in the frame: so there is no moment
 * in which a task is on its way into a frame and not counted. With preemption
 * off, so that synchronize_rcu() in swr_probe_disarm() waits for who has not seen
 * `swr_leaving` yet.
 */
static __always_inline bool frame_enter(bool outer)
{
	if (READ_ONCE(swr_leaving) >= (outer ? SWR_LEAVING_OUTER : SWR_LEAVING))
		return false;
	if (outer)
		this_cpu_inc(swr_frames_outer);
	else
		this_cpu_inc(swr_frames);
	return true;
}

/**
 * swr_frame_left() - a frame is done, and somebody may wait for that
 */
void swr_frame_left(void)
{
	wake_up(&drain_wq);
}

/*
 * What the self-test diverts: not inlined, its answer not known to the compiler
 * (HIDE_VAR), and no call to be saved because it would answer the same (barrier).
 */
static noinline __noclone unsigned long swr_selftest_target(SWR_ARGS)
{
	OPTIMIZER_HIDE_VAR(a0);
	barrier();
	return a0 + 1;
}

SWR_ORIGINAL(selftest)

static noinline unsigned long frame_selftest(SWR_ARGS)
{
	unsigned long ret = static_call(swr_orig_selftest)(SWR_PASS);

	swr_frame_leave();
	return ret * 10;
}

/* It is no point: it shows that calls are diverted. */
static struct swr_hook selftest_hooks[] = {
	{
		.symbols = { "swr_selftest_target" },
		.must = true,
		.frame = frame_selftest,
		.aim = aim_selftest,
		.count = frame_selftest,
	},
	{}
};

/* Whose rows there are, the self-test last. */
static struct swr_hook *const tables[] = {
	swr_swapin_hooks, swr_swapoff_hooks, swr_loops_hooks, swr_collapse_hooks, selftest_hooks
};

#define NR_ROWS_MAX	32

/* The tables row after row; written once, before the hooks are armed. */
static struct swr_hook *rows[NR_ROWS_MAX];
static unsigned int nr_rows;

static DEFINE_PER_CPU(u64 [NR_ROWS_MAX], hits);
static DEFINE_PER_CPU(u64 [NR_ROWS_MAX], missed);
static DEFINE_PER_CPU(int, observing);

/*
 * What hook() has to know of a row, in one cache line, and where it finds that: a hash
 * table of sites, three quarters of it empty, in which a site that finds its place taken
 * goes to the next one. Written before the hooks are armed, for the level at which they
 * are to be.
 */
struct target {
	unsigned long site;
	unsigned int row;
	bool outer;
	swr_call_t frame;
	void (*see)(unsigned long a0, unsigned long a1);
	bool (*want)(unsigned long a0, unsigned long from);
	struct target *next;	/* of the same function, to be asked if this one does not want */
} ____cacheline_aligned;

#define SITE_BITS	7
#define NR_SITES	(1 << SITE_BITS)

static struct target targets[NR_ROWS_MAX];
static struct target *by_site[NR_SITES] __read_mostly;

static_assert(NR_ROWS_MAX * 4 <= NR_SITES);

static __always_inline unsigned int place_of(unsigned long site)
{
	return hash_32(site, SITE_BITS);
}

static __always_inline struct target *target_of(unsigned long site)
{
	unsigned int i = place_of(site);

	while (by_site[i] && unlikely(by_site[i]->site != site))
		i = (i + 1) % NR_SITES;
	return by_site[i];
}

/* Is there something for a row to do at that level? */
static bool of_level(const struct swr_hook *h, enum swr_level level)
{
	switch (level) {
	case SWR_ON:
		return h->site;
	case SWR_COUNT:
		return h->site && (h->count || h->count_see);
	default:
		return false;
	}
}

/* In the order of the rows: the first that wants a call has it. */
static void add_target(unsigned int row, enum swr_level level)
{
	struct target *t = &targets[row], *first = target_of(rows[row]->site);
	unsigned int i = place_of(rows[row]->site);

	*t = (struct target){
		.site = rows[row]->site,
		.row = row,
		.outer = rows[row]->outer,
		.frame = level == SWR_COUNT ? rows[row]->count : rows[row]->frame,
		.see = level == SWR_COUNT ? rows[row]->count_see : rows[row]->see,
		.want = level == SWR_COUNT ? NULL : rows[row]->want,
	};
	if (first) {
		while (first->next)
			first = first->next;
		first->next = t;
		return;
	}
	while (by_site[i])
		i = (i + 1) % NR_SITES;
	by_site[i] = t;
}

/* No hook is on, and nobody is in hook(). */
static void add_targets(enum swr_level level)
{
	unsigned int row;

	memset(by_site, 0, sizeof(by_site));
	for (row = 0; row < nr_rows; row++)
		if (of_level(rows[row], level))
			add_target(row, level);
}

static __always_inline void missed_one(unsigned int row)
{
	this_cpu_inc(missed[row]);
	swr_count(hooks_missed);
}

/*
 * Preemption is off. An observer that is interrupted by a call to a hooked function could meet its
 * own locks; that call is not looked at, and counted.
 */
static __always_inline void observe(const struct target *t, swr_regs_t *regs)
{
	if (this_cpu_inc_return(observing) == 1)
		t->see(swr_reg_arg(regs, 0), swr_reg_arg(regs, 1));
	else
		missed_one(t->row);
	this_cpu_dec(observing);
}

/*
 * Context: any in which the hooked function is called, preemption on or off. For
 * a diverter nothing but the address is changed here, the frame does the rest.
 */
static void notrace hook(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			 swr_regs_t *regs)
{
	const struct target *t = target_of(ip);

	while (t && t->want && !t->want(swr_reg_arg(regs, 0), parent_ip))
		t = t->next;
	if (!t)
		return;
	this_cpu_inc(hits[t->row]);
	preempt_disable_notrace();
	if (!t->frame)
		observe(t, regs);
	else if (frame_enter(t->outer))
		swr_reg_set_ip(regs, (unsigned long)t->frame);
	preempt_enable_notrace();
}

/* PERMANENT: `sysctl kernel.ftrace_enabled=0` must not blind us unnoticed. */
#define HOOK_FLAGS	(SWR_FTRACE_REGS | SWR_FTRACE_BARE | FTRACE_OPS_FL_IPMODIFY | \
			 FTRACE_OPS_FL_PERMANENT)

static struct ftrace_ops hook_ops = { .func = hook, .flags = HOOK_FLAGS };

/* At which level the hooks are armed; SWR_OFF: they are not. */
static enum swr_level armed;

static void no_sites(struct ftrace_ops *ops)
{
	ftrace_set_filter(ops, NULL, 0, 1);
}

/* Adding a function that is there already, for another row, changes nothing. */
static int add_site(const struct swr_hook *h)
{
	return h->site ? ftrace_set_filter_ip(&hook_ops, h->site, 0, 0) : 0;
}

static bool on_at(const struct swr_hook *h, enum swr_level level)
{
	return of_level(h, level) && !READ_ONCE(h->spare);
}

static void notrace nothing(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			    swr_regs_t *regs)
{
}

/* What asks for a function as hook_ops does, and then does nothing with it. */
static struct ftrace_ops blame_ops = { .func = nothing, .flags = HOOK_FLAGS };

/*
 * Which of the functions is the one that somebody else redirects already? They are added one
 * by one to what is registered by then, unless each is to be registered by itself, which takes
 * long: to unregister waits for all tasks.
 */
static bool blame_rows(enum swr_level level, bool each)
{
	bool on = false, named = false;
	unsigned int row;

	for (row = 0; row < nr_rows; row++) {
		int err;

		if (!on_at(rows[row], level))
			continue;
		err = ftrace_set_filter_ip(&blame_ops, rows[row]->site, 0, !on);
		if (!err && !on) {
			err = register_ftrace_function(&blame_ops);
			on = !err;
		}
		if (err == -EBUSY) {
			pr_err("%s: redirected by somebody else (a livepatch, a kprobe), or ftrace is off\n",
			       rows[row]->symbol);
			named = true;
		}
		if (on && each) {
			unregister_ftrace_function(&blame_ops);
			on = false;
		}
	}
	if (on)
		unregister_ftrace_function(&blame_ops);
	no_sites(&blame_ops);
	return named;
}

/* Who calls from it directly refuses, since 6.0, what is registered, not what is added. */
static void blame(enum swr_level level)
{
	if (!blame_rows(level, false) && !blame_rows(level, true))
		pr_err("ftrace says that one of the functions is somebody else's, not which\n");
}

static int arm(enum swr_level level)
{
	unsigned int row;
	int err = 0;

	add_targets(level);
	for (row = 0; !err && row < nr_rows; row++)
		err = on_at(rows[row], level) ? add_site(rows[row]) : 0;
	if (!err)
		err = register_ftrace_function(&hook_ops);
	if (err == -EBUSY)
		blame(level);
	else if (err)
		pr_err("ftrace does not take the hooks, error %d\n", err);
	if (err)
		no_sites(&hook_ops);
	WRITE_ONCE(armed, err ? SWR_OFF : level);
	return err;
}

static void gather(void)
{
	struct swr_hook *h;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tables); i++)
		for (h = tables[i]; h->symbols[0]; h++)
			if (!WARN_ON_ONCE(nr_rows == NR_ROWS_MAX))
				rows[nr_rows++] = h;
}

/*
 * A tool that hooks nothing and says that nothing happened is worse than none.
 */
static int selftest(void)
{
	unsigned long got = swr_selftest_target(1, 0, 0, 0, 0, 0);

	if (got == 20)
		return 0;
	pr_err("self-test: a diverted call gave %lu instead of 20\n", got);
	return -EIO;
}

/**
 * swr_probe_find_rows() - find the functions of this kernel
 *
 * Context: process, may sleep; once, before swr_probe_arm().
 * Return: 0, -ENOENT if a function that is needed is missing, why it cannot be hooked,
 * or -ENOMEM.
 */
int swr_probe_find_rows(void)
{
	unsigned int i;
	int err = 0, end;

	gather();
	for (i = 0; !err && i < nr_rows; i++)
		err = swr_find_row(rows[i]);
	if (!err) {
		swr_swapin_found();
		swr_off_find();
		swr_livelock_found();
		swr_collapse_found();
	}
	end = swr_find_end();
	if (err || end)
		return err ?: end;

	/* before the hooks: a frame that is entered must know its original */
	for (i = 0; i < nr_rows; i++)
		if (rows[i]->site && rows[i]->aim)
			rows[i]->aim(rows[i]->site + MCOUNT_INSN_SIZE);
	return 0;
}

/**
 * swr_probe_arm() - install the hooks and see that they divert
 * @level: which of them, and what they do; not SWR_OFF
 *
 * Context: process, may sleep; they are not installed.
 * Return: 0, -EBUSY if somebody else redirects one of the functions, -EIO if calls are
 * not diverted, or what ftrace says. Then what was installed stays until
 * swr_probe_disarm().
 */
int swr_probe_arm(enum swr_level level)
{
	WRITE_ONCE(swr_leaving, SWR_STAYING);
	return arm(level) ?: selftest();
}

static struct swr_hook *hook_of(enum swr_point point)
{
	unsigned int i;

	for (i = 0; i < nr_rows; i++)
		if (rows[i]->points & BIT(point))
			return rows[i];
	return NULL;
}

/**
 * swr_probe_need() - a point is needed from now on
 * @point: which; of a row that is not spare, or not there, it is not asked
 *
 * A hook on the path of every fault costs the same whether it does something or not. It
 * stays until unload: taking it off takes a grace period, putting it on does not.
 *
 * Context: process, sleeps; the hooks are kept on, see swr_enabled_get(), and nobody
 * else asks at the same time.
 * Return: 0, or what ftrace says; -EBUSY if somebody else redirects the function.
 */
int swr_probe_need(enum swr_point point)
{
	struct swr_hook *h = hook_of(point);
	int err;

	if (!h || !h->spare)
		return 0;
	err = add_site(h);
	if (!err)
		WRITE_ONCE(h->spare, false);
	return err;
}

static long sum_up(long __percpu *counts)
{
	long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(*per_cpu_ptr(counts, cpu));
	return sum;
}

/**
 * swr_probe_frames() - tasks inside frames; who is in two counts twice
 *
 * Exact once the hooks are off, an estimate before.
 */
long swr_probe_frames(void)
{
	return sum_up(&swr_frames_outer) + sum_up(&swr_frames);
}

/*
 * From now on divert only what @stage leaves, and wait for those frames that it does
 * not. A sum over CPUs is right as soon as nobody can enter: a task that enters on
 * one CPU and leaves on another may be seen by half as long as others do.
 */
static void drain(int stage, long __percpu *counts)
{
	unsigned int looks = 0;
	long left;

	WRITE_ONCE(swr_leaving, stage);
	synchronize_rcu();	/* who did not see that is counted now */
	/*
	 * A task that leaves may not see `swr_leaving` yet while we do not see it
	 * leave; a barrier between the two would be paid by every fault. Hence
	 * the look every tenth of a second.
	 */
	while (!wait_event_timeout(drain_wq, !(left = sum_up(counts)), HZ / 10))
		if (++looks % 100 == 0)
			pr_info("waiting for %ld tasks to leave\n", left);
}

/**
 * swr_probe_disarm() - divert nobody any more, wait for who was, take the hooks off
 *
 * Tasks leave as the kernel lets them: one that waits for its disk takes as long
 * as the disk.
 *
 * Context: process, may sleep; nobody is held any more.
 */
void swr_probe_disarm(void)
{
	drain(SWR_LEAVING_OUTER, &swr_frames_outer);
	drain(SWR_LEAVING, &swr_frames);

	if (!armed)
		return;
	/*
	 * For an ops of a module this ends in an RCU-tasks grace period on a
	 * preemptible kernel and in a switch on every CPU on others: nobody runs
	 * or is preempted in hook() or in the last instructions of a frame.
	 */
	unregister_ftrace_function(&hook_ops);
	no_sites(&hook_ops);
	WRITE_ONCE(armed, SWR_OFF);
}

/**
 * swr_probe_info() - look at one row of the table
 * @row: which, from 0
 * @info: where to
 *
 * Return: false if there is no such row.
 */
bool swr_probe_info(unsigned int row, struct swr_hook_info *info)
{
	enum swr_level level = READ_ONCE(armed);
	const struct swr_hook *h;
	int cpu;

	if (row >= nr_rows || !rows[row]->points)
		return false;
	h = rows[row];
	*info = (struct swr_hook_info){
		.points = h->points,
		.armed = on_at(h, level),
		.divert = level == SWR_COUNT && on_at(h, level) ? h->count : h->frame,
		.must = h->must,
		.sleeps = h->sleeps,
		.symbol = h->symbol,
		.lost = h->lost,
	};
	for_each_possible_cpu(cpu) {
		info->hits += per_cpu(hits, cpu)[row];
		info->missed += per_cpu(missed, cpu)[row];
	}
	return true;
}

/**
 * swr_probe_present() - does this kernel have that point?
 * @point: which
 */
bool swr_probe_present(enum swr_point point)
{
	const struct swr_hook *h = hook_of(point);

	return h && h->symbol;
}

/**
 * swr_probe_passes() - do tasks pass gates there?
 * @point: which
 * @phase: before or after the call
 *
 * Return: false too if this kernel does not have the point.
 */
bool swr_probe_passes(enum swr_point point, enum swr_phase phase)
{
	const struct swr_hook *h = hook_of(point);

	return h && h->symbol && h->passes & SWR_PLACE_BIT(point, phase);
}

/**
 * swr_probe_sleeps() - may a task be held there?
 * @point: which
 * @phase: before or after the call
 */
bool swr_probe_sleeps(enum swr_point point, enum swr_phase phase)
{
	const struct swr_hook *h = hook_of(point);

	return h && h->sleeps & SWR_PLACE_BIT(point, phase);
}
