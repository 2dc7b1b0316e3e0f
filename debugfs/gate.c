// SPDX-License-Identifier: GPL-2.0
/*
 * gate: who is held where, and the commands of swr_abi.h.
 */
#include "view.h"

static const char *phase_name(enum swr_phase phase)
{
	return phase == SWR_RETURN ? "return" : "entry";
}

static int gate_show(struct seq_file *m)
{
	struct swr_gate_info g;
	unsigned int i;

	for (i = 0; i < SWR_GATES; i++) {
		if (!swr_gate_info(i, &g))
			continue;
		seq_printf(m, "name=%s task=%d at=%s:%s nth=%u until=", g.name, g.tid,
			   swr_point_names[g.point], phase_name(g.phase), g.nth);
		if (g.until_tid)
			seq_printf(m, "%d:%s:%s%s%s", g.until_tid, swr_point_names[g.until_point],
				   phase_name(g.until_phase), g.until_result ? "=" : "",
				   g.until_result ?: "");
		else
			seq_puts(m, "-");
		seq_printf(m, " limit_ms=%u state=%s end=%s held_us=%llu\n", g.limit_ms, g.state,
			   g.end, g.held_us);
	}
	return 0;
}

const struct swr_attr swr_gate_attrs[] = {
	{ .name = SWR_F_GATE, .show = gate_show, .store = swr_gate_command },
	{}
};
