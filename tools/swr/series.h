/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A series of runs in a child, with the swap device it needs.
 */
#ifndef SWR_SERIES_H
#define SWR_SERIES_H

struct swr_plan;

/**
 * struct swr_series - what is to be done
 * @run: does all runs, in the child
 * @arg: for @run, in memory shared with the child
 * @started: runs begun so far, likewise
 * @limit_ms: all waits of one run together
 * @swap_pages: of the swap device, header included
 * @path: where the path of that goes, SWR_SWAPDEV_PATH bytes, or NULL
 */
struct swr_series {
	int (*run)(void *arg);
	void *arg;
	const unsigned int *started;
	unsigned int limit_ms;
	unsigned int swap_pages;
	char *path;
};

int swr_series_run(const struct swr_plan *plan, const struct swr_series *s);

#endif
