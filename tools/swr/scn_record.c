// SPDX-License-Identifier: GPL-2.0
/*
 * From the order in which things happened to a permutation that makes them happen
 * in that order again. Pure.
 *
 * A step whose end the director waited for needs nothing: the next one begins
 * after it. For a step that was held, and for a hold, a `wait:` stands where the
 * end of the one and the beginning of the other were seen.
 */
#include <string.h>

#include "scn_record.h"

static void add(struct swr_scn_permutation *p, enum swr_scn_do what, unsigned int nr)
{
	if (p->nr < SWR_SCN_ITEMS)
		p->item[p->nr++] = (struct swr_scn_item){ .what = what, .nr = nr };
}

/**
 * swr_scn_replay() - a permutation from what happened
 * @log: what happened
 * @p: where to
 */
void swr_scn_replay(const struct swr_scn_log *log, struct swr_scn_permutation *p)
{
	int last = -1;	/* step that nothing has happened since */
	unsigned int i;

	memset(p, 0, sizeof(*p));
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
}
