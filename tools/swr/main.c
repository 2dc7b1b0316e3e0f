// SPDX-License-Identifier: GPL-2.0
/*
 * swr: drive real processes through swap-in races, and say what the kernel does.
 *
 * Exit status: 0 fine; 1 and 4 of `swr verdict` only, see SWR_VERDICTS; 2 for
 * anything that was not understood or could not be done, with one line on stderr.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "err.h"
#include "guard.h"
#include "result.h"
#include "scenario.h"
#include "show.h"
#include "verdict.h"

#define EXIT_NO		2
#define REPEAT_RUN	1
#define REPEAT_VERDICT	10

const char *argp_program_version = "swr " SWR_VERSION;

enum { OPT_DEVICE = 256, OPT_REPEAT, OPT_FORMAT, OPT_LIMIT, OPT_ACCOUNT, OPT_JSON, OPT_HELP };

/* All that options and arguments can say; a command looks at its part. */
struct args {
	const char *name;	/* "swr run", for messages */
	const struct swr_scenario *scenario;
	const struct swr_swapdev_ops *device;
	const struct swr_format *format;
	unsigned int repeat;
	unsigned int limit_ms;
	bool account;
	bool json;
	bool wants_scenario;
	int argc;
	char **argv;
};

static _Noreturn __printf(2, 3) void refuse(const char *name, const char *fmt, ...)
{
	va_list list;

	va_start(list, fmt);
	fprintf(stderr, "%s: ", name);
	vfprintf(stderr, fmt, list);
	fputc('\n', stderr);
	va_end(list);
	exit(EXIT_NO);
}

static unsigned int take(const struct args *a, const char *option, const char *text,
			 unsigned int max)
{
	uint64_t n;

	if (!swr_parse_number(text, 1, max, &n))
		refuse(a->name, "--%s takes a number from 1 to %u, not '%s'", option, max, text);
	return n;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case OPT_DEVICE:
		a->device = swr_swapdev_find(arg);
		if (!a->device)
			refuse(a->name, "--device takes zram or brd, not '%s'", arg);
		return 0;
	case OPT_REPEAT:
		a->repeat = take(a, "repeat", arg, SWR_REPEAT_MAX);
		return 0;
	case OPT_FORMAT:
		a->format = swr_format_find(arg);
		if (!a->format)
			refuse(a->name, "--format takes text, ktap or json, not '%s'", arg);
		return 0;
	case OPT_LIMIT:
		a->limit_ms = take(a, "limit-ms", arg, SWR_LIMIT_MS_MAX);
		return 0;
	case OPT_ACCOUNT:
		a->account = true;
		return 0;
	case OPT_JSON:
		a->json = true;
		return 0;
	case OPT_HELP:
		argp_help(state->root_argp, stdout,
			  ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC, (char *)a->name);
		exit(0);
	case ARGP_KEY_ARG:
		if (!a->wants_scenario || a->scenario)
			refuse(a->name, "one argument too many: '%s'", arg);
		a->scenario = swr_scenario_find(arg);
		if (!a->scenario)
			refuse(a->name, "no scenario '%s', see swr list", arg);
		return 0;
	case ARGP_KEY_END:
		if (a->wants_scenario && !a->scenario)
			refuse(a->name, "which scenario? see swr list");
		return 0;
	case ARGP_KEY_ERROR:
		/* getopt went past what it did not understand */
		refuse(a->name, "no such option, or its value is missing or needless: '%s', see --help",
		       state->argv[state->next > 0 ? state->next - 1 : 0]);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

#define O_DEVICE(doc)	{ "device", OPT_DEVICE, "zram|brd", 0, doc, 0 }
#define O_REPEAT(doc)	{ "repeat", OPT_REPEAT, "N", 0, doc, 0 }
#define O_JSON		{ "json", OPT_JSON, NULL, 0, "print one JSON object", 0 }
#define O_HELP		{ "help", OPT_HELP, NULL, 0, "print this and do nothing", 0 }

static const struct argp_option no_options[] = { O_HELP, {} };
static const struct argp_option counters_options[] = { O_JSON, O_HELP, {} };

static const struct argp_option run_options[] = {
	O_DEVICE("where to swap (zram)"),
	O_REPEAT("how often (1)"),
	{ "format", OPT_FORMAT, "text|ktap|json", 0, "how to print the result (text)", 0 },
	{ "limit-ms", OPT_LIMIT, "N", 0,
	  "longest time a thread is held or waited for, in ms (2000)", 0 },
	{ "account", OPT_ACCOUNT, NULL, 0,
	  "draw what happened on which CPU in one run, from the recorded events", 0 },
	O_HELP,
	{}
};

static const struct argp_option verdict_options[] = {
	O_DEVICE("only there (both)"),
	O_REPEAT("runs per bug and device (10)"),
	O_JSON,
	O_HELP,
	{}
};

static int do_list(const struct args *a)
{
	(void)a;
	return swr_show_list(stdout) ? EXIT_NO : 0;
}

static int do_status(const struct args *a)
{
	(void)a;
	return swr_ctl_open() || swr_show_status(stdout) ? EXIT_NO : 0;
}

static int do_counters(const struct args *a)
{
	return swr_ctl_open() || swr_show_counters(stdout, a->json) ? EXIT_NO : 0;
}

static int do_run(const struct args *a)
{
	struct swr_plan plan = {
		.device = a->device ? a->device : swr_swapdevs[0],
		.repeat = a->repeat ? a->repeat : REPEAT_RUN,
		.limit_ms = a->limit_ms ? a->limit_ms : SWR_LIMIT_MS_DEFAULT,
		.account = a->account,
	};
	const struct swr_format *format = a->format ? a->format : swr_formats;
	struct swr_result res;
	int err;

	if (swr_ctl_open() || swr_ctl_lock() || swr_guard_up())
		return EXIT_NO;
	if (swr_scenario_run(a->scenario, &plan, &res))
		return EXIT_NO;
	err = format->print(stdout, &res);
	/* what the kernel does is the answer here, not a failure of ours */
	if (res.tally.verdict == SWR_V_ERROR)
		err = swr_err("%s", res.tally.reason);
	swr_result_free(&res);
	return err ? EXIT_NO : 0;
}

static int do_verdict(const struct args *a)
{
	struct swr_verdict_plan plan = {
		.device = a->device,
		.repeat = a->repeat ? a->repeat : REPEAT_VERDICT,
		.json = a->json,
	};
	int status;

	if (swr_ctl_open() || swr_ctl_lock() || swr_guard_up())
		return EXIT_NO;
	status = swr_verdict(stdout, &plan);
	return status < 0 ? EXIT_NO : status;
}

/**
 * struct command - a word after swr
 * @name: it
 * @args_doc: what follows it
 * @doc: what it does
 * @options: what it takes
 * @wants_scenario: it takes the name of a scenario
 * @run: does it; returns the exit status, EXIT_NO with the reason in swr_errstr()
 */
static const struct command {
	const char *name;
	const char *args_doc;
	const char *doc;
	const struct argp_option *options;
	bool wants_scenario;
	int (*run)(const struct args *a);
} commands[] = {
	{ "list", "", "Show scenarios, devices and points.", no_options, false, do_list },
	{ "status", "", "Show the state of the module.", no_options, false, do_status },
	{ "counters", "", "Show the counters of the module, in events.", counters_options, false,
	  do_counters },
	{ "run", "SCENARIO",
	  "Run a scenario and report what the kernel did.\vThe exit status is 0 if the result is valid, whatever it is, and 2 if not.",
	  run_options, true, do_run },
	{ "verdict", "",
	  "Say of each known bug whether this kernel has it.\vThe exit status is that of the worst verdict: 0 FIXED, 1 VULNERABLE, 4 INCONCLUSIVE (a window was not entered: proves nothing), 2 ERROR.",
	  verdict_options, false, do_verdict },
	{}
};

static void run_command(const struct command *c, int argc, char **argv)
{
	struct argp argp = {
		.options = c->options,
		.parser = parse,
		.args_doc = c->args_doc,
		.doc = c->doc,
	};
	char name[32];
	struct args a = { .name = name, .wants_scenario = c->wants_scenario };
	int status;

	snprintf(name, sizeof(name), "swr %s", c->name);
	argv[0] = name;
	/* argp's own words go over several lines, and take its --help with them */
	argp_parse(&argp, argc, argv, ARGP_NO_ERRS | ARGP_NO_HELP, NULL, &a);
	status = c->run(&a);
	if (swr_guard_interrupted())
		swr_guard_reraise();
	if (fflush(stdout) || ferror(stdout))
		refuse(name, "stdout could not be written");
	if (status == EXIT_NO && *swr_errstr())
		refuse(name, "%s", swr_errstr());
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

	if (argc < 2)
		refuse("swr", "which command? see swr --help");
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
	refuse("swr", "no command '%s', see swr --help", argv[1]);
}
