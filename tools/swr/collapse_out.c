// SPDX-License-Identifier: GPL-2.0
/*
 * Results of `collapse`, for people and for programs. The JSON object:
 *
 *	abi, kernel, kernel_package, device, fix, unsafe   as in json.c
 *	scenario         string: "collapse"
 *	bug              string: "S4"
 *	fix_collapse     string: the check the module made, "stock": the kernel's own
 *	window           string: "swapin" or "alloc", where the collapse was held
 *	runs, windows_entered, wrong_data, let_pass, unfit_vmas   numbers: sums of those
 *	                 below
 *	events_lost      number: events the module could not follow
 *	verdict, reason  the worst of all
 *	changes          array, an object a change:
 *	    change           string: "munmap" ...
 *	    by               string: "madvise" or "khugepaged", who collapsed
 *	    fits             bool: the area may be made a huge page after the change
 *	    runs             number: the denominator of the next six
 *	    windows_entered  number of runs in which the change was made while the collapse
 *	                     was held, and the check after it was seen
 *	    wrong_data       number of runs after which the process's data was not right
 *	    let_pass         number of runs in which a check let an unfit area pass
 *	    unfit_vmas       number of runs in which a check of a draft would have used a VMA
 *	                     that is gone
 *	    fit              number of runs in which the kernel's check found the area fit
 *	    huge             number of runs with a huge page in the end
 *	    swapins, retries, refused, beaten   numbers: faults of the collapses that swapped
 *	                     in, that dropped mmap_lock (VM_FAULT_RETRY), that were refused
 *	                     the claim; collapses that failed after that
 *	    answers          object: runs by the name of the answer of the kernel's check
 *	    verdict, reason  strings
 *	    ms               object: min, median, max, time per run, milliseconds
 */
#include <inttypes.h>
#include <jansson.h>

#include "result.h"
#include "run_collapse.h"
#include "swr_abi.h"

/**
 * swr_collapse_headline() - the verdict with its count and denominator
 * @out: where to
 * @res: of what
 */
void swr_collapse_headline(FILE *out, const struct swr_collapse_result *res)
{
	fprintf(out, "S4 %s on %s: %u runs, %u windows entered, %u unfit let pass, %u wrong data%s\n",
		swr_verdict_name(res->verdict), res->plan->device->name, res->runs,
		res->windows_entered, res->let_pass + res->unfit_vmas, res->wrong_data,
		res->unsafe ? ", UNSAFE policy" : "");
}

/**
 * swr_collapse_print() - for people
 * @out: where to
 * @res: what
 */
void swr_collapse_print(FILE *out, const struct swr_collapse_result *res)
{
	const char *package = swr_kernel_package();
	char answer[48];
	unsigned int i;
	int change;

	swr_collapse_headline(out, res);
	fprintf(out, "  kernel   %s%s%s%s, fix_collapse %s, held in %s\n", res->kernel,
		package ? " (" : "", package ? package : "", package ? ")" : "", res->fix_collapse,
		swr_window_name(res->plan->window));
	fprintf(out, "  reason   %s\n", res->reason);
	fprintf(out, "\n  %-9s %-10s %5s %8s %6s %8s %5s %5s %8s  %-12s %7s  %s\n", "change", "by",
		"runs", "windows", "wrong", "let pass", "unfit", "huge", "swap-ins", "verdict", "ms",
		"the kernel's check");
	for (change = 0; change < SWR_NR_CHANGES; change++) {
		const struct swr_collapse_part *p = &res->part[change];
		const struct swr_collapse_tally *t = &p->tally;

		if (!p->done)
			continue;
		fprintf(out, "  %-9s %-10s %5u %8u %6u %8u %5u %5u %8" PRIu64 "  %-12s %7.1f ",
			swr_change_names[change], swr_collapser_name(p->by), t->runs,
			t->windows_entered, t->wrong_data, t->let_pass, t->unfit_vmas, t->huge,
			t->swapins, swr_verdict_name(t->verdict), t->ns_median / 1e6);
		for (i = 0; i < SWR_ANSWERS; i++) {
			if (!t->answers[i])
				continue;
			swr_thp_answer(i, answer, sizeof(answer));
			fprintf(out, " %s: %u", t->fit == t->runs ? "fits" : answer, t->answers[i]);
		}
		fputc('\n', out);
	}
}

static json_t *answers_json(const struct swr_collapse_tally *t)
{
	json_t *o = json_object();
	char answer[48];
	unsigned int i;

	for (i = 0; i < SWR_ANSWERS; i++)
		if (t->answers[i]) {
			swr_thp_answer(i, answer, sizeof(answer));
			json_object_set_new(o, answer, json_integer(t->answers[i]));
		}
	return o;
}

static json_t *part_json(enum swr_change change, const struct swr_collapse_part *p)
{
	const struct swr_collapse_tally *t = &p->tally;

	return json_pack("{ss,ss,sb,si,si,si,si,si,si,si,sI,sI,sI,sI,so,ss,ss,s{sf,sf,sf}}",
			 "change", swr_change_names[change],
			 "by", swr_collapser_name(p->by),
			 "fits", swr_change_fits(change),
			 "runs", t->runs,
			 "windows_entered", t->windows_entered,
			 "wrong_data", t->wrong_data,
			 "let_pass", t->let_pass,
			 "unfit_vmas", t->unfit_vmas,
			 "fit", t->fit,
			 "huge", t->huge,
			 "swapins", (json_int_t)t->swapins,
			 "retries", (json_int_t)t->retries,
			 "refused", (json_int_t)t->refused,
			 "beaten", (json_int_t)t->beaten,
			 "answers", answers_json(t),
			 "verdict", swr_verdict_name(t->verdict),
			 "reason", t->reason,
			 "ms",
			 "min", t->ns_min / 1e6,
			 "median", t->ns_median / 1e6,
			 "max", t->ns_max / 1e6);
}

/**
 * swr_collapse_json() - for programs
 * @res: what
 *
 * Return: the object, or NULL if memory is short.
 */
struct json_t *swr_collapse_json(const struct swr_collapse_result *res)
{
	json_t *changes = json_array();
	int change;

	for (change = 0; change < SWR_NR_CHANGES; change++)
		if (res->part[change].done)
			json_array_append_new(changes, part_json(change, &res->part[change]));
	return json_pack("{si,ss,ss,ss,ss?,ss,ss,ss,sb,ss,si,si,si,si,si,sI,ss,ss,so}",
			 "abi", SWR_ABI,
			 "scenario", "collapse",
			 "bug", "S4",
			 "kernel", res->kernel,
			 "kernel_package", swr_kernel_package(),
			 "device", res->plan->device->name,
			 "fix", res->fix,
			 "fix_collapse", res->fix_collapse,
			 "unsafe", res->unsafe,
			 "window", swr_window_name(res->plan->window),
			 "runs", res->runs,
			 "windows_entered", res->windows_entered,
			 "wrong_data", res->wrong_data,
			 "let_pass", res->let_pass,
			 "unfit_vmas", res->unfit_vmas,
			 "events_lost", (json_int_t)res->events_lost,
			 "verdict", swr_verdict_name(res->verdict),
			 "reason", res->reason,
			 "changes", changes);
}
