/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rules of the detectors, pure: how far a fault has come, and what it means
 * for it when another fault of the same mm, address and entry installs its page,
 * or is refused the claim, or a page goes out to the entry. No kernel objects
 * and no clock. The caller serialises all calls that concern one (mm, address);
 * see the locking chapter in swr.h. They are tested at each load, see selftest.c.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	do_swap_page(e)
 *	  swap_readpage(A, e)
 *	    begun -> reading -> read
 *	                                do_swap_page(e)
 *	                                  swap_readpage(B, e)
 *	                                  install B, swap_free(e)
 *	                                    swr_span_overtake(CPU0's) -> window
 *	                                user writes B
 *	                                reclaim: B goes out to e again
 *	  pte_same() holds
 *	  install A, swap_free(e)
 *	    swr_span_install() -> stale
 *
 * Only a page outside the swap cache can go stale this way: a page in it is
 * found again by its entry, and whoever holds it rechecks under the page lock
 * that it still belongs to that entry.
 */
#ifndef SWR_DETECT_H
#define SWR_DETECT_H

#ifdef __KERNEL__
#include <asm/barrier.h>
#include <linux/types.h>
#else
#include <stdbool.h>
#endif

enum swr_stage {
	SWR_S_BEGUN,		/* the fault has begun */
	SWR_S_CLAIMED,		/* it owns the claim on its entry */
	SWR_S_READING,		/* its read has begun */
	SWR_S_READ,		/* its read has ended */
	SWR_S_INSTALLED,	/* it mapped its page */
	SWR_S_PARKED,		/* it ended without an install and may come back */
	SWR_NR_STAGES
};

enum swr_judgement {
	SWR_J_FINE,
	SWR_J_UNCERTAIN,	/* overtaken before its read ended: old or new by luck */
	SWR_J_STALE,		/* overtaken after its read had ended: S1 */
};

/**
 * struct swr_span - one fault as the detectors see it
 * @stage: how far it has come
 * @bypass: its page is not in the swap cache
 * @met: its window was counted already
 * @overtaken: another fault installed the same page, or a page went out to the
 *             entry, since this one began
 * @overtaken_at: the furthest @stage at which that happened
 */
struct swr_span {
	enum swr_stage stage;
	bool bypass;
	bool met;
	bool overtaken;
	enum swr_stage overtaken_at;
};

/*
 * A fault moves its own stage on while others look at it; what it had written before is
 * there for who sees the new one.
 */
#ifdef __KERNEL__
#define swr_stage_of(s)	smp_load_acquire(&(s)->stage)	/* pairs with set_stage() */
#else
#define swr_stage_of(s)	__atomic_load_n(&(s)->stage, __ATOMIC_ACQUIRE)
#endif

/**
 * swr_span_meet() - another fault took its decisive step
 * @s: the fault in flight
 *
 * The decisive step is the install, or being refused the claim.
 *
 * Return: true once per fault, if the step fell between the end of the read of
 * @s and its install: the window of S1 was entered.
 */
static inline bool swr_span_meet(struct swr_span *s)
{
	if (swr_stage_of(s) != SWR_S_READ || s->met)
		return false;
	s->met = true;
	return true;
}

/**
 * swr_span_overtake() - another fault installed its page for the same entry
 * @s: the fault in flight
 *
 * It can happen more than once, and the last time decides: a fault that read after
 * it was overtaken, and is overtaken again, has a stale page.
 *
 * Return: true if this is the first time, or the first at a later stage.
 */
static inline bool swr_span_overtake(struct swr_span *s)
{
	enum swr_stage stage = swr_stage_of(s);

	if (stage >= SWR_S_INSTALLED || (s->overtaken && stage <= s->overtaken_at))
		return false;
	s->overtaken = true;
	s->overtaken_at = stage;
	return true;
}

/**
 * swr_out_at() - a page went out to the entry of a fault since that began
 * @written: it was handed to swap-out, the device has or gets its data; if not, it was
 *           unmapped, and is still the only place of its data
 * @reading: that was since the read of the fault began
 * @read: and since that ended
 *
 * Return: the stage for swr_span_rewritten(); SWR_S_BEGUN: what the fault read is what
 * had gone out.
 */
static inline enum swr_stage swr_out_at(bool written, bool reading, bool read)
{
	if (read || !written)
		return SWR_S_READ;
	return reading ? SWR_S_READING : SWR_S_BEGUN;
}

/**
 * swr_span_rewritten() - a page went out to the entry of the fault
 * @s: the fault in flight
 * @at: from swr_out_at(), and not SWR_S_BEGUN
 *
 * What the fault read there before is not the page any more, even if no other fault
 * has mapped it: an unmapped page leaves its entry to the next one.
 *
 * Return: true if that is the first thing, or the last, that overtook it.
 */
static inline bool swr_span_rewritten(struct swr_span *s, enum swr_stage at)
{
	if (s->stage >= SWR_S_INSTALLED || (s->overtaken && at <= s->overtaken_at))
		return false;
	s->overtaken = true;
	s->overtaken_at = at;
	return true;
}

/**
 * swr_span_install() - the fault maps its page
 * @s: the fault
 *
 * Return: what that page is worth.
 */
static inline enum swr_judgement swr_span_install(struct swr_span *s)
{
	s->stage = SWR_S_INSTALLED;
	if (!s->bypass || !s->overtaken)
		return SWR_J_FINE;
	return s->overtaken_at == SWR_S_READ ? SWR_J_STALE : SWR_J_UNCERTAIN;
}

#endif
