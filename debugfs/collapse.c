// SPDX-License-Identifier: GPL-2.0
/*
 * fix_collapse, collapse: what a collapse checks after its swap-in, and what came of it.
 */
#include "swr_collapse.h"
#include "view.h"

static int fix_collapse_show(struct seq_file *m)
{
	const struct swr_collapse_fix *active = swr_collapse_fix(), *fix;
	unsigned int i;

	for (i = 0; (fix = swr_collapse_fix_at(i)); i++)
		swr_show_choice(m, i, fix->name, fix == active);
	seq_puts(m, "\n");
	return 0;
}

static int fix_collapse_store(char *line)
{
	return swr_collapse_fix_set(line);
}

static int collapse_show(struct seq_file *m)
{
	struct swr_collapse_info going;
	unsigned int nr;

	for (nr = 0; nr < SWR_COLLAPSE_ANSWERS; nr++)
		if (swr_collapse_answer(nr))
			seq_printf(m, "revalidate=%u fit=%d count=%u\n", nr, swr_revalidated(nr),
				   swr_collapse_answer(nr));
	for (nr = 0; swr_collapse_going(nr, &going); nr++)
		if (going.tid)
			seq_printf(m, "tid=%d tgid=%d address=0x%lx\n", going.tid, going.tgid,
				   going.address);
	return 0;
}

const struct swr_attr swr_collapse_attrs[] = {
	{ .name = SWR_F_FIX_COLLAPSE, .show = fix_collapse_show, .store = fix_collapse_store },
	{ .name = SWR_F_COLLAPSE, .show = collapse_show },
	{}
};
