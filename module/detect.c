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

/*
 * Can the page of a fault in flight still go stale, as far as it is known now? A
 * stack costs more than all else that is done to a peer, and most peers of a storm
 * are losers that were refused the claim: they will not read in this fault.
 */
static bool may_go_stale(const struct swr_fault *peer)
{
	if (swr_stage_of(&peer->span) >= SWR_S_READING)
		return READ_ONCE(peer->span.bypass);
	return !peer->fix->cached && !peer->refused;
}

/**
 * swr_detect_overtaken() - another fault mapped the same page first
 * @peer: the fault in flight
 * @by: the one that overtook it, of the current task
 */
void swr_detect_overtaken(struct swr_fault *peer, const struct swr_fault *by)
{
	if (!swr_span_overtake(&peer->span))
		return;
	peer->by = by->me;
	peer->by_stack.nr = 0;
	if (may_go_stale(peer))
		swr_stack_save(&peer->by_stack);
}

/* Pages that go out to its entry are asked for once, and only if they would matter. */
static void look_for_page_out(struct swr_fault *f)
{
	enum swr_stage at;
	struct swr_out out;

	if (!f->span.bypass || f->span.stage != SWR_S_READ ||
	    likely(READ_ONCE(*f->written) == f->written_begin) ||
	    !swr_written_since(f->entry, f->written_begin, &out))
		return;
	at = swr_out_at(out.point == SWR_P_writeout, out.seq != f->written_read,
			out.seq != f->written_read_end);
	if (at == SWR_S_READ)
		swr_detect_met(f);
	if (at != SWR_S_BEGUN && swr_span_rewritten(&f->span, at)) {
		f->cause = out.point;
		f->by = out.by;
		f->by_stack.nr = 0;
	}
}

/**
 * swr_detect_installed() - a fault maps its page
 * @f: the fault
 *
 * Return: what the page is worth.
 */
enum swr_judgement swr_detect_installed(struct swr_fault *f)
{
	enum swr_judgement worth;

	look_for_page_out(f);
	worth = swr_span_install(&f->span);
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
