// SPDX-License-Identifier: GPL-2.0
/*
 * Random orders of the words of a permutation. Pure: the same file, seed and
 * number give the same order on every machine.
 *
 * The words about a session, its steps and the holds of it, stay in the order that
 * the file has them in; those of different sessions are merged at random. Every
 * merge is as likely as any other, and one that may wait for itself is thrown away.
 */
#include <string.h>

#include "scn_shuffle.h"

#define TRIES	1000

/* splitmix64, from the paper of Steele, Lea and Flood */
static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* Of which session a word is. */
static unsigned int whose(const struct swr_scn *scn, const struct swr_scn_item *item)
{
	if (item->what == SWR_DO_STEP || item->what == SWR_DO_WAIT_STEP)
		return scn->step[item->nr].session;
	return scn->hold[item->nr].session;
}

/* The next words come from sessions with a chance of as many words as they have left. */
static void merge(const struct swr_scn *scn, const struct swr_scn_permutation *from,
		  uint64_t *state, struct swr_scn_permutation *to)
{
	unsigned int left[SWR_SCN_SESSIONS] = { 0 }, at[SWR_SCN_SESSIONS] = { 0 };
	unsigned int i, session, pick;

	for (i = 0; i < from->nr; i++)
		left[whose(scn, &from->item[i])]++;
	to->pos = from->pos;
	for (to->nr = 0; to->nr < from->nr; to->nr++) {
		pick = next(state) % (from->nr - to->nr);
		for (session = 0; pick >= left[session]; session++)
			pick -= left[session];
		left[session]--;
		while (whose(scn, &from->item[at[session]]) != session)
			at[session]++;
		to->item[to->nr] = from->item[at[session]++];
	}
}

/**
 * swr_scn_shuffle() - a random order
 * @scn: as checked by swr_scn_check(); its permutations take turns to be shuffled
 * @seed: of all orders
 * @nr: which of them, from 0; one does not depend on the others
 * @perm: where to
 * @err: where the error goes
 *
 * Return: 0, or -1 if in so many tries all orders may wait for themselves.
 */
int swr_scn_shuffle(const struct swr_scn *scn, uint32_t seed, unsigned int nr,
		    struct swr_scn_permutation *perm, struct swr_scn_error *err)
{
	const struct swr_scn_permutation *from = &scn->permutation[nr % scn->nr_permutations];
	uint64_t state = (uint64_t)seed << 32 | nr;
	unsigned int i;

	for (i = 0; i < TRIES; i++) {
		merge(scn, from, &state, perm);
		memset(err, 0, sizeof(*err));
		if (!swr_scn_order(scn, perm, err) && !swr_scn_deadlock_in(scn, perm, err))
			return 0;
	}
	memset(err, 0, sizeof(*err));
	return swr_scn_fail(err, from->pos,
			    "expected an order that cannot wait for itself, %u random ones all may",
			    TRIES);
}
