/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Scenario files: a race as text. Parser, checker and printer are pure; nothing
 * here knows a kernel.
 */
#ifndef SWR_SCN_H
#define SWR_SCN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "err.h"
#include "swr_abi.h"
#include "swr_points.h"

#define SWR_SCN_BYTES_MAX	(64 * 1024)	/* of a file */
#define SWR_SCN_NAME_MAX	16		/* bytes, with the closing 0 */
#define SWR_SCN_SESSIONS	8
#define SWR_SCN_STEPS		32
#define SWR_SCN_HOLDS		8
#define SWR_SCN_PERMUTATIONS	16
#define SWR_SCN_ITEMS		96		/* of one permutation */
#define SWR_SCN_REPEAT_MAX	10000
#define SWR_SCN_HUGE_PAGES	512		/* pages= of a scenario with a collapse */
#define SWR_SCN_HUGE_OUT	64		/* khugepaged takes no more that are out */
#define SWR_SCN_DEVICES		"zram", "brd", "file"

/* What a step can do. */
enum swr_scn_op {
	SWR_OP_TOUCH,		/* read the first word of a page */
	SWR_OP_WRITE,		/* write it */
	SWR_OP_PAGEOUT,		/* MADV_PAGEOUT until the page is out */
	SWR_OP_DISCARD,		/* MADV_DONTNEED */
	SWR_OP_MUNMAP,
	SWR_OP_MREMAP,		/* move the page away and back */
	SWR_OP_FORK,		/* a child that has the same pages until the end of the run */
	SWR_OP_SLEEP,		/* nothing for a while */
	SWR_OP_SWAPOFF,		/* of the swap device, which is on again in the next run */
	SWR_OP_COLLAPSE,	/* make all pages one huge page */
	SWR_NR_OPS
};

/* Where something stands in the file; both count from 1, a tab is one column. */
struct swr_scn_pos {
	unsigned int line;
	unsigned int column;
};

/* A point before or after the call. */
struct swr_scn_place {
	enum swr_point point;
	bool after;
};

/**
 * struct swr_scn_step - something a session does in one go
 * @name: in permutations
 * @pos: of the name
 * @session: whose
 * @op: what
 * @page: to which page
 * @page_pos: where the file says so
 * @value: what is written
 * @ms: how long it sleeps
 */
struct swr_scn_step {
	char name[SWR_SCN_NAME_MAX];
	struct swr_scn_pos pos;
	unsigned int session;
	enum swr_scn_op op;
	unsigned int page;
	struct swr_scn_pos page_pos;
	uint64_t value;
	unsigned int ms;
};

/* Whose passing of which point ends a hold. */
struct swr_scn_until {
	bool given;
	struct swr_scn_pos pos;
	unsigned int session;
	struct swr_scn_place place;
	int result;		/* index into swr_scn_results[], -1: any */
};

/**
 * struct swr_scn_hold - a session sleeps at a point
 * @name: in permutations
 * @pos: of the name
 * @session: who
 * @at: where
 * @at_pos: where the file says so
 * @nth: at which pass of the point, 0: the first
 * @until: what ends it
 * @limit_ms: and what ends it at last
 */
struct swr_scn_hold {
	char name[SWR_SCN_NAME_MAX];
	struct swr_scn_pos pos;
	unsigned int session;
	struct swr_scn_place at;
	struct swr_scn_pos at_pos;
	unsigned int nth;
	struct swr_scn_until until;
	unsigned int limit_ms;
};

enum swr_scn_do {
	SWR_DO_STEP,		/* begin a step; goes on when it is done or held */
	SWR_DO_HOLD,		/* set the gate */
	SWR_DO_RELEASE,		/* open it */
	SWR_DO_WAIT_STEP,	/* until the step is done */
	SWR_DO_WAIT_HOLD,	/* until somebody is held */
};

/* One word of a permutation; nr: of the step or hold. */
struct swr_scn_item {
	enum swr_scn_do what;
	unsigned int nr;
	struct swr_scn_pos pos;
};

struct swr_scn_permutation {
	struct swr_scn_pos pos;
	unsigned int nr;
	struct swr_scn_item item[SWR_SCN_ITEMS];
};

/**
 * struct swr_scn_expect - what a run has to show
 * @window: the hold that keeps the window open
 * @reused: the pageout step that has to give the page the entry it had
 * @lost_writes: in every run, 0 or 1
 * @windows: entered in every run, 0 or 1
 * @verdict: of all runs
 *
 * All -1 if not given.
 */
struct swr_scn_expect {
	int window;
	int reused;
	int lost_writes;
	int windows;
	int verdict;
};

/**
 * struct swr_scn - one file
 * @name: of the scenario
 * @bug: the bug it shows, or empty
 * @bug_pos: where the file says so
 * @device: kind of swap device, or empty: as the command line says
 * @fix: policy of the module, or empty: the same
 * @fix_swapoff: policy for swapoff, or empty: the same
 * @fix_loop: policy for calls that loop on -EEXIST, or empty: the same
 * @fix_collapse: check in collapses, or empty: the same
 * @repeat: how often each permutation, 0: the same
 * @has_seed: @seed is given
 * @seed: where the random orders of `--shuffle` begin
 * @setup_pos: of what follows
 * @pages: of the region
 * @slots: of the swap device
 * @spare: slots left free when the permutation begins
 * @value: first word of page 0 at the beginning
 * @limit_ms: longest time a step may take
 * @session: names
 * @nr_sessions: and so on: how many of what follows
 */
struct swr_scn {
	char name[SWR_SCN_NAME_MAX];
	char bug[SWR_SCN_NAME_MAX];
	struct swr_scn_pos bug_pos;
	char device[SWR_SCN_NAME_MAX];
	char fix[SWR_SCN_NAME_MAX];
	char fix_swapoff[SWR_SCN_NAME_MAX];
	char fix_loop[SWR_SCN_NAME_MAX];
	char fix_collapse[SWR_SCN_NAME_MAX];
	unsigned int repeat;
	bool has_seed;
	uint32_t seed;
	struct swr_scn_pos setup_pos;
	unsigned int pages;
	unsigned int slots;
	unsigned int spare;
	uint64_t value;
	unsigned int limit_ms;
	unsigned int nr_sessions;
	unsigned int nr_steps;
	unsigned int nr_holds;
	unsigned int nr_permutations;
	char session[SWR_SCN_SESSIONS][SWR_SCN_NAME_MAX];
	struct swr_scn_step step[SWR_SCN_STEPS];
	struct swr_scn_hold hold[SWR_SCN_HOLDS];
	struct swr_scn_permutation permutation[SWR_SCN_PERMUTATIONS];
	struct swr_scn_expect expect;
};

/* Is the page of this step one that it says? */
static inline bool swr_scn_has_page(const struct swr_scn_step *s)
{
	return s->op != SWR_OP_SLEEP && s->op != SWR_OP_FORK && s->op != SWR_OP_SWAPOFF &&
	       s->op != SWR_OP_COLLAPSE;
}

/* Does it change what a collapse of its page has looked at? */
static inline bool swr_scn_changes(const struct swr_scn_step *s)
{
	return s->op == SWR_OP_MUNMAP || s->op == SWR_OP_MREMAP || s->op == SWR_OP_DISCARD;
}

/* One line without the name of the file. */
struct swr_scn_error {
	struct swr_scn_pos pos;
	char text[240];
};

extern const char *const swr_scn_results[];
extern const char *const swr_scn_ops[];

int swr_scn_parse(const char *text, size_t len, struct swr_scn *scn, struct swr_scn_error *err);
bool swr_scn_collapses(const struct swr_scn *scn, unsigned int session);
int swr_scn_check(const struct swr_scn *scn, struct swr_scn_error *err);
int swr_scn_order(const struct swr_scn *scn, const struct swr_scn_permutation *perm,
		  struct swr_scn_error *err);
int swr_scn_deadlock(const struct swr_scn *scn, struct swr_scn_error *err);
int swr_scn_deadlock_in(const struct swr_scn *scn, const struct swr_scn_permutation *perm,
			struct swr_scn_error *err);
int swr_scn_fail(struct swr_scn_error *err, struct swr_scn_pos pos, const char *fmt, ...)
	__printf(3, 4);
void swr_scn_print(FILE *out, const struct swr_scn *scn, const struct swr_scn_permutation *p,
		   const struct swr_scn_expect *expect);

#endif
