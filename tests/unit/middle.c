// SPDX-License-Identifier: GPL-2.0
/*
 * Medians and ratios.
 */
#include <math.h>

#include "ktap.h"
#include "middle.h"

static int same(double a, double b)
{
	return fabs(a - b) < 0.000001;
}

static int is(const struct swr_middle *m, double min, double median, double max)
{
	return same(m->min, min) && same(m->median, median) && same(m->max, max);
}

static void medians(void)
{
	const double v[] = { 9, 1, 5, 7 };
	struct swr_middle m;

	EXPECT(!swr_middle(v, 1, &m) && is(&m, 9, 9, 9));
	EXPECT(!swr_middle(v, 2, &m) && is(&m, 1, 5, 9));
	EXPECT(!swr_middle(v, 3, &m) && is(&m, 1, 5, 9));
	EXPECT(!swr_middle(v, 4, &m) && is(&m, 1, 6, 9));
	/* the values stay as they are */
	EXPECT(same(v[0], 9) && same(v[1], 1));
}

/* A machine that is slow for one round does not change the ratio of that round. */
static void ratios(void)
{
	const double base[] = { 100, 1000, 100 }, v[] = { 110, 1100, 120 };
	const double zeros[] = { 0, 0, 0 }, some[] = { 0, 2, 0 };
	struct swr_middle m;

	EXPECT(!swr_middle_ratio(v, base, 3, &m) && is(&m, 1.1, 1.1, 1.2));
	EXPECT(!swr_middle_ratio(base, base, 3, &m) && is(&m, 1, 1, 1));
	EXPECT(!swr_middle_ratio(v, some, 3, &m) && is(&m, 550, 550, 550));
	EXPECT(!swr_middle_ratio(v, zeros, 3, &m) && is(&m, 0, 0, 0));
	EXPECT(!swr_middle_ratio(zeros, base, 3, &m) && is(&m, 0, 0, 0));
}

const struct ktap_case ktap_cases[] = {
	{ "the middle", medians },
	{ "ratios of runs that took turns", ratios },
	{}
};
