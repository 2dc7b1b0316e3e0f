// SPDX-License-Identifier: GPL-2.0
/*
 * A scenario file as a whole: does this kernel have its points, the series, what
 * it all amounts to, and the order of one run as a file.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "borrow.h"
#include "ctl.h"
#include "err.h"
#include "scn_file.h"
#include "scn_record.h"
#include "scn_run.h"
#include "scn_shuffle.h"
#include "series.h"
#include "thp.h"

static const char *const verdict_names[] = { SWR_VERDICTS(SWR_VERDICT_NAME) };

/**
 * swr_scn_places() - can this kernel hold where a file wants it?
 * @file: which
 *
 * Ends the command if not. A point in `until` that this kernel lacks ends no hold,
 * so that a file can be for kernels with and without it.
 *
 * Return: 0, or -1 if the module does not say.
 */
int swr_scn_places(const struct swr_scn_file *file)
{
	const struct swr_scn_hold *h;
	struct swr_scn_error err = { 0 };
	struct swr_hooks hooks;

	if (swr_ctl_hooks(&hooks))
		return -1;
	for (h = file->scn.hold; h < file->scn.hold + file->scn.nr_holds; h++) {
		const char *name = swr_point_names[h->at.point];

		if (!*hooks.symbol[h->at.point])
			swr_scn_fail(&err, h->at_pos,
				     "expected a point of this kernel, it has no %s", name);
		else if (!hooks.hold[h->at.point][h->at.after])
			swr_scn_fail(&err, h->at_pos,
				     "expected a place of hooks, this kernel holds nobody at %s:%s",
				     name, h->at.after ? "return" : "entry");
	}
	if (*err.text)
		swr_scn_refuse(file->path, &err);
	return 0;
}

static int find_points(struct swr_scn_series *series)
{
	struct swr_hooks hooks;
	unsigned int i;

	if (swr_ctl_hooks(&hooks))
		return -1;
	for (i = 0; i < SWR_NR_POINTS; i++)
		series->has[i] = *hooks.symbol[i];
	series->no_loop = swr_hooks_no_loop(&hooks);
	return 0;
}

/* Before anything is done: can the record be written? */
static int try_record(const char *path)
{
	FILE *out = path ? fopen(path, "ae") : NULL;

	if (out)
		fclose(out);
	return !path || out ? 0 : swr_err("--record: %s: %s", path, strerror(errno));
}

/* And are there random orders? All are the same in the run. */
static int try_shuffle(const struct swr_scn_series *series)
{
	static struct swr_scn_permutation perm;
	struct swr_scn_error err;
	unsigned int i;

	for (i = 0; i < series->shuffle; i++)
		if (swr_scn_shuffle(series->scn, series->seed, i, &perm, &err))
			return swr_err("--shuffle: order %u of %u: %s", i + 1, series->shuffle,
				       err.text);
	return 0;
}

/* Who collapses: settings of huge pages are borrowed, swr_thp_return() is due. */
static int find_collapser(const struct swr_scn_file *file, struct swr_scn_series *series)
{
	const struct swr_scn *scn = &file->scn;
	struct swr_scn_thp *thp = &series->thp;
	unsigned int i;
	size_t bytes;

	if (!swr_scn_collapses(scn, SWR_SCN_SESSIONS))
		return 0;
	bytes = swr_thp_bytes();
	if (!bytes)
		return -1;
	if (bytes != SWR_SCN_HUGE_PAGES * (size_t)sysconf(_SC_PAGESIZE))
		return swr_err("a huge page has %zu bytes here, expected %u pages", bytes,
			       SWR_SCN_HUGE_PAGES);
	thp->by = swr_thp_madvise() ? SWR_BY_MADVISE : SWR_BY_KHUGEPAGED;
	thp->limit_ms = 2 * scn->limit_ms;
	for (i = 0; i < scn->nr_holds; i++)
		thp->limit_ms += scn->hold[i].limit_ms;
	if (thp->by == SWR_BY_KHUGEPAGED) {
		thp->khugepaged = swr_thp_khugepaged();
		if (thp->khugepaged < 0)
			return -1;
	}
	return swr_thp_borrow(thp->by);
}

static unsigned int waits_ms(const struct swr_scn *scn)
{
	unsigned int i, ms = 2 * scn->limit_ms, most = 0;

	for (i = 0; i < scn->nr_permutations; i++)
		if (scn->permutation[i].nr > most)
			most = scn->permutation[i].nr;
	ms += most * scn->limit_ms;
	for (i = 0; i < scn->nr_holds; i++)
		ms += 2 * scn->hold[i].limit_ms;
	/* rounds of khugepaged before and after a collapse, see find_collapser() */
	return swr_scn_collapses(scn, SWR_SCN_SESSIONS) ? 4 * ms : ms;
}

static int run_series(void *arg)
{
	return swr_scn_series(arg);
}

/* The first thing that is not as the file expects it. */
static int compare(const struct swr_scn_expect *e, struct swr_result *res)
{
	struct swr_tally t;
	unsigned int i;

	/* of the orders of the file, not of random ones */
	if (res->shuffle)
		return 0;
	if (e->verdict >= 0 && (int)res->tally.verdict != e->verdict)
		snprintf(res->unmet, sizeof(res->unmet), "expected verdict %s, got %s",
			 verdict_names[e->verdict], verdict_names[res->tally.verdict]);
	for (i = 0; i < res->tally.runs && !*res->unmet; i++) {
		/* what counts as lost and as a window, the judge of this bug knows */
		if (swr_judge_runs(res->scenario->evidence->how, &res->runs[i], 1, &t))
			return -1;
		if (e->lost_writes >= 0 && e->lost_writes != (int)t.lost_writes)
			snprintf(res->unmet, sizeof(res->unmet),
				 "expected lost_writes %d in each run, run %u has %u",
				 e->lost_writes, i + 1, t.lost_writes);
		else if (e->windows >= 0 && e->windows != (int)t.windows_entered)
			snprintf(res->unmet, sizeof(res->unmet),
				 "expected windows %d in each run, run %u has %u", e->windows, i + 1,
				 t.windows_entered);
	}
	return 0;
}

static int conclude(const struct swr_scn_series *series, struct swr_result *res)
{
	res->runs = malloc((series->started + 1) * sizeof(*res->runs));
	if (!res->runs)
		return swr_err("out of memory");
	memcpy(res->runs, series->runs, series->started * sizeof(*res->runs));
	if (swr_judge_runs(res->scenario->evidence->how, res->runs, series->started, &res->tally))
		return -1;
	return compare(&series->scn->expect, res);
}

static int print_record(FILE *out, const struct swr_scn_series *series,
			const struct swr_result *res)
{
	const struct swr_scn_log *log = &series->log;
	struct swr_scn_expect expect = series->scn->expect;
	static struct swr_scn scn;
	struct swr_scn_permutation p;
	struct swr_tally t;

	if (!log->run)
		return swr_err("no run came to its end, there is no order to record");
	if (swr_scn_replay(log, &p))
		return swr_err("the order of run %u is not known in full", log->run);
	if (swr_judge_runs(res->scenario->evidence->how, &series->runs[log->run - 1], 1, &t))
		return -1;
	expect.lost_writes = t.lost_writes;
	expect.windows = t.windows_entered;
	expect.verdict = t.verdict;
	fprintf(out, "# Run %u of %u of %s on %s: the order that happened", log->run,
		res->tally.runs, series->scn->name, res->kernel);
	if (series->shuffle)
		fprintf(out, " in random order %u of %u", log->permutation + 1, series->shuffle);
	fputs(".\n", out);

	/* a replay is on the same device, under the same policies, and as often */
	scn = *series->scn;
	snprintf(scn.device, sizeof(scn.device), "%s", res->device);
	snprintf(scn.fix, sizeof(scn.fix), "%.*s", SWR_SCN_NAME_MAX - 1, res->fix);
	snprintf(scn.fix_swapoff, sizeof(scn.fix_swapoff), "%.*s", SWR_SCN_NAME_MAX - 1,
		 res->fix_swapoff);
	snprintf(scn.fix_loop, sizeof(scn.fix_loop), "%.*s", SWR_SCN_NAME_MAX - 1, res->fix_loop);
	snprintf(scn.fix_collapse, sizeof(scn.fix_collapse), "%.*s", SWR_SCN_NAME_MAX - 1,
		 res->fix_collapse);
	scn.repeat = series->repeat;
	if (series->shuffle) {
		scn.has_seed = true;
		scn.seed = series->seed;
	}
	swr_scn_print(out, &scn, &p, &expect);
	return 0;
}

static int record_to(const char *path, const struct swr_scn_series *series,
		     const struct swr_result *res)
{
	FILE *out = fopen(path, "we");
	int err;

	if (!out)
		return swr_err("--record: %s: %s", path, strerror(errno));
	err = print_record(out, series, res);
	if (fclose(out) && !err)
		err = swr_err("--record: %s: %s", path, strerror(errno));
	return err;
}

/**
 * swr_run_scn() - a scenario file
 * @plan: how, and which file
 * @res: where to
 */
int swr_run_scn(const struct swr_plan *plan, struct swr_result *res)
{
	unsigned int orders = plan->shuffle ? plan->shuffle : plan->file->scn.nr_permutations;
	size_t size = sizeof(struct swr_scn_series) +
		      (size_t)plan->repeat * orders * sizeof(struct swr_run);
	struct swr_series s = {
		.run = run_series,
		.limit_ms = waits_ms(&plan->file->scn),
		.swap_pages = plan->file->scn.slots + 1,
	};
	struct swr_scn_series *series;
	int err;

	series = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (series == MAP_FAILED)
		return swr_err("mmap: %s", strerror(errno));
	series->scn = &plan->file->scn;
	series->repeat = plan->repeat;
	series->shuffle = plan->shuffle;
	series->seed = plan->seed;
	res->shuffle = plan->shuffle;
	res->seed = plan->seed;
	s.arg = series;
	s.started = &series->started;
	s.path = series->path;

	/* a neighbour that is read as well would be a claim that no step asks for */
	err = try_record(plan->record) || try_shuffle(series) || find_points(series) ||
	      swr_borrow_readahead(0) || find_collapser(plan->file, series) ? -1 : 0;
	if (!err)
		err = swr_series_run(plan, &s);
	if (!err && *series->error)
		err = swr_err("%s", series->error);
	if (!err)
		err = conclude(series, res);
	if (!err && plan->record)
		err = record_to(plan->record, series, res);
	if (swr_thp_return())
		err = -1;
	munmap(series, size);
	return err;
}
