// SPDX-License-Identifier: GPL-2.0
/*
 * What a benchmark showed, as a table or for programs. Members are never renamed
 * or given another meaning; new ones may appear, readers skip what they do not
 * know. `swr bench NAME --format json` prints one such object:
 *
 *	abi, kernel, kernel_package, device   as in json.c
 *	bench       string: "refaults" or "swapin"
 *	source      string: where the table was published
 *	shape       string: where this one differs from that, and why
 *	unit        string: of the values; "instructions per page" in a guest that
 *	            counts instructions (scripts/vm --icount)
 *	threads     number or null: that write
 *	pages       number: of the region
 *	seconds     number or null: length of an interval
 *	page_cluster  number: vm.page-cluster as found
 *	repeat      number of rounds that count; one before them does not
 *	unsafe      bool: one of the policies opens a hole
 *	variants    array, an object a variant, in the order of their turns:
 *	    name         string: as in the table
 *	    fix          string: policy of the module
 *	    unsafe       bool: that policy opens a hole
 *	    value        object: min, median, max of all rounds
 *	    ratio        object: min, median, max; of the ratios to the first
 *	                 variant's measurement in the same round
 *	    published    number or null: that ratio in the published table
 *	    minor, major objects: min, median, max; faults of the process as
 *	                 getrusage() counts them, which is what `perf stat` counts
 *	    faults       number of swap-in faults, all rounds; the same for the next
 *	    past_cache   number of these that went past the swap cache
 *	    eexist       number of claims refused to faults by -EEXIST
 *	    lost_writes  number of writes that are not in memory any more
 *	    misplaced    number of pages with something else than was left there
 *	    events_lost  number: events the module could not follow
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "err.h"
#include "middle.h"
#include "result.h"
#include "swr_abi.h"

/* One variant, all rounds that count. */
struct row {
	struct swr_middle value;
	struct swr_middle ratio;
	struct swr_middle minor;
	struct swr_middle major;
	uint64_t faults;
	uint64_t past;
	uint64_t eexist;
	uint64_t events_lost;
	struct swr_losses losses;
};

/**
 * swr_bench_unit() - of the value of a benchmark
 * @bench: which
 *
 * Time in a guest that counts instructions is the number of these.
 */
const char *swr_bench_unit(const struct swr_bench *bench)
{
	const char *icount = getenv("SWR_ICOUNT");

	if (bench->unit)
		return bench->unit;
	return icount && !strcmp(icount, "1") ? "instructions per page" : "ns per page";
}

static double minor(const struct swr_sample *s)
{
	return s->counts.minor;
}

static double major(const struct swr_sample *s)
{
	return s->counts.major;
}

/* One number of each round. */
static double *column(const struct swr_benched *b, unsigned int nr,
		      double (*value)(const struct swr_sample *s))
{
	double *v = malloc(b->plan->repeat * sizeof(*v));
	unsigned int i;

	for (i = 0; v && i < b->plan->repeat; i++)
		v[i] = value(swr_bench_sample(b, i + 1, nr));
	return v;
}

static int middle_of(const struct swr_benched *b, unsigned int nr,
		     double (*value)(const struct swr_sample *s), struct swr_middle *m)
{
	double *v = column(b, nr, value);
	int err = v ? swr_middle(v, b->plan->repeat, m) : swr_err("out of memory");

	free(v);
	return err;
}

static int make_row(const struct swr_benched *b, unsigned int nr, struct row *r)
{
	double (*value)(const struct swr_sample *s) = b->plan->bench->value;
	double *v = column(b, nr, value), *base = column(b, 0, value);
	unsigned int i;
	int err;

	*r = (struct row){ 0 };
	for (i = 1; i <= b->plan->repeat; i++) {
		const struct swr_sample *s = swr_bench_sample(b, i, nr);

		r->faults += s->counts.module.n[SWR_N_faults];
		r->past += s->counts.module.n[SWR_N_faults_bypass];
		r->eexist += s->counts.module.n[SWR_N_eexist_fault];
		r->events_lost += s->counts.events_lost;
		r->losses.writes += s->losses.writes;
		r->losses.lost += s->losses.lost;
		r->losses.misplaced += s->losses.misplaced;
	}
	err = v && base ? swr_middle_ratio(v, base, b->plan->repeat, &r->ratio) :
			  swr_err("out of memory");
	free(v);
	free(base);
	return err || middle_of(b, nr, value, &r->value) || middle_of(b, nr, minor, &r->minor) ||
	       middle_of(b, nr, major, &r->major) ? -1 : 0;
}

static json_t *middle_json(const struct swr_middle *m)
{
	return json_pack("{sf,sf,sf}", "min", m->min, "median", m->median, "max", m->max);
}

static json_t *row_json(const struct swr_benched *b, unsigned int nr, const struct row *r)
{
	const struct swr_variant *v = &b->plan->bench->variants[nr];

	return json_pack("{ss,ss,sb,so,so,so,so,so,sI,sI,sI,sI,sI,sI,sI}",
			 "name", v->name,
			 "fix", b->fixes.fix[nr].name,
			 "unsafe", b->fixes.fix[nr].unsafe,
			 "value", middle_json(&r->value),
			 "ratio", middle_json(&r->ratio),
			 "published", v->published > 0 ? json_real(v->published) : json_null(),
			 "minor", middle_json(&r->minor),
			 "major", middle_json(&r->major),
			 "faults", (json_int_t)r->faults,
			 "past_cache", (json_int_t)r->past,
			 "eexist", (json_int_t)r->eexist,
			 "writes", (json_int_t)r->losses.writes,
			 "lost_writes", (json_int_t)r->losses.lost,
			 "misplaced", (json_int_t)r->losses.misplaced,
			 "events_lost", (json_int_t)r->events_lost);
}

static json_t *number_or_null(unsigned int n)
{
	return n ? json_integer(n) : json_null();
}

static int print_json(FILE *out, const struct swr_benched *b, const struct row *rows)
{
	const struct swr_bench_plan *plan = b->plan;
	json_t *variants = json_array();
	bool unsafe = false;
	unsigned int i;

	for (i = 0; i < b->nr; i++) {
		unsafe |= b->fixes.fix[i].unsafe;
		if (json_array_append_new(variants, row_json(b, i, &rows[i]))) {
			json_decref(variants);
			return swr_err("out of memory");
		}
	}
	return swr_dump_json(out, json_pack("{si,ss,ss,ss?,ss,ss,ss,ss,so,si,so,si,si,sb,so}",
					    "abi", SWR_ABI,
					    "bench", plan->bench->name,
					    "kernel", b->kernel,
					    "kernel_package", swr_kernel_package(),
					    "device", plan->device->name,
					    "source", plan->bench->source,
					    "shape", plan->bench->shape,
					    "unit", swr_bench_unit(plan->bench),
					    "threads", number_or_null(plan->load.threads),
					    "pages", plan->load.pages,
					    "seconds", number_or_null(plan->load.seconds),
					    "page_cluster", b->cluster,
					    "repeat", plan->repeat,
					    "unsafe", unsafe,
					    "variants", variants));
}

static void print_row(FILE *out, const struct swr_benched *b, unsigned int nr, const struct row *r)
{
	const struct swr_variant *v = &b->plan->bench->variants[nr];
	char published[16] = "-", lost[48] = "-";

	if (v->published > 0)
		snprintf(published, sizeof(published), "%.2f", v->published);
	fprintf(out, "%-22s%-10s %9.0f (%.0f..%.0f)  %.3f (%.3f..%.3f)  %9s  %.0f/%.0f", v->name,
		b->fixes.fix[nr].name, r->value.median, r->value.min, r->value.max, r->ratio.median,
		r->ratio.min, r->ratio.max, published, r->minor.median, r->major.median);
	/* a benchmark that only reads can lose nothing */
	if (r->losses.writes)
		snprintf(lost, sizeof(lost), "%" PRIu64 "/%" PRIu64, r->losses.lost,
			 r->losses.writes);
	fprintf(out, "  %.1f%%  %" PRIu64 "  %s  %" PRIu64 "  %" PRIu64 "%s\n",
		r->faults ? 100.0 * r->past / r->faults : 0, r->eexist, lost, r->losses.misplaced,
		r->events_lost,
		b->fixes.fix[nr].unsafe ? "  UNSAFE: S1 is open under this policy" : "");
}

static void print_text(FILE *out, const struct swr_benched *b, const struct row *rows)
{
	const struct swr_bench_plan *plan = b->plan;
	const char *package = swr_kernel_package();
	unsigned int i;

	fprintf(out, "%s on %s: %s\n", plan->bench->name, plan->device->name, plan->bench->text);
	fprintf(out, "  kernel     %s%s%s%s\n", b->kernel, package ? " (" : "",
		package ? package : "", package ? ")" : "");
	fprintf(out, "  unit       %s; median (min..max) of %u rounds in which the variants take turns\n",
		swr_bench_unit(plan->bench), plan->repeat);
	fprintf(out, "  load       %u pages", plan->load.pages);
	if (plan->load.threads)
		fprintf(out, ", %u threads, intervals of %u s", plan->load.threads,
			plan->load.seconds);
	fprintf(out, ", vm.page-cluster %u\n", b->cluster);
	fprintf(out, "  published  %s\n", plan->bench->source);
	fprintf(out, "  shape      %s\n\n", plan->bench->shape);
	fprintf(out, "variant, policy, value, ratio, published ratio, minor/major faults, past the swap cache, claims refused, writes lost/done, pages misplaced, events lost\n");
	for (i = 0; i < b->nr; i++)
		print_row(out, b, i, &rows[i]);
}

/**
 * swr_bench_print() - say what came out
 * @out: where to
 * @b: of what
 */
int swr_bench_print(FILE *out, const struct swr_benched *b)
{
	struct row rows[SWR_BENCH_VARIANTS];
	unsigned int i;

	for (i = 0; i < b->nr; i++)
		if (make_row(b, i, &rows[i]))
			return -1;
	if (b->plan->json)
		return print_json(out, b, rows);
	print_text(out, b, rows);
	return 0;
}
