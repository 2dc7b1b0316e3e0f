// SPDX-License-Identifier: GPL-2.0
/*
 * inject/POINT/: the knobs of injection and what came of it, the same files for
 * each point.
 */
#include <linux/kernel.h>

#include "swr_inject.h"
#include "view.h"

/* What a file is about: its point, and the knob if it is a number. */
#define ARG(point, knob)	((point) << 8 | (knob))

static enum swr_point point_of(unsigned int arg)
{
	return arg >> 8;
}

static int knob_show(struct seq_file *m, unsigned int arg)
{
	enum swr_knob knob = arg & 0xff;
	s64 value = swr_knob_get(point_of(arg), knob);

	if (swr_knob_hex(knob))
		seq_printf(m, "0x%llx\n", (u64)value);
	else if (swr_knob_flag(knob))
		seq_printf(m, "%c\n", value ? 'Y' : 'N');
	else
		seq_printf(m, "%lld\n", value);
	return 0;
}

static int knob_store(char *line, unsigned int arg)
{
	return swr_knob_set(point_of(arg), arg & 0xff, line);
}

static int mode_show(struct seq_file *m, unsigned int arg)
{
	struct swr_inject_conf c;
	unsigned int nth, i;
	const char *space = "";
	pid_t tid;

	swr_knobs_look(point_of(arg), &c, &tid, &nth);
	for (i = 0; i < SWR_NR_MODES; i++) {
		if (!swr_mode_allowed(point_of(arg), c.phase, i))
			continue;
		seq_printf(m, i == c.mode ? "%s[%s]" : "%s%s", space, swr_mode_names[i]);
		space = " ";
	}
	seq_putc(m, '\n');
	return 0;
}

static int mode_store(char *line, unsigned int arg)
{
	return swr_knob_set_mode(point_of(arg), line);
}

static int phase_show(struct seq_file *m, unsigned int arg)
{
	struct swr_inject_conf c;
	unsigned int nth;
	pid_t tid;

	swr_knobs_look(point_of(arg), &c, &tid, &nth);
	seq_printf(m, "%s\n", c.phase == SWR_RETURN ? "return" : "entry");
	return 0;
}

static int phase_store(char *line, unsigned int arg)
{
	return swr_knob_set_phase(point_of(arg), line);
}

static int error_show(struct seq_file *m, unsigned int arg)
{
	struct swr_inject_conf c;
	unsigned int nth;
	pid_t tid;

	swr_knobs_look(point_of(arg), &c, &tid, &nth);
	seq_printf(m, "%s\n", c.error ? "eexist" : "none");
	return 0;
}

static int error_store(char *line, unsigned int arg)
{
	return swr_knob_set_error(point_of(arg), line);
}

static int tgids_show(struct seq_file *m, unsigned int arg)
{
	struct swr_inject_conf c;
	unsigned int nth, i;
	pid_t tid;

	swr_knobs_look(point_of(arg), &c, &tid, &nth);
	for (i = 0; i < c.nr_tgids; i++)
		seq_printf(m, "%s%d", i ? "," : "", c.tgids[i]);
	seq_puts(m, c.nr_tgids ? "\n" : "none\n");
	return 0;
}

static int tgids_store(char *line, unsigned int arg)
{
	return swr_knob_set_tgids(point_of(arg), line);
}

static int comm_show(struct seq_file *m, unsigned int arg)
{
	struct swr_inject_conf c;
	unsigned int nth;
	pid_t tid;

	swr_knobs_look(point_of(arg), &c, &tid, &nth);
	seq_printf(m, "%s\n", *c.comm ? c.comm : "any");
	return 0;
}

static int comm_store(char *line, unsigned int arg)
{
	return swr_knob_set_comm(point_of(arg), line);
}

static int nth_show(struct seq_file *m, unsigned int arg)
{
	struct swr_inject_conf c;
	unsigned int nth;
	pid_t tid;

	swr_knobs_look(point_of(arg), &c, &tid, &nth);
	if (tid && nth)
		seq_printf(m, "%d %u\n", tid, nth);
	else
		seq_puts(m, "none\n");
	return 0;
}

static int nth_store(char *line, unsigned int arg)
{
	return swr_knob_set_nth(point_of(arg), line);
}

static int stats_show(struct seq_file *m, unsigned int arg)
{
	struct swr_inject_stats sum;
	u64 filtered = 0;
	unsigned int i;

	swr_inject_stats_read(point_of(arg), &sum);
	for (i = 0; i < SWR_NR_FILTERS; i++)
		filtered += sum.filtered[i];
	seq_printf(m, "considered: %llu\nfiltered: %llu\ninjected: %llu\n", sum.considered,
		   filtered, sum.injected);
	for (i = 0; i < SWR_NR_FILTERS; i++)
		seq_printf(m, "filtered_%s: %llu\n", swr_filter_names[i], sum.filtered[i]);
	for (i = 0; i < SWR_DELAY_BUCKETS; i++)
		if (sum.delays[i])
			seq_printf(m, "delay_ns_%llu: %llu\n", 1ull << i, sum.delays[i]);
	return 0;
}

#define TEXT(point, file)							\
	{ .name = #file, .arg = ARG(SWR_P_##point, 0),				\
	  .show_arg = file##_show, .store_arg = file##_store },
#define NUMBER(point, knob, file, kind, min, max, def)				\
	{ .name = file, .arg = ARG(SWR_P_##point, SWR_K_##knob),		\
	  .show_arg = knob_show, .store_arg = knob_store },

#define ATTRS(point, text)							\
const struct swr_attr swr_inject_##point##_attrs[] = {				\
	SWR_KNOBS(NUMBER, point)						\
	TEXT(point, mode)							\
	TEXT(point, phase)							\
	TEXT(point, error)							\
	TEXT(point, tgids)							\
	TEXT(point, comm)							\
	{ .name = "fail-nth", .arg = ARG(SWR_P_##point, 0),			\
	  .show_arg = nth_show, .store_arg = nth_store },			\
	{ .name = "stats", .arg = ARG(SWR_P_##point, 0), .show_arg = stats_show }, \
	{}									\
};

SWR_POINTS(ATTRS)
