/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The explorer: all states of a world, and what is wrong with one of them.
 */
#ifndef EXPLORE_H
#define EXPLORE_H

#include <stddef.h>

#include "model.h"

struct move {
	u8 actor;
	u8 choice;
};

/**
 * struct finding - what an exploration came to
 * @broken: SWM_P_NONE if nothing is wrong
 * @complete: all states were seen; false if there are more than the bound
 * @states: how many were
 * @moves: how many ways lead from one to another
 * @depth: steps of the longest of the shortest ways to a state
 * @trace: shortest way to what is wrong
 * @steps: its length
 * @loop: for SWM_P_FOREVER, the step at which what goes on for ever begins, @steps if
 *        nobody does anything any more
 */
struct finding {
	enum swm_prop broken;
	bool complete;
	size_t states;
	size_t moves;
	unsigned int depth;
	struct move *trace;
	unsigned int steps;
	unsigned int loop;
};

/* next.c: who may go on from a state, and to which */
#define MAX_NEXT	24

struct next {
	struct swm_world world;
	struct move move;
};

struct nexts {
	struct next at[MAX_NEXT];
	unsigned int n;
	u8 enabled;	/* a bit an actor */
};

void next_init(const struct swm_cast *cast, struct swm_world *first);
void next_of(const struct swm_world *w, struct nexts *out);
bool next_idle(const struct swm_world *w, unsigned int actor);
enum swm_prop next_end(const struct swm_world *w);

/* explore.c */
void explore(const struct swm_cast *cast, size_t bound, struct finding *f);

/* loops.c: is there a cycle in which everybody gets a turn and nobody gets on */
struct graph {
	size_t n;
	const struct swm_world *(*world)(size_t nr);
	size_t (*find)(const struct swm_world *w);
};

bool find_loop(const struct graph *g, size_t *begin, struct move **loop, unsigned int *steps);

/* draw.c */
void draw(const struct swm_cast *cast, const struct finding *f);
void trace(const struct swm_cast *cast, const struct finding *f);
void alone(const struct swm_cast *cast);

#endif
