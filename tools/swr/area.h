/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The memory that is collapsed: one huge page wide, some of it swapped out.
 */
#ifndef SWR_AREA_H
#define SWR_AREA_H

#include "collapse_judge.h"
#include "region.h"

/**
 * struct swr_area - the area, and room around it
 * @region: its pages; the one behind them belongs to the room
 * @room: reserved addresses, for the area and for a place to move it to
 * @bytes: of the area
 * @away: where it moves to
 * @pipe: what is written from a bad address does not end the process
 * @run: whose data is in it
 * @wrong: what is not as it should be
 */
struct swr_area {
	struct swr_region region;
	char *room;
	size_t bytes;
	char *away;
	int pipe[2];
	unsigned int run;
	char wrong[SWR_WHY_MAX / 2];
};

int swr_area_init(struct swr_area *a, size_t bytes);
int swr_area_inherit(struct swr_area *a);
int swr_area_fill(struct swr_area *a, unsigned int run, bool later);
int swr_area_offer(struct swr_area *a);
int swr_area_change(struct swr_area *a, enum swr_change change, bool later);
const char *swr_area_check(struct swr_area *a, enum swr_change change);
bool swr_area_huge(const struct swr_area *a);
int swr_area_drop(struct swr_area *a);

#endif
