// SPDX-License-Identifier: GPL-2.0
/*
 * fix_loop, fix_loop_info, fix_order: the policies for calls that loop on -EEXIST, and when
 * those calls allocate.
 */
#include "swr_loop.h"
#include "view.h"

static int loopfix_show(struct seq_file *m)
{
	const struct swr_loopfix_ops *active = swr_loopfix_active();
	unsigned int i;

	for (i = 0; i < SWR_NR_LOOPFIXES; i++) {
		const struct swr_loopfix_ops *fix = swr_loopfix_at(i);

		swr_show_choice(m, i, fix->name, fix == active);
	}
	seq_puts(m, "\n");
	return 0;
}

static int loopfix_store(char *line)
{
	return swr_loopfix_set(line);
}

static int loopfix_info_show(struct seq_file *m)
{
	unsigned int i;

	for (i = 0; i < SWR_NR_LOOPFIXES; i++) {
		const struct swr_loopfix_ops *fix = swr_loopfix_at(i);
		const char *why_not = swr_loopfix_why_not(fix);

		seq_printf(m, "name=%s active=%d supported=%d unsafe=%d", fix->name,
			   fix == swr_loopfix_active(), !why_not, fix->unsafe);
		seq_printf(m, " models=\"%s\" text=\"%s\" why_not=\"%s\"\n", fix->models,
			   fix->text, why_not ?: "");
	}
	return 0;
}

static int fix_order_show(struct seq_file *m)
{
	enum swr_order active = swr_looporder_active(), order;
	const char *name;

	for (order = 0; (name = swr_looporder_name(order)); order++)
		swr_show_choice(m, order, name, order == active);
	seq_puts(m, "\n");
	return 0;
}

static int fix_order_store(char *line)
{
	return swr_looporder_set(line);
}

const struct swr_attr swr_loopfix_attrs[] = {
	{ .name = SWR_F_FIX_LOOP, .show = loopfix_show, .store = loopfix_store },
	{ .name = SWR_F_FIX_LOOP_INFO, .show = loopfix_info_show },
	{ .name = SWR_F_FIX_ORDER, .show = fix_order_show, .store = fix_order_store },
	{}
};
