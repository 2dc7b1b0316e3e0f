// SPDX-License-Identifier: GPL-2.0
/*
 * allout: do pages go out to swap, as `swr` has them go?
 *
 *	allout ROUNDS	of who has gone to another CPU since it touched them
 *	allout kept	of one that somebody else has
 *
 * Each round touches a few pages on the first CPU that it may run on, fewer than make a
 * CPU empty its batch, goes to the second, and there, free to be on any, pages them out as
 * `swr` does. Prints one line, rounds=N stayed=N: how many rounds there were and in how many
 * of them some page stayed. It takes two CPUs.
 *
 * With `kept` it fills up swap twice. The first time a pipe has the victim too, which gets
 * a swap entry then and stays in the swap cache. Prints what came of each time: `out`, or
 * the error.
 *
 * Exit 1 with a line on stderr if it cannot be done.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "err.h"
#include "player.h"
#include "region.h"

#define NR_PAGES	8
#define MORE_PAGES	64	/* than swap has */

static void fill_swap(struct swr_region *g)
{
	uint64_t entry;

	puts(swr_region_fill_swap(g, 0, &entry) ? swr_errstr() : "out");
	swr_region_drop(g);
}

static int kept(void)
{
	struct swr_region g;
	struct iovec victim;
	bool has;
	int fd[2];

	if (swr_region_init(&g, MORE_PAGES)) {
		fprintf(stderr, "allout: %s\n", swr_errstr());
		return 1;
	}
	if (pipe(fd)) {
		perror("allout: pipe");
		return 1;
	}
	swr_pin(pthread_self(), swr_nth_cpu(&g.cpus, 1));
	swr_region_fill(&g, 0, 0);
	victim = (struct iovec){ g.base, g.page };
	has = vmsplice(fd[1], &victim, 1, 0) == (ssize_t)g.page;
	if (has)
		fill_swap(&g);
	else
		fprintf(stderr, "allout: the pipe did not take the page\n");
	close(fd[0]);
	close(fd[1]);
	swr_region_fill(&g, 1, 1);
	fill_swap(&g);
	return !has;
}

int main(int argc, char **argv)
{
	unsigned int rounds = argc == 2 ? strtoul(argv[1], NULL, 10) : 0, stayed = 0, i;
	struct swr_region g;

	if (argc == 2 && !strcmp(argv[1], "kept"))
		return kept();
	if (!rounds || swr_region_init(&g, NR_PAGES)) {
		fprintf(stderr, "allout: %s\n", rounds ? swr_errstr() : "expected ROUNDS or kept");
		return 1;
	}
	if (CPU_COUNT(&g.cpus) < 2) {
		fprintf(stderr, "allout: expected two CPUs\n");
		return 1;
	}
	for (i = 0; i < rounds; i++) {
		swr_pin(pthread_self(), swr_nth_cpu(&g.cpus, 0));
		swr_region_fill(&g, i, i);
		swr_pin(pthread_self(), swr_nth_cpu(&g.cpus, 1));
		pthread_setaffinity_np(pthread_self(), sizeof(g.cpus), &g.cpus);
		stayed += swr_region_all_out(&g) != 0;
		swr_region_drop(&g);
	}
	printf("rounds=%u stayed=%u\n", rounds, stayed);
	return 0;
}
