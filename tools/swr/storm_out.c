// SPDX-License-Identifier: GPL-2.0
/*
 * What storms showed, as a table or for programs. Members are never renamed or
 * given another meaning; new ones may appear, readers skip what they do not know.
 * `swr run storm --format json` prints one such object:
 *
 *	abi, kernel, kernel_package, device   as in json.c
 *	scenario    string: "storm"
 *	threads     number
 *	pages       number
 *	seconds     number: length of each storm
 *	page_cluster  number: vm.page-cluster during the storms, 0: no read-ahead
 *	hold_us     number: the winner's delay between read and install, us
 *	unsafe      bool: one of the policies opens a hole
 *	storms      array, an object a policy, in the order they ran:
 *	    fix              string: policy of the module
 *	    unsafe           bool: that policy opens a hole
 *	    rounds           number of times that all pages were paged out
 *	    touch_s          number: seconds without the paging out
 *	    faults           number of swap-in faults
 *	    resolved         number of these that mapped their page
 *	    resolved_per_s   number: resolved / touch_s
 *	    eexist           number of claims refused by -EEXIST, all callers
 *	    repeats          number of faults of a task that came back without
 *	                     its page
 *	    repeats_per_resolved  number
 *	    repeats_lost_race     number or null: of the repeats, those because
 *	                     another fault had the claim. null: the counters cannot
 *	                     tell them from other ways to come back
 *	    minor, major     number: faults of the process as getrusage() counts
 *	                     them, which is what `perf stat` counts. A fault that
 *	                     was refused the claim and comes back is minor
 *	    wait_us          object or null: faults that were refused the claim, per
 *	                     refusal, until they went on (the module's)
 *	    hold_us          object or null: claims (the module's)
 *	    touch_us         object: one write of one thread to one page that all
 *	                     others write to at the same time, from user space,
 *	                     whatever it met and however often it faulted
 *	        count, p50, p99, max  numbers, in us; the upper end of the bucket in
 *	                     which the true one is, at most 3.2 % more
 *	    writes           number: of all threads
 *	    lost_writes      number of these that are not in memory any more
 *	    misplaced        number of pages with something else than was left there
 *	    events_lost      number: events the module could not follow
 */
#include <inttypes.h>
#include <jansson.h>

#include "err.h"
#include "result.h"
#include "run_storm.h"
#include "swr_abi.h"

static uint64_t eexist(const struct swr_storm *s)
{
	return s->counts.module.n[SWR_N_eexist_fault] + s->counts.module.n[SWR_N_eexist_readahead] +
	       s->counts.module.n[SWR_N_eexist_shmem] + s->counts.module.n[SWR_N_eexist_other];
}

static double per(uint64_t n, double of)
{
	return of > 0 ? n / of : 0;
}

static double touch_s(const struct swr_storm *s)
{
	return s->touch_ns / 1e9;
}

/*
 * A fault comes back because it was refused the claim, or because the kernel asked
 * for that (VM_FAULT_RETRY), e.g. to wait for a page lock; if there was none of
 * the latter or none of the former it is clear what the repeats are.
 */
static json_t *repeats_lost_race(const struct swr_storm *s)
{
	if (!s->counts.module.n[SWR_N_eexist_fault])
		return json_integer(0);
	if (!s->counts.module.n[SWR_N_faults_retry] || !s->counts.module.n[SWR_N_repeats])
		return json_integer(s->counts.module.n[SWR_N_repeats]);
	return json_null();
}

static json_t *spread_json(const struct swr_dist *d)
{
	struct swr_spread s;

	swr_dist_spread(d, &s);
	if (!s.count)
		return json_null();
	return json_pack("{sI,sf,sf,sf}", "count", (json_int_t)s.count, "p50", s.p50 / 1e3,
			 "p99", s.p99 / 1e3, "max", s.max / 1e3);
}

static json_t *storm_json(const struct swr_storm *s, bool unsafe)
{
	const uint64_t *n = s->counts.module.n;

	return json_pack("{ss,sb,sI,sf,sI,sI,sf,sI,sI,sf,so,sI,sI,so,so,so,sI,sI,sI,sI}",
			 "fix", s->fix,
			 "unsafe", unsafe,
			 "rounds", (json_int_t)s->rounds,
			 "touch_s", touch_s(s),
			 "faults", (json_int_t)n[SWR_N_faults],
			 "resolved", (json_int_t)n[SWR_N_installs],
			 "resolved_per_s", per(n[SWR_N_installs], touch_s(s)),
			 "eexist", (json_int_t)eexist(s),
			 "repeats", (json_int_t)n[SWR_N_repeats],
			 "repeats_per_resolved", per(n[SWR_N_repeats], n[SWR_N_installs]),
			 "repeats_lost_race", repeats_lost_race(s),
			 "minor", (json_int_t)s->counts.minor,
			 "major", (json_int_t)s->counts.major,
			 "wait_us", spread_json(&s->wait),
			 "hold_us", spread_json(&s->hold),
			 "touch_us", spread_json(&s->touch),
			 "writes", (json_int_t)s->losses.writes,
			 "lost_writes", (json_int_t)s->losses.lost,
			 "misplaced", (json_int_t)s->losses.misplaced,
			 "events_lost", (json_int_t)s->counts.events_lost);
}

static int print_json(FILE *out, const struct swr_storms *all)
{
	const struct swr_storm_plan *plan = all->plan;
	json_t *storms = json_array();
	bool unsafe = false;
	unsigned int i;

	for (i = 0; i < all->fixes.nr; i++) {
		unsafe |= all->fixes.fix[i].unsafe;
		if (json_array_append_new(storms,
					  storm_json(&all->storm[i], all->fixes.fix[i].unsafe))) {
			json_decref(storms);
			return swr_err("out of memory");
		}
	}
	return swr_dump_json(out, json_pack("{si,ss,ss,ss?,ss,si,si,si,si,si,sb,so}",
					    "abi", SWR_ABI,
					    "scenario", "storm",
					    "kernel", all->kernel,
					    "kernel_package", swr_kernel_package(),
					    "device", plan->device->name,
					    "threads", plan->load.threads,
					    "pages", plan->load.pages,
					    "seconds", plan->load.seconds,
					    "page_cluster", 0,
					    "hold_us", plan->hold_us,
					    "unsafe", unsafe,
					    "storms", storms));
}

static void print_spread(FILE *out, const struct swr_dist *d)
{
	struct swr_spread s;
	char text[40] = "-";

	swr_dist_spread(d, &s);
	if (s.count)
		snprintf(text, sizeof(text), "%.0f/%.0f/%.0f", s.p50 / 1e3, s.p99 / 1e3,
			 s.max / 1e3);
	fprintf(out, " %20s", text);
}

static void print_row(FILE *out, const struct swr_storm *s, bool unsafe)
{
	const uint64_t *n = s->counts.module.n;
	char lost[48];

	fprintf(out, "%-13s%8" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8.2f %8" PRIu64 " %8" PRIu64,
		s->fix, n[SWR_N_faults], n[SWR_N_installs], eexist(s),
		per(n[SWR_N_repeats], n[SWR_N_installs]), s->counts.minor, s->counts.major);
	print_spread(out, &s->wait);
	print_spread(out, &s->hold);
	print_spread(out, &s->touch);
	snprintf(lost, sizeof(lost), "%" PRIu64 "/%" PRIu64, s->losses.lost + s->losses.misplaced,
		 s->losses.writes);
	fprintf(out, " %7.0f %10s %5" PRIu64 "%s\n",
		per(n[SWR_N_installs], touch_s(s)), lost, s->counts.events_lost, unsafe ? "  UNSAFE: S1 is open under this policy" : "");
}

static int print_text(FILE *out, const struct swr_storms *all)
{
	const struct swr_storm_plan *plan = all->plan;
	const char *package = swr_kernel_package();
	unsigned int i;

	fprintf(out, "storm on %s: %u threads, %u pages, winners hold %u us, %u s a policy\n",
		plan->device->name, plan->load.threads, plan->load.pages, plan->hold_us,
		plan->load.seconds);
	fprintf(out, "  kernel   %s%s%s%s\n", all->kernel, package ? " (" : "",
		package ? package : "", package ? ")" : "");
	fprintf(out, "  times    us, p50/p99/max, upper ends of buckets (at most 3.2 %% more)\n");
	fprintf(out, "  wait     of a fault that was refused the claim, per refusal; hold: of a claim\n");
	fprintf(out, "  touch    one write of one thread, from user space, however often it faulted\n\n");
	fprintf(out, "%-13s%8s %8s %8s %8s %8s %8s %20s %20s %20s %7s %10s %5s\n", "policy", "faults",
		"resolved", "refused", "rep/res", "minor", "major", "wait", "hold", "touch",
		"res/s", "lost", "blind");
	for (i = 0; i < all->fixes.nr; i++)
		print_row(out, &all->storm[i], all->fixes.fix[i].unsafe);
	fprintf(out,
		"\nrep/res: repeated faults per resolved fault. minor, major: faults of the process as\n"
		"perf stat counts them (getrusage). lost: writes lost and pages misplaced, found in\n"
		"memory, of writes done; no entry is used twice in a storm, S1 itself takes swr run\n"
		"aba. blind: events the module lost.\n");
	return 0;
}

/**
 * swr_storms_print() - say what came out
 * @out: where to
 * @all: of what
 */
int swr_storms_print(FILE *out, const struct swr_storms *all)
{
	return all->plan->json ? print_json(out, all) : print_text(out, all);
}
