// SPDX-License-Identifier: GPL-2.0
/*
 * `bench refaults`: what the losers of the race cost, in faults.
 *
 * The thread of February 2024 counts faults under its reproducer: one thread pages
 * a region out, piece after piece and all over again; of many others one half goes
 * up and the other half down through the region and adds to a word of each page,
 * with a nap before each. The same here, with a word per thread, so that each of
 * them knows what it wrote.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>

#include "bench.h"
#include "err.h"
#include "util.h"

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT	21
#endif

#define PIECES	32	/* in which the region goes out, as in the thread */

struct worker {
	struct stage *stage;
	unsigned int nr;
	pthread_t thread;
	uint64_t steps;		/* pages written to */
};

struct stage {
	struct swr_herd herd;
	struct worker *worker;
	pthread_t pager;
	bool stop;
};

static bool stopped(const struct stage *s)
{
	return __atomic_load_n(&s->stop, __ATOMIC_RELAXED);
}

/* Part of the load: without, a thread would be through before others run. */
static void nap(long ns)
{
	struct timespec ts = { .tv_nsec = ns };

	nanosleep(&ts, NULL);
}

/* Even threads go up, odd ones down. */
static unsigned int page_of(const struct worker *w, uint64_t step)
{
	unsigned int pages = w->stage->herd.region.pages, page = step % pages;

	return w->nr % 2 ? pages - 1 - page : page;
}

static void *work(void *arg)
{
	struct worker *w = arg;

	while (!stopped(w->stage)) {
		nap(1);
		swr_herd_write(&w->stage->herd, w->nr, page_of(w, w->steps));
		w->steps++;
	}
	return NULL;
}

static void *page_out(void *arg)
{
	struct stage *s = arg;
	struct swr_region *g = &s->herd.region;
	unsigned int first, piece = (g->pages + PIECES - 1) / PIECES;

	while (!stopped(s)) {
		for (first = 0; first < g->pages && !stopped(s); first += piece) {
			unsigned int n = g->pages - first < piece ? g->pages - first : piece;

			madvise(g->base + first * g->page, n * g->page, MADV_PAGEOUT);
			nap(1000);
		}
		madvise(g->base, g->pages * g->page, MADV_PAGEOUT);
	}
	return NULL;
}

static int start(struct stage *s, const struct swr_bench_load *load)
{
	unsigned int i;
	int err;

	s->worker = calloc(load->threads, sizeof(*s->worker));
	if (!s->worker)
		return swr_err("out of memory");
	err = pthread_create(&s->pager, NULL, page_out, s);
	for (i = 0; !err && i < load->threads; i++) {
		s->worker[i].stage = s;
		s->worker[i].nr = i;
		err = pthread_create(&s->worker[i].thread, NULL, work, &s->worker[i]);
	}
	return err ? swr_err("pthread_create: %s", strerror(err)) : 0;
}

/* Of all passes of a thread the last may not have come to this page. */
static uint64_t times_at(const struct worker *w, unsigned int page)
{
	unsigned int pages = w->stage->herd.region.pages;
	uint64_t passes = w->steps / pages, rest = w->steps % pages;
	unsigned int at = w->nr % 2 ? pages - 1 - page : page;

	return passes + (at < rest);
}

static void check(struct stage *s, const struct swr_bench_load *load, struct swr_losses *l)
{
	uint64_t done[SWR_HERD_THREADS];
	unsigned int page, i;

	for (page = 0; page < load->pages; page++) {
		for (i = 0; i < load->threads; i++)
			done[i] = times_at(&s->worker[i], page);
		swr_herd_check(&s->herd, page, done, l);
	}
}

/* An interval of `perf stat -I`: nothing happens at its end but that it ends. */
static void let_run(unsigned int seconds)
{
	uint64_t end = swr_now_ns() + seconds * UINT64_C(1000000000);
	struct timespec ts = { end / 1000000000, end % 1000000000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL))
		;
}

static int measure(struct swr_sample *sample)
{
	const struct swr_bench_load *load = &sample->load;
	static struct stage stage;
	struct swr_counts from;
	unsigned int i;

	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	if (swr_herd_init(&stage.herd, load->threads, load->pages) || start(&stage, load))
		return -1;
	__atomic_add_fetch(&sample->progress, 1, __ATOMIC_RELEASE);
	/* all run, and pages go out, before anything is counted */
	let_run(1);
	if (swr_counts_begin(&from))
		return -1;
	let_run(load->seconds);
	if (swr_counts_end(&sample->counts))
		return -1;
	swr_counts_rise(&sample->counts, &from);
	__atomic_store_n(&stage.stop, true, __ATOMIC_RELAXED);
	__atomic_add_fetch(&sample->progress, 1, __ATOMIC_RELEASE);
	/* a thread that does not come back is seen by the parent */
	pthread_join(stage.pager, NULL);
	for (i = 0; i < load->threads; i++)
		pthread_join(stage.worker[i].thread, NULL);
	check(&stage, load, &sample->losses);
	return 0;
}

static double minor(const struct swr_sample *s)
{
	return s->counts.minor;
}

static const struct swr_variant variants[] = {
	{ "unpatched", "busted", "stock", SWR_AS_FOUND, 1 },
	{ "refault", "refault", NULL, SWR_AS_FOUND, 13.54 },
	{ "schedule", "schedule", NULL, SWR_AS_FOUND, 1.45 },
	{ "tick", "tick", NULL, SWR_AS_FOUND, 0.85 },
	{ "waitqueue", "waitqueue", NULL, SWR_AS_FOUND, 0 },
	{ "exact", "exact", NULL, SWR_AS_FOUND, 0 },
	{}
};

const struct swr_bench swr_bench_refaults = {
	.name = "refaults",
	.text = "minor faults per interval under the load of the linux-mm thread of February 2024",
	.source = "the thread of 13ddaf26be32: perf stat -I 30000, mean of 4 or 5 intervals: 25214, 341317, 36595, 21342",
	.shape = "Some threads on the CPUs of this machine instead of 32746 on theirs, and a "
		 "smaller region: fewer runnable threads leave less for schedule() to choose from, and "
		 "more of all faults meet another. "
		 "Intervals take turns on one boot instead of a boot each.",
	.unit = "minor faults per interval",
	.threads = 32,
	.pages = 256,
	.seconds = 4,
	.variants = variants,
	.measure = measure,
	.value = minor,
};
