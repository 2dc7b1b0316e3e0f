// SPDX-License-Identifier: GPL-2.0
/*
 * livelocks, livelock_reports: calls that loop on -EEXIST, for programs and for
 * people; livelock/: from when on a call is one.
 */
#include <linux/math64.h>
#include <linux/sched.h>

#include "swr_loop.h"
#include "view.h"

#define RULER	"==================================================================\n"

static const char *const whys[] = {
	[SWR_LL_LOOPS] = "loops",
	[SWR_LL_MS] = "ms",
	[SWR_LL_SPIN] = "spin",
};

static void show_policy(struct seq_file *m, unsigned int policy)
{
	static const char *const names[] = {
		[SCHED_NORMAL] = "normal",
		[SCHED_FIFO] = "fifo",
		[SCHED_RR] = "rr",
		[SCHED_BATCH] = "batch",
		[SCHED_IDLE] = "idle",
		[SCHED_DEADLINE] = "deadline",
	};

	if (policy < ARRAY_SIZE(names) && names[policy])
		seq_puts(m, names[policy]);
	else
		seq_printf(m, "%u", policy);
}

static void show_party(struct seq_file *m, char who, struct swr_party *p)
{
	swr_make_word(p->comm, sizeof(p->comm));
	seq_printf(m, " %c_tid=%d %c_tgid=%d %c_cpu=%d %c_state=%c %c_prio=%d %c_policy=", who,
		   p->tid, who, p->tgid, who, p->cpu, who, p->tid ? p->state : '-', who, p->prio,
		   who);
	show_policy(m, p->policy);
	seq_printf(m, " %c_comm=%s", who, *p->comm ? p->comm : "-");
}

static u64 us(u64 ns)
{
	return div_u64(ns, NSEC_PER_USEC);
}

static void show_line(struct seq_file *m, struct swr_livelock *r)
{
	seq_printf(m, "livelock=%llu why=%s state=%s time_ns=%llu entry=", r->seq, whys[r->why],
		   r->done ? "done" : "going", r->time_ns);
	swr_show_entry(m, r->entry);
	seq_printf(m, " fix_loop=%s refusals=%u sleeps=%u looped_us=%llu held_us=%llu",
		   r->fix->name, r->refusals, r->sleeps, us(r->looped_ns), us(r->held_ns));
	seq_printf(m, " broken=%d end_refusals=%u end_us=%llu", r->broken, r->end_refusals,
		   us(r->end_ns));
	show_party(m, 'l', &r->looper);
	show_party(m, 'h', &r->holder);
	seq_puts(m, "\n");
}

static void show_task(struct seq_file *m, struct swr_party *p)
{
	swr_make_word(p->comm, sizeof(p->comm));
	seq_printf(m, "task %d (%s) on cpu %d, state %c, policy ", p->tid, p->comm, p->cpu,
		   p->state);
	show_policy(m, p->policy);
	seq_printf(m, ", priority %d", p->prio);
}

static void show_report(struct seq_file *m, struct swr_livelock *r)
{
	unsigned int i;

	seq_puts(m, RULER "BUG: swaprace: a call loops on -EEXIST\n\nclaim of entry ");
	swr_show_entry(m, r->entry);
	seq_puts(m, " asked for by ");
	show_task(m, &r->looper);
	seq_printf(m, ":\n refused %u times in %llu us, slept before %u of them, fix_loop %s\n\n",
		   r->refusals, us(r->looped_ns), r->sleeps, r->fix->name);
	if (r->holder.tid) {
		seq_printf(m, "held for %llu us by ", us(r->held_ns));
		show_task(m, &r->holder);
		seq_puts(m, ":\n");
		for (i = 0; i < r->stack.nr; i++)
			seq_printf(m, " %pS\n", (void *)r->stack.pc[i]);
		if (!r->stack.nr)
			seq_puts(m, " (no stack could be saved)\n");
	} else {
		seq_puts(m, "nobody is known to hold it\n");
	}
	if (!r->done)
		seq_puts(m, "\nit is still going on\n");
	else
		seq_printf(m, "\nended after %u refusals and %llu us%s\n", r->end_refusals,
			   us(r->end_ns), r->broken ? ", put to sleep by force" : "");
	seq_printf(m, "livelock %llu\n" RULER, r->seq);
}

static int show_all(struct seq_file *m, void (*show)(struct seq_file *m, struct swr_livelock *r))
{
	u64 last = swr_livelock_last(), seq;
	struct swr_livelock r;

	for (seq = last > SWR_LIVELOCKS ? last - SWR_LIVELOCKS + 1 : 1; seq <= last; seq++)
		if (swr_livelock_read(seq, &r))
			show(m, &r);
	return 0;
}

static int livelocks_show(struct seq_file *m)
{
	return show_all(m, show_line);
}

static int livelock_reports_show(struct seq_file *m)
{
	return show_all(m, show_report);
}

const struct swr_attr swr_livelocks_attrs[] = {
	{ .name = SWR_F_LIVELOCKS, .show = livelocks_show },
	{ .name = SWR_F_LIVELOCK_REPORTS, .show = livelock_reports_show },
	{}
};

static int loops_show(struct seq_file *m)
{
	seq_printf(m, "%u\n", swr_livelock_knob(SWR_LL_KNOB_LOOPS));
	return 0;
}

static int loops_store(char *line)
{
	return swr_livelock_set(SWR_LL_KNOB_LOOPS, line);
}

static int ms_show(struct seq_file *m)
{
	seq_printf(m, "%u\n", swr_livelock_knob(SWR_LL_KNOB_MS));
	return 0;
}

static int ms_store(char *line)
{
	return swr_livelock_set(SWR_LL_KNOB_MS, line);
}

static int break_ms_show(struct seq_file *m)
{
	seq_printf(m, "%u\n", swr_livelock_knob(SWR_LL_KNOB_BREAK_MS));
	return 0;
}

static int break_ms_store(char *line)
{
	return swr_livelock_set(SWR_LL_KNOB_BREAK_MS, line);
}

const struct swr_attr swr_livelock_attrs[] = {
	{ .name = "loops", .show = loops_show, .store = loops_store },
	{ .name = "ms", .show = ms_show, .store = ms_store },
	{ .name = "break_ms", .show = break_ms_show, .store = break_ms_store },
	{}
};
