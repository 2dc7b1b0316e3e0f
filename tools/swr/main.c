// SPDX-License-Identifier: GPL-2.0
/*
 * swr: drive real processes through swap-in races, and say what the kernel does.
 *
 * Exit status: 0 fine; 1 and 4 of `swr verdict`, see SWR_VERDICTS; 1 of `swr run
 * FILE` if the result is not what the file expects; 2 for
 * anything that was not understood or could not be done, with one line on stderr.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "bench.h"
#include "borrow.h"
#include "ctl.h"
#include "err.h"
#include "guard.h"
#include "result.h"
#include "run_collapse.h"
#include "run_storm.h"
#include "scenario.h"
#include "scn_file.h"
#include "show.h"
#include "verdict.h"

#define REPEAT_RUN	1
#define REPEAT_VERDICT	10

/* A result that is valid and not what the scenario file expects. */
#define EXIT_UNMET	1

const char *argp_program_version = "swr " SWR_VERSION;

static int do_list(const struct swr_args *a)
{
	(void)a;
	return swr_show_list(stdout) ? SWR_EXIT_NO : 0;
}

static int do_status(const struct swr_args *a)
{
	(void)a;
	return swr_ctl_open() || swr_show_status(stdout) ? SWR_EXIT_NO : 0;
}

static int do_counters(const struct swr_args *a)
{
	return swr_ctl_open() || swr_show_counters(stdout, a->json) ? SWR_EXIT_NO : 0;
}

static int do_races(const struct swr_args *a)
{
	if (swr_ctl_open())
		return SWR_EXIT_NO;
	if (a->diagram ? swr_show_diagrams(stdout, a->last) : swr_show_reports(stdout, a->last))
		return SWR_EXIT_NO;
	return 0;
}

static int run_series(const struct swr_args *a)
{
	struct swr_plan plan = {
		.device = a->device ? a->device : swr_swapdevs[0],
		.repeat = a->repeat ? a->repeat : REPEAT_RUN,
		.limit_ms = a->limit_ms ? a->limit_ms : SWR_LIMIT_MS_DEFAULT,
		.account = a->account,
		.allow_oops = a->allow_oops,
		.file = a->file,
		.record = a->record,
		.shuffle = a->shuffle,
		.seed = a->seed,
	};
	const struct swr_format *format = a->format ? a->format : swr_formats;
	struct swr_result res;
	int err;

	if (swr_scenario_run(a->scenario, &plan, &res))
		return -1;
	err = format->print(stdout, &res);
	/* what the kernel does is the answer here, not a failure of ours */
	if (res.tally.verdict == SWR_V_ERROR)
		err = swr_err("%s", res.tally.reason);
	else if (!err && *res.unmet)
		err = EXIT_UNMET;
	swr_result_free(&res);
	return err;
}

static int run_load(const struct swr_args *a)
{
	struct swr_storm_plan plan = {
		.device = a->device ? a->device : swr_swapdevs[0],
		.load = {
			.threads = a->threads ? a->threads : SWR_STORM_THREADS,
			.pages = a->pages ? a->pages : SWR_STORM_PAGES,
			.seconds = a->seconds ? a->seconds : SWR_STORM_SECONDS,
		},
		.hold_us = a->hold_us,
		.fixes = a->fix ? a->fix : "all",
		.json = a->format && a->format->print == swr_print_json,
	};

	return a->scenario->load(stdout, &plan);
}

static int run_collapse(const struct swr_args *a)
{
	struct swr_collapse_plan plan = {
		.device = a->device ? a->device : swr_swapdevs[0],
		.changes = a->changes,
		.window = a->window,
		.by = a->by,
		.repeat = a->repeat ? a->repeat : REPEAT_RUN,
		.limit_ms = a->limit_ms ? a->limit_ms : SWR_LIMIT_MS_DEFAULT,
		.json = a->format && a->format->print == swr_print_json,
	};

	return a->scenario->collapse(stdout, &plan);
}

static int verdict(const struct swr_args *a)
{
	struct swr_verdict_plan plan = {
		.bug = a->bug,
		.device = a->device,
		.repeat = a->repeat ? a->repeat : REPEAT_VERDICT,
		.json = a->json,
	};

	return swr_verdict(stdout, &plan);
}

/* With the policy asked for, and afterwards with the one before. */
static int under_fix(const struct swr_args *a, int (*what)(const struct swr_args *a))
{
	char why[SWR_ERR_MAX];
	int status;

	if (swr_ctl_open() || swr_ctl_lock() || swr_guard_up())
		return SWR_EXIT_NO;
	if ((a->fix && swr_borrow_fix(a->fix)) ||
	    (a->fix_swapoff && swr_borrow_fix_swapoff(a->fix_swapoff)) ||
	    (a->fix_loop && swr_borrow_fix_loop(a->fix_loop)) ||
	    (a->fix_collapse && swr_borrow_fix_collapse(a->fix_collapse)) ||
	    (a->allow_oops && swr_borrow_pass_gone()))
		status = -1;
	else
		status = what(a);
	snprintf(why, sizeof(why), "%s", swr_errstr());
	if (swr_borrow_return())
		return SWR_EXIT_NO;
	if (status < 0)
		swr_err("%s", why);
	return status < 0 ? SWR_EXIT_NO : status;
}

static int do_check(const struct swr_args *a)
{
	return swr_scn_show_check(stdout, a->file) ? SWR_EXIT_NO : 0;
}

static int do_run(const struct swr_args *a)
{
	if (a->file && (swr_ctl_open() || swr_scn_places(a->file)))
		return SWR_EXIT_NO;
	if (a->scenario->collapse)
		return under_fix(a, run_collapse);
	if (!a->scenario->load)
		return under_fix(a, run_series);
	if (swr_ctl_open() || swr_ctl_lock() || swr_guard_up())
		return SWR_EXIT_NO;
	return run_load(a) ? SWR_EXIT_NO : 0;
}

static int do_bench(const struct swr_args *a)
{
	struct swr_bench_plan plan = {
		.bench = a->bench,
		.device = a->device ? a->device : swr_swapdevs[0],
		.load = {
			.threads = a->threads ? a->threads : a->bench->threads,
			.pages = a->pages ? a->pages : a->bench->pages,
			.seconds = a->seconds ? a->seconds : a->bench->seconds,
		},
		.repeat = a->repeat ? a->repeat : SWR_BENCH_REPEAT,
		.json = a->format && a->format->print == swr_print_json,
	};

	if (swr_ctl_open() || swr_ctl_lock() || swr_guard_up())
		return SWR_EXIT_NO;
	return swr_bench(stdout, &plan) ? SWR_EXIT_NO : 0;
}

static int do_verdict(const struct swr_args *a)
{
	return under_fix(a, verdict);
}

/**
 * struct command - a word after swr
 * @name: it
 * @args_doc: what follows it
 * @doc: what it does
 * @options: what it takes
 * @wants: what its argument is
 * @run: does it; returns the exit status, SWR_EXIT_NO with the reason in swr_errstr()
 */
static const struct command {
	const char *name;
	const char *args_doc;
	const char *doc;
	const struct argp_option *options;
	enum swr_wants wants;
	int (*run)(const struct swr_args *a);
} commands[] = {
	{ "list", "", "Show scenarios, benchmarks, devices and points.",
	  swr_no_options, SWR_WANTS_NOTHING, do_list },
	{ "status", "", "Show the state of the module.",
	  swr_no_options, SWR_WANTS_NOTHING, do_status },
	{ "counters", "", "Show the counters of the module, in events.",
	  swr_counters_options, SWR_WANTS_NOTHING, do_counters },
	{ "races", "",
	  "Show what the detectors decided, as reports or drawn.\vDrawn is what the module recorded of both faults, and below it stands what it did not record.",
	  swr_races_options, SWR_WANTS_NOTHING, do_races },
	{ "run", "SCENARIO",
	  "Run a scenario and report what the kernel did.\vA SCENARIO with a / in it, or .scn at its end, is a file. The exit status is 0 if the result is valid, whatever it is, 1 if it is not what the file expects, and 2 if it is not valid.",
	  swr_run_options, SWR_WANTS_SCENARIO, do_run },
	{ "check", "FILE",
	  "Say whether a scenario file makes sense, and whether something in it may wait for itself.",
	  swr_no_options, SWR_WANTS_FILE, do_check },
	{ "bench", "BENCHMARK",
	  "Measure what was published with the fixes again, and compare.\vVariants that open a hole need the module loaded with allow_unsafe=1.",
	  swr_bench_options, SWR_WANTS_BENCH, do_bench },
	{ "verdict", "",
	  "Say of each known bug whether this kernel has it.\vThe exit status is that of the worst verdict: 0 FIXED or ABSENT, 1 VULNERABLE, 4 INCONCLUSIVE (a window was not entered: proves nothing), 2 ERROR.",
	  swr_verdict_options, SWR_WANTS_NOTHING, do_verdict },
	{}
};

static void run_command(const struct command *c, int argc, char **argv)
{
	struct argp argp = {
		.options = c->options,
		.parser = swr_args_parse,
		.args_doc = c->args_doc,
		.doc = c->doc,
	};
	char name[32];
	struct swr_args a = { .name = name, .wants = c->wants };
	int status;

	snprintf(name, sizeof(name), "swr %s", c->name);
	argv[0] = name;
	/* argp's own words go over several lines, and take its --help with them */
	argp_parse(&argp, argc, argv, ARGP_NO_ERRS | ARGP_NO_HELP, NULL, &a);
	status = c->run(&a);
	if (swr_guard_interrupted())
		swr_guard_reraise();
	if (fflush(stdout) || ferror(stdout))
		swr_refuse(name, "stdout could not be written");
	if (status == SWR_EXIT_NO && *swr_errstr())
		swr_refuse(name, "%s", swr_errstr());
	exit(status);
}

static void show_commands(FILE *out)
{
	const struct command *c;

	fprintf(out, "usage: swr COMMAND [OPTION]...\n\n");
	for (c = commands; c->name; c++)
		fprintf(out, "  %-10s %.*s\n", c->name, (int)strcspn(c->doc, "\v"), c->doc);
	fprintf(out, "\n`swr COMMAND --help` says more. `swr --version` says which swr this is.\n");
}

int main(int argc, char **argv)
{
	const struct command *c;

	/* who had it ignored would have our children vanish */
	signal(SIGCHLD, SIG_DFL);
	if (argc < 2)
		swr_refuse("swr", "which command? see swr --help");
	if (!strcmp(argv[1], "--help") && argc == 2) {
		show_commands(stdout);
		return 0;
	}
	if (!strcmp(argv[1], "--version") && argc == 2) {
		printf("%s\n", argp_program_version);
		return 0;
	}
	for (c = commands; c->name; c++)
		if (!strcmp(c->name, argv[1]))
			run_command(c, argc - 1, argv + 1);
	swr_refuse("swr", "no command '%s', see swr --help", argv[1]);
}
