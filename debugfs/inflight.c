// SPDX-License-Identifier: GPL-2.0
/*
 * inflight: the fault records, one line each.
 */
#include <linux/timekeeping.h>

#include "view.h"

static int inflight_show(struct seq_file *m)
{
	u64 now = ktime_get_mono_fast_ns();
	struct swr_fault f;
	unsigned int i;

	for (i = 0; i < swr_fault_slots(); i++) {
		if (!swr_fault_snapshot(i, &f))
			continue;
		seq_printf(m, "tid=%d tgid=%d cpu=%d state=%s address=0x%lx entry=",
			   f.me.tid, f.me.tgid, f.me.cpu, swr_stage_names[f.span.stage],
			   f.address);
		swr_show_entry(m, f.entry);
		seq_printf(m, " bypass=%d age_us=%llu\n", f.span.bypass,
			   now > f.me.begin_ns ? div_u64(now - f.me.begin_ns, NSEC_PER_USEC) : 0);
	}
	return 0;
}

const struct swr_attr swr_inflight_attrs[] = {
	{ .name = SWR_F_INFLIGHT, .show = inflight_show },
	{}
};
