/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is in the middle of some measurements, and how far they spread. Pure.
 */
#ifndef SWR_MIDDLE_H
#define SWR_MIDDLE_H

/**
 * struct swr_middle - some measurements of one thing
 * @min: the smallest
 * @median: in the middle
 * @max: the largest
 */
struct swr_middle {
	double min;
	double median;
	double max;
};

int swr_middle(const double *values, unsigned int n, struct swr_middle *m);
int swr_middle_ratio(const double *values, const double *base, unsigned int n,
		     struct swr_middle *m);

#endif
