// SPDX-License-Identifier: GPL-2.0
/*
 * Breadth first through all states, each kept as a whole, so that no two are taken for
 * one and the first way to something wrong is a shortest one. Then cycles.
 */
#include <stdio.h>
#include <stdlib.h>

#include "explore.h"

#define NOBODY	UINT32_MAX

static struct swm_world *worlds;
static struct {
	uint32_t from;
	struct move move;
} *came;
static size_t n, room;
static uint32_t *table;
static size_t slots;

static void *get(void *old, size_t bytes)
{
	void *p = realloc(old, bytes);

	if (!p) {
		fprintf(stderr, "explore: no memory for %zu bytes\n", bytes);
		exit(2);
	}
	return p;
}

/* Words of a world are mixed one by one; what it is in them does not matter here. */
static uint64_t hash(const struct swm_world *w)
{
	const unsigned char *p = (const unsigned char *)w;
	uint64_t h = 0x9e3779b97f4a7c15ULL;
	size_t i;

	for (i = 0; i < sizeof(*w); i += 8) {
		uint64_t word = 0;

		memcpy(&word, p + i, sizeof(*w) - i < 8 ? sizeof(*w) - i : 8);
		h = (h ^ word) * 0xff51afd7ed558ccdULL;
		h ^= h >> 32;
	}
	return h;
}

static size_t probe(const struct swm_world *w)
{
	size_t at = hash(w) & (slots - 1);

	while (table[at] != NOBODY && memcmp(&worlds[table[at]], w, sizeof(*w)))
		at = (at + 1) & (slots - 1);
	return at;
}

static void grow(void)
{
	size_t i;

	if (n == room) {
		room = room ? 2 * room : 1 << 16;
		worlds = get(worlds, room * sizeof(*worlds));
		came = get(came, room * sizeof(*came));
	}
	if (slots < 2 * (n + 1)) {
		slots = slots ? 2 * slots : 1 << 18;
		table = get(table, slots * sizeof(*table));
		for (i = 0; i < slots; i++)
			table[i] = NOBODY;
		for (i = 0; i < n; i++)
			table[probe(&worlds[i])] = i;
	}
}

static bool add(const struct swm_world *w, uint32_t from, struct move move)
{
	size_t at;

	grow();
	at = probe(w);
	if (table[at] != NOBODY)
		return false;
	table[at] = n;
	worlds[n] = *w;
	came[n].from = from;
	came[n].move = move;
	n++;
	return true;
}

static const struct swm_world *world_at(size_t nr)
{
	return &worlds[nr];
}

static size_t find(const struct swm_world *w)
{
	return table[probe(w)];
}

/* The way to a state, and room for @more after it. */
static void way_to(struct finding *f, uint32_t to, unsigned int more)
{
	uint32_t at;
	unsigned int i = 0;

	for (at = to; came[at].from != NOBODY; at = came[at].from)
		i++;
	f->steps = i;
	f->trace = get(NULL, (i + more + 1) * sizeof(*f->trace));
	for (at = to; came[at].from != NOBODY; at = came[at].from)
		f->trace[--i] = came[at].move;
}

void explore(const struct swm_cast *cast, size_t bound, struct finding *f)
{
	const struct graph g = { .world = world_at, .find = find };
	size_t at, level_end = 1;
	struct swm_world first;
	struct nexts nexts;
	unsigned int i;

	*f = (struct finding){ .complete = true };
	n = 0;
	for (at = 0; at < slots; at++)
		table[at] = NOBODY;
	next_init(cast, &first);
	add(&first, NOBODY, (struct move){ 0, 0 });

	for (at = 0; at < n; at++) {
		struct swm_world w = worlds[at];

		if (at == level_end) {
			level_end = n;
			f->depth++;
		}
		next_of(&w, &nexts);
		if (!nexts.n) {
			f->broken = next_end(&w);
			if (f->broken) {
				f->states = n;
				way_to(f, at, 0);
				f->loop = f->steps;
				return;
			}
		}
		for (i = 0; i < nexts.n; i++) {
			struct next *next = &nexts.at[i];

			f->moves++;
			if (!add(&next->world, at, next->move))
				continue;
			if (next->world.broken) {
				f->broken = next->world.broken;
				f->states = n;
				way_to(f, n - 1, 0);
				f->loop = f->steps;
				return;
			}
		}
		if (n > bound) {
			f->complete = false;
			break;
		}
	}
	f->states = n;
	if (f->complete) {
		struct graph whole = g;
		struct move *loop;
		unsigned int steps;

		whole.n = n;
		if (find_loop(&whole, &at, &loop, &steps)) {
			f->broken = SWM_P_FOREVER;
			way_to(f, at, steps);
			f->loop = f->steps;
			memcpy(f->trace + f->steps, loop, steps * sizeof(*loop));
			f->steps += steps;
			free(loop);
		}
	}
}
