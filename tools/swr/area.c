// SPDX-License-Identifier: GPL-2.0
/*
 * The area of a collapse: made, swapped out in parts, changed, and looked at.
 *
 * It is looked at through system calls where it may be unmapped or read-only: the kernel
 * copies with the page tables that the CPU has, so a page that should not be there and is
 * gives its content, as it would to the process, and a bad address gives -EFAULT.
 *
 * Nothing here allocates; ask swr_region_out() why.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "area.h"
#include "err.h"
#include "util.h"

#define OUT_TRIES	50

/* Of 512 pages: in both halves, at their ends and in the middle. */
static const unsigned int out_pages[] = { 0, 1, 100, 255, 256, 300, 510, 511 };

#define NR_OUT		(sizeof(out_pages) / sizeof(*out_pages))

/* Every so many words of a page are told apart; of those that go out, all are. */
#define STRIDE		64

static bool goes_out(unsigned int page)
{
	unsigned int i;

	for (i = 0; i < NR_OUT; i++)
		if (out_pages[i] == page)
			return true;
	return false;
}

static size_t stride(unsigned int page)
{
	return goes_out(page) ? 1 : STRIDE;
}

static char *map_fixed(char *at, size_t bytes, int prot, int more)
{
	char *p = mmap(at, bytes, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | more, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/**
 * swr_area_init() - take addresses
 * @a: where to
 * @bytes: of a huge page
 */
int swr_area_init(struct swr_area *a, size_t bytes)
{
	struct swr_region *g = &a->region;
	char *room;

	/* the region's own pages are of no use here, its helpers are */
	if (swr_region_init(g, 1))
		return -1;
	room = mmap(NULL, 6 * bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (room == MAP_FAILED || pipe2(a->pipe, O_CLOEXEC | O_NONBLOCK))
		return swr_err("mmap or pipe: %s", strerror(errno));
	a->room = (char *)(((uintptr_t)room + bytes - 1) / bytes * bytes);
	a->bytes = bytes;
	a->away = a->room + 3 * bytes;
	g->base = a->room + bytes;
	g->pages = bytes / g->page;
	return g->pages == out_pages[NR_OUT - 1] + 1 ? 0 :
	       swr_err("a huge page has %u pages, expected 512", g->pages);
}

/**
 * swr_area_inherit() - a child goes on with the addresses of its parent
 * @a: the area
 */
int swr_area_inherit(struct swr_area *a)
{
	close(a->region.pagemap);	/* it shows the parent's pages */
	a->region.pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	return a->region.pagemap < 0 ? swr_err("/proc/self/pagemap: %s", strerror(errno)) : 0;
}

static void write_pattern(struct swr_area *a)
{
	struct swr_region *g = &a->region;
	unsigned int page;
	size_t i;

	for (page = 0; page < g->pages; page++)
		for (i = 0; i < g->page / sizeof(uint64_t); i += stride(page))
			swr_region_words(g, page)[i] = swr_region_pattern(a->run, page, i);
}

/* Small pages, even where faults may make huge ones: until it is offered, if it is. */
static int make(struct swr_area *a, unsigned int run, bool later)
{
	a->run = run;
	if (!map_fixed(a->region.base, a->bytes, PROT_READ | PROT_WRITE, 0) ||
	    (later && madvise(a->region.base, a->bytes, MADV_NOHUGEPAGE)))
		return swr_err("the area could not be made: %s", strerror(errno));
	write_pattern(a);
	return 0;
}

/**
 * swr_area_fill() - the area with new data, of which some pages are out
 * @a: the area
 * @run: number of the run
 * @later: khugepaged must not see it before swr_area_offer()
 */
int swr_area_fill(struct swr_area *a, unsigned int run, bool later)
{
	unsigned int i;

	if (make(a, run, later))
		return -1;
	for (i = 0; i < NR_OUT; i++)
		if (!swr_region_out(&a->region, out_pages[i], OUT_TRIES, NULL))
			return swr_err("page %u did not go out to swap", out_pages[i]);
	return 0;
}

/**
 * swr_area_offer() - from here on khugepaged may collapse it
 * @a: the area
 *
 * Return: 0 or -1.
 */
int swr_area_offer(struct swr_area *a)
{
	return madvise(a->region.base, a->bytes, MADV_HUGEPAGE) ?
	       swr_err("MADV_HUGEPAGE: %s", strerror(errno)) : 0;
}

static int remap(struct swr_area *a, bool later)
{
	/* numbers of runs end below this */
	if (make(a, a->run + (1 << 20), later) || (later && swr_area_offer(a)))
		return -1;
	/* any advice empties the batches of this CPU; that page is untouched */
	madvise(a->region.base + a->bytes, a->region.page, 20 /* MADV_COLD */);
	return 0;
}

/**
 * swr_area_change() - what becomes of it meanwhile
 * @a: the area
 * @change: which; exit is for others to do
 * @later: as in swr_area_fill()
 *
 * Return: 0 or -1.
 */
int swr_area_change(struct swr_area *a, enum swr_change change, bool later)
{
	char *first = a->region.base, *second = first + a->bytes / 2;
	int err = 0;

	switch (change) {
	case SWR_G_munmap:
		err = munmap(second, a->bytes / 2);
		break;
	case SWR_G_mremap:
		err = mremap(first, a->bytes, a->bytes, MREMAP_MAYMOVE | MREMAP_FIXED,
			     a->away) != a->away;
		break;
	case SWR_G_mprotect:
		err = mprotect(first, a->bytes / 2, PROT_READ);
		break;
	case SWR_G_dontneed:
		err = madvise(second, a->bytes / 2, MADV_DONTNEED);
		break;
	case SWR_G_remap:
		return remap(a, later);
	default:
		break;
	}
	return err ? swr_err("%s: %s", swr_change_names[change], strerror(errno)) : 0;
}

/* A word by the way of a system call: false if there is nothing at @at. */
static bool peek(struct swr_area *a, const char *at, uint64_t *word)
{
	return write(a->pipe[1], at, sizeof(*word)) == sizeof(*word) &&
	       read(a->pipe[0], word, sizeof(*word)) == sizeof(*word);
}

/* The first word of a page is written again, as it is: false if that is not allowed. */
static bool poke(struct swr_area *a, unsigned int page)
{
	uint64_t word = swr_region_pattern(a->run, page, 0), gone;
	bool allowed;

	if (write(a->pipe[1], &word, sizeof(word)) != sizeof(word))
		return false;
	allowed = read(a->pipe[0], swr_region_words(&a->region, page), sizeof(word)) ==
		  sizeof(word);
	if (!allowed)
		allowed = read(a->pipe[0], &gone, sizeof(gone)) != sizeof(gone);
	return allowed;
}

/* The first thing that is wrong. Return: false. */
static bool wrong(struct swr_area *a, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(a->wrong, sizeof(a->wrong), fmt, args);
	va_end(args);
	return false;
}

/* Are the pages from @first on, of the area that is at @at now, what they were? */
static bool is_intact(struct swr_area *a, const char *at, unsigned int first, unsigned int n)
{
	unsigned int page;
	uint64_t word;
	size_t i;

	for (page = first; page < first + n; page++) {
		const char *words = at + page * a->region.page;

		if (!peek(a, words, &word))
			return wrong(a, "page %u is not there any more", page);
		for (i = 0; i < a->region.page / sizeof(word); i += stride(page)) {
			word = ((const volatile uint64_t *)words)[i];
			if (word != swr_region_pattern(a->run, page, i))
				return wrong(a, "word %zu of page %u has become %" PRIx64, i, page,
					     word);
		}
	}
	return true;
}

static bool is_unmapped(struct swr_area *a, unsigned int first, unsigned int n)
{
	unsigned int page;
	uint64_t word;

	for (page = first; page < first + n; page++)
		if (peek(a, a->region.base + page * a->region.page, &word))
			return wrong(a, "page %u is unmapped and can be read, as %" PRIx64, page,
				     word);
	return true;
}

static bool is_zero(struct swr_area *a, unsigned int first, unsigned int n)
{
	unsigned int page;
	size_t i;

	for (page = first; page < first + n; page++)
		for (i = 0; i < a->region.page / sizeof(uint64_t); i += stride(page))
			if (swr_region_words(&a->region, page)[i])
				return wrong(a, "page %u was dropped and is not zero", page);
	return true;
}

/* Writing to the half that may be written to must not open the one that may not. */
static bool is_protected(struct swr_area *a, unsigned int half)
{
	unsigned int page;

	for (page = half; page < 2 * half; page++)
		if (!poke(a, page))
			return wrong(a, "page %u is writable and cannot be written to", page);
	for (page = 0; page < half; page++)
		if (poke(a, page))
			return wrong(a, "page %u is read-only and was written to", page);
	return true;
}

static bool is_right(struct swr_area *a, enum swr_change change)
{
	unsigned int all = a->region.pages, half = all / 2;
	char *base = a->region.base;

	switch (change) {
	case SWR_G_munmap:
		return is_unmapped(a, half, half) && is_intact(a, base, 0, half);
	case SWR_G_mremap:
		return is_unmapped(a, 0, all) && is_intact(a, a->away, 0, all);
	case SWR_G_mprotect:
		return is_intact(a, base, 0, all) && is_protected(a, half) &&
		       is_intact(a, base, 0, all);
	case SWR_G_dontneed:
		return is_zero(a, half, half) && is_intact(a, base, 0, half);
	case SWR_G_remap:
		return is_intact(a, base, 0, all);
	default:
		return true;
	}
}

/**
 * swr_area_check() - is everything as the change has left it?
 * @a: the area
 * @change: which was made
 *
 * Return: what is not, or "".
 */
const char *swr_area_check(struct swr_area *a, enum swr_change change)
{
	*a->wrong = '\0';
	is_right(a, change);
	return a->wrong;
}

/**
 * swr_area_huge() - is there a huge page in it?
 * @a: the area
 */
bool swr_area_huge(const struct swr_area *a)
{
	static char text[64 * 1024];
	unsigned long from = 0, kib;
	char *line, *save;

	if (swr_read_file("/proc/self/smaps", text, sizeof(text)))
		return false;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		/* either "FROM-TO ..." or "Key: N kB" */
		if (memchr(line, '-', strcspn(line, " ")))
			from = strtoul(line, NULL, 16);
		else if (sscanf(line, "AnonHugePages: %lu", &kib) == 1 && kib &&
			 from - (uintptr_t)a->room < 5 * a->bytes)
			return true;
	}
	return false;
}

/**
 * swr_area_drop() - the addresses as they were in the beginning
 * @a: the area
 *
 * A huge page that a check without sense has put over a hole is found by nobody when its
 * memory is unmapped, so the hole gets memory first.
 *
 * Return: 0 or -1.
 */
int swr_area_drop(struct swr_area *a)
{
	char *half = a->region.base + a->bytes / 2;
	unsigned char there;

	if (mincore(half, a->region.page, &there) && errno == ENOMEM)
		map_fixed(half, a->bytes / 2, PROT_READ | PROT_WRITE, 0);
	munmap(a->room, 5 * a->bytes);
	return map_fixed(a->room, 5 * a->bytes, PROT_NONE, MAP_NORESERVE) ? 0 :
	       swr_err("mmap: %s", strerror(errno));
}
