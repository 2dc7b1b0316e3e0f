// SPDX-License-Identifier: GPL-2.0
/*
 * version, status, enabled, error, reset: the module as a whole.
 */
#include <linux/string.h>
#include <linux/utsname.h>

#include "swr_collapse.h"
#include "swr_inject.h"
#include "swr_loop.h"
#include "swr_swapoff.h"
#include "view.h"

static int version_show(struct seq_file *m)
{
	seq_printf(m, "swaprace %s abi %d\n", SWR_VERSION, SWR_ABI);
	return 0;
}

static int status_show(struct seq_file *m)
{
	unsigned int i, row, flying = 0, armed = 0, absent = 0;
	struct swr_hook_info info;
	struct swr_stats sum;
	struct swr_fault f;

	for (i = 0; i < swr_fault_slots(); i++)
		flying += swr_fault_snapshot(i, &f) && f.span.stage != SWR_S_PARKED;
	for (row = 0; swr_probe_info(row, &info); row++) {
		armed += info.armed;
		absent += !info.symbol;
	}
	swr_stats_read(&sum);

	seq_printf(m, "version: %s\n", SWR_VERSION);
	seq_printf(m, "kernel: %s\n", init_utsname()->release);
	seq_printf(m, "fix: %s\n", swr_fix_active()->name);
	seq_printf(m, "fix_swapoff: %s\n", swr_off_active()->name);
	seq_printf(m, "fix_loop: %s\n", swr_loopfix_active()->name);
	seq_printf(m, "fix_order: %s\n", swr_looporder_name(swr_looporder_active()));
	seq_printf(m, "fix_collapse: %s\n", swr_collapse_fix()->name);
	seq_printf(m, "unsafe: %d\n", swr_fix_active()->unsafe || swr_off_active()->unsafe ||
		   swr_loopfix_active()->unsafe || swr_collapse_fix()->unsafe ||
		   swr_looporder_active() != SWR_ORDER_STOCK);
	seq_printf(m, "s1: %s\n", swr_fix_s1());
	seq_printf(m, "s2: %s\n", swr_loopfix_s2());
	seq_printf(m, "s3: %s\n", swr_off_s3());
	seq_printf(m, "s4: %s\n", swr_collapse_s4());
	seq_printf(m, "enabled: %s\n", swr_enabled_name());
	seq_printf(m, "hooks_armed: %u\n", armed);
	seq_printf(m, "hooks_absent: %u\n", absent);
	seq_printf(m, "tasks_in_frames: %ld\n", swr_probe_frames());
	seq_printf(m, "faults_inflight: %u\n", flying);
	seq_printf(m, "tasks_held: %u\n", swr_gate_held());
	seq_printf(m, "races: %llu\n", swr_race_last() + 1 - swr_race_first());
	seq_printf(m, "events_lost: %llu\n", swr_stats_lost(&sum));
	return 0;
}

static int enabled_show(struct seq_file *m)
{
	seq_printf(m, "%s\n", swr_enabled_name());
	return 0;
}

static int enabled_store(char *line)
{
	return swr_enable(line);
}

static int error_show(struct seq_file *m)
{
	char text[SWR_ERROR_MAX];

	swr_refused(text, sizeof(text));
	if (*text)
		seq_printf(m, "%s\n", text);
	return 0;
}

static int reset_store(char *line)
{
	bool all = !strcmp(line, "all");
	bool known = all;

	if (all || !strcmp(line, "gate")) {
		swr_gate_clear();
		known = true;
	}
	if (all || !strcmp(line, "counters")) {
		swr_stats_reset();
		known = true;
	}
	if (all || !strcmp(line, "hist")) {
		swr_hist_reset();
		known = true;
	}
	if (all || !strcmp(line, "races")) {
		swr_races_reset();
		known = true;
	}
	if (all || !strcmp(line, "livelocks")) {
		swr_livelock_reset();
		known = true;
	}
	if (all || !strcmp(line, "inject")) {
		int err = swr_knobs_reset();

		if (err)
			return err;
		swr_knobs_stats_reset();
		known = true;
	}
	if (!known)
		return swr_refuse(-EINVAL,
				  "reset: expected counters, hist, races, livelocks, gate, inject or all, not '%s'",
				  line);
	return 0;
}

const struct swr_attr swr_status_attrs[] = {
	{ .name = SWR_F_VERSION, .show = version_show },
	{ .name = SWR_F_STATUS, .show = status_show },
	{ .name = SWR_F_ENABLED, .show = enabled_show, .store = enabled_store },
	{ .name = SWR_F_ERROR, .show = error_show },
	{ .name = SWR_F_RESET, .store = reset_store },
	{}
};
