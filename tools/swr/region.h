/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The pages of a run: patterns, swap-out, where a page stands.
 */
#ifndef SWR_REGION_H
#define SWR_REGION_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SWR_VICTIM	0	/* page number of the victim */

/**
 * struct swr_region - private anonymous memory and how to look at it
 * @base: first byte
 * @pages: how many; behind them is one more that nobody touches
 * @page: page size, bytes
 * @pagemap: /proc/self/pagemap
 * @cpus: CPUs this process may run on
 * @probe: what is written there from a bad address ends nobody; of a huge region
 */
struct swr_region {
	char *base;
	unsigned int pages;
	size_t page;
	int pagemap;
	cpu_set_t cpus;
	int probe;
};

int swr_region_init(struct swr_region *g, unsigned int pages);
int swr_region_init_huge(struct swr_region *g);
int swr_region_anew(struct swr_region *g, bool offered);
bool swr_region_there(const struct swr_region *g, unsigned int page);
void swr_region_fill(struct swr_region *g, uint64_t run, uint64_t word);
bool swr_region_page_intact(const struct swr_region *g, uint64_t run, unsigned int page,
			    size_t from);
bool swr_region_intact(const struct swr_region *g, uint64_t run);
bool swr_region_out(struct swr_region *g, unsigned int page, unsigned int tries, uint64_t *entry);
bool swr_region_swapped(const struct swr_region *g, unsigned int page, uint64_t *entry);
int swr_region_victim_out(struct swr_region *g, uint64_t *entry);
int swr_region_fill_swap(struct swr_region *g, unsigned int spare, uint64_t *entry);
void swr_region_unmap(struct swr_region *g, unsigned int page);
int swr_region_move(struct swr_region *g, unsigned int page);
int swr_region_remap(struct swr_region *g, unsigned int page);
int swr_region_all_out(struct swr_region *g);
void swr_region_drop(struct swr_region *g);

/* The words of one page. */
static inline uint64_t *swr_region_words(const struct swr_region *g, unsigned int page)
{
	return (uint64_t *)(g->base + page * g->page);
}

/*
 * No two words of any two pages of any two runs are the same, so that a page is
 * neither zero- nor same-filled, which swap treats specially, and a page of
 * another run or place shows.
 */
static inline uint64_t swr_region_pattern(uint64_t run, unsigned int page, size_t word)
{
	uint64_t x = run << 32 | (uint64_t)page << 16 | word;

	x *= UINT64_C(0x9e3779b97f4a7c15);	/* odd: one to one */
	return x ^ x >> 32;
}

/* The word that T0 reads and T1 writes: the first one of the victim. */
static inline uint64_t *swr_region_word(const struct swr_region *g)
{
	return swr_region_words(g, SWR_VICTIM);
}

#endif
