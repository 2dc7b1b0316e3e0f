// SPDX-License-Identifier: GPL-2.0
/*
 * explore: one candidate with one cast, or several one after the other. A line each,
 * columns separated by tabs, and diagrams where asked for.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "explore.h"

static const char *const props[] = {
#define TEXT(name, text)	[SWM_P_##name] = text,
	SWM_PROPS(TEXT)
};

static const char *const said[] = { "landed", "fine", "wrong", "open" };

static void usage(FILE *to)
{
	fputs("usage: explore [--cand ID] [--cast NAME] [--quick] [--bound STATES]\n"
	      "               [--draw | --trace | --alone] [--list]\n"
	      "\n"
	      "Goes through all states of the candidates' models. A line for each candidate and\n"
	      "cast: id, cast, what is broken or 'clean' ('bound' if there are more states than\n"
	      "the bound), states, moves, depth, steps of the shortest way to what is broken, ms.\n"
	      "\n"
	      "  --cand ID       only this candidate, as S1-F\n"
	      "  --cast NAME     only this cast, as two\n"
	      "  --quick         only casts that are small\n"
	      "  --bound STATES  give up beyond (20000000)\n"
	      "  --draw          the way to what is broken, as a diagram\n"
	      "  --trace         likewise for programs: \"step\", who, what; separated by tabs\n"
	      "  --alone         explore nothing: likewise what the first of the cast does if\n"
	      "                  nobody else does anything\n"
	      "  --list          candidates and casts, explores nothing\n"
	      "\n"
	      "Exit status: 0 whatever is found, 2 for wrong usage or if nothing was explored.\n", to);
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void one(const struct swm_cand *cand, const struct swm_cast *cast, size_t bound,
		void (*show)(const struct swm_cast *cast, const struct finding *f))
{
	struct finding f;
	double begin = now_ms();

	explore(cast, bound, &f);
	printf("%s\t%s\t%s\t%zu\t%zu\t%u\t%u\t%.0f\n", cand->id, cast->name,
	       !f.broken && !f.complete ? "bound" : props[f.broken],
	       f.states, f.moves, f.depth, f.broken ? f.steps : 0, now_ms() - begin);
	if (f.broken && show)
		show(cast, &f);
	free(f.trace);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "cand", required_argument, NULL, 'c' },
		{ "cast", required_argument, NULL, 'w' },
		{ "quick", no_argument, NULL, 'q' },
		{ "bound", required_argument, NULL, 'b' },
		{ "draw", no_argument, NULL, 'd' },
		{ "trace", no_argument, NULL, 't' },
		{ "alone", no_argument, NULL, 'a' },
		{ "list", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{}
	};
	const char *cand = NULL, *cast = NULL;
	void (*show)(const struct swm_cast *cast, const struct finding *f) = NULL;
	bool quick = false, list = false, by_itself = false;
	size_t bound = 20000000, done = 0;
	const struct swm_cand *const *c;
	const struct swm_cast *w;
	char *end;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'c':
			cand = optarg;
			break;
		case 'w':
			cast = optarg;
			break;
		case 'q':
			quick = true;
			break;
		case 'b':
			bound = strtoul(optarg, &end, 10);
			if (*end || end == optarg || !bound || bound >= UINT32_MAX / 2) {
				fprintf(stderr, "explore: --bound is '%s', expected a number of states\n",
					optarg);
				return 2;
			}
			break;
		case 'd':
			show = draw;
			break;
		case 't':
			show = trace;
			break;
		case 'a':
			by_itself = true;
			break;
		case 'l':
			list = true;
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return 2;
		}
	}
	if (optind < argc) {
		usage(stderr);
		return 2;
	}
	for (c = swm_cands; *c; c++) {
		if (cand && strcmp((*c)->id, cand))
			continue;
		if (list) {
			printf("cand\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n", (*c)->id, (*c)->kind,
			       (*c)->name, (*c)->origin, (*c)->verdict, said[(*c)->said],
			       (*c)->policy ? (*c)->policy : "-",
			       (*c)->note ? (*c)->note : "-");
			done++;
		}
		for (w = swm_casts; !list && w->name; w++) {
			if (w->kind != (*c)->kind || (cast && strcmp(w->name, cast)) ||
			    (quick && !w->quick))
				continue;
			swm_now = *c;
			if (by_itself)
				alone(w);
			else
				one(*c, w, bound, show);
			done++;
		}
	}
	for (w = swm_casts; list && w->name; w++)
		printf("cast\t%s\t%d\t%s\t%d\t%d\n", w->name, w->kind, w->text, w->quick,
		       w->one_cpu);
	if (!done) {
		fputs("explore: no such candidate or cast, see --list\n", stderr);
		return 2;
	}
	return 0;
}
