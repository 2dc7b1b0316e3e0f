/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pages that many threads write to, and that tell whether a write was lost.
 */
#ifndef SWR_HERD_H
#define SWR_HERD_H

#include <stdint.h>

#include "region.h"

#define SWR_HERD_THREADS	64	/* most */
#define SWR_HERD_PAGES		65536	/* most: what the pattern can number */

/**
 * struct swr_herd - the pages
 * @region: they
 * @threads: how many write; thread N has word N of every page
 */
struct swr_herd {
	struct swr_region region;
	unsigned int threads;
};

/**
 * struct swr_losses - what the pages say
 * @writes: done in all
 * @lost: not there any more; one for each missing increment
 * @misplaced: pages with something else than was left in them
 */
struct swr_losses {
	uint64_t writes;
	uint64_t lost;
	uint64_t misplaced;
};

int swr_herd_init(struct swr_herd *h, unsigned int threads, unsigned int pages);
void swr_herd_check(const struct swr_herd *h, unsigned int page, const uint64_t *done,
		    struct swr_losses *l);
int swr_herd_cpu(const struct swr_herd *h, unsigned int thread);

/* The write of one thread to one page. */
static inline void swr_herd_write(struct swr_herd *h, unsigned int thread, unsigned int page)
{
	volatile uint64_t *word = &swr_region_words(&h->region, page)[thread];

	++*word;
}

#endif
