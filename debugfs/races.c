// SPDX-License-Identifier: GPL-2.0
/*
 * races: what the detectors decided, one line a race, oldest first.
 */
#include <linux/ctype.h>

#include "view.h"

/* A task may name itself as it likes, a line and its fields must stay whole. */
void swr_make_word(char *comm, size_t len)
{
	size_t i;

	comm[len - 1] = '\0';
	for (i = 0; comm[i]; i++)
		if (!isascii(comm[i]) || !isgraph(comm[i]) || comm[i] == '=')
			comm[i] = '_';
}

static void show_side(struct seq_file *m, char side, struct swr_side *s)
{
	swr_make_word(s->comm, sizeof(s->comm));
	seq_printf(m, " %c_tid=%d %c_tgid=%d %c_cpu=%d", side, s->tid, side, s->tgid, side, s->cpu);
	seq_printf(m, " %c_begin_ns=%llu %c_claim_ns=%llu %c_read_ns=%llu %c_read_end_ns=%llu",
		   side, s->begin_ns, side, s->claim_ns, side, s->read_ns, side, s->read_end_ns);
	seq_printf(m, " %c_install_ns=%llu %c_install_cpu=%d %c_comm=%s", side, s->install_ns,
		   side, s->install_cpu, side, s->comm);
}

static int races_show(struct seq_file *m)
{
	u64 last = swr_race_last(), seq;
	struct swr_race r;

	for (seq = last > SWR_RACES ? last - SWR_RACES + 1 : 1; seq <= last; seq++) {
		if (!swr_race_read(seq, &r))
			continue;
		seq_printf(m, "race=%llu kind=%s time_ns=%llu address=0x%lx entry=", r.seq,
			   r.kind == SWR_J_STALE ? "stale" : "uncertain", r.time_ns, r.address);
		swr_show_entry(m, r.entry);
		seq_printf(m, " cause=%s", swr_point_names[r.cause]);
		show_side(m, 'a', &r.a);
		show_side(m, 'b', &r.b);
		seq_puts(m, "\n");
	}
	return 0;
}

const struct swr_attr swr_races_attrs[] = {
	{ .name = SWR_F_RACES, .show = races_show },
	{}
};
