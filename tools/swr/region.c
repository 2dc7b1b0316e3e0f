// SPDX-License-Identifier: GPL-2.0
/*
 * Pages that can be told apart word by word, and ways to get them out to swap.
 *
 * A fresh page waits in a batch of the CPU that touched it before it is put on
 * the LRU list, and reclaim does not see it there. madvise(MADV_PAGEOUT) empties
 * the batch of the CPU it runs on only. So a page that will not go out may wait
 * on another CPU, and has to be fetched there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "err.h"
#include "region.h"
#include "util.h"

#ifndef MADV_COLD
#define MADV_COLD	20
#define MADV_PAGEOUT	21
#endif

#define PAGEMAP_SWAPPED	(UINT64_C(1) << 62)
#define PAGEMAP_ENTRY	((UINT64_C(1) << 55) - 1)	/* type and offset */
#define OUT_TRIES	50
#define CHUNK		512	/* pages looked at in one go */

/**
 * swr_region_init() - take the memory
 * @g: where to
 * @pages: how many
 */
int swr_region_init(struct swr_region *g, unsigned int pages)
{
	size_t len;

	g->page = sysconf(_SC_PAGESIZE);
	g->pages = pages;
	len = (pages + 1) * g->page;
	g->base = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (g->base == MAP_FAILED)
		return swr_err("mmap: %s", strerror(errno));
	/* a huge page would go out as a whole; a kernel without any says EINVAL */
	if (madvise(g->base, len, MADV_NOHUGEPAGE) && errno != EINVAL)
		return swr_err("MADV_NOHUGEPAGE: %s", strerror(errno));
	if (sched_getaffinity(0, sizeof(g->cpus), &g->cpus))
		return swr_err("sched_getaffinity: %s", strerror(errno));
	g->pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	if (g->pagemap < 0)
		return swr_err("/proc/self/pagemap: %s", strerror(errno));
	return 0;
}

/**
 * swr_region_init_huge() - the same, of as many pages as a huge page has, and aligned so
 * @g: as swr_region_init() has left it
 *
 * The memory is there after swr_region_anew().
 *
 * Return: 0 or -1.
 */
int swr_region_init_huge(struct swr_region *g)
{
	size_t bytes = g->pages * g->page;
	char *room;

	room = mmap(NULL, 3 * bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	g->probe = memfd_create("swr-probe", MFD_CLOEXEC);
	if (room == MAP_FAILED || g->probe < 0)
		return swr_err("mmap or memfd_create: %s", strerror(errno));
	munmap(g->base, bytes + g->page);
	g->base = (char *)(((uintptr_t)room + bytes - 1) / bytes * bytes);
	return 0;
}

/**
 * swr_region_anew() - a huge region of small pages, whatever it was before
 * @g: the region
 * @offered: nobody may collapse it until MADV_HUGEPAGE offers it
 *
 * Return: 0 or -1.
 */
int swr_region_anew(struct swr_region *g, bool offered)
{
	size_t len = (g->pages + 1) * g->page;

	if (mmap(g->base, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
		 -1, 0) == MAP_FAILED || (offered && madvise(g->base, len, MADV_NOHUGEPAGE)))
		return swr_err("mmap: %s", strerror(errno));
	return 0;
}

/**
 * swr_region_there() - can a page of a huge region be read?
 * @g: the region
 * @page: number of the page
 *
 * The kernel copies by the page tables that the CPU has: a page that should not be there
 * and is can be read.
 */
bool swr_region_there(const struct swr_region *g, unsigned int page)
{
	return pwrite(g->probe, swr_region_words(g, page), sizeof(uint64_t), 0) ==
	       sizeof(uint64_t);
}

/**
 * swr_region_fill() - write the pattern
 * @g: the region
 * @run: number of the run
 * @word: what the first word of the victim gets instead
 */
void swr_region_fill(struct swr_region *g, uint64_t run, uint64_t word)
{
	unsigned int page;
	size_t i;

	for (page = 0; page < g->pages; page++)
		for (i = 0; i < g->page / sizeof(uint64_t); i++)
			swr_region_words(g, page)[i] = swr_region_pattern(run, page, i);
	*swr_region_word(g) = word;
}

/**
 * swr_region_page_intact() - is the pattern of one page still there?
 * @g: the region
 * @run: number of the run
 * @page: number of the page
 * @from: first word that is looked at
 */
bool swr_region_page_intact(const struct swr_region *g, uint64_t run, unsigned int page,
			    size_t from)
{
	size_t i;

	for (i = from; i < g->page / sizeof(uint64_t); i++)
		if (swr_region_words(g, page)[i] != swr_region_pattern(run, page, i))
			return false;
	return true;
}

/**
 * swr_region_intact() - is the pattern still there?
 * @g: the region
 * @run: number of the run
 *
 * The first word of the victim is not looked at.
 */
bool swr_region_intact(const struct swr_region *g, uint64_t run)
{
	unsigned int page;

	for (page = 0; page < g->pages; page++)
		if (!swr_region_page_intact(g, run, page, page == SWR_VICTIM))
			return false;
	return true;
}

/**
 * swr_region_swapped() - is a page swapped out, and to where?
 * @g: the region
 * @page: number of the page
 * @entry: as in swr_region_out(), may be NULL
 */
bool swr_region_swapped(const struct swr_region *g, unsigned int page, uint64_t *entry)
{
	uint64_t map;
	off_t at = ((uintptr_t)g->base / g->page + page) * sizeof(map);

	if (pread(g->pagemap, &map, sizeof(map), at) != sizeof(map) || !(map & PAGEMAP_SWAPPED))
		return false;
	if (entry)
		*entry = map & PAGEMAP_ENTRY;
	return true;
}

/*
 * Empty the LRU batches of all other CPUs: go there and ask for something that
 * empties them and does nothing else, for a page that nobody has touched. Comes
 * back to where it may be. Who may be on several CPUs goes to all: it is not known on
 * which of them the pages were touched.
 */
static void drain_others(struct swr_region *g)
{
	cpu_set_t home, there;
	unsigned int cpu;
	bool bound;

	if (sched_getaffinity(0, sizeof(home), &home))
		return;
	bound = CPU_COUNT(&home) == 1;
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &g->cpus) || (bound && CPU_ISSET(cpu, &home)))
			continue;
		CPU_ZERO(&there);
		CPU_SET(cpu, &there);
		if (!sched_setaffinity(0, sizeof(there), &there))
			madvise(g->base + g->pages * g->page, g->page, MADV_COLD);
	}
	sched_setaffinity(0, sizeof(home), &home);
}

/**
 * swr_region_out() - page one page out
 * @g: the region
 * @page: number of the page
 * @tries: how often
 * @entry: where its swap entry goes, as /proc/self/pagemap writes it; may be NULL
 *
 * Return: true if it is out.
 */
bool swr_region_out(struct swr_region *g, unsigned int page, unsigned int tries, uint64_t *entry)
{
	while (tries--) {
		madvise(g->base + page * g->page, g->page, MADV_PAGEOUT);
		if (swr_region_swapped(g, page, entry))
			return true;
		drain_others(g);
	}
	return false;
}

static unsigned long free_slots(const struct swr_region *g)
{
	struct sysinfo si;

	sysinfo(&si);	/* fails for a bad address only */
	return (uint64_t)si.freeswap * si.mem_unit / g->page;
}

/* Page others out until @leave slots are free. */
static int fill_slots(struct swr_region *g, unsigned long leave)
{
	unsigned int next = SWR_VICTIM + 1, tries;
	unsigned long slots = 0;

	for (tries = 0; tries < OUT_TRIES; tries++) {
		slots = free_slots(g);
		if (slots <= leave)
			return 0;
		while (next < g->pages && swr_region_swapped(g, next, NULL))
			next++;
		if (next + slots - leave > g->pages)
			break;
		if (tries)
			drain_others(g);
		madvise(g->base + next * g->page, (slots - leave) * g->page, MADV_PAGEOUT);
	}
	return swr_err("swap did not fill up, %lu slots are free", slots);
}

/*
 * How many of some pages are in memory; all, if that cannot be told. A page whose
 * PTE says swap may still be there, in the swap cache. It has to come back before
 * it can go out.
 */
static unsigned int in_memory(const struct swr_region *g, unsigned int page, unsigned int n)
{
	off_t at = ((uintptr_t)g->base / g->page + page) * sizeof(uint64_t);
	ssize_t len = n * sizeof(uint64_t);
	unsigned char there[CHUNK];
	uint64_t map[CHUNK];
	unsigned int i, nr = 0;

	if (pread(g->pagemap, map, len, at) != len ||
	    mincore(g->base + page * g->page, n * g->page, there))
		return n;
	for (i = 0; i < n; i++) {
		if (map[i] & PAGEMAP_SWAPPED && !(there[i] & 1))
			continue;
		nr++;
		if (map[i] & PAGEMAP_SWAPPED)
			(void)*(volatile uint64_t *)swr_region_words(g, page + i);
	}
	return nr;
}

/**
 * swr_region_victim_out() - page the victim out until it is in the swap cache no more
 * @g: the region
 * @entry: as in swr_region_out()
 *
 * Who finds it in the swap cache reads nothing, and is nowhere to be held.
 *
 * Return: 0 or -1.
 */
int swr_region_victim_out(struct swr_region *g, uint64_t *entry)
{
	unsigned int tries;

	for (tries = 0; tries < OUT_TRIES; tries++) {
		if (!swr_region_out(g, SWR_VICTIM, OUT_TRIES, entry))
			return swr_err("the victim did not go out to swap");
		if (!in_memory(g, SWR_VICTIM, 1))
			return 0;
		drain_others(g);
	}
	return swr_err("the victim stays in the swap cache");
}

/**
 * swr_region_fill_swap() - page out until no slot is free, or few are
 * @g: the region
 * @spare: slots to leave free
 * @entry: where the swap entry of the victim goes, as in swr_region_out()
 *
 * Each CPU looks for a free slot from behind the one that it took last, and up to
 * 6.1 it goes all around but not to the place where it began: if the only free
 * slot is there, swap looks full to that CPU. So the victim goes last, and its
 * slot is found again by the CPU that this runs on.
 *
 * Return: 0 or -1.
 */
int swr_region_fill_swap(struct swr_region *g, unsigned int spare, uint64_t *entry)
{
	if (fill_slots(g, spare + 1) || swr_region_victim_out(g, entry))
		return -1;
	return free_slots(g) > spare ? swr_err("swap did not fill up") : 0;
}

/**
 * swr_region_all_out() - page all pages out
 * @g: the region
 *
 * Return: 0, or -1 if some stay.
 */
int swr_region_all_out(struct swr_region *g)
{
	unsigned int tries, page, n, nr = 0;

	for (tries = 0; tries < OUT_TRIES; tries++) {
		/* first, since the batches also keep pages in the swap cache */
		drain_others(g);
		madvise(g->base, g->pages * g->page, MADV_PAGEOUT);
		for (page = 0, nr = 0; page < g->pages; page += n) {
			n = g->pages - page < CHUNK ? g->pages - page : CHUNK;
			nr += in_memory(g, page, n);
		}
		if (!nr)
			return 0;
	}
	return swr_err("%u of %u pages did not go out to swap", nr, g->pages);
}

/**
 * swr_region_unmap() - munmap one page
 * @g: the region
 * @page: number of the page
 */
void swr_region_unmap(struct swr_region *g, unsigned int page)
{
	munmap(g->base + page * g->page, g->page);
}

/**
 * swr_region_move() - mremap one page to somewhere else and back
 * @g: the region
 * @page: number of the page
 *
 * Return: 0, or -1 if it is not back; what was there is gone then.
 */
int swr_region_move(struct swr_region *g, unsigned int page)
{
	char *at = g->base + page * g->page, *away;

	/* a place of which the kernel knows that it is free */
	away = mmap(NULL, g->page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (away == MAP_FAILED ||
	    mremap(at, g->page, g->page, MREMAP_MAYMOVE | MREMAP_FIXED, away) != away ||
	    mremap(away, g->page, g->page, MREMAP_MAYMOVE | MREMAP_FIXED, at) != at)
		return swr_err("mremap: %s", strerror(errno));
	return 0;
}

/**
 * swr_region_remap() - have a page back that was unmapped
 * @g: the region
 * @page: number of the page
 */
int swr_region_remap(struct swr_region *g, unsigned int page)
{
	char *at = g->base + page * g->page;

	if (mmap(at, g->page, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		return swr_err("mmap: %s", strerror(errno));
	if (madvise(at, g->page, MADV_NOHUGEPAGE) && errno != EINVAL)
		return swr_err("MADV_NOHUGEPAGE: %s", strerror(errno));
	return 0;
}

/**
 * swr_region_drop() - forget what is in the pages, and give their slots back
 * @g: the region
 */
void swr_region_drop(struct swr_region *g)
{
	madvise(g->base, g->pages * g->page, MADV_DONTNEED);
}
