// SPDX-License-Identifier: GPL-2.0
/*
 * Swap and trace buffer up, the series in a child, both down again.
 */
#include <stdio.h>
#include <string.h>

#include "err.h"
#include "guard.h"
#include "scenario.h"
#include "series.h"
#include "trace.h"

/* Everything in a run but the waits that have limits of their own. */
#define SLACK_MS	30000

/**
 * swr_series_run() - set up, run, and unwind whatever happened
 * @plan: on which device, and whether events are recorded
 * @s: what
 *
 * Return: 0, or -1 with nothing left behind.
 */
int swr_series_run(const struct swr_plan *plan, const struct swr_series *s)
{
	struct swr_swapdev dev = { 0 };
	char why[SWR_ERR_MAX] = "";
	int err;

	err = swr_guard_interrupted() ? swr_err("interrupted") :
					swr_swapdev_up(&dev, plan->device, s->swap_pages);
	if (!err && s->path)
		memcpy(s->path, dev.path, sizeof(dev.path));
	if (!err && plan->account)
		err = swr_trace_up();
	if (!err)
		err = swr_guard_child(s->run, s->arg, s->started, "run", s->limit_ms + SLACK_MS);
	if (err)
		snprintf(why, sizeof(why), "%s", swr_errstr());

	/* what is left behind is worse news than what went wrong before */
	if (swr_trace_down()) {
		err = -1;
		snprintf(why, sizeof(why), "%s", swr_errstr());
	}
	if (swr_swapdev_down(&dev)) {
		err = -1;
		snprintf(why, sizeof(why), "%s", swr_errstr());
	}
	return err ? swr_err("%s", why) : 0;
}
