// SPDX-License-Identifier: GPL-2.0
/*
 * A scenario back to text, with one permutation.
 */
#include <inttypes.h>

#include "parse.h"
#include "scn.h"

static const char *const verdicts[] = { SWR_VERDICTS(SWR_VERDICT_NAME) };

static void print_place(FILE *out, const struct swr_scn_place *place)
{
	fprintf(out, "%s%s", swr_point_names[place->point], place->after ? ":return" : "");
}

static void print_step(FILE *out, const struct swr_scn_step *s)
{
	fprintf(out, "\tstep %s %s", s->name, swr_scn_ops[s->op]);
	if (s->op == SWR_OP_SLEEP)
		fprintf(out, " ms=%u", s->ms);
	else if (swr_scn_has_page(s))
		fprintf(out, " page=%u", s->page);
	if (s->op == SWR_OP_WRITE)
		fprintf(out, " value=%" PRIu64, s->value);
	fputc('\n', out);
}

static void print_hold(FILE *out, const struct swr_scn *scn, const struct swr_scn_hold *h)
{
	fprintf(out, "hold %s session=%s at=", h->name, scn->session[h->session]);
	print_place(out, &h->at);
	if (h->nth)
		fprintf(out, " nth=%u", h->nth);
	if (h->until.given) {
		fprintf(out, " until=%s:", scn->session[h->until.session]);
		print_place(out, &h->until.place);
		if (h->until.result >= 0)
			fprintf(out, "=%s", swr_scn_results[h->until.result]);
	}
	fprintf(out, " limit_ms=%u\n", h->limit_ms);
}

static void print_item(FILE *out, const struct swr_scn *scn, const struct swr_scn_item *item)
{
	static const char *const verbs[] = {
		[SWR_DO_STEP] = "",
		[SWR_DO_HOLD] = "hold:",
		[SWR_DO_RELEASE] = "release:",
		[SWR_DO_WAIT_STEP] = "wait:",
		[SWR_DO_WAIT_HOLD] = "wait:",
	};
	bool step = item->what == SWR_DO_STEP || item->what == SWR_DO_WAIT_STEP;

	fprintf(out, " %s%s", verbs[item->what],
		step ? scn->step[item->nr].name : scn->hold[item->nr].name);
}

static void print_expect(FILE *out, const struct swr_scn *scn, const struct swr_scn_expect *e)
{
	fputs("expect", out);
	if (e->window >= 0)
		fprintf(out, " window=%s", scn->hold[e->window].name);
	if (e->reused >= 0)
		fprintf(out, " reused=%s", scn->step[e->reused].name);
	if (e->lost_writes >= 0)
		fprintf(out, " lost_writes=%d", e->lost_writes);
	if (e->windows >= 0)
		fprintf(out, " windows=%d", e->windows);
	if (e->verdict >= 0)
		fprintf(out, " verdict=%s", verdicts[e->verdict]);
	fputc('\n', out);
}

/**
 * swr_scn_print() - write a scenario file
 * @out: where to
 * @scn: sessions, steps and holds
 * @p: the one permutation
 * @expect: what it has to show
 *
 * swr_scn_parse() reads it back as the same.
 */
void swr_scn_print(FILE *out, const struct swr_scn *scn, const struct swr_scn_permutation *p,
		   const struct swr_scn_expect *expect)
{
	unsigned int i, k;

	fprintf(out, "scenario %s\n", scn->name);
	if (*scn->bug)
		fprintf(out, "bug %s\n", scn->bug);
	if (*scn->device)
		fprintf(out, "device %s\n", scn->device);
	if (*scn->fix)
		fprintf(out, "fix %s\n", scn->fix);
	if (*scn->fix_swapoff)
		fprintf(out, "fix_swapoff %s\n", scn->fix_swapoff);
	if (*scn->fix_loop)
		fprintf(out, "fix_loop %s\n", scn->fix_loop);
	if (*scn->fix_collapse)
		fprintf(out, "fix_collapse %s\n", scn->fix_collapse);
	if (scn->repeat)
		fprintf(out, "repeat %u\n", scn->repeat);
	if (scn->has_seed)
		fprintf(out, "seed %u\n", scn->seed);
	fprintf(out, "setup pages=%u slots=%u spare=%u value=%" PRIu64 " limit_ms=%u\n", scn->pages,
		scn->slots, scn->spare, scn->value, scn->limit_ms);
	for (i = 0; i < scn->nr_sessions; i++) {
		fprintf(out, "session %s\n", scn->session[i]);
		for (k = 0; k < scn->nr_steps; k++)
			if (scn->step[k].session == i)
				print_step(out, &scn->step[k]);
	}
	for (i = 0; i < scn->nr_holds; i++)
		print_hold(out, scn, &scn->hold[i]);
	fputs("permutation", out);
	for (i = 0; i < p->nr; i++)
		print_item(out, scn, &p->item[i]);
	fputc('\n', out);
	print_expect(out, scn, expect);
}
