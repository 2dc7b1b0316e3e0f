// SPDX-License-Identifier: GPL-2.0
/*
 * Results for programs. Members are never renamed or given another meaning; new
 * ones may appear, readers skip what they do not know. `swr run --format json`
 * prints one such object:
 *
 *	abi                 number: SWR_ABI of this command and of the module
 *	scenario            string: "aba", or the name that a file gives itself
 *	bug                 string: "S1", or null: a file that names none
 *	kernel              string: as uname -r
 *	kernel_package      string or null: $SWR_KERNEL_PACKAGE
 *	device              string: "zram", "brd" or "file"
 *	fix                 string: policy of the module, "stock": none
 *	fix_swapoff         string: policy of the module for swapoff, "stock": none
 *	fix_loop            string: policy of the module for calls that loop, "stock": none
 *	fix_order           string: when these calls allocate, "stock": as the kernel does
 *	fix_collapse        string: check of the module in collapses, "stock": none
 *	unsafe              bool: one of these opens a hole that the kernel has not
 *	runs                number: the denominator of the next four
 *	windows_entered     number of runs in which the window was entered
 *	lost_writes         number of runs that lost the write (the data)
 *	stale_installs      number (the events)
 *	uncertain_installs  number: installs of which the events cannot tell
 *	eexist              number of claims refused by -EEXIST, all callers
 *	events_lost         number: events the module could not follow
 *	swapoffs_early      number of runs in which swapoff went through although a fault
 *	                    was about to read; this and the next three are 0 for
 *	                    scenarios without a swapoff
 *	swapoff_waits       number of runs in which swapoff was seen waiting for the fault
 *	reads_gone          number of reads not passed on, since their device had gone
 *	wait_ms             object: min, median, max, from being seen waiting to the
 *	                    return of swapoff, milliseconds
 *	let_pass            number of runs in which a check of a collapse found an area fit
 *	                    that is not
 *	unfit_vmas          number of runs in which it would have gone on with a VMA that
 *	                    is gone; the module does not let it
 *	checks              number of checks of collapses after the change
 *	verdict             string: "FIXED" "VULNERABLE" "INCONCLUSIVE" "ERROR" "ABSENT"
 *	reason              string: why, one line
 *	hint                string or null: the fix, if the verdict is VULNERABLE
 *	ms                  object: min, median, max, time per run, milliseconds
 *	account             string or null: the CPU0/CPU1 account, with --account
 *	unmet               string or null: what is not as a scenario file expects it
 *	shuffle             number or null: so many random orders of a scenario file
 *	seed                number or null: where these began
 *
 * and those of loop_out.c, if it is of `livelock`.
 */
#include <jansson.h>

#include "err.h"
#include "loop_out.h"
#include "result.h"
#include "swr_abi.h"

/**
 * swr_result_json() - a result as an object
 * @res: which
 *
 * Return: the object, or NULL if memory is short.
 */
struct json_t *swr_result_json(const struct swr_result *res)
{
	const struct swr_tally *t = &res->tally;
	bool vulnerable = t->verdict == SWR_V_VULNERABLE;
	json_t *shuffle = res->shuffle ? json_integer(res->shuffle) : json_null();
	json_t *seed = res->shuffle ? json_integer(res->seed) : json_null();
	json_t *o;

	o = json_pack("{si,ss,ss?,ss,ss?,ss,ss,ss,ss,ss,ss,sb,si,si,si,sI,sI,sI,sI,si,si,sI,si,si,sI,s{sf,sf,sf},ss,ss,ss?,s{sf,sf,sf},ss?,ss?,so,so}",
		      "abi", SWR_ABI,
		      "scenario", res->scenario->name,
		      "bug", res->scenario->bug,
		      "kernel", res->kernel,
		      "kernel_package", swr_kernel_package(),
		      "device", res->device,
		      "fix", res->fix,
		      "fix_swapoff", res->fix_swapoff,
		      "fix_loop", res->fix_loop,
		      "fix_order", res->fix_order,
		      "fix_collapse", res->fix_collapse,
		      "unsafe", res->unsafe,
		      "runs", t->runs,
		      "windows_entered", t->windows_entered,
		      "lost_writes", t->lost_writes,
		      "stale_installs", (json_int_t)t->stale_installs,
		      "uncertain_installs", (json_int_t)t->uncertain_installs,
		      "eexist", (json_int_t)t->eexist,
		      "events_lost", (json_int_t)t->events_lost,
		      "swapoffs_early", t->swapoffs_early,
		      "swapoff_waits", t->swapoff_waits,
		      "reads_gone", (json_int_t)t->reads_gone,
		      "let_pass", t->let_pass,
		      "unfit_vmas", t->unfit_vmas,
		      "checks", (json_int_t)t->checks,
		      "wait_ms",
		      "min", t->wait_ns_min / 1e6,
		      "median", t->wait_ns_median / 1e6,
		      "max", t->wait_ns_max / 1e6,
		      "verdict", swr_verdict_name(t->verdict),
		      "reason", t->reason,
		      "hint", vulnerable ? res->scenario->hint : NULL,
		      "ms",
		      "min", t->ns_min / 1e6,
		      "median", t->ns_median / 1e6,
		      "max", t->ns_max / 1e6,
		      "account", res->account,
		      "unmet", *res->unmet ? res->unmet : NULL,
		      "shuffle", shuffle,
		      "seed", seed);
	if (o && res->loops && swr_loop_json(o, res)) {
		json_decref(o);
		o = NULL;
	}
	return o;
}

/**
 * swr_dump_json() - print an object and forget it
 * @out: where to
 * @object: what; NULL: memory was short when it was made
 */
int swr_dump_json(FILE *out, struct json_t *object)
{
	int err;

	if (!object)
		return swr_err("out of memory");
	err = json_dumpf(object, out, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	json_decref(object);
	if (err)
		return swr_err("the JSON object could not be written");
	fputc('\n', out);
	return 0;
}

/**
 * swr_print_json() - a result as a JSON object
 * @out: where to
 * @res: of what
 */
int swr_print_json(FILE *out, const struct swr_result *res)
{
	return swr_dump_json(out, swr_result_json(res));
}
