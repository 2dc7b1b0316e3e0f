// SPDX-License-Identifier: GPL-2.0
/*
 * From the order in which things happened to a permutation that makes them happen
 * in that order again. Pure.
 *
 * A step whose end the director waited for needs nothing: the next one begins
 * after it. For a step that was held, and for a hold, a `wait:` stands where the
 * end of the one and the beginning of the other were seen.
 */
#include <assert.h>
#include <string.h>

#include "scn_record.h"

/* Each step begins and is done once, each gate is set, holds and is released once. */
static_assert(2 * SWR_SCN_STEPS + 3 * SWR_SCN_HOLDS <= SWR_SCN_ITEMS,
	      "what one run does fits into a permutation");

/**
 * swr_scn_note() - one more event
 * @log: where to
 * @event: what happened
 * @of: to which step or hold
 *
 * What finds no room is counted in @log->nr, and not kept.
 *
 * Context: any thread of the run.
 *
 * Return: its number in the order of all events, from 1.
 */
unsigned int swr_scn_note(struct swr_scn_log *log, enum swr_scn_event event, unsigned int of)
{
	unsigned int nr = __atomic_fetch_add(&log->nr, 1, __ATOMIC_SEQ_CST);

	if (nr < SWR_SCN_EVENTS) {
		log->event[nr] = event;
		log->of[nr] = of;
	}
	return nr + 1;
}

static void add(struct swr_scn_permutation *p, enum swr_scn_do what, unsigned int nr)
{
	if (p->nr < SWR_SCN_ITEMS)
		p->item[p->nr] = (struct swr_scn_item){ .what = what, .nr = nr };
	p->nr++;
}

/**
 * swr_scn_replay() - a permutation from what happened
 * @log: what happened
 * @p: where to
 *
 * Return: 0, or -1 if not all that happened is in @log, or fits into @p.
 */
int swr_scn_replay(const struct swr_scn_log *log, struct swr_scn_permutation *p)
{
	int last = -1;	/* step that nothing has happened since */
	unsigned int i;

	memset(p, 0, sizeof(*p));
	if (log->nr > SWR_SCN_EVENTS)
		return -1;
	for (i = 0; i < log->nr; i++) {
		switch (log->event[i]) {
		case SWR_EV_BEGUN:
			add(p, SWR_DO_STEP, log->of[i]);
			last = log->of[i];
			continue;
		case SWR_EV_DONE:
			/* whoever is waited for anyway */
			if (last != (int)log->of[i])
				add(p, SWR_DO_WAIT_STEP, log->of[i]);
			continue;
		case SWR_EV_SET:
			add(p, SWR_DO_HOLD, log->of[i]);
			break;
		case SWR_EV_HELD:
			add(p, SWR_DO_WAIT_HOLD, log->of[i]);
			break;
		case SWR_EV_RELEASED:
			add(p, SWR_DO_RELEASE, log->of[i]);
			break;
		}
		last = -1;
	}
	return p->nr > SWR_SCN_ITEMS ? -1 : 0;
}
