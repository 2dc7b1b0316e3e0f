// SPDX-License-Identifier: GPL-2.0
/*
 * `swapoff` as a whole: the series, and what it all amounts to.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "account.h"
#include "ctl.h"
#include "err.h"
#include "judge_swapoff.h"
#include "run_swapoff.h"
#include "scenario.h"
#include "series.h"
#include "swapoff.h"

static int series(void *arg)
{
	return swr_off_series(arg);
}

static int draw(const struct swr_off *off, struct swr_result *res)
{
	const struct swr_record *rec = &off->record;
	struct swr_hooks hooks;
	struct swr_account a = {
		.kernel = res->kernel,
		.device = res->device,
		.hooks = &hooks,
		.tid = { off->tid[0], off->tid[1] },
		.run = rec->run,
		.runs = off->started,
		.trace = rec->text,
		.events_lost = rec->lost,
		.before = "a thread swaps a page in while another switches that swap device off. From the time a fault has decided to read from a device until it has read, the device has to stay.",
	};

	if (!rec->run)
		return 0;
	if (swr_ctl_hooks(&hooks))
		return -1;
	if (off->runs[rec->run - 1].overtook)
		a.after = "swapoff has returned while T0 was held: what T0 was about to read from is gone. The module does not pass that read on, T0 finds its PTE changed and takes its fault again.";
	else
		a.after = "swapoff waited for T0, and returned when the device was not in use any more.";
	return swr_account_text(&res->account, &a);
}

static int conclude(const struct swr_off *off, struct swr_result *res)
{
	res->runs = malloc((off->started + 1) * sizeof(*res->runs));
	if (!res->runs)
		return swr_err("out of memory");
	memcpy(res->runs, off->runs, off->started * sizeof(*res->runs));
	if (swr_judge_runs(swr_off_evidence.how, res->runs, off->started, &res->tally))
		return -1;
	return draw(off, res);
}

/**
 * swr_run_swapoff() - the scenario `swapoff`
 * @plan: how
 * @res: where to
 */
int swr_run_swapoff(const struct swr_plan *plan, struct swr_result *res)
{
	size_t size = sizeof(struct swr_off) + plan->repeat * sizeof(struct swr_run);
	struct swr_series s = {
		.run = series,
		.limit_ms = 6 * plan->limit_ms,
		.swap_pages = SWR_OFF_SWAP,
	};
	struct swr_off *off;
	int err;

	off = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (off == MAP_FAILED)
		return swr_err("mmap: %s", strerror(errno));
	off->repeat = plan->repeat;
	off->limit_ms = plan->limit_ms;
	off->account = plan->account;

	s.arg = off;
	s.started = &off->started;
	s.path = off->path;
	err = swr_series_run(plan, &s);
	if (!err && *off->error)
		err = swr_err("%s", off->error);
	if (!err)
		err = conclude(off, res);
	munmap(off, size);
	return err;
}
