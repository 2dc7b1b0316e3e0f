// SPDX-License-Identifier: GPL-2.0
/*
 * From the text of a scenario file to its structs. Pure: text in, structs or one
 * error with its line and column out.
 *
 * A line is a statement, # begins a comment, words are separated by blanks.
 * Whatever is named has to be declared above, so one pass is enough and an error
 * is always where the reader stands.
 */
#include <string.h>

#include "scn.h"
#include "scn_values.h"

/* --- statements --- */

#define KEY(type, member, take, min, max, need)	\
	{ #member, take, offsetof(type, member), min, max, need }

static const struct swr_scn_key setup_keys[] = {
	KEY(struct swr_scn, pages, swr_scn_take_u32, 2, 4096, false),
	KEY(struct swr_scn, slots, swr_scn_take_u32, 2, 4095, false),
	KEY(struct swr_scn, spare, swr_scn_take_u32, 0, 4000, false),
	KEY(struct swr_scn, value, swr_scn_take_u64, 1, UINT32_MAX, false),
	KEY(struct swr_scn, limit_ms, swr_scn_take_u32, 1, SWR_LIMIT_MS_MAX, false),
	{}
};

#define PAGE_KEY	{ "page", swr_scn_take_page, 0, 0, 4095, true }

static const struct swr_scn_key step_keys[SWR_NR_OPS][3] = {
	[SWR_OP_TOUCH] = { PAGE_KEY },
	[SWR_OP_WRITE] = {
		PAGE_KEY,
		KEY(struct swr_scn_step, value, swr_scn_take_u64, 1, UINT32_MAX, true),
	},
	[SWR_OP_PAGEOUT] = { PAGE_KEY },
	[SWR_OP_DISCARD] = { PAGE_KEY },
	[SWR_OP_MUNMAP] = { PAGE_KEY },
	[SWR_OP_MREMAP] = { PAGE_KEY },
	[SWR_OP_FORK] = {},
	[SWR_OP_SLEEP] = {
		KEY(struct swr_scn_step, ms, swr_scn_take_u32, 1, SWR_LIMIT_MS_MAX, true),
	},
	[SWR_OP_SWAPOFF] = {},
	[SWR_OP_COLLAPSE] = {},
};

static const struct swr_scn_key hold_keys[] = {
	KEY(struct swr_scn_hold, session, swr_scn_take_session, 0, 0, true),
	{ "at", swr_scn_take_at, 0, 0, 0, true },
	KEY(struct swr_scn_hold, nth, swr_scn_take_u32, 1, 1000000, false),
	KEY(struct swr_scn_hold, until, swr_scn_take_until, 0, 0, false),
	KEY(struct swr_scn_hold, limit_ms, swr_scn_take_u32, 1, SWR_LIMIT_MS_MAX, true),
	{}
};

static const struct swr_scn_key expect_keys[] = {
	KEY(struct swr_scn_expect, window, swr_scn_take_hold, 0, 0, false),
	KEY(struct swr_scn_expect, reused, swr_scn_take_pageout, 0, 0, false),
	KEY(struct swr_scn_expect, lost_writes, swr_scn_take_count, 0, 1, false),
	KEY(struct swr_scn_expect, windows, swr_scn_take_count, 0, 1, false),
	KEY(struct swr_scn_expect, verdict, swr_scn_take_verdict, 0, 0, false),
	{}
};

/* A name, and nothing more. */
static int only_name(struct swr_scn_words *p, char *name, struct swr_scn_pos *pos)
{
	struct swr_scn_word w;

	if (swr_scn_need_name(p, &w))
		return -1;
	memcpy(name, w.text, SWR_SCN_NAME_MAX);
	*pos = w.pos;
	return swr_scn_end(p);
}

/* A number, and nothing more. */
static int only_number(struct swr_scn_words *p, unsigned int *n, unsigned int min, unsigned int max)
{
	const struct swr_scn_key key = { .min = min, .max = max };
	struct swr_scn_word w;

	if (swr_scn_need(p, &w, "a number") || swr_scn_take_u32(p, n, &w, &key))
		return -1;
	return swr_scn_end(p);
}

/* A name that nothing else of its kind has. */
static int new_name(struct swr_scn_words *p, char *name, struct swr_scn_pos *pos, bool session)
{
	struct swr_scn_word w;

	if (swr_scn_need_name(p, &w))
		return -1;
	if (session ? swr_scn_find_session(p->scn, w.text) >= 0 :
		      swr_scn_find_step(p->scn, w.text) >= 0 ||
		      swr_scn_find_hold(p->scn, w.text) >= 0)
		return swr_scn_fail(p->err, w.pos, "expected a new name, there is a '%s' above",
				    w.text);
	memcpy(name, w.text, SWR_SCN_NAME_MAX);
	*pos = w.pos;
	return 0;
}

static int room(struct swr_scn_words *p, unsigned int nr, unsigned int max, const char *what)
{
	if (nr < max)
		return 0;
	return swr_scn_fail(p->err, p->first.pos, "expected at most %u %s", max, what);
}

static int do_bug(struct swr_scn_words *p)
{
	return only_name(p, p->scn->bug, &p->scn->bug_pos);
}

static int do_device(struct swr_scn_words *p)
{
	static const char *const kinds[] = { SWR_SCN_DEVICES, NULL };
	struct swr_scn_pos pos;

	if (only_name(p, p->scn->device, &pos))
		return -1;
	if (swr_scn_index(kinds, p->scn->device) < 0)
		return swr_scn_fail(p->err, pos, "expected zram, brd or file, not '%s'",
				    p->scn->device);
	return 0;
}

static int do_repeat(struct swr_scn_words *p)
{
	return only_number(p, &p->scn->repeat, 1, SWR_SCN_REPEAT_MAX);
}

static int do_seed(struct swr_scn_words *p)
{
	p->scn->has_seed = true;
	return only_number(p, &p->scn->seed, 0, UINT32_MAX);
}

static int do_setup(struct swr_scn_words *p)
{
	p->scn->setup_pos = p->first.pos;
	return swr_scn_keys(p, setup_keys, p->scn);
}

static int do_session(struct swr_scn_words *p)
{
	struct swr_scn_pos pos;

	if (room(p, p->scn->nr_sessions, SWR_SCN_SESSIONS, "sessions") ||
	    new_name(p, p->scn->session[p->scn->nr_sessions], &pos, true))
		return -1;
	p->scn->nr_sessions++;
	return swr_scn_end(p);
}

static int do_step(struct swr_scn_words *p)
{
	struct swr_scn_step *s = &p->scn->step[p->scn->nr_steps];
	struct swr_scn_word w;
	int op;

	if (!p->scn->nr_sessions)
		return swr_scn_fail(p->err, p->first.pos, "expected a session above the first step");
	if (room(p, p->scn->nr_steps, SWR_SCN_STEPS, "steps") ||
	    new_name(p, s->name, &s->pos, false) || swr_scn_need(p, &w, "what the step does"))
		return -1;
	op = swr_scn_index(swr_scn_ops, w.text);
	if (op < 0)
		return swr_scn_fail(p->err, w.pos,
				    "expected touch, write, pageout, discard, munmap, mremap, fork, sleep, swapoff or collapse, not '%s'",
				    w.text);
	s->op = op;
	s->session = p->scn->nr_sessions - 1;
	p->scn->nr_steps++;
	return swr_scn_keys(p, step_keys[op], s);
}

static int do_hold(struct swr_scn_words *p)
{
	struct swr_scn_hold *h = &p->scn->hold[p->scn->nr_holds];

	if (room(p, p->scn->nr_holds, SWR_SCN_HOLDS, "holds") ||
	    new_name(p, h->name, &h->pos, false) || swr_scn_keys(p, hold_keys, h))
		return -1;
	p->scn->nr_holds++;
	return 0;
}

/* "STEP", "hold:HOLD", "release:HOLD", "wait:STEP" or "wait:HOLD" */
static int take_item(struct swr_scn_words *p, struct swr_scn_word *w, struct swr_scn_item *item)
{
	struct swr_scn_word verb = *w, name;
	int step, hold;

	item->pos = w->pos;
	if (!swr_scn_split(&verb, &name, ':')) {
		step = swr_scn_find_step(p->scn, w->text);
		item->what = SWR_DO_STEP;
		item->nr = step;
		return step >= 0 ? 0 : swr_scn_fail(p->err, w->pos,
						   "expected a step declared above, not '%s'", w->text);
	}
	step = swr_scn_find_step(p->scn, name.text);
	hold = swr_scn_find_hold(p->scn, name.text);
	item->nr = hold >= 0 ? hold : step;
	if (!strcmp(verb.text, "hold"))
		item->what = SWR_DO_HOLD;
	else if (!strcmp(verb.text, "release"))
		item->what = SWR_DO_RELEASE;
	else if (!strcmp(verb.text, "wait"))
		item->what = hold >= 0 ? SWR_DO_WAIT_HOLD : SWR_DO_WAIT_STEP;
	else
		return swr_scn_fail(p->err, verb.pos, "expected hold:, release: or wait:, not '%s:'",
				    verb.text);
	if (item->what == SWR_DO_WAIT_STEP && step < 0)
		return swr_scn_fail(p->err, name.pos,
				    "expected a step or a hold declared above, not '%s'", name.text);
	if (item->what != SWR_DO_WAIT_STEP && hold < 0)
		return swr_scn_fail(p->err, name.pos, "expected a hold declared above, not '%s'",
				    name.text);
	return 0;
}

static int do_permutation(struct swr_scn_words *p)
{
	struct swr_scn_permutation *perm = &p->scn->permutation[p->scn->nr_permutations];
	struct swr_scn_word w;

	if (room(p, p->scn->nr_permutations, SWR_SCN_PERMUTATIONS, "permutations"))
		return -1;
	perm->pos = p->first.pos;
	if (swr_scn_need(p, &w, "a step"))
		return -1;
	do {
		if (perm->nr == SWR_SCN_ITEMS)
			return swr_scn_fail(p->err, w.pos, "expected at most %u words here",
					    SWR_SCN_ITEMS);
		if (take_item(p, &w, &perm->item[perm->nr]))
			return -1;
		perm->nr++;
	} while (swr_scn_next(p, &w) > 0);
	p->scn->nr_permutations++;
	return *p->err->text ? -1 : 0;
}

static int do_expect(struct swr_scn_words *p)
{
	return swr_scn_keys(p, expect_keys, &p->scn->expect);
}

/* A statement without a parser is a name, which goes to @at. */
#define PARSED(name, once)	{ #name, do_##name, once, 0 }
#define NAMED(member)	{ #member, NULL, true, offsetof(struct swr_scn, member) }

static const struct {
	const char *name;
	int (*parse)(struct swr_scn_words *p);
	bool once;
	size_t at;
} statements[] = {
	{ "scenario", NULL, true, offsetof(struct swr_scn, name) },
	PARSED(bug, true),
	PARSED(device, true),
	NAMED(fix),
	NAMED(fix_swapoff),
	NAMED(fix_loop),
	NAMED(fix_collapse),
	PARSED(repeat, true),
	PARSED(seed, true),
	PARSED(setup, true),
	PARSED(session, false),
	PARSED(step, false),
	PARSED(hold, false),
	PARSED(permutation, false),
	PARSED(expect, true),
};

#define NR_STATEMENTS	(sizeof(statements) / sizeof(*statements))
#define ANY_STATEMENT	\
	"expected scenario, bug, device, fix, fix_swapoff, fix_loop, fix_collapse, repeat, seed, setup, session, step, hold, permutation or expect, not '%s'"

static int parse_line(struct swr_scn_words *p, unsigned long *seen)
{
	struct swr_scn_pos pos;
	unsigned int i;
	int got = swr_scn_next(p, &p->first);

	if (got <= 0)
		return got;
	for (i = 0; i < NR_STATEMENTS; i++)
		if (!strcmp(statements[i].name, p->first.text))
			break;
	if (i == NR_STATEMENTS)
		return swr_scn_fail(p->err, p->first.pos, ANY_STATEMENT, p->first.text);
	if (!*seen && i)
		return swr_scn_fail(p->err, p->first.pos,
				    "expected scenario NAME as the first statement");
	if (statements[i].once && *seen & 1ul << i)
		return swr_scn_fail(p->err, p->first.pos, "expected %s once, there is one above",
				    p->first.text);
	*seen |= 1ul << i;
	if (!statements[i].parse)
		return only_name(p, (char *)p->scn + statements[i].at, &pos);
	return statements[i].parse(p) ? -1 : 0;
}

/**
 * swr_scn_parse() - read a scenario
 * @text: what the file says
 * @len: its length in bytes
 * @scn: where to
 * @err: where the error goes
 *
 * Return: 0 or -1.
 */
int swr_scn_parse(const char *text, size_t len, struct swr_scn *scn, struct swr_scn_error *err)
{
	struct swr_scn_words p = { .scn = scn, .err = err };
	unsigned long seen = 0;

	memset(scn, 0, sizeof(*scn));
	memset(err, 0, sizeof(*err));
	scn->pages = 40;
	scn->slots = 15;
	scn->value = 1111;
	scn->limit_ms = 2000;
	scn->expect = (struct swr_scn_expect){ -1, -1, -1, -1, -1 };
	swr_scn_words(&p, text, len);
	do {
		if (parse_line(&p, &seen))
			return -1;
	} while (swr_scn_next_line(&p));
	if (!seen)
		return swr_scn_fail(err, p.pos, "expected scenario NAME as the first statement");
	if (scn->nr_holds && scn->expect.window < 0)
		scn->expect.window = 0;
	if (!scn->nr_permutations)
		return swr_scn_fail(err, p.pos, "expected a permutation");
	return 0;
}
