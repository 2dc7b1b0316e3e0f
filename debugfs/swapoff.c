// SPDX-License-Identifier: GPL-2.0
/*
 * fix_swapoff, fix_swapoff_info, pass_gone: what becomes of a swap-in when its
 * device goes.
 */
#include <linux/kernel.h>

#include "swr_swapoff.h"
#include "view.h"

static int fix_swapoff_show(struct seq_file *m)
{
	const struct swr_off_fix *active = swr_off_active();
	unsigned int i;

	for (i = 0; i < SWR_NR_OFF_FIXES; i++) {
		const struct swr_off_fix *fix = swr_off_at(i);

		swr_show_choice(m, i, fix->name, fix == active);
	}
	seq_puts(m, "\n");
	return 0;
}

static int fix_swapoff_store(char *line)
{
	return swr_off_set(line);
}

static int fix_swapoff_info_show(struct seq_file *m)
{
	unsigned int i;

	for (i = 0; i < SWR_NR_OFF_FIXES; i++) {
		const struct swr_off_fix *fix = swr_off_at(i);
		const char *why_not = swr_off_why_not(fix);

		seq_printf(m, "name=%s active=%d supported=%d unsafe=%d", fix->name,
			   fix == swr_off_active(), !why_not, fix->unsafe);
		seq_printf(m, " models=\"%s\" text=\"%s\" why_not=\"%s\"\n", fix->models,
			   fix->text, why_not ?: "");
	}
	return 0;
}

static int pass_gone_show(struct seq_file *m)
{
	seq_printf(m, "%d\n", swr_swapoff_pass());
	return 0;
}

static int pass_gone_store(char *line)
{
	unsigned int on;

	if (kstrtouint(line, 10, &on) || on > 1)
		return swr_refuse(-EINVAL, "pass_gone: expected 0 or 1, not '%s'", line);
	return swr_swapoff_set_pass(on);
}

const struct swr_attr swr_swapoff_attrs[] = {
	{ .name = SWR_F_FIX_SWAPOFF, .show = fix_swapoff_show, .store = fix_swapoff_store },
	{ .name = SWR_F_FIX_SWAPOFF_INFO, .show = fix_swapoff_info_show },
	{ .name = SWR_F_PASS_GONE, .show = pass_gone_show, .store = pass_gone_store },
	{}
};
