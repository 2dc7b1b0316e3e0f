// SPDX-License-Identifier: GPL-2.0
/*
 * `bench swapin`: what the claim costs a fault that nobody disputes.
 *
 * The message of 13ddaf26be32 gives the time to swap 10 GiB in from zram: before,
 * after, and with SWP_SYNCHRONOUS_IO dropped ("cached"). Here one thread reads
 * the first word of every page of a region that is all swapped out, in order.
 */
#include <stddef.h>
#include <sys/mman.h>

#include "bench.h"
#include "err.h"
#include "util.h"

/*
 * One word all over the page, another in each: zram keeps such a page without
 * compressing it. Decompressing would be two thirds of a swap-in (27,000 of 38,500
 * instructions with lzo-rle on 5.10) and drown what is compared.
 */
static uint64_t content(unsigned int page)
{
	return (uint64_t)(page + 1) << 24;
}

static void fill(struct swr_region *g)
{
	unsigned int page;
	size_t i;

	for (page = 0; page < g->pages; page++)
		for (i = 0; i < g->page / sizeof(uint64_t); i++)
			swr_region_words(g, page)[i] = content(page);
}

static uint64_t misplaced(const struct swr_region *g)
{
	uint64_t nr = 0;
	unsigned int page;
	size_t i;

	for (page = 0; page < g->pages; page++) {
		for (i = 0; i < g->page / sizeof(uint64_t); i++)
			if (swr_region_words(g, page)[i] != content(page))
				break;
		nr += i < g->page / sizeof(uint64_t);
	}
	return nr;
}

static void swap_in(const struct swr_region *g)
{
	unsigned int page;

	for (page = 0; page < g->pages; page++)
		(void)*(volatile uint64_t *)swr_region_words(g, page);
}

static int measure(struct swr_sample *s)
{
	struct swr_counts from;
	struct swr_region g;

	if (swr_region_init(&g, s->load.pages))
		return -1;
	fill(&g);
	__atomic_add_fetch(&s->progress, 1, __ATOMIC_RELEASE);
	if (swr_region_all_out(&g))
		return -1;
	__atomic_add_fetch(&s->progress, 1, __ATOMIC_RELEASE);
	if (swr_counts_begin(&from))
		return -1;
	swap_in(&g);
	if (swr_counts_end(&s->counts))
		return -1;
	swr_counts_rise(&s->counts, &from);
	s->pages = g.pages;
	s->losses.misplaced = misplaced(&g);
	return 0;
}

static double ns_per_page(const struct swr_sample *s)
{
	return (double)s->counts.ns / s->pages;
}

static const struct swr_variant variants[] = {
	{ "before", "busted", "stock", SWR_AS_FOUND, 1 },
	{ "after", "stock", "tick", SWR_AS_FOUND, 1.0203 },
	{ "cached", "cached", NULL, SWR_AS_FOUND, 1.2031 },
	{ "exact", "exact", NULL, SWR_AS_FOUND, 0 },
	{ "cached, no read-ahead", "cached", NULL, 0, 0 },
	{}
};

const struct swr_bench swr_bench_swapin = {
	.name = "swapin",
	.text = "time to swap a page in, past the swap cache without and with the claim, and through it",
	.source = "13ddaf26be32: 10 GiB from zram, 10934698, 11157121 and 13155355 us",
	.shape = "Pages of one repeated word, which zram need not decompress: the path itself shows. "
		 "The frames of this module are in all variants, and cached passes fewer of them. "
		 "On a kernel without the claim (5.10) the module takes it, looking up what the "
		 "kernel looks up again. cached is told by fault, not by the device: the reads stay "
		 "synchronous. Instructions do not show what shared cache lines and locks cost.",
	.pages = 8192,
	.spare = 1024,
	.variants = variants,
	.measure = measure,
	.value = ns_per_page,
};
