// SPDX-License-Identifier: GPL-2.0
/*
 * Medians, and ratios of runs that took turns.
 */
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "middle.h"

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/**
 * swr_middle() - the middle of measurements
 * @values: they
 * @n: how many, at least 1
 * @m: where to; the median of an even number is halfway between the inner two
 */
int swr_middle(const double *values, unsigned int n, struct swr_middle *m)
{
	double *sorted = malloc(n * sizeof(*sorted));

	if (!sorted)
		return swr_err("out of memory");
	memcpy(sorted, values, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_size);
	m->min = sorted[0];
	m->median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
	m->max = sorted[n - 1];
	free(sorted);
	return 0;
}

/**
 * swr_middle_ratio() - the middle of the ratios of measurements made in turns
 * @values: of one thing
 * @base: of the other; the first of each were made side by side, and so on, so
 *        that what slows the machine down for a while slows down both
 * @n: how many of each, at least 1
 * @m: where to; ratios to 0 are left out, and all 0 if there is no other
 */
int swr_middle_ratio(const double *values, const double *base, unsigned int n,
		     struct swr_middle *m)
{
	double *ratios = malloc(n * sizeof(*ratios));
	unsigned int i, nr = 0;
	int err = 0;

	if (!ratios)
		return swr_err("out of memory");
	for (i = 0; i < n; i++)
		if (base[i] > 0)
			ratios[nr++] = values[i] / base[i];
	*m = (struct swr_middle){ 0 };
	if (nr)
		err = swr_middle(ratios, nr, m);
	free(ratios);
	return err;
}
