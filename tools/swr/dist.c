// SPDX-License-Identifier: GPL-2.0
/*
 * Distributions of durations, of the module's and of our own.
 *
 * A quantile is read from buckets, so it is not exact. What is given is the upper
 * end of the bucket that it falls into: never less than the true one, and at most
 * 3.2 % more. A bound that holds for it holds for the true one.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "dist.h"

/**
 * swr_dist_add() - count one duration
 * @d: where
 * @ns: the duration
 */
void swr_dist_add(struct swr_dist *d, uint64_t ns)
{
	d->count[swr_hist_bucket(ns)]++;
}

/**
 * swr_dist_join() - count all of another, too
 * @d: where
 * @other: the other
 */
void swr_dist_join(struct swr_dist *d, const struct swr_dist *other)
{
	unsigned int i;

	for (i = 0; i < SWR_HIST_BUCKETS; i++)
		d->count[i] += other->count[i];
}

/**
 * swr_dist_rise() - keep what came after an earlier look
 * @d: the later look
 * @before: the earlier one
 */
void swr_dist_rise(struct swr_dist *d, const struct swr_dist *before)
{
	unsigned int i;

	for (i = 0; i < SWR_HIST_BUCKETS; i++)
		d->count[i] -= before->count[i];
}

/**
 * swr_dist_count() - how many durations
 * @d: in this
 */
uint64_t swr_dist_count(const struct swr_dist *d)
{
	uint64_t n = 0;
	unsigned int i;

	for (i = 0; i < SWR_HIST_BUCKETS; i++)
		n += d->count[i];
	return n;
}

/**
 * swr_dist_quantile() - what so many percent do not exceed
 * @d: the durations
 * @percent: 1 to 100; 100: the longest
 *
 * Return: the upper end of the bucket in ns, or 0 if there are no durations.
 */
uint64_t swr_dist_quantile(const struct swr_dist *d, unsigned int percent)
{
	uint64_t n = swr_dist_count(d), rank, seen = 0;
	unsigned int i;

	if (!n)
		return 0;
	rank = n / 100 * percent + (n % 100 * percent + 99) / 100;
	for (i = 0; i < SWR_HIST_BUCKETS - 1; i++) {
		seen += d->count[i];
		if (seen >= rank)
			break;
	}
	return swr_hist_from(i + 1);
}

/**
 * swr_dist_spread() - the usual numbers
 * @d: of what
 * @s: where to
 */
void swr_dist_spread(const struct swr_dist *d, struct swr_spread *s)
{
	s->count = swr_dist_count(d);
	s->p50 = swr_dist_quantile(d, 50);
	s->p99 = swr_dist_quantile(d, 99);
	s->max = swr_dist_quantile(d, 100);
}

/**
 * swr_dist_parse() - one distribution of the file `hist`
 * @text: the file
 * @kind: of what, as in swr_points.h
 * @fix: under which policy
 * @d: where to; one that the file does not name is empty
 *
 * Return: 0, or -1 if a line is none of swr_abi.h.
 */
int swr_dist_parse(const char *text, const char *kind, const char *fix, struct swr_dist *d)
{
	char line_kind[24], line_fix[32], unit[16];
	uint64_t from, count;

	memset(d, 0, sizeof(*d));
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (sscanf(text, "kind=%23s fix=%31s from_%15[a-z]=%" SCNu64
			   " to_%*[a-z]=%*u count=%" SCNu64, line_kind, line_fix, unit, &from,
			   &count) != 5)
			return -1;
		if (!strcmp(line_kind, kind) && !strcmp(line_fix, fix))
			d->count[swr_hist_bucket(from)] += count;
	}
	return 0;
}
