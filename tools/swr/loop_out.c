// SPDX-License-Identifier: GPL-2.0
/*
 * Results of `livelock` for people, test harnesses and programs. In JSON, members
 * beside those of json.c:
 *
 *	livelocks  number of runs that went on only by force
 *	reported   number of runs in which a call that loops was reported
 *	named      of these, the report names the looper and the holder
 *	going      of these, it could be read while the call went on
 *	refusals   object: min, median, max per call that loops
 *	read_ms    object: median, max of the looper's read of one word, milliseconds
 */
#include <inttypes.h>
#include <jansson.h>

#include "err.h"
#include "loop_out.h"
#include "loopjudge.h"
#include "result.h"

/**
 * swr_loop_print_text() - for people
 * @out: where to
 * @res: of what
 */
int swr_loop_print_text(FILE *out, const struct swr_result *res)
{
	const struct swr_loop_tally *lt = &res->loops->tally;
	const struct swr_tally *t = &res->tally;
	const char *package = swr_kernel_package();

	swr_print_headline(out, res);
	fprintf(out, "  kernel   %s%s%s%s, fix_loop %s\n", res->kernel, package ? " (" : "",
		package ? package : "", package ? ")" : "", res->fix_loop);
	swr_print_unsafe(out, res);
	fprintf(out, "  reason   %s\n", t->reason);
	fprintf(out, "  loops    %" PRIu64 " to %" PRIu64 " refusals (-EEXIST) per call, median %"
		PRIu64 "; the read took %.1f ms, at most %.1f\n", lt->refusals_min,
		lt->refusals_max, lt->refusals_median, lt->read_ns_median / 1e6,
		lt->read_ns_max / 1e6);
	fprintf(out, "  reports  %u runs, in %u the holder is named, in %u while it held\n",
		lt->reported, lt->named, lt->going);
	fprintf(out, "  events   %" PRIu64 " claims refused (-EEXIST), %" PRIu64 " events lost\n",
		t->eexist, t->events_lost);
	fprintf(out, "  ms       min %.1f, median %.1f, max %.1f\n", t->ns_min / 1e6,
		t->ns_median / 1e6, t->ns_max / 1e6);
	if (t->verdict == SWR_V_VULNERABLE && res->scenario->hint)
		fprintf(out, "  hint     %s\n", res->scenario->hint);
	if (res->account)
		fprintf(out, "\n%s", res->account);
	return 0;
}

/**
 * swr_loop_print_ktap() - the line of one run for test harnesses
 * @out: where to
 * @loops: of what
 * @nr: number of the run, from 1
 */
void swr_loop_print_ktap(FILE *out, const struct swr_loop_result *loops, unsigned int nr)
{
	char why[SWR_WHY_MAX / 2];

	switch (swr_loop_judge_run(loops, &loops->runs[nr - 1], why, sizeof(why))) {
	case SWR_RUN_KEPT:
		fprintf(out, "ok %u window entered, both went on\n", nr);
		break;
	case SWR_RUN_LOST:
		fprintf(out, "not ok %u livelock\n", nr);
		break;
	case SWR_RUN_MISSED:
		fprintf(out, "ok %u window # SKIP not entered: %s\n", nr, why);
		break;
	case SWR_RUN_ERROR:
		fprintf(out, "not ok %u no valid result: %s\n", nr, why);
		break;
	}
}

/**
 * swr_loop_json() - the members that are of `livelock` alone
 * @object: they are added to this
 * @res: of what
 *
 * Return: 0, or -1 if memory is short.
 */
int swr_loop_json(struct json_t *object, const struct swr_result *res)
{
	const struct swr_loop_tally *lt = &res->loops->tally;
	json_t *more;
	int err;

	more = json_pack("{si,si,si,si,s{sI,sI,sI},s{sf,sf}}",
			 "livelocks", res->tally.livelocks,
			 "reported", lt->reported,
			 "named", lt->named,
			 "going", lt->going,
			 "refusals",
			 "min", (json_int_t)lt->refusals_min,
			 "median", (json_int_t)lt->refusals_median,
			 "max", (json_int_t)lt->refusals_max,
			 "read_ms",
			 "median", lt->read_ns_median / 1e6,
			 "max", lt->read_ns_max / 1e6);
	err = json_object_update(object, more);
	json_decref(more);
	return err ? swr_err("out of memory") : 0;
}
