// SPDX-License-Identifier: GPL-2.0
/*
 * reports: the races as reports for people, in the shape kernel people know.
 */
#include <linux/math64.h>
#include <linux/string.h>

#include "view.h"

#define RULER	"==================================================================\n"

/* "symbol", without what the compiler appended to it, and without an offset. */
static void symbol_name(unsigned long pc, char *name, size_t len)
{
	snprintf(name, len, "%ps", (void *)pc);
	name[strcspn(name, ". ")] = '\0';
}

/* What is hooked in this kernel for a point. */
static const char *symbol_of(enum swr_point point)
{
	struct swr_hook_info info;
	unsigned int row;

	for (row = 0; swr_probe_info(row, &info); row++)
		if (info.points & BIT(point))
			return info.symbol;
	return NULL;
}

/*
 * The frame of the hooked function: what is before it is the way into the hook,
 * which is no part of the kernel's. 0 if it is not there.
 */
static unsigned int hooked_frame(const struct swr_stack *s)
{
	const char *install = symbol_of(SWR_P_install);
	char name[KSYM_SYMBOL_LEN];
	unsigned int i;

	for (i = 0; install && i < s->nr; i++) {
		symbol_name(s->pc[i], name, sizeof(name));
		if (!strcmp(name, install))
			return i;
	}
	return 0;
}

/* The function that mapped the page: the caller of the one that is hooked. */
static void show_function(struct seq_file *m, const struct swr_stack *s)
{
	unsigned int i = hooked_frame(s) + 1;
	char name[KSYM_SYMBOL_LEN];

	if (i >= s->nr) {
		seq_puts(m, "?");
		return;
	}
	symbol_name(s->pc[i], name, sizeof(name));
	seq_puts(m, name);
}

static void show_stack(struct seq_file *m, const struct swr_stack *s)
{
	unsigned int i;

	if (!s->nr)
		seq_puts(m, " (no stack was saved)\n");
	for (i = hooked_frame(s); i < s->nr; i++)
		seq_printf(m, " %pS\n", (void *)s->pc[i]);
	seq_puts(m, "\n");
}

/* "3.141" us */
static void show_us(struct seq_file *m, u64 ns)
{
	u32 rest;
	u64 us = div_u64_rem(ns, 1000, &rest);

	seq_printf(m, "%llu.%03u", us, rest);
}

static void show_side(struct seq_file *m, const struct swr_race *r, const struct swr_side *s,
		      const struct swr_stack *stack, u64 zero)
{
	if (s == &r->a || r->cause == SWR_P_install)
		seq_printf(m, " at 0x%lx", r->address);
	seq_printf(m, " by task %d (%s) on cpu %d, at ", s->tid, s->comm, s->install_cpu);
	show_us(m, s->install_ns - zero);
	seq_puts(m, " us:\n");
	show_stack(m, stack);
}

static void show_time(struct seq_file *m, const char *what, u64 ns, u64 zero)
{
	seq_printf(m, ", %s ", what);
	if (ns)
		show_us(m, ns - zero);
	else
		seq_puts(m, "-");
}

static void show_times(struct seq_file *m, const struct swr_side *s, u64 zero)
{
	seq_printf(m, "task %d: began on cpu %d at ", s->tid, s->cpu);
	show_us(m, s->begin_ns - zero);
	show_time(m, "claim", s->claim_ns, zero);
	show_time(m, "read", s->read_ns, zero);
	show_time(m, "read ended", s->read_end_ns, zero);
	show_time(m, "install", s->install_ns, zero);
	seq_puts(m, " us\n");
}

/* What overtook the fault, after "before" and before "in between"; what became of the entry. */
static const struct {
	const char *what, *did, *entry;
} causes[] = {
	[SWR_P_install] = { "another's install", "install", "dropped" },
	[SWR_P_unmap] = { "the unmapping of a page for its entry", "unmap", "taken" },
	[SWR_P_writeout] = { "a write-out to its entry", "write-out", "written to" },
};

/*
 * The entry before and after is one and the same value, else pte_same() had
 * kept the page out: that is the race.
 */
static void show_entry(struct seq_file *m, const struct swr_race *r)
{
	seq_puts(m, "entry ");
	swr_show_entry(m, r->entry);
	seq_printf(m, " when the fault of task %d began, %s by task %d, ", r->a.tid,
		   causes[r->cause].entry, r->b.tid);
	swr_show_entry(m, r->entry);
	seq_printf(m, " when task %d mapped its page\n", r->a.tid);
}

static void show_report(struct seq_file *m, struct swr_race *r)
{
	u64 zero = min(r->a.begin_ns, r->b.begin_ns);
	bool stale = r->kind == SWR_J_STALE;

	swr_make_word(r->a.comm, sizeof(r->a.comm));
	swr_make_word(r->b.comm, sizeof(r->b.comm));
	seq_printf(m, RULER "BUG: swaprace: %s-install in ", stale ? "stale" : "uncertain");
	show_function(m, &r->a_stack);
	seq_puts(m, " / ");
	if (r->cause == SWR_P_install)
		show_function(m, &r->b_stack);
	else
		seq_puts(m, symbol_of(r->cause) ?: "?");
	seq_puts(m, "\n\n");
	seq_printf(m, "install of a page %s %s", stale ? "read before" : "whose read had not ended at",
		   causes[r->cause].what);
	show_side(m, r, &r->a, &r->a_stack, zero);
	seq_printf(m, "%s in between", causes[r->cause].did);
	show_side(m, r, &r->b, &r->b_stack, zero);
	show_entry(m, r);
	show_times(m, &r->a, zero);
	if (r->cause == SWR_P_install)
		show_times(m, &r->b, zero);
	seq_printf(m, "race %llu, time 0 is %llu ns\n" RULER, r->seq, zero);
}

static int reports_show(struct seq_file *m)
{
	u64 last = swr_race_last(), seq;
	struct swr_race r;

	for (seq = last > SWR_RACES ? last - SWR_RACES + 1 : 1; seq <= last; seq++)
		if (swr_race_read(seq, &r))
			show_report(m, &r);
	return 0;
}

const struct swr_attr swr_reports_attrs[] = {
	{ .name = SWR_F_REPORTS, .show = reports_show },
	{}
};
