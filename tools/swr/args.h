/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is said on the command line.
 */
#ifndef SWR_ARGS_H
#define SWR_ARGS_H

#include <stdbool.h>
#include <stdint.h>
#include <argp.h>

#include "collapse.h"
#include "err.h"

#define SWR_EXIT_NO	2

struct swr_bench;
struct swr_bug;
struct swr_format;
struct swr_scenario;
struct swr_scn_file;
struct swr_swapdev_ops;

/**
 * struct swr_args - all that options and arguments can say; 0 or NULL: not given
 * @name: "swr run", for messages
 * @wants: the command takes one argument, what it is
 * @scenario: which scenario
 * @file: the file that @scenario is from, or NULL
 * @record: file for the order of one run
 * @shuffle: random orders
 * @seed: of these
 * @bench: which benchmark
 * @device: where to swap
 * @format: how to print
 * @fix: policy, or policies
 * @fix_swapoff: policy for swapoff
 * @fix_loop: policy of calls that loop on -EEXIST
 * @fix_collapse: check in collapses
 * @bug: only this one
 * @allow_oops: the kernel may be let into what kills it
 * @repeat: how often
 * @limit_ms: longest hold and wait
 * @account: draw one run
 * @json: as JSON
 * @threads: how many
 * @pages: how many
 * @seconds: how long
 * @hold_us: longer reads
 * @diagram: draw
 * @last: only so many
 * @changes: of collapses, as in struct swr_collapse_plan
 * @window: where they are held
 * @by: who collapses
 * @given: options that were given
 */
struct swr_args {
	const char *name;
	enum swr_wants {
		SWR_WANTS_NOTHING, SWR_WANTS_SCENARIO, SWR_WANTS_BENCH, SWR_WANTS_FILE,
	} wants;
	const struct swr_scenario *scenario;
	const struct swr_scn_file *file;
	const char *record;
	unsigned int shuffle;
	uint32_t seed;
	const struct swr_bench *bench;
	const struct swr_swapdev_ops *device;
	const struct swr_format *format;
	const char *fix;
	const char *fix_swapoff;
	const char *fix_loop;
	const char *fix_collapse;
	const struct swr_bug *bug;
	bool allow_oops;
	unsigned int repeat;
	unsigned int limit_ms;
	bool account;
	bool json;
	unsigned int threads;
	unsigned int pages;
	unsigned int seconds;
	unsigned int hold_us;
	bool diagram;
	unsigned int last;
	unsigned int changes;
	enum swr_window window;
	unsigned int by;
	unsigned long given;
};

extern const struct argp_option swr_no_options[], swr_counters_options[], swr_run_options[];
extern const struct argp_option swr_races_options[];
extern const struct argp_option swr_verdict_options[], swr_bench_options[];

_Noreturn void swr_refuse(const char *name, const char *fmt, ...) __printf(2, 3);
error_t swr_args_parse(int key, char *arg, struct argp_state *state);

#endif
