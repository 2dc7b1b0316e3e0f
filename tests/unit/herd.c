// SPDX-License-Identifier: GPL-2.0
/*
 * The oracle: it must see what it is there to see.
 */
#define _GNU_SOURCE
#include <string.h>

#include "herd.h"
#include "ktap.h"

#define THREADS	3
#define PAGES	4

static struct swr_herd herd;

/* Every thread writes to every page twice. */
static void write_all(void)
{
	unsigned int round, thread, page;

	memset(&herd, 0, sizeof(herd));
	EXPECT(!swr_herd_init(&herd, THREADS, PAGES));
	for (round = 0; round < 2; round++)
		for (thread = 0; thread < THREADS; thread++)
			for (page = 0; page < PAGES; page++)
				swr_herd_write(&herd, thread, page);
}

static struct swr_losses check_all(void)
{
	static const uint64_t done[THREADS] = { 2, 2, 2 };
	struct swr_losses l = { 0 };
	unsigned int page;

	for (page = 0; page < PAGES; page++)
		swr_herd_check(&herd, page, done, &l);
	return l;
}

static void all_there(void)
{
	struct swr_losses l;

	write_all();
	l = check_all();
	EXPECT(l.writes == 2 * THREADS * PAGES && !l.lost && !l.misplaced);
}

static void lost(void)
{
	struct swr_losses l;

	write_all();
	swr_region_words(&herd.region, 1)[2] = 1;
	swr_region_words(&herd.region, 3)[0] = 0;
	l = check_all();
	EXPECT(l.writes == 2 * THREADS * PAGES && l.lost == 3 && !l.misplaced);
}

static void misplaced(void)
{
	size_t last = herd.region.page / sizeof(uint64_t) - 1;
	struct swr_losses l;

	/* a write that nobody made, a page that is empty, one that is another's */
	write_all();
	swr_region_words(&herd.region, 0)[1]++;
	l = check_all();
	EXPECT(!l.lost && l.misplaced == 1);
	write_all();
	memset(swr_region_words(&herd.region, 2), 0, herd.region.page);
	l = check_all();
	EXPECT(l.lost == 2 * THREADS && l.misplaced == 1);
	write_all();
	memcpy(swr_region_words(&herd.region, 2), swr_region_words(&herd.region, 1),
	       herd.region.page);
	l = check_all();
	EXPECT(!l.lost && l.misplaced == 1);
	write_all();
	swr_region_words(&herd.region, 3)[last]++;
	l = check_all();
	EXPECT(!l.lost && l.misplaced == 1);
}

static void cpus(void)
{
	memset(&herd, 0, sizeof(herd));
	CPU_SET(1, &herd.region.cpus);
	CPU_SET(4, &herd.region.cpus);
	EXPECT(swr_herd_cpu(&herd, 0) == 1 && swr_herd_cpu(&herd, 1) == 4);
	EXPECT(swr_herd_cpu(&herd, 2) == 1 && swr_herd_cpu(&herd, 5) == 4);
}

const struct ktap_case ktap_cases[] = {
	{ "nothing lost", all_there },
	{ "lost writes", lost },
	{ "pages that came back as something else", misplaced },
	{ "threads take CPUs in turn", cpus },
	{}
};
