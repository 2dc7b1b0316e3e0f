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

#define SWR_REGION_PAGES	40
#define SWR_VICTIM		0	/* page number of the victim */

/**
 * struct swr_region - private anonymous memory and how to look at it
 * @base: first byte
 * @page: page size, bytes
 * @pagemap: /proc/self/pagemap
 * @cpus: CPUs this process may run on
 */
struct swr_region {
	char *base;
	size_t page;
	int pagemap;
	cpu_set_t cpus;
};

int swr_region_init(struct swr_region *g);
void swr_region_fill(struct swr_region *g, uint64_t run, uint64_t word);
bool swr_region_intact(const struct swr_region *g, uint64_t run);
bool swr_region_out(struct swr_region *g, unsigned int page, unsigned int tries, uint64_t *entry);
int swr_region_fill_swap(struct swr_region *g, uint64_t *entry);
void swr_region_drop(struct swr_region *g);

/* The word that T0 reads and T1 writes: the first one of the victim. */
static inline uint64_t *swr_region_word(const struct swr_region *g)
{
	return (uint64_t *)(g->base + SWR_VICTIM * g->page);
}

#endif
