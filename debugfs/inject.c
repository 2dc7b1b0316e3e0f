// SPDX-License-Identifier: GPL-2.0
/*
 * inject/read/delay_us.
 */
#include <linux/kernel.h>

#include "view.h"

static int delay_us_show(struct seq_file *m)
{
	seq_printf(m, "%u\n", swr_inject_read_us());
	return 0;
}

static int delay_us_store(char *line)
{
	unsigned int us;

	if (kstrtouint(line, 10, &us))
		return swr_refuse(-EINVAL, "delay_us: expected 0..%d, not '%s'", SWR_DELAY_US_MAX,
				  line);
	return swr_inject_set_read(us);
}

const struct swr_attr swr_inject_read_attrs[] = {
	{ .name = "delay_us", .show = delay_us_show, .store = delay_us_store },
	{}
};
