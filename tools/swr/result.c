// SPDX-License-Identifier: GPL-2.0
/*
 * Results for people and for test harnesses; for programs see json.c.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "loop_out.h"
#include "result.h"

/**
 * swr_kernel_package() - the package the running kernel is from, if we were told
 */
const char *swr_kernel_package(void)
{
	const char *package = getenv("SWR_KERNEL_PACKAGE");

	return package && *package ? package : NULL;
}

/* The bug, or what else there is to say a verdict of. */
static const char *shows(const struct swr_result *res)
{
	return res->scenario->bug ? res->scenario->bug : res->scenario->name;
}

/**
 * swr_print_headline() - the verdict with its count and denominator
 * @out: where to
 * @res: of what
 */
void swr_print_headline(FILE *out, const struct swr_result *res)
{
	const struct swr_tally *t = &res->tally;

	fprintf(out, "%s %s on %s: %u runs, %u windows entered, ", shows(res),
		swr_verdict_name(t->verdict), res->device, t->runs, t->windows_entered);
	res->scenario->evidence->print_counts(out, t);
	fprintf(out, "%s\n", res->unsafe ? ", UNSAFE policy" : "");
}

static void print_counts(FILE *out, const struct swr_tally *t)
{
	fprintf(out, "%" PRIu64 " stale installs, %u lost writes", t->stale_installs,
		t->lost_writes);
}

static void print_events(FILE *out, const struct swr_tally *t)
{
	fprintf(out, "  events   %" PRIu64 " claims refused (-EEXIST), %" PRIu64
		" uncertain installs, %" PRIu64 " events lost\n", t->eexist, t->uncertain_installs,
		t->events_lost);
}

const struct swr_evidence swr_lost_writes = {
	.how = &swr_lost_judging,
	.kept = "nothing lost",
	.lost = "the write was lost",
	.print_counts = print_counts,
	.print_events = print_events,
};

/* Text in which each line begins with @prefix. */
static void print_lines(FILE *out, const char *prefix, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		fprintf(out, "%s%.*s\n", len ? prefix : "#", (int)len, text);
		text += len + !!text[len];
	}
}

/* Behind `fix`, those that are not what the kernel does. */
static void print_policies(FILE *out, const struct swr_result *res)
{
	const struct {
		const char *name, *is;
	} others[] = {
		{ "fix_swapoff", res->fix_swapoff },
		{ "fix_loop", res->fix_loop },
		{ "fix_order", res->fix_order },
		{ "fix_collapse", res->fix_collapse },
	};
	unsigned int i;

	for (i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strcmp(others[i].is, "stock"))
			fprintf(out, ", %s %s", others[i].name, others[i].is);
}

/**
 * swr_print_unsafe() - what an unsafe policy makes of a result, if there is one
 * @out: where to
 * @res: of what
 */
void swr_print_unsafe(FILE *out, const struct swr_result *res)
{
	if (!res->unsafe)
		return;
	fprintf(out, "  UNSAFE   with fix %s", res->fix);
	print_policies(out, res);
	fputs(" this kernel is open to what it need not be\n", out);
}

static int print_text(FILE *out, const struct swr_result *res)
{
	const struct swr_tally *t = &res->tally;
	const char *package = swr_kernel_package();

	if (res->loops)
		return swr_loop_print_text(out, res);
	swr_print_headline(out, res);
	fprintf(out, "  kernel   %s%s%s%s, fix %s", res->kernel, package ? " (" : "",
		package ? package : "", package ? ")" : "", res->fix);
	print_policies(out, res);
	fputc('\n', out);
	if (res->shuffle)
		fprintf(out, "  orders   %u random ones, seed %" PRIu32 "\n", res->shuffle, res->seed);
	swr_print_unsafe(out, res);
	fprintf(out, "  reason   %s\n", t->reason);
	res->scenario->evidence->print_events(out, t);
	fprintf(out, "  ms       min %.1f, median %.1f, max %.1f\n", t->ns_min / 1e6,
		t->ns_median / 1e6, t->ns_max / 1e6);
	if (t->verdict == SWR_V_VULNERABLE && res->scenario->hint)
		fprintf(out, "  hint     %s\n", res->scenario->hint);
	if (*res->unmet)
		fprintf(out, "  unmet    %s\n", res->unmet);
	if (res->account)
		fprintf(out, "\n%s", res->account);
	return 0;
}

static void ktap_line(FILE *out, const struct swr_evidence *e, const struct swr_run *r,
		      unsigned int nr)
{
	char why[SWR_WHY_MAX / 2];

	switch (e->how->run(r, why, sizeof(why))) {
	case SWR_RUN_KEPT:
		fprintf(out, "ok %u window entered, %s\n", nr, e->kept);
		break;
	case SWR_RUN_LOST:
		fprintf(out, "not ok %u %s\n", nr, e->lost);
		break;
	case SWR_RUN_MISSED:
		fprintf(out, "ok %u window # SKIP not entered: %s\n", nr, why);
		break;
	case SWR_RUN_ERROR:
		fprintf(out, "not ok %u no valid result: %s\n", nr, why);
		break;
	}
}

static int print_ktap(FILE *out, const struct swr_result *res)
{
	const struct swr_tally *t = &res->tally;
	unsigned int i;

	fprintf(out, "KTAP version 1\n1..%u\n", t->runs);
	for (i = 0; i < t->runs; i++) {
		if (res->loops)
			swr_loop_print_ktap(out, res->loops, i + 1);
		else
			ktap_line(out, res->scenario->evidence, &res->runs[i], i + 1);
	}
	if (res->shuffle)
		fprintf(out, "# orders: %u random ones, seed %" PRIu32 "\n", res->shuffle, res->seed);
	if (res->account)
		print_lines(out, "# ", res->account);
	fprintf(out, "# reason: %s\n", t->reason);
	if (*res->unmet)
		fprintf(out, "# unmet: %s\n", res->unmet);
	if (t->verdict == SWR_V_VULNERABLE && res->scenario->hint)
		fprintf(out, "# hint: %s\n", res->scenario->hint);
	fputs("# ", out);
	swr_print_headline(out, res);
	return 0;
}

const struct swr_format swr_formats[] = {
	{ "text", print_text, true },
	{ "ktap", print_ktap, false },
	{ "json", swr_print_json, true },
	{}
};

/**
 * swr_format_find() - by name
 * @name: name
 *
 * Return: NULL if there is none.
 */
const struct swr_format *swr_format_find(const char *name)
{
	const struct swr_format *f;

	for (f = swr_formats; f->name; f++)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}
