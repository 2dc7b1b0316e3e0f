// SPDX-License-Identifier: GPL-2.0
/*
 * fix, fix_info, hist: the policies and what faults pay under them.
 */
#include "view.h"

static int fix_show(struct seq_file *m)
{
	const struct swr_fix_ops *active = swr_fix_active();
	unsigned int i;

	for (i = 0; i < SWR_NR_FIXES; i++) {
		const struct swr_fix_ops *fix = swr_fix_at(i);

		swr_show_choice(m, i, fix->name, fix == active);
	}
	seq_puts(m, "\n");
	return 0;
}

static int fix_store(char *line)
{
	return swr_fix_set(line);
}

static int fix_info_show(struct seq_file *m)
{
	unsigned int i;

	for (i = 0; i < SWR_NR_FIXES; i++) {
		const struct swr_fix_ops *fix = swr_fix_at(i);
		const char *why_not = swr_fix_why_not(fix);

		seq_printf(m, "name=%s active=%d supported=%d unsafe=%d", fix->name,
			   fix == swr_fix_active(), !why_not, fix->unsafe);
		seq_printf(m, " models=\"%s\" text=\"%s\" why_not=\"%s\"\n", fix->models,
			   fix->text, why_not ?: "");
	}
	return 0;
}

static int hist_show(struct seq_file *m)
{
	static const char *const kinds[SWR_NR_HISTS] = { SWR_HISTS(SWR_HIST_NAME) };
	static const char *const units[SWR_NR_HISTS] = { SWR_HISTS(SWR_HIST_UNIT) };
	unsigned int fix, kind, b;

	for (fix = 0; fix < SWR_NR_FIXES; fix++)
		for (kind = 0; kind < SWR_NR_HISTS; kind++)
			for (b = 0; b < SWR_HIST_BUCKETS; b++) {
				u64 count = swr_hist_read(kind, fix, b);

				if (!count)
					continue;
				seq_printf(m, "kind=%s fix=%s from_%s=%llu to_%s=%llu count=%llu\n",
					   kinds[kind], swr_fix_at(fix)->name, units[kind],
					   swr_hist_from(b), units[kind], swr_hist_from(b + 1),
					   count);
			}
	return 0;
}

const struct swr_attr swr_fix_attrs[] = {
	{ .name = SWR_F_FIX, .show = fix_show, .store = fix_store },
	{ .name = SWR_F_FIX_INFO, .show = fix_info_show },
	{ .name = SWR_F_HIST, .show = hist_show },
	{}
};
