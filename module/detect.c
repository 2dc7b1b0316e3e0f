// SPDX-License-Identifier: GPL-2.0
/*
 * The rules of swr_detect.h applied to fault records: what is counted, what is
 * kept as a race. The rules themselves are pure and tested in user space.
 *
 * Context of all of these: the bucket lock of the record is held, so one (mm,
 * address) is judged by one CPU at a time.
 */
#include "swr.h"

static_assert(SWR_J_FINE == 0, "swaprace:swr_install documents its arg as 0 for fine");

/**
 * swr_detect_met() - another fault of the same page took its decisive step
 * @peer: the fault in flight
 */
void swr_detect_met(struct swr_fault *peer)
{
	if (swr_span_meet(&peer->span))
		swr_count(windows);
}

/**
 * swr_detect_overtaken() - another fault mapped the same page first
 * @peer: the fault in flight
 * @by: the one that overtook it
 */
void swr_detect_overtaken(struct swr_fault *peer, const struct swr_fault *by)
{
	if (swr_span_overtake(&peer->span))
		peer->by = by->me;
}

/**
 * swr_detect_installed() - a fault maps its page
 * @f: the fault
 *
 * Return: what the page is worth.
 */
enum swr_judgement swr_detect_installed(struct swr_fault *f)
{
	enum swr_judgement worth = swr_span_install(&f->span);

	switch (worth) {
	case SWR_J_STALE:
		swr_count(stale_installs);
		swr_race_add(f, worth);
		break;
	case SWR_J_UNCERTAIN:
		swr_count(uncertain_installs);
		swr_race_add(f, worth);
		break;
	case SWR_J_FINE:
		break;
	}
	return worth;
}
