// SPDX-License-Identifier: GPL-2.0
/*
 * races: what the detectors decided, one line a race, oldest first.
 */
#include <linux/string.h>

#include "view.h"

static void show_side(struct seq_file *m, char side, struct swr_side *s)
{
	s->comm[sizeof(s->comm) - 1] = '\0';
	strreplace(s->comm, ' ', '_');
	seq_printf(m, " %c_tid=%d %c_tgid=%d %c_cpu=%d", side, s->tid, side, s->tgid, side, s->cpu);
	seq_printf(m, " %c_begin_ns=%llu %c_claim_ns=%llu %c_read_ns=%llu %c_read_end_ns=%llu",
		   side, s->begin_ns, side, s->claim_ns, side, s->read_ns, side, s->read_end_ns);
	seq_printf(m, " %c_install_ns=%llu %c_comm=%s", side, s->install_ns, side, s->comm);
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
