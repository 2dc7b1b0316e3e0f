// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting for ever: all programs are finite, so any cycle of states is somebody who
 * tries again and again. It is held against a candidate if it can go on although the
 * scheduler is fair: no actor could make a step all the time and never does.
 *
 * Strongly connected components by Tarjan's algorithm, without recursion. Moves are
 * made again instead of being kept.
 */
#include <stdio.h>
#include <stdlib.h>

#include "explore.h"

#define NONE	UINT32_MAX

struct frame {
	uint32_t at;
	uint32_t child;
};

static uint32_t *order, *low, *component;

static void *zeroed(size_t count, size_t size)
{
	void *p = calloc(count, size);

	if (!p) {
		fprintf(stderr, "explore: no memory for %zu x %zu bytes\n", count, size);
		exit(2);
	}
	return p;
}

/* Everybody in this component either moves within it or cannot move somewhere in it. */
static bool fair(const struct graph *g, const uint32_t *members, size_t n)
{
	u8 moved = 0, stuck = 0, all = 0;
	bool edges = false;
	struct nexts nexts;
	unsigned int k;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct swm_world *w = g->world(members[i]);

		next_of(w, &nexts);
		for (k = 0; k < w->nr_actors; k++) {
			if (!w->actor[k].done && !next_idle(w, k))
				all |= 1 << k;
		}
		stuck |= ~nexts.enabled;
		for (k = 0; k < nexts.n; k++) {
			if (component[g->find(&nexts.at[k].world)] == component[members[0]]) {
				moved |= 1 << nexts.at[k].move.actor;
				edges = true;
			}
		}
	}
	return edges && !(all & ~(moved | stuck));
}

/* A shortest way from a state back to itself within its component. */
static void back(const struct graph *g, uint32_t begin, struct move **loop, unsigned int *steps)
{
	uint32_t *queue = zeroed(g->n, sizeof(*queue)), *from = zeroed(g->n, sizeof(*from));
	struct move *by = zeroed(g->n, sizeof(*by)), last = {};
	size_t head = 0, tail = 0;
	uint32_t at = begin;
	unsigned int i, k;
	struct nexts nexts;
	bool found = false;

	memset(from, 0xff, g->n * sizeof(*from));
	queue[tail++] = begin;
	while (!found && head < tail) {
		at = queue[head++];
		next_of(g->world(at), &nexts);
		for (k = 0; k < nexts.n && !found; k++) {
			uint32_t to = g->find(&nexts.at[k].world);

			if (component[to] != component[begin])
				continue;
			if (to == begin) {
				last = nexts.at[k].move;
				found = true;
			} else if (from[to] == NONE) {
				from[to] = at;
				by[to] = nexts.at[k].move;
				queue[tail++] = to;
			}
		}
	}
	*steps = 1;
	for (k = at; k != begin; k = from[k])
		(*steps)++;
	*loop = zeroed(*steps, sizeof(**loop));
	i = *steps;
	(*loop)[--i] = last;
	for (k = at; k != begin; k = from[k])
		(*loop)[--i] = by[k];
	free(queue);
	free(from);
	free(by);
}

bool find_loop(const struct graph *g, size_t *begin, struct move **loop, unsigned int *steps)
{
	uint32_t *stack = zeroed(g->n, sizeof(*stack)), count = 0, components = 0;
	struct frame *frames = zeroed(g->n + 1, sizeof(*frames));
	size_t held = 0, depth = 0, i;
	uint32_t best = NONE;
	struct nexts nexts;

	order = zeroed(g->n, sizeof(*order));
	low = zeroed(g->n, sizeof(*low));
	component = zeroed(g->n, sizeof(*component));
	frames[depth++] = (struct frame){ 0, 0 };
	while (depth) {
		struct frame *f = &frames[depth - 1];
		bool down = false;

		if (!f->child) {
			order[f->at] = ++count;
			low[f->at] = count;
			stack[held++] = f->at;
		}
		next_of(g->world(f->at), &nexts);
		for (; f->child < nexts.n && !down; f->child++) {
			uint32_t to = g->find(&nexts.at[f->child].world);

			if (!order[to]) {
				frames[depth++] = (struct frame){ to, 0 };
				down = true;
			} else if (!component[to] && order[to] < low[f->at]) {
				low[f->at] = order[to];
			}
		}
		if (down)
			continue;
		if (low[f->at] == order[f->at]) {
			size_t first = held;

			components++;
			do {
				component[stack[--first]] = components;
			} while (stack[first] != f->at);
			if (fair(g, stack + first, held - first)) {
				for (i = first; i < held; i++)
					best = stack[i] < best ? stack[i] : best;
			}
			held = first;
		}
		depth--;
		if (depth && low[f->at] < low[frames[depth - 1].at])
			low[frames[depth - 1].at] = low[f->at];
	}
	if (best != NONE) {
		*begin = best;
		back(g, best, loop, steps);
	}
	free(stack);
	free(frames);
	free(order);
	free(low);
	free(component);
	return best != NONE;
}
