// SPDX-License-Identifier: GPL-2.0
/*
 * Options and arguments of all commands. Whatever is not understood, or makes no
 * sense together, ends the command before anything is touched.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "args.h"
#include "bench.h"
#include "bugs.h"
#include "parse.h"
#include "result.h"
#include "run_collapse.h"
#include "run_storm.h"
#include "scenario.h"
#include "scn_file.h"

enum {
	OPT_DEVICE = 256, OPT_REPEAT, OPT_FORMAT, OPT_LIMIT, OPT_ACCOUNT, OPT_JSON, OPT_HELP,
	OPT_FIX, OPT_THREADS, OPT_PAGES, OPT_SECONDS, OPT_HOLD,
	OPT_CHANGE, OPT_WINDOW, OPT_BY, OPT_FIX_COLLAPSE,
	OPT_RECORD, OPT_DIAGRAM, OPT_LAST, OPT_BUG, OPT_FIX_SWAPOFF, OPT_FIX_LOOP, OPT_OOPS,
	OPT_SHUFFLE, OPT_SEED,
};

#define GIVEN(key)	(1ul << ((key) - OPT_DEVICE))

#define O_DEVICE(doc)	{ "device", OPT_DEVICE, "zram|brd|file", 0, doc, 0 }
#define O_REPEAT(doc)	{ "repeat", OPT_REPEAT, "N", 0, doc, 0 }
#define O_JSON		{ "json", OPT_JSON, NULL, 0, "print one JSON object", 0 }
#define O_HELP		{ "help", OPT_HELP, NULL, 0, "print this and do nothing", 0 }

const struct argp_option swr_no_options[] = { O_HELP, {} };
const struct argp_option swr_counters_options[] = { O_JSON, O_HELP, {} };

const struct argp_option swr_races_options[] = {
	{ "diagram", OPT_DIAGRAM, NULL, 0, "draw them, a column a task", 0 },
	{ "last", OPT_LAST, "N", 0, "the newest N only, 1 to 10000 (all)", 0 },
	O_HELP,
	{}
};

const struct argp_option swr_run_options[] = {
	{ NULL, 0, NULL, 0, "All scenarios:", 1 },
	O_DEVICE("where to swap (zram)"),
	{ "fix", OPT_FIX, "NAME", 0,
	  "policy of the module for the run, see its file fix; storm takes several with commas between, one after the other (all: those that this kernel can have and that close the race)",
	  0 },
	{ "format", OPT_FORMAT, "text|ktap|json", 0,
	  "how to print the result (text); storm and collapse have no ktap", 0 },
	{ "fix-swapoff", OPT_FIX_SWAPOFF, "NAME", 0,
	  "policy of the module for swapoff, see its file fix_swapoff; not of storm", 0 },
	{ "fix-loop", OPT_FIX_LOOP, "NAME", 0,
	  "policy of the module for calls that loop on -EEXIST, see its file fix_loop; not of storm", 0 },
	{ "fix-collapse", OPT_FIX_COLLAPSE, "NAME", 0,
	  "check of the module in collapses, see its file fix_collapse; not of storm", 0 },
	{ NULL, 0, NULL, 0, "All but storm:", 2 },
	O_REPEAT("how often, 1 to 10000 (1); of a file, each permutation; of collapse, each change"),
	{ NULL, 0, NULL, 0, "Scenario files:", 3 },
	{ "record", OPT_RECORD, "OUT", 0,
	  "write the order that happened, in the last run that lost a write or else in the last, as a scenario file that says on which device, under which policies and how often",
	  0 },
	{ "shuffle", OPT_SHUFFLE, "N", 0,
	  "N random orders, 1 to 10000, of the words of its permutations instead of these, those of each session in their order, none that may wait for itself",
	  0 },
	{ "seed", OPT_SEED, "S", 0,
	  "where the random orders begin (what the file says, else another one each time); the result says it",
	  0 },
	{ NULL, 0, NULL, 0, "All but storm and scenario files:", 4 },
	{ "limit-ms", OPT_LIMIT, "N", 0,
	  "longest time a thread is held or waited for, 1 to 60000 ms (2000)", 0 },
	{ NULL, 0, NULL, 0, "swapoff:", 5 },
	{ "allow-oops", OPT_OOPS, NULL, 0,
	  "let a kernel that is VULNERABLE read from the device that has gone: it will BUG, and the machine has to be rebooted; needs the module loaded with allow_unsafe=1",
	  0 },
	{ NULL, 0, NULL, 0, "aba, swapoff and the livelocks:", 6 },
	{ "account", OPT_ACCOUNT, NULL, 0,
	  "draw what happened on which CPU in one run, from the recorded events", 0 },
	{ NULL, 0, NULL, 0, "collapse:", 7 },
	{ "change", OPT_CHANGE, "NAME", 0,
	  "what becomes of the area meanwhile: munmap, mremap, mprotect, dontneed, exit, remap, or all one after the other (all)",
	  0 },
	{ "window", OPT_WINDOW, "swapin|alloc", 0,
	  "where the collapse is held without mmap_lock: behind its swap-in, or behind the allocation of its huge page (swapin)",
	  0 },
	{ "by", OPT_BY, "madvise|khugepaged", 0,
	  "who collapses (madvise where the kernel has MADV_COLLAPSE; exit is for khugepaged)", 0 },
	{ NULL, 0, NULL, 0, "storm:", 8 },
	{ "threads", OPT_THREADS, "N", 0, "threads that fault the same pages, 2 to 64 (4)", 0 },
	{ "pages", OPT_PAGES, "N", 0, "pages they fault, one after the other, 1 to 65536 (64)", 0 },
	{ "seconds", OPT_SECONDS, "N", 0, "how long, per policy, 1 to 3600 s (3)", 0 },
	{ "hold-us", OPT_HOLD, "N", 0,
	  "how much longer the read of each page takes, 0 to 1000000 us (0)", 0 },
	{ NULL, 0, NULL, 0, "Help:", 9 },
	O_HELP,
	{}
};

const struct argp_option swr_verdict_options[] = {
	{ "bug", OPT_BUG, "NAME", 0, "only this one, as S1 (all)", 0 },
	O_DEVICE("only there (zram and brd)"),
	O_REPEAT("runs per bug and device, 1 to 10000 (10)"),
	{ "fix", OPT_FIX, "NAME", 0, "policy of the module for the runs, see its file fix", 0 },
	{ "fix-swapoff", OPT_FIX_SWAPOFF, "NAME", 0,
	  "policy of the module for swapoff, see its file fix_swapoff", 0 },
	{ "fix-loop", OPT_FIX_LOOP, "NAME", 0,
	  "policy of the module for calls that loop on -EEXIST, see its file fix_loop", 0 },
	{ "fix-collapse", OPT_FIX_COLLAPSE, "NAME", 0,
	  "check of the module in collapses, see its file fix_collapse", 0 },
	O_JSON,
	O_HELP,
	{}
};

const struct argp_option swr_bench_options[] = {
	O_DEVICE("where to swap (zram)"),
	O_REPEAT("rounds that count, 1 to 1000, in each of which every variant has its turn (5)"),
	{ "pages", OPT_PAGES, "N", 0, "pages of the region, 1 to 65536 (256 for refaults, 8192 for swapin)", 0 },
	{ "threads", OPT_THREADS, "N", 0, "refaults: threads that write, 2 to 64 (32)", 0 },
	{ "seconds", OPT_SECONDS, "N", 0, "refaults: length of an interval, 1 to 3600 s (4)", 0 },
	{ "format", OPT_FORMAT, "text|json", 0, "how to print the result (text)", 0 },
	O_HELP,
	{}
};

/**
 * swr_refuse() - end the command with one line that says why
 * @name: "swr run"
 * @fmt: why
 */
_Noreturn void swr_refuse(const char *name, const char *fmt, ...)
{
	va_list list;

	va_start(list, fmt);
	fprintf(stderr, "%s: ", name);
	vfprintf(stderr, fmt, list);
	fputc('\n', stderr);
	va_end(list);
	exit(SWR_EXIT_NO);
}

static unsigned int take(const struct swr_args *a, const char *option, const char *text,
			 unsigned int min, unsigned int max)
{
	uint64_t n;

	if (!swr_parse_number(text, min, max, &n))
		swr_refuse(a->name, "--%s takes a number from %u to %u, not '%s'", option, min, max,
			   text);
	return n;
}

static void take_change(struct swr_args *a, const char *arg)
{
	int change = swr_change_find(arg);

	if (change < 0 && strcmp(arg, "all"))
		swr_refuse(a->name,
			   "--change takes munmap, mremap, mprotect, dontneed, exit, remap or all, not '%s'",
			   arg);
	a->changes = change < 0 ? 0 : 1u << change;
}

static void take_file(struct swr_args *a, const char *path)
{
	static struct swr_scn_file file;
	struct swr_scn_error err;

	if (swr_scn_load(&file, path, &err))
		swr_scn_refuse(path, &err);
	a->file = &file;
	a->scenario = &file.as;
}

static void take_argument(struct swr_args *a, const char *arg)
{
	if (a->wants == SWR_WANTS_NOTHING || a->scenario || a->bench)
		swr_refuse(a->name, "one argument too many: '%s'", arg);
	if (a->wants == SWR_WANTS_FILE ||
	    (a->wants == SWR_WANTS_SCENARIO && swr_scn_is_file(arg))) {
		take_file(a, arg);
	} else if (a->wants == SWR_WANTS_SCENARIO) {
		a->scenario = swr_scenario_find(arg);
		if (!a->scenario)
			swr_refuse(a->name, "no scenario '%s', see swr list", arg);
	} else {
		a->bench = swr_bench_find(arg);
		if (!a->bench)
			swr_refuse(a->name, "no benchmark '%s', see swr list", arg);
	}
}

static void check_format(const struct swr_args *a, const char *what)
{
	if (a->format && !a->format->load)
		swr_refuse(a->name, "--format of %s takes text or json, not '%s'", what,
			   a->format->name);
}

/* Options are of all, of choreographies, or of loads. */
static void check_scenario(const struct swr_args *a)
{
	const unsigned long runs = GIVEN(OPT_REPEAT) | GIVEN(OPT_LIMIT) | GIVEN(OPT_ACCOUNT) |
				   GIVEN(OPT_FIX_LOOP) | GIVEN(OPT_FIX_SWAPOFF) |
				   GIVEN(OPT_FIX_COLLAPSE);
	const unsigned long loads = GIVEN(OPT_THREADS) | GIVEN(OPT_PAGES) | GIVEN(OPT_SECONDS) |
				    GIVEN(OPT_HOLD);
	const unsigned long names = GIVEN(OPT_LIMIT) | GIVEN(OPT_ACCOUNT);
	const unsigned long files = GIVEN(OPT_RECORD) | GIVEN(OPT_SHUFFLE) | GIVEN(OPT_SEED);
	/* of one scenario alone */
	const unsigned long alone =
		(!a->scenario->draws || a->file ? GIVEN(OPT_ACCOUNT) : 0) |
		(strcmp(a->scenario->name, "swapoff") || a->file ? GIVEN(OPT_OOPS) : 0) |
		(a->scenario->collapse ? 0 : GIVEN(OPT_CHANGE) | GIVEN(OPT_WINDOW) | GIVEN(OPT_BY));
	unsigned long wrong = a->given & ((a->scenario->load ? runs : loads) |
					  (a->file ? names : files) | alone);
	const struct argp_option *o;

	for (o = swr_run_options; wrong && (o->key || o->doc); o++)
		if (o->key && wrong & GIVEN(o->key))
			swr_refuse(a->name, "--%s is not for %s", o->name, a->scenario->name);
	if (a->scenario->load || a->scenario->collapse)
		check_format(a, a->scenario->name);
}

/* What the command line does not say the file may. */
static void take_from_file(struct swr_args *a)
{
	const struct swr_scn *scn = &a->file->scn;

	if (a->given & GIVEN(OPT_SEED) && !a->shuffle)
		swr_refuse(a->name, "--seed is for --shuffle");
	if (!a->device && *scn->device)
		a->device = swr_swapdev_find(scn->device);
	if (!a->fix && *scn->fix)
		a->fix = scn->fix;
	if (!a->fix_swapoff && *scn->fix_swapoff)
		a->fix_swapoff = scn->fix_swapoff;
	if (!a->fix_loop && *scn->fix_loop)
		a->fix_loop = scn->fix_loop;
	if (!a->fix_collapse && *scn->fix_collapse)
		a->fix_collapse = scn->fix_collapse;
	if (a->shuffle && !(a->given & GIVEN(OPT_SEED)) &&
	    !scn->has_seed && getrandom(&a->seed, sizeof(a->seed), 0) != sizeof(a->seed))
		swr_refuse(a->name, "getrandom: %s", strerror(errno));
	if (a->shuffle && !(a->given & GIVEN(OPT_SEED)) && scn->has_seed)
		a->seed = scn->seed;
	/* its repeats are those of its own orders */
	if (!a->repeat && !a->shuffle)
		a->repeat = scn->repeat;
	if (a->shuffle && a->shuffle * (a->repeat ? a->repeat : 1) > SWR_REPEAT_MAX)
		swr_refuse(a->name, "--shuffle times --repeat takes at most %u runs", SWR_REPEAT_MAX);
}

static void check_bench(const struct swr_args *a)
{
	if (a->given & GIVEN(OPT_THREADS) && !a->bench->threads)
		swr_refuse(a->name, "--threads is not for %s", a->bench->name);
	if (a->given & GIVEN(OPT_SECONDS) && !a->bench->seconds)
		swr_refuse(a->name, "--seconds is not for %s", a->bench->name);
	if (a->repeat > SWR_BENCH_REPEAT_MAX)
		swr_refuse(a->name, "--repeat takes a number from 1 to %u, not '%u'",
			   SWR_BENCH_REPEAT_MAX, a->repeat);
	check_format(a, a->bench->name);
}

static void check_all(struct swr_args *a)
{
	if (a->wants == SWR_WANTS_SCENARIO) {
		if (!a->scenario)
			swr_refuse(a->name, "which scenario? see swr list");
		check_scenario(a);
		if (a->file)
			take_from_file(a);
	} else if (a->wants == SWR_WANTS_BENCH) {
		if (!a->bench)
			swr_refuse(a->name, "which benchmark? see swr list");
		check_bench(a);
	} else if (a->wants == SWR_WANTS_FILE && !a->file) {
		swr_refuse(a->name, "which scenario file?");
	}
}

/**
 * swr_args_parse() - for argp, with a struct swr_args as input
 * @key: option or event
 * @arg: its value
 * @state: argp's
 */
error_t swr_args_parse(int key, char *arg, struct argp_state *state)
{
	struct swr_args *a = state->input;

	if (key >= OPT_DEVICE && key <= OPT_SEED)
		a->given |= GIVEN(key);
	switch (key) {
	case OPT_DEVICE:
		a->device = swr_swapdev_find(arg);
		if (!a->device)
			swr_refuse(a->name, "--device takes zram, brd or file, not '%s'", arg);
		return 0;
	case OPT_REPEAT:
		a->repeat = take(a, "repeat", arg, 1, SWR_REPEAT_MAX);
		return 0;
	case OPT_FORMAT:
		a->format = swr_format_find(arg);
		if (!a->format)
			swr_refuse(a->name, "--format takes text, ktap or json, not '%s'", arg);
		return 0;
	case OPT_LIMIT:
		a->limit_ms = take(a, "limit-ms", arg, 1, SWR_LIMIT_MS_MAX);
		return 0;
	case OPT_ACCOUNT:
		a->account = true;
		return 0;
	case OPT_JSON:
		a->json = true;
		return 0;
	case OPT_FIX:
		a->fix = arg;
		return 0;
	case OPT_FIX_LOOP:
		a->fix_loop = arg;
		return 0;
	case OPT_THREADS:
		a->threads = take(a, "threads", arg, 2, SWR_HERD_THREADS);
		return 0;
	case OPT_PAGES:
		a->pages = take(a, "pages", arg, 1, SWR_HERD_PAGES);
		return 0;
	case OPT_SECONDS:
		a->seconds = take(a, "seconds", arg, 1, SWR_STORM_SECONDS_MAX);
		return 0;
	case OPT_HOLD:
		a->hold_us = take(a, "hold-us", arg, 0, SWR_DELAY_US_MAX);
		return 0;
	case OPT_RECORD:
		a->record = arg;
		return 0;
	case OPT_CHANGE:
		take_change(a, arg);
		return 0;
	case OPT_WINDOW:
		if (swr_window_find(arg) < 0)
			swr_refuse(a->name, "--window takes swapin or alloc, not '%s'", arg);
		a->window = swr_window_find(arg);
		return 0;
	case OPT_BY:
		if (swr_collapser_find(arg) < 0)
			swr_refuse(a->name, "--by takes madvise or khugepaged, not '%s'", arg);
		a->by = 1 + swr_collapser_find(arg);
		return 0;
	case OPT_FIX_COLLAPSE:
		a->fix_collapse = arg;
		return 0;
	case OPT_SHUFFLE:
		a->shuffle = take(a, "shuffle", arg, 1, SWR_REPEAT_MAX);
		return 0;
	case OPT_SEED:
		a->seed = take(a, "seed", arg, 0, UINT32_MAX);
		return 0;
	case OPT_BUG:
		a->bug = swr_bug_find(arg);
		if (!a->bug)
			swr_refuse(a->name, "no bug '%s', see swr list", arg);
		return 0;
	case OPT_FIX_SWAPOFF:
		a->fix_swapoff = arg;
		return 0;
	case OPT_OOPS:
		a->allow_oops = true;
		return 0;
	case OPT_DIAGRAM:
		a->diagram = true;
		return 0;
	case OPT_LAST:
		a->last = take(a, "last", arg, 1, SWR_REPEAT_MAX);
		return 0;
	case OPT_HELP:
		argp_help(state->root_argp, stdout,
			  ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC, (char *)a->name);
		exit(0);
	case ARGP_KEY_ARG:
		take_argument(a, arg);
		return 0;
	case ARGP_KEY_END:
		check_all(a);
		return 0;
	case ARGP_KEY_ERROR:
		/* getopt went past what it did not understand */
		swr_refuse(a->name,
			   "no such option, or its value is missing or needless: '%s', see --help",
			   state->argv[state->next > 0 ? state->next - 1 : 0]);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}
