/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The CPU0/CPU1 drawing of kernel commit messages: a column a side, time
 * downwards, indented by call depth. Pure.
 */
#ifndef SWR_COLUMNS_H
#define SWR_COLUMNS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define SWR_TEXT_MAX	128

/**
 * struct swr_event - a line of the drawing
 * @us: CLOCK_MONOTONIC
 * @cpu: where
 * @side: 0 or 1
 * @depth: of calls
 * @text: what happened
 */
struct swr_event {
	uint64_t us;
	unsigned int cpu;
	int side;
	unsigned int depth;
	char text[SWR_TEXT_MAX];
};

bool swr_columns_same_cpu(const struct swr_event *events, int n);
void swr_columns_draw(FILE *out, const char *const who[2], const struct swr_event *events, int n);
void swr_paragraph(FILE *out, const char *text);

#endif
