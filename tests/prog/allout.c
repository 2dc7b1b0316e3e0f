// SPDX-License-Identifier: GPL-2.0
/*
 * allout: do pages go out to swap of who has gone to another CPU since it touched them?
 *
 *	allout ROUNDS
 *
 * Each round touches a few pages on the first CPU that it may run on, fewer than make a
 * CPU empty its batch, goes to the second, and there, free to be on any, pages them out as
 * `swr` does. Prints one line, rounds=N stayed=N: how many rounds there were and in how many
 * of them some page stayed. Exit 1 with a line on stderr if it has one CPU only.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "err.h"
#include "player.h"
#include "region.h"

#define NR_PAGES	8

int main(int argc, char **argv)
{
	unsigned int rounds = argc == 2 ? strtoul(argv[1], NULL, 10) : 0, stayed = 0, i;
	struct swr_region g;

	if (!rounds || swr_region_init(&g, NR_PAGES)) {
		fprintf(stderr, "allout: %s\n", rounds ? swr_errstr() : "expected ROUNDS");
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
