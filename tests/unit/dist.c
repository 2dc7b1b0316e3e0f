// SPDX-License-Identifier: GPL-2.0
/*
 * Distributions of durations: quantiles, and the lines of the file `hist`.
 */
#include <string.h>

#include "dist.h"
#include "ktap.h"

/* Not less than the true one, and at most 3.2 % more. */
static int near(uint64_t value, uint64_t truth)
{
	return value > truth && value <= truth + truth / 31 + 1;
}

static void quantiles(void)
{
	static struct swr_dist d;
	struct swr_spread s;
	unsigned int i;

	memset(&d, 0, sizeof(d));
	EXPECT(swr_dist_count(&d) == 0 && swr_dist_quantile(&d, 99) == 0);
	for (i = 1; i <= 1000; i++)
		swr_dist_add(&d, i * 1000);
	swr_dist_spread(&d, &s);
	EXPECT(s.count == 1000);
	EXPECT(near(s.p50, 500000));
	EXPECT(near(s.p99, 990000));
	EXPECT(near(s.max, 1000000));
	EXPECT(near(swr_dist_quantile(&d, 1), 10000));
}

static void few(void)
{
	static struct swr_dist d;

	memset(&d, 0, sizeof(d));
	swr_dist_add(&d, 7000);
	/* of one, all quantiles are that one */
	EXPECT(near(swr_dist_quantile(&d, 1), 7000) && near(swr_dist_quantile(&d, 100), 7000));
	swr_dist_add(&d, 90000000);
	EXPECT(near(swr_dist_quantile(&d, 50), 7000));
	EXPECT(near(swr_dist_quantile(&d, 51), 90000000));
	/* 99 of 100 are short: the 99th percentile is the last of them */
	memset(&d, 0, sizeof(d));
	d.count[swr_hist_bucket(7000)] = 99;
	d.count[swr_hist_bucket(90000000)] = 1;
	EXPECT(near(swr_dist_quantile(&d, 99), 7000));
	EXPECT(near(swr_dist_quantile(&d, 100), 90000000));
}

static void extremes(void)
{
	static struct swr_dist d;

	memset(&d, 0, sizeof(d));
	swr_dist_add(&d, 0);
	EXPECT(swr_dist_quantile(&d, 100) == 1);
	swr_dist_add(&d, UINT64_MAX);
	EXPECT(swr_dist_count(&d) == 2);
	EXPECT(swr_dist_quantile(&d, 100) == swr_hist_from(SWR_HIST_BUCKETS));
}

static void sums(void)
{
	static struct swr_dist a, b;

	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	swr_dist_add(&a, 5);
	swr_dist_add(&b, 5);
	swr_dist_add(&b, 3000);
	swr_dist_join(&b, &a);
	EXPECT(swr_dist_count(&b) == 3);
	swr_dist_rise(&b, &a);
	EXPECT(swr_dist_count(&b) == 2 && b.count[5] == 1);
}

static void lines(void)
{
	static const char text[] =
		"kind=wait fix=tick from_ns=4096 to_ns=4224 count=3\n"
		"kind=hold fix=tick from_ns=4096 to_ns=4224 count=5\n"
		"kind=repeats fix=tick from_faults=2 to_faults=3 count=9\n"
		"kind=fault_installed fix=tick from_ns=31 to_ns=32 count=11\n"
		"kind=wait fix=exact from_ns=4096 to_ns=4224 count=7 more=1\n"
		"kind=wait fix=tick from_ns=31 to_ns=32 count=1\n";
	static struct swr_dist d;

	EXPECT(!swr_dist_parse(text, "wait", "tick", &d));
	EXPECT(swr_dist_count(&d) == 4 && d.count[31] == 1);
	EXPECT(d.count[swr_hist_bucket(4096)] == 3);
	EXPECT(!swr_dist_parse(text, "wait", "exact", &d) && swr_dist_count(&d) == 7);
	EXPECT(!swr_dist_parse(text, "repeats", "tick", &d) && d.count[2] == 9);
	EXPECT(!swr_dist_parse(text, "fault_installed", "tick", &d) && swr_dist_count(&d) == 11);
	/* what the file does not name is empty, whatever stood there */
	EXPECT(!swr_dist_parse(text, "hold", "exact", &d) && swr_dist_count(&d) == 0);
	EXPECT(!swr_dist_parse("", "hold", "exact", &d) && swr_dist_count(&d) == 0);
	EXPECT(swr_dist_parse("kind=wait fix=tick from_ns=x to_ns=1 count=1\n", "wait", "tick", &d));
	EXPECT(swr_dist_parse("kind=wait fix=tick\n", "wait", "tick", &d));
}

/* Every bucket says where it begins, and what begins there is counted in it. */
static void buckets(void)
{
	unsigned int i;

	for (i = 0; i < SWR_HIST_BUCKETS; i++) {
		EXPECT(swr_hist_bucket(swr_hist_from(i)) == i);
		EXPECT(!i || swr_hist_bucket(swr_hist_from(i) - 1) == i - 1);
	}
}

const struct ktap_case ktap_cases[] = {
	{ "quantiles of many", quantiles },
	{ "quantiles of few", few },
	{ "the shortest and the longest", extremes },
	{ "sums and differences", sums },
	{ "the file hist", lines },
	{ "buckets", buckets },
	{}
};
