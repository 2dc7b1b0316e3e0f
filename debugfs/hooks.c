// SPDX-License-Identifier: GPL-2.0
/*
 * hooks: the hook table of this kernel.
 */
#include "view.h"

static void show_points(struct seq_file *m, unsigned long points)
{
	const char *comma = "";
	unsigned int p;

	for (p = 0; p < SWR_NR_POINTS; p++) {
		if (points & BIT(p)) {
			seq_printf(m, "%s%s", comma, swr_point_names[p]);
			comma = ",";
		}
	}
}

static void show_places(struct seq_file *m, unsigned long places)
{
	const char *comma = "";
	unsigned int p;

	seq_puts(m, " hold=");
	if (!places)
		seq_puts(m, "-");
	for (p = 0; p < SWR_NR_POINTS; p++) {
		if (places & SWR_PLACE_BIT(p, SWR_ENTRY)) {
			seq_printf(m, "%s%s:entry", comma, swr_point_names[p]);
			comma = ",";
		}
		if (places & SWR_PLACE_BIT(p, SWR_RETURN)) {
			seq_printf(m, "%s%s:return", comma, swr_point_names[p]);
			comma = ",";
		}
	}
}

static int hooks_show(struct seq_file *m)
{
	struct swr_hook_info info;
	unsigned int row;

	for (row = 0; swr_probe_info(row, &info); row++) {
		show_points(m, info.points);
		seq_printf(m, " %s %s %s hits=%llu missed=%llu",
			   info.divert ? "divert" : "observe",
			   info.symbol ?: "-",
			   info.armed ? "armed" : info.symbol ? "off" : "absent",
			   info.hits, info.missed);
		show_places(m, info.sleeps);
		seq_printf(m, " need=%s lost=\"%s\"\n", info.must ? "must" : "may", info.lost);
	}
	return 0;
}

const struct swr_attr swr_hooks_attrs[] = {
	{ .name = SWR_F_HOOKS, .show = hooks_show },
	{}
};
