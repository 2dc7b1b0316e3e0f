// SPDX-License-Identifier: GPL-2.0
/*
 * What storms and benchmarks print for programs, read back.
 */
#define _GNU_SOURCE
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "ktap.h"
#include "run_storm.h"

/* The object that @print prints, or NULL. */
static json_t *printed(int (*print)(FILE *out, const void *of), const void *of)
{
	json_t *object;
	char *text;
	size_t len;
	FILE *out;
	int err;

	out = open_memstream(&text, &len);
	err = print(out, of);
	fclose(out);
	object = err ? NULL : json_loads(text, 0, NULL);
	free(text);
	return object;
}

static int print_storms(FILE *out, const void *of)
{
	return swr_storms_print(out, of);
}

static int print_bench(FILE *out, const void *of)
{
	return swr_bench_print(out, of);
}

static double real(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

static int close_to(double a, double b)
{
	return fabs(a - b) < 0.001;
}

static struct swr_storm storm[2];

static const struct swr_storm_plan storm_plan = {
	.device = &(const struct swr_swapdev_ops){ .name = "zram" },
	.load = { .threads = 4, .pages = 64, .seconds = 3 },
	.hold_us = 1000,
	.json = true,
};

static struct swr_storms storms = {
	.plan = &storm_plan,
	.kernel = "6.12",
	.storm = storm,
	.fixes = {
		.nr = 2,
		.fix = { { .name = "refault" }, { .name = "busted", .unsafe = true } },
	},
};

static void set_storm(struct swr_storm *s, const char *fix)
{
	*s = (struct swr_storm){ .rounds = 2, .touch_ns = 2000000000 };
	snprintf(s->fix, sizeof(s->fix), "%s", fix);
	s->counts.module.n[SWR_N_faults] = 900;
	s->counts.module.n[SWR_N_installs] = 100;
	s->counts.module.n[SWR_N_eexist_fault] = 800;
	s->counts.module.n[SWR_N_repeats] = 750;
	s->counts.minor = 800;
	s->counts.major = 100;
	s->losses = (struct swr_losses){ .writes = 400, .lost = 1, .misplaced = 2 };
}

static void a_storm(void)
{
	json_t *object, *first;

	set_storm(&storm[0], "refault");
	set_storm(&storm[1], "busted");
	swr_dist_add(&storm[0].wait, 1000);
	object = printed(print_storms, &storms);
	EXPECT(!strcmp(json_string_value(json_object_get(object, "scenario")), "storm"));
	EXPECT(json_is_true(json_object_get(object, "unsafe")));
	first = json_array_get(json_object_get(object, "storms"), 0);
	EXPECT(json_is_false(json_object_get(first, "unsafe")));
	EXPECT(close_to(real(first, "resolved_per_s"), 50));
	EXPECT(close_to(real(first, "repeats_per_resolved"), 7.5));
	EXPECT(real(first, "lost_writes") == 1 && real(first, "misplaced") == 2);
	EXPECT(real(json_object_get(first, "wait_us"), "count") == 1);
	EXPECT(close_to(real(json_object_get(first, "wait_us"), "p99"), 1.008));
	/* no claim was held: nothing is said of that, not 0 */
	EXPECT(json_is_null(json_object_get(first, "hold_us")));
	EXPECT(json_is_true(json_object_get(json_array_get(json_object_get(object, "storms"), 1),
					    "unsafe")));
	json_decref(object);
}

static json_t *lost_race(void)
{
	json_t *object = printed(print_storms, &storms), *first, *value;

	first = json_array_get(json_object_get(object, "storms"), 0);
	value = json_incref(json_object_get(first, "repeats_lost_race"));
	json_decref(object);
	return value;
}

/* Faults come back for two reasons, and only if one of them is out is it clear. */
static void repeats(void)
{
	json_t *value;

	set_storm(&storm[0], "refault");
	value = lost_race();
	EXPECT(json_integer_value(value) == 750);
	json_decref(value);

	storm[0].counts.module.n[SWR_N_faults_retry] = 1;
	value = lost_race();
	EXPECT(json_is_null(value));
	json_decref(value);

	storm[0].counts.module.n[SWR_N_repeats] = 0;
	value = lost_race();
	EXPECT(json_is_integer(value) && !json_integer_value(value));
	json_decref(value);

	storm[0].counts.module.n[SWR_N_repeats] = 5;
	storm[0].counts.module.n[SWR_N_eexist_fault] = 0;
	value = lost_race();
	EXPECT(json_is_integer(value) && !json_integer_value(value));
	json_decref(value);
}

static void nothing_resolved(void)
{
	json_t *object;

	storm[0] = (struct swr_storm){ .fix = "refault" };
	object = printed(print_storms, &storms);
	EXPECT(object && real(json_array_get(json_object_get(object, "storms"), 0),
			      "repeats_per_resolved") == 0);
	json_decref(object);
}

static double value_of(const struct swr_sample *s)
{
	return s->counts.ns;
}

static void a_benchmark(void)
{
	static const struct swr_variant variants[] = {
		{ .name = "old", .published = 1 }, { .name = "new" }, {}
	};
	static const struct swr_bench bench = {
		.name = "b", .text = "t", .source = "s", .shape = "d", .variants = variants,
		.value = value_of,
	};
	static struct swr_sample samples[6];
	const struct swr_bench_plan plan = {
		.bench = &bench, .device = storm_plan.device, .load = { .pages = 8 }, .repeat = 2,
		.json = true,
	};
	const struct swr_benched b = {
		.plan = &plan, .kernel = "6.12", .nr = 2, .samples = samples,
		.fixes = {
			.nr = 2,
			.fix = { { .name = "busted", .unsafe = true }, { .name = "stock" } },
		},
	};
	static const unsigned int ns[6] = { 5, 5000, 100, 120, 200, 260 };
	json_t *object, *row;
	unsigned int i;

	for (i = 0; i < 6; i++)
		samples[i].counts.ns = ns[i];
	samples[0].losses.lost = 9;
	samples[5].losses.lost = 1;
	unsetenv("SWR_ICOUNT");
	object = printed(print_bench, &b);
	EXPECT(!strcmp(json_string_value(json_object_get(object, "unit")), "ns per page"));
	EXPECT(json_is_null(json_object_get(object, "threads")));
	EXPECT(json_is_true(json_object_get(object, "unsafe")));
	/* the first round does not count */
	row = json_array_get(json_object_get(object, "variants"), 0);
	EXPECT(real(row, "lost_writes") == 0 && real(row, "published") == 1);
	EXPECT(close_to(real(json_object_get(row, "value"), "max"), 200));
	row = json_array_get(json_object_get(object, "variants"), 1);
	EXPECT(real(row, "lost_writes") == 1 && json_is_null(json_object_get(row, "published")));
	EXPECT(close_to(real(json_object_get(row, "ratio"), "min"), 1.2));
	EXPECT(close_to(real(json_object_get(row, "ratio"), "median"), 1.25));
	EXPECT(close_to(real(json_object_get(row, "ratio"), "max"), 1.3));
	json_decref(object);

	setenv("SWR_ICOUNT", "1", 1);
	object = printed(print_bench, &b);
	EXPECT(!strcmp(json_string_value(json_object_get(object, "unit")), "instructions per page"));
	json_decref(object);
}

const struct ktap_case ktap_cases[] = {
	{ "a storm", a_storm },
	{ "which repeats are lost races", repeats },
	{ "a storm without a resolved fault", nothing_resolved },
	{ "a benchmark", a_benchmark },
	{}
};
