// SPDX-License-Identifier: GPL-2.0
/*
 * `aba` as a whole: the series, and what it all amounts to.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "aba.h"
#include "account.h"
#include "ctl.h"
#include "err.h"
#include "run_aba.h"
#include "scenario.h"
#include "series.h"

static size_t aba_size(const struct swr_plan *plan)
{
	return sizeof(struct swr_aba) + plan->repeat * sizeof(struct swr_run);
}

static int series(void *arg)
{
	return swr_aba_series(arg);
}

static int draw(const struct swr_aba *aba, struct swr_result *res)
{
	const struct swr_record *rec = &aba->record;
	struct swr_hooks hooks;
	struct swr_account a;

	if (!rec->run)
		return 0;
	if (swr_ctl_hooks(&hooks))
		return -1;
	a = (struct swr_account){
		.kernel = res->kernel,
		.device = res->device,
		.hooks = &hooks,
		.tid = { aba->tid[0], aba->tid[1] },
		.run = rec->run,
		.runs = aba->started,
		.trace = rec->text,
		.events_lost = rec->lost,
		.lost = aba->runs[rec->run - 1].lost,
		.refused = aba->runs[rec->run - 1].end == SWR_GATE_UNTIL,
		.wrote = SWR_ABA_NEW,
		.read_back = aba->runs[rec->run - 1].read_back,
	};
	return swr_account_text(&res->account, &a);
}

static int conclude(const struct swr_aba *aba, struct swr_result *res)
{
	res->runs = malloc((aba->started + 1) * sizeof(*res->runs));
	if (!res->runs)
		return swr_err("out of memory");
	memcpy(res->runs, aba->runs, aba->started * sizeof(*res->runs));
	if (swr_judge_runs(&swr_lost_judging, res->runs, aba->started, &res->tally))
		return -1;
	return draw(aba, res);
}

/**
 * swr_run_aba() - the scenario `aba`
 * @plan: how
 * @res: where to
 */
int swr_run_aba(const struct swr_plan *plan, struct swr_result *res)
{
	struct swr_series s = {
		.run = series,
		.limit_ms = 4 * plan->limit_ms,
		.swap_pages = SWR_ABA_SWAP,
	};
	struct swr_aba *aba;
	int err;

	aba = mmap(NULL, aba_size(plan), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (aba == MAP_FAILED)
		return swr_err("mmap: %s", strerror(errno));
	aba->repeat = plan->repeat;
	aba->limit_ms = plan->limit_ms;
	aba->account = plan->account;

	s.arg = aba;
	s.started = &aba->started;
	err = swr_series_run(plan, &s);
	if (!err && *aba->error)
		err = swr_err("%s", aba->error);
	if (!err)
		err = conclude(aba, res);
	munmap(aba, aba_size(plan));
	return err;
}
