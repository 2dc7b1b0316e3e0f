// SPDX-License-Identifier: GPL-2.0
/*
 * A way through the states as columns, one an actor, time downwards: in the form in
 * which races are explained on linux-mm.
 */
#include <stdarg.h>
#include <stdio.h>

#include "explore.h"

#define WIDTH	38

bool swm_telling;
static char text[128];

void swm_tell(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
}

static int column_of(const struct swm_cast *cast, const struct finding *f, unsigned int actor)
{
	unsigned int i, k;
	int column = 0;

	for (i = 0; i < actor; i++) {
		for (k = 0; k < f->steps && f->trace[k].actor != i; k++)
			;
		if (cast->who[i].name && k < f->steps)
			column++;
	}
	return column;
}

static void in_column(int column, const char *what)
{
	printf("\t%*s%s\n", column * WIDTH, "", what);
}

/* Makes a step once more for its words, in `text`. False if nobody can make it. */
static bool say(const struct swm_cast *cast, struct swm_world *w, struct move m)
{
	struct nexts nexts;
	unsigned int k;

	next_of(w, &nexts);
	for (k = 0; k < nexts.n && (nexts.at[k].move.actor != m.actor ||
				    nexts.at[k].move.choice != m.choice); k++)
		;
	if (k == nexts.n)
		return false;
	w->choice = m.choice;
	text[0] = '\0';
	swm_telling = true;
	cast->who[m.actor].run(w, &w->actor[m.actor]);
	swm_telling = false;
	*w = nexts.at[k].world;
	return true;
}

/* For programs: a line a step, "step", who, what. */
void trace(const struct swm_cast *cast, const struct finding *f)
{
	struct swm_world w;
	unsigned int i;

	next_init(cast, &w);
	for (i = 0; i < f->steps && say(cast, &w, f->trace[i]); i++) {
		if (text[0])
			printf("step\t%s\t%s\n", cast->who[f->trace[i].actor].name, text);
	}
}

/* Likewise of what the first actor does if it is left to itself. */
void alone(const struct swm_cast *cast)
{
	struct swm_world w;

	next_init(cast, &w);
	while (!w.actor[0].done && say(cast, &w, (struct move){})) {
		if (text[0])
			printf("step\t%s\t%s\n", cast->who[0].name, text);
	}
}

/* The worlds are gone through again, this time with words. */
void draw(const struct swm_cast *cast, const struct finding *f)
{
	struct swm_world w;
	unsigned int i, k;
	char line[256];
	int len;

	next_init(cast, &w);
	len = 0;
	for (i = 0; i < w.nr_actors; i++) {
		int column;

		for (k = 0; k < f->steps && f->trace[k].actor != i; k++)
			;
		if (k == f->steps)
			continue;
		column = column_of(cast, f, i);
		if (cast->one_cpu)
			len += snprintf(line + len, sizeof(line) - len, "%*s%s%s",
					column * WIDTH - len, "", cast->who[i].name,
					cast->high & (1 << i) ? " (high)" : "");
		else
			len += snprintf(line + len, sizeof(line) - len, "%*sCPU%d (%s)",
					column * WIDTH - len, "", column, cast->who[i].name);
	}
	in_column(0, line);
	for (i = 0, len = 0; i <= (unsigned int)column_of(cast, f, w.nr_actors) - 1; i++)
		len += snprintf(line + len, sizeof(line) - len, "%*s----", (int)i * WIDTH - len, "");
	in_column(0, line);
	for (i = 0; i < f->steps; i++) {
		struct move m = f->trace[i];

		if (i == f->loop)
			printf("\t%s\n", "and from here on again and again:");
		if (!say(cast, &w, m)) {
			printf("\tthe way was lost at step %u\n", i);
			return;
		}
		if (text[0])
			in_column(column_of(cast, f, m.actor), text);
	}
	if (f->broken == SWM_P_FOREVER && f->loop == f->steps) {
		for (i = 0; i < w.nr_actors; i++) {
			if (!w.actor[i].done && !next_idle(&w, i))
				in_column(column_of(cast, f, i), "  waits for ever");
		}
	}
}
