// SPDX-License-Identifier: GPL-2.0
/*
 * Per bug: its scenario on every device, and the worst of what comes out. One
 * JSON object, if asked for:
 *
 *	abi, kernel, kernel_package, fix, fix_swapoff, fix_loop, unsafe   as in json.c
 *	fix_collapse   as in collapse_out.c
 *	verdict   string: the worst of all bugs
 *	status    number: the exit status that goes with it
 *	bugs      array, an object a bug:
 *	    bug        string: "S1", "S2", "S3", "S4"
 *	    scenario   string: the one that `swr run` takes
 *	    cve        string or null: it has none
 *	    fixed_by   string: commit
 *	    verdict    string: the worst of all devices
 *	    results    array, an object a device: of json.c, for S4 of collapse_out.c
 */
#include <jansson.h>
#include <string.h>
#include <sys/utsname.h>

#include "bugs.h"
#include "ctl.h"
#include "err.h"
#include "guard.h"
#include "result.h"
#include "run_collapse.h"
#include "scenario.h"
#include "swr_abi.h"
#include "verdict.h"

/* All results, in the order of the tables. */
struct report {
	FILE *out;
	const struct swr_verdict_plan *plan;
	enum swr_verdict worst;
	struct utsname uts;
	char fix[32];
	char fix_swapoff[32];
	char fix_loop[32];
	char fix_collapse[32];
	bool unsafe;
	json_t *bugs;
};

static int add_result(struct report *r, const struct swr_result *res, json_t *results)
{
	if (r->plan->json)
		return json_array_append_new(results, swr_result_json(res)) ?
		       swr_err("out of memory") : 0;
	swr_print_headline(r->out, res);
	fprintf(r->out, "   reason: %s\n", res->tally.reason);
	if (res->tally.verdict == SWR_V_VULNERABLE)
		fprintf(r->out, "   hint: %s\n", res->scenario->hint);
	fflush(r->out);
	return 0;
}

static int judge_collapses(struct report *r, const struct swr_scenario *sc,
			   const struct swr_swapdev_ops *device, enum swr_verdict *worst,
			   json_t *results)
{
	struct swr_collapse_plan plan = {
		.device = device,
		.repeat = r->plan->repeat,
		.limit_ms = SWR_LIMIT_MS_DEFAULT,
	};
	struct swr_collapse_result res;

	if (swr_collapse_carry_out(&plan, &res))
		return -1;
	*worst = swr_worse(*worst, res.verdict);
	if (r->plan->json)
		return json_array_append_new(results, swr_collapse_json(&res)) ?
		       swr_err("out of memory") : 0;
	swr_collapse_headline(r->out, &res);
	fprintf(r->out, "   reason: %s\n", res.reason);
	if (res.verdict == SWR_V_VULNERABLE)
		fprintf(r->out, "   hint: %s\n", sc->hint);
	fflush(r->out);
	return 0;
}

static int judge_device(struct report *r, const struct swr_scenario *sc,
			const struct swr_swapdev_ops *device, enum swr_verdict *worst,
			json_t *results)
{
	struct swr_plan plan = {
		.device = device,
		.repeat = r->plan->repeat,
		.limit_ms = SWR_LIMIT_MS_DEFAULT,
	};
	struct swr_result res;
	int err;

	if (sc->collapse)
		return judge_collapses(r, sc, device, worst, results);
	if (swr_scenario_run(sc, &plan, &res))
		return -1;
	*worst = swr_worse(*worst, res.tally.verdict);
	err = add_result(r, &res, results);
	swr_result_free(&res);
	return err;
}

static bool is_wanted(const struct swr_verdict_plan *plan, const struct swr_swapdev_ops *device)
{
	return plan->device ? plan->device == device : !device->asked_for;
}

static int judge_bug(struct report *r, const struct swr_bug *bug)
{
	const struct swr_scenario *sc = swr_scenario_find(bug->scenario);
	enum swr_verdict worst = SWR_V_ABSENT;
	json_t *results = json_array();
	unsigned int i;

	for (i = 0; swr_swapdevs[i]; i++) {
		if (!is_wanted(r->plan, swr_swapdevs[i]))
			continue;
		if (judge_device(r, sc, swr_swapdevs[i], &worst, results)) {
			json_decref(results);
			return -1;
		}
	}
	r->worst = swr_worse(r->worst, worst);
	if (json_array_append_new(r->bugs,
				  json_pack("{ss,ss,ss?,ss,ss,so}",
					    "bug", bug->name,
					    "scenario", bug->scenario,
					    "cve", sc->cve,
					    "fixed_by", sc->fixed_by,
					    "verdict", swr_verdict_name(worst),
					    "results", results)))
		return swr_err("out of memory");
	return 0;
}

static int finish(struct report *r)
{
	int status = swr_verdict_status(r->worst);

	if (r->plan->json &&
	    swr_dump_json(r->out, json_pack("{si,ss,ss?,ss,ss,ss,ss,sb,ss,si,sO}",
					    "abi", SWR_ABI,
					    "kernel", r->uts.release,
					    "kernel_package", swr_kernel_package(),
					    "fix", r->fix,
					    "fix_swapoff", r->fix_swapoff,
					    "fix_loop", r->fix_loop,
					    "fix_collapse", r->fix_collapse,
					    "unsafe", r->unsafe,
					    "verdict", swr_verdict_name(r->worst),
					    "status", status,
					    "bugs", r->bugs)))
		return -1;
	return status;
}

/**
 * swr_verdict() - judge this kernel
 * @out: where to
 * @plan: how
 *
 * Return: the exit status, or -1 if a scenario could not be carried out.
 */
int swr_verdict(FILE *out, const struct swr_verdict_plan *plan)
{
	struct report r = { .out = out, .plan = plan, .worst = SWR_V_ABSENT };
	const struct swr_bug *bug;
	int err;

	uname(&r.uts);
	if (swr_ctl_fix(r.fix, sizeof(r.fix), &r.unsafe) ||
	    swr_ctl_fix_swapoff(r.fix_swapoff, sizeof(r.fix_swapoff)) ||
	    swr_ctl_fix_loop(r.fix_loop, sizeof(r.fix_loop)) ||
	    swr_ctl_fix_collapse(r.fix_collapse, sizeof(r.fix_collapse)))
		return -1;
	err = 0;
	r.bugs = json_array();
	for (bug = swr_bugs; bug->name && !err; bug++)
		if (!plan->bug || plan->bug == bug)
			err = judge_bug(&r, bug);
	if (!err)
		err = finish(&r);
	json_decref(r.bugs);
	return err;
}
