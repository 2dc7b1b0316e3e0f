// SPDX-License-Identifier: GPL-2.0
/*
 * The one table of points for scenario files: where some kernel can put a task to
 * sleep, which steps may pass a point, and in which order one step passes them.
 * What this kernel can do of that, its file `hooks` says. Pure.
 */
#include <assert.h>
#include <string.h>

#include "parse.h"
#include "scn_points.h"

/* Sets of steps. */
enum {
	FAULTS = 1u << SWR_OP_TOUCH | 1u << SWR_OP_WRITE,
	OUT = 1u << SWR_OP_PAGEOUT,
	OFF = 1u << SWR_OP_SWAPOFF,
	COLL = 1u << SWR_OP_COLLAPSE,
};

/*
 * A fault: fault, bypass, cache_read if it does not go past the swap cache, in it the
 * claim and cache_wait if it was refused, wait if a fault past the cache was, read,
 * install, unclaim, fault_end. swapoff: its call, unuse, which claims and reads, the
 * references, the extents; it may be seen waiting in unuse and for the references. A
 * collapse: revalidate, which comes again behind the swap-in, faults between the two
 * places of collapse, and collapse_end. A pageout: unmap and writeout of each page. The
 * director's swapon comes between runs.
 */
static const struct {
	bool entry;		/* a task may be held before the call, */
	bool after;		/* behind it */
	unsigned int ops;	/* steps that may pass it, as bits */
	int before, behind;	/* the call, in the order of one step */
} rows[] = {
	[SWR_P_fault] =		{ true, false, FAULTS | COLL, 0, 40 },
	[SWR_P_bypass] =	{ true, false, FAULTS | COLL, 1, 2 },
	[SWR_P_claim] =		{ true, true, FAULTS | OFF | COLL, 4, SWR_SCN_CLAIMED },
	[SWR_P_wait] =		{ true, true, FAULTS | COLL, 8, SWR_SCN_WAITED },
	[SWR_P_read] =		{ true, true, FAULTS | OFF | COLL, 13, SWR_SCN_HAS_READ },
	[SWR_P_install] =	{ false, false, FAULTS | COLL, 15, 16 },
	[SWR_P_unclaim] =	{ true, true, FAULTS | COLL, 17, SWR_SCN_UNCLAIMED },
	[SWR_P_fault_end] =	{ true, false, FAULTS | COLL, 19, 20 },
	[SWR_P_free] =		{ false, false, FAULTS | OFF | COLL, 15, 16 },
	[SWR_P_writeout] =	{ false, false, OUT, 2, 3 },
	[SWR_P_swapoff] =	{ false, false, OFF, 19, 20 },
	[SWR_P_collapse] =	{ true, true, COLL, SWR_SCN_COLLAPSING, SWR_SCN_SWAPPED_IN },
	[SWR_P_swapoff_call] =	{ true, true, OFF, 0, 40 },
	[SWR_P_swapoff_wait] =	{ false, false, OFF, 2, 2 },
	[SWR_P_swapoff_refs] =	{ true, true, OFF, SWR_SCN_ALL_BACK, 18 },
	[SWR_P_unuse] =		{ true, true, OFF, 1, 16 },
	[SWR_P_swapon] =	{ false, false, 0, 0, 1 },
	[SWR_P_cache_read] =	{ true, true, FAULTS | OFF | COLL, 3, 12 },
	[SWR_P_cache_wait] =	{ true, true, FAULTS | OFF | COLL, 6, 7 },
	[SWR_P_revalidate] =	{ true, false, COLL, -2, 42 },
	[SWR_P_collapse_end] =	{ true, false, COLL, 43, 44 },
	[SWR_P_unmap] =		{ false, false, OUT, 0, 1 },
};

static_assert(sizeof(rows) / sizeof(*rows) == SWR_NR_POINTS, "a point without a row");

/**
 * swr_scn_may_hold() - can some kernel hold a task there?
 * @place: where
 */
bool swr_scn_may_hold(const struct swr_scn_place *place)
{
	return place->after ? rows[place->point].after : rows[place->point].entry;
}

/**
 * swr_scn_holdable() - all points where a task may be held
 * @buf: for their names
 * @len: its length
 *
 * Return: @buf.
 */
const char *swr_scn_holdable(char *buf, size_t len)
{
	unsigned int i, last = 0;
	size_t at = 0;

	*buf = '\0';
	for (i = 0; i < SWR_NR_POINTS; i++)
		if (rows[i].entry)
			last = i;
	for (i = 0; i < SWR_NR_POINTS; i++)
		if (rows[i].entry && at < len)
			at += snprintf(buf + at, len - at, "%s%s",
				       !at ? "" : i == last ? " or " : ", ", swr_point_names[i]);
	return buf;
}

/**
 * swr_scn_passes() - may a step pass a point?
 * @op: what it does
 * @point: which
 */
bool swr_scn_passes(enum swr_scn_op op, enum swr_point point)
{
	return rows[point].ops & 1u << op;
}

/**
 * swr_scn_when() - the order in which one step passes places
 * @place: which
 *
 * Return: more for what is later; comparable if the same step passes both.
 */
int swr_scn_when(const struct swr_scn_place *place)
{
	return place->after ? rows[place->point].behind : rows[place->point].before;
}
