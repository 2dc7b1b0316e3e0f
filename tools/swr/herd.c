// SPDX-License-Identifier: GPL-2.0
/*
 * The oracle of loads with many threads. Each thread has a word of its own in
 * every page and adds 1 to it, so whose write was lost shows, and no thread can
 * hide the loss of another. The rest of a page is a pattern, so a page that came
 * back empty, or as another, shows too.
 */
#define _GNU_SOURCE
#include "herd.h"

#define RUN	1	/* number in the pattern: the pages have one life */

/**
 * swr_herd_init() - take the pages and fill them
 * @h: where to
 * @threads: up to SWR_HERD_THREADS
 * @pages: up to SWR_HERD_PAGES
 */
int swr_herd_init(struct swr_herd *h, unsigned int threads, unsigned int pages)
{
	unsigned int page, thread;

	h->threads = threads;
	if (swr_region_init(&h->region, pages))
		return -1;
	swr_region_fill(&h->region, RUN, 0);
	for (page = 0; page < pages; page++)
		for (thread = 0; thread < threads; thread++)
			swr_region_words(&h->region, page)[thread] = 0;
	return 0;
}

/**
 * swr_herd_check() - is every write to a page there?
 * @h: the pages; no thread writes any more
 * @page: number of the page
 * @done: writes to it by each thread
 * @l: what is found is added to this
 */
void swr_herd_check(const struct swr_herd *h, unsigned int page, const uint64_t *done,
		    struct swr_losses *l)
{
	const uint64_t *words = swr_region_words(&h->region, page);
	bool misplaced = false;
	unsigned int thread;
	size_t i;

	for (thread = 0; thread < h->threads; thread++) {
		l->writes += done[thread];
		if (words[thread] < done[thread])
			l->lost += done[thread] - words[thread];
		misplaced |= words[thread] > done[thread];
	}
	for (i = h->threads; i < h->region.page / sizeof(*words); i++)
		misplaced |= words[i] != swr_region_pattern(RUN, page, i);
	l->misplaced += misplaced;
}

/**
 * swr_herd_cpu() - where a thread is to run: all CPUs in turn
 * @h: the pages
 * @thread: its number
 */
int swr_herd_cpu(const struct swr_herd *h, unsigned int thread)
{
	unsigned int nth = thread % CPU_COUNT(&h->region.cpus);
	int cpu;

	for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &h->region.cpus) && !nth--)
			break;
	return cpu;
}
