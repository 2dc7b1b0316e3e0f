// SPDX-License-Identifier: GPL-2.0
/*
 * The load of `storm`: all threads write to the same page at the same time, page
 * after page, and begin anew with all pages swapped out.
 *
 *	the last to come                all threads
 *	----------------                -----------
 *	pages all pages out             wait
 *	                                write to page 0, each to its own word
 *	                                wait for each other
 *	                                write to page 1
 *	                                ...
 *
 * They meet before every page, so every page has one fault that gets the claim
 * and up to threads - 1 that lose; without that a loser that sleeps would let the
 * others go ahead, and the fewer pages it meets swapped out the less it would pay.
 * So a page takes as long as the slowest of them, and throughput tells that.
 *
 * No page goes out while a fault is on its way: this is about what losers pay.
 * The interleaving that loses a write is `aba`.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "ctl.h"
#include "err.h"
#include "meet.h"
#include "storm.h"
#include "util.h"

/* Of the file `hist`, all policies and kinds with some thousand lines. */
#define HIST_MAX	(2 * 1024 * 1024)

struct stage;

struct toucher {
	struct stage *stage;
	unsigned int nr;
	pthread_t thread;
	struct swr_dist touch;
};

/*
 * One per process. Written by the last to come to a meeting, while the others
 * wait there; between meetings everybody only reads.
 */
struct stage {
	struct swr_storm *storm;
	struct swr_herd herd;
	struct swr_meet meet;
	struct toucher *toucher;
	unsigned int page;	/* to be touched next; load.pages: page all out first */
	bool began;
	bool stop;
	char error[SWR_ERR_MAX];
	uint64_t out_ns;	/* time spent paging out */
	struct swr_counts from;
	struct swr_counts to;
	struct swr_dist wait_from;
	struct swr_dist hold_from;
	uint64_t *touched;	/* times, by page: all threads the same */
};

static int look_hist(const char *fix, struct swr_dist *wait, struct swr_dist *hold)
{
	static char text[HIST_MAX];

	if (swr_ctl_read(SWR_F_HIST, text, sizeof(text)))
		return -1;
	if (swr_dist_parse(text, "wait", fix, wait) || swr_dist_parse(text, "hold", fix, hold))
		return swr_err("the file '%s' could not be read", SWR_F_HIST);
	return 0;
}

static int look_first(struct stage *s)
{
	if (look_hist(s->storm->fix, &s->wait_from, &s->hold_from))
		return -1;
	return swr_counts_begin(&s->from);
}

static int look_last(struct stage *s)
{
	if (swr_counts_end(&s->to))
		return -1;
	return look_hist(s->storm->fix, &s->storm->wait, &s->storm->hold);
}

static int begin_round(struct stage *s)
{
	uint64_t begin = swr_now_ns();

	if (swr_region_all_out(&s->herd.region))
		return -1;
	if (!s->began && look_first(s))
		return -1;
	if (s->began)
		s->out_ns += swr_now_ns() - begin;
	s->began = true;
	s->storm->rounds++;
	s->page = 0;
	return 0;
}

static bool time_over(const struct stage *s)
{
	return s->began &&
	       swr_now_ns() - s->from.ns >= s->storm->load.seconds * UINT64_C(1000000000);
}

/* All threads are at the meeting, this is the last one. */
static void next(void *arg)
{
	struct stage *s = arg;
	int err = 0;

	s->page++;
	if (time_over(s)) {
		s->stop = true;
		err = look_last(s);
	} else if (s->page >= s->storm->load.pages) {
		err = begin_round(s);
	}
	if (err) {
		s->stop = true;
		snprintf(s->error, sizeof(s->error), "%s", swr_errstr());
	}
	if (!s->stop) {
		s->touched[s->page]++;
		__atomic_add_fetch(&s->storm->progress, 1, __ATOMIC_RELEASE);
	}
}

static void *play(void *arg)
{
	struct toucher *t = arg;
	struct stage *s = t->stage;
	uint64_t begin;
	cpu_set_t set;

	/* now, so that its faults are not counted */
	memset(&t->touch, 0, sizeof(t->touch));
	CPU_ZERO(&set);
	CPU_SET(swr_herd_cpu(&s->herd, t->nr), &set);
	pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
	for (;;) {
		swr_meet(&s->meet, next, s);
		if (s->stop)
			return NULL;
		begin = swr_now_ns();
		swr_herd_write(&s->herd, t->nr, s->page);
		swr_dist_add(&t->touch, swr_now_ns() - begin);
	}
}

static int start(struct stage *s)
{
	struct toucher *t = s->toucher;
	unsigned int i;
	char name[24];
	int err;

	for (i = 0; i < s->storm->load.threads; i++) {
		t[i].stage = s;
		t[i].nr = i;
		err = pthread_create(&t[i].thread, NULL, play, &t[i]);
		/* those that run wait for this one for good: the process ends here */
		if (err)
			return swr_err("pthread_create: %s", strerror(err));
		snprintf(name, sizeof(name), "swr-S%u", i);
		pthread_setname_np(t[i].thread, name);
	}
	return 0;
}

static void sum_up(struct stage *s)
{
	struct swr_storm *storm = s->storm;
	uint64_t done[SWR_HERD_THREADS];
	unsigned int i, n;

	swr_counts_rise(&s->to, &s->from);
	storm->counts = s->to;
	storm->touch_ns = s->to.ns - s->out_ns;
	swr_dist_rise(&storm->wait, &s->wait_from);
	swr_dist_rise(&storm->hold, &s->hold_from);
	for (i = 0; i < storm->load.threads; i++)
		swr_dist_join(&storm->touch, &s->toucher[i].touch);
	for (i = 0; i < storm->load.pages; i++) {
		for (n = 0; n < storm->load.threads; n++)
			done[n] = s->touched[i];
		swr_herd_check(&s->herd, i, done, &storm->losses);
	}
}

static int run(struct stage *s)
{
	struct swr_storm_load *load = &s->storm->load;
	unsigned int i;

	s->toucher = calloc(load->threads, sizeof(*s->toucher));
	s->touched = calloc(load->pages, sizeof(*s->touched));
	if (!s->toucher || !s->touched)
		return swr_err("out of memory");
	/* khugepaged takes mmap_lock for writing */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	if (swr_herd_init(&s->herd, load->threads, load->pages))
		return -1;
	swr_meet_init(&s->meet, load->threads, CPU_COUNT(&s->herd.region.cpus));
	s->page = load->pages;
	if (start(s))
		return -1;
	for (i = 0; i < load->threads; i++)
		pthread_join(s->toucher[i].thread, NULL);
	if (*s->error)
		return swr_err("%s", s->error);
	sum_up(s);
	return 0;
}

/**
 * swr_storm_series() - one storm
 * @storm: what to do, and where the result goes
 *
 * Swap is on and used by nobody else, and the policy is set. Runs in a process of
 * its own, which ends after this: nothing is freed here.
 *
 * Return: 0, or -1 with the reason in @storm->error.
 */
int swr_storm_series(struct swr_storm *storm)
{
	static struct stage stage;

	stage.storm = storm;
	if (!run(&stage))
		return 0;
	snprintf(storm->error, sizeof(storm->error), "%.*s", SWR_WHY_MAX / 2 - 1, swr_errstr());
	return -1;
}
