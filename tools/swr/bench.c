// SPDX-License-Identifier: GPL-2.0
/*
 * What benchmarks have in common: the variants take turns, each measurement is
 * made by a process of its own, and the first round is for warming up and does
 * not count.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>

#include "bench.h"
#include "borrow.h"
#include "ctl.h"
#include "err.h"
#include "guard.h"

/* For filling and paging out all pages. */
#define SLACK_MS	60000

const struct swr_bench *const swr_benches[] = { &swr_bench_refaults, &swr_bench_swapin, NULL };

/**
 * swr_bench_find() - by name
 * @name: name
 *
 * Return: NULL if there is none.
 */
const struct swr_bench *swr_bench_find(const char *name)
{
	unsigned int i;

	for (i = 0; swr_benches[i]; i++)
		if (!strcmp(name, swr_benches[i]->name))
			return swr_benches[i];
	return NULL;
}

/* For the process that makes the measurement. */
struct job {
	const struct swr_bench *bench;
	struct swr_sample *sample;
};

static int series(void *arg)
{
	const struct job *job = arg;
	struct swr_sample *sample = job->sample;

	if (!job->bench->measure(sample))
		return 0;
	snprintf(sample->error, sizeof(sample->error), "%.*s", SWR_WHY_MAX / 2 - 1, swr_errstr());
	return -1;
}

static int measure(const struct swr_benched *b, unsigned int round, unsigned int nr)
{
	const struct swr_bench_plan *plan = b->plan;
	const struct swr_variant *v = &plan->bench->variants[nr];
	struct job job = { plan->bench, &b->samples[round * b->nr + nr] };
	const char *fix = b->fixes.fix[nr].name;
	char what[80];
	int err;

	if (swr_guard_interrupted())
		return swr_err("interrupted");
	if (swr_borrow_fix(fix) ||
	    swr_borrow_readahead(v->cluster == SWR_AS_FOUND ? b->cluster :
				 (unsigned int)v->cluster))
		return -1;
	job.sample->load = plan->load;
	snprintf(what, sizeof(what), "%s, round %u: step", v->name, round);
	err = swr_guard_child(series, &job, &job.sample->progress, what,
			      SLACK_MS + plan->load.seconds * 1000);
	return *job.sample->error ? swr_err("%s: %s", v->name, job.sample->error) : err;
}

static int measure_all(const struct swr_benched *b)
{
	unsigned int round, nr;

	for (round = 0; round <= b->plan->repeat; round++)
		for (nr = 0; nr < b->nr; nr++)
			if (measure(b, round, nr))
				return -1;
	return 0;
}

/* Set up, run, and unwind whatever happened. */
static int carry_out(const struct swr_benched *b)
{
	const struct swr_bench_plan *plan = b->plan;
	char why[SWR_ERR_MAX] = "";
	struct swr_swapdev dev;
	int err;

	/* and one page for the header */
	if (swr_swapdev_up(&dev, plan->device, plan->load.pages + plan->bench->spare + 1))
		return -1;
	err = measure_all(b);
	if (err)
		snprintf(why, sizeof(why), "%s", swr_errstr());

	/* what is left behind is worse news than what went wrong before */
	if (swr_borrow_return()) {
		err = -1;
		snprintf(why, sizeof(why), "%s", swr_errstr());
	}
	if (swr_swapdev_down(&dev)) {
		err = -1;
		snprintf(why, sizeof(why), "%s", swr_errstr());
	}
	return err ? swr_err("%s", why) : 0;
}

/* Which policy is which variant on this kernel; refused if one cannot be had. */
static int choose(struct swr_benched *b)
{
	const struct swr_variant *v = b->plan->bench->variants;
	struct swr_fixes one;
	bool claims;

	if (swr_borrow_claims(&claims))
		return -1;
	for (b->nr = 0; v[b->nr].name; b->nr++) {
		const char *fix = v[b->nr].fix;

		if (!claims && v[b->nr].fix_open)
			fix = v[b->nr].fix_open;
		if (swr_borrow_list(fix, &one))
			return -1;
		b->fixes.fix[b->nr] = one.fix[0];
	}
	b->fixes.nr = b->nr;
	return swr_borrow_cluster(&b->cluster);
}

/**
 * swr_bench() - carry a benchmark out and print what came out
 * @out: where to
 * @plan: how
 *
 * Return: 0, or -1 with nothing left behind, see swr_errstr().
 */
int swr_bench(FILE *out, const struct swr_bench_plan *plan)
{
	struct swr_benched b = { .plan = plan };
	struct utsname uts;
	size_t size;
	int err;

	uname(&uts);
	memcpy(b.kernel, uts.release, sizeof(b.kernel));
	if (choose(&b))
		return -1;
	size = (plan->repeat + 1) * b.nr * sizeof(*b.samples);
	b.samples = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (b.samples == MAP_FAILED)
		return swr_err("mmap: %s", strerror(errno));
	err = carry_out(&b);
	if (!err)
		err = swr_bench_print(out, &b);
	munmap(b.samples, size);
	return err;
}
