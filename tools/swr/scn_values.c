// SPDX-License-Identifier: GPL-2.0
/*
 * What may stand behind a key of a scenario file. Pure.
 */
#include <string.h>

#include "parse.h"
#include "scn_points.h"
#include "scn_values.h"

const char *const swr_scn_results[] = { "ok", "eexist", "error", NULL };
const char *const swr_scn_ops[] = {
	[SWR_OP_TOUCH] = "touch",
	[SWR_OP_WRITE] = "write",
	[SWR_OP_PAGEOUT] = "pageout",
	[SWR_OP_DISCARD] = "discard",
	[SWR_OP_MUNMAP] = "munmap",
	[SWR_OP_MREMAP] = "mremap",
	[SWR_OP_FORK] = "fork",
	[SWR_OP_SLEEP] = "sleep",
	[SWR_OP_SWAPOFF] = "swapoff",
	[SWR_OP_COLLAPSE] = "collapse",
	[SWR_NR_OPS] = NULL,
};

static const char *const verdicts[] = { SWR_VERDICTS(SWR_VERDICT_NAME) NULL };

/* A number that is an unsigned int. */
int swr_scn_take_u32(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		     const struct swr_scn_key *key)
{
	uint64_t n;

	if (!swr_parse_number(w->text, key->min, key->max, &n))
		return swr_scn_fail(p->err, w->pos, "expected a number from %llu to %llu, not '%s'",
				    (unsigned long long)key->min, (unsigned long long)key->max,
				    w->text);
	*(unsigned int *)to = n;
	return 0;
}

/* The page of a step. */
int swr_scn_take_page(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		      const struct swr_scn_key *key)
{
	struct swr_scn_step *s = to;

	s->page_pos = w->pos;
	return swr_scn_take_u32(p, &s->page, w, key);
}

/* A number. */
int swr_scn_take_u64(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		     const struct swr_scn_key *key)
{
	if (swr_parse_number(w->text, key->min, key->max, to))
		return 0;
	return swr_scn_fail(p->err, w->pos, "expected a number from %llu to %llu, not '%s'",
			    (unsigned long long)key->min, (unsigned long long)key->max, w->text);
}

/**
 * swr_scn_find_session() - number of a session
 * @scn: of which scenario
 * @name: its name
 *
 * Return: -1 if there is none.
 */
int swr_scn_find_session(const struct swr_scn *scn, const char *name)
{
	unsigned int i;

	for (i = 0; i < scn->nr_sessions; i++)
		if (!strcmp(scn->session[i], name))
			return i;
	return -1;
}

/**
 * swr_scn_find_step() - number of a step
 * @scn: of which scenario
 * @name: its name
 *
 * Return: -1 if there is none.
 */
int swr_scn_find_step(const struct swr_scn *scn, const char *name)
{
	unsigned int i;

	for (i = 0; i < scn->nr_steps; i++)
		if (!strcmp(scn->step[i].name, name))
			return i;
	return -1;
}

/**
 * swr_scn_find_hold() - number of a hold
 * @scn: of which scenario
 * @name: its name
 *
 * Return: -1 if there is none.
 */
int swr_scn_find_hold(const struct swr_scn *scn, const char *name)
{
	unsigned int i;

	for (i = 0; i < scn->nr_holds; i++)
		if (!strcmp(scn->hold[i].name, name))
			return i;
	return -1;
}

/* A session by its name. */
int swr_scn_take_session(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
			 const struct swr_scn_key *key)
{
	int nr = swr_scn_find_session(p->scn, w->text);

	(void)key;
	if (nr < 0)
		return swr_scn_fail(p->err, w->pos, "expected a session declared above, not '%s'",
				    w->text);
	*(unsigned int *)to = nr;
	return 0;
}

/* A hold by its name, as an int. */
int swr_scn_take_hold(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		      const struct swr_scn_key *key)
{
	(void)key;
	*(int *)to = swr_scn_find_hold(p->scn, w->text);
	if (*(int *)to < 0)
		return swr_scn_fail(p->err, w->pos, "expected a hold declared above, not '%s'",
				    w->text);
	return 0;
}

/* A pageout step by its name, as an int. */
int swr_scn_take_pageout(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
			 const struct swr_scn_key *key)
{
	int nr = swr_scn_find_step(p->scn, w->text);

	(void)key;
	if (nr < 0 || p->scn->step[nr].op != SWR_OP_PAGEOUT)
		return swr_scn_fail(p->err, w->pos,
				    "expected a pageout step declared above, not '%s'", w->text);
	*(int *)to = nr;
	return 0;
}

/* A number as an int. */
int swr_scn_take_count(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		       const struct swr_scn_key *key)
{
	uint64_t n = 0;

	if (swr_scn_take_u64(p, &n, w, key))
		return -1;
	*(int *)to = n;
	return 0;
}

/* A verdict by its name, as an int. */
int swr_scn_take_verdict(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
			 const struct swr_scn_key *key)
{
	(void)key;
	*(int *)to = swr_scn_index(verdicts, w->text);
	if (*(int *)to < 0)
		return swr_scn_fail(p->err, w->pos,
				    "expected FIXED, VULNERABLE, INCONCLUSIVE, ERROR or ABSENT, not '%s'",
				    w->text);
	return 0;
}

/* "POINT[:entry|:return]" */
static int take_place(struct swr_scn_words *p, struct swr_scn_place *place,
		      const struct swr_scn_word *w)
{
	struct swr_scn_word name = *w, phase;
	int nr;

	if (!swr_scn_split(&name, &phase, ':'))
		phase.text[0] = '\0';
	nr = swr_scn_index(swr_point_names, name.text);
	if (nr < 0)
		return swr_scn_fail(p->err, name.pos, "expected a point, see swr list, not '%s'",
				    name.text);
	place->point = nr;
	place->after = !strcmp(phase.text, "return");
	if (strlen(name.text) != strlen(w->text) && !place->after && strcmp(phase.text, "entry"))
		return swr_scn_fail(p->err, phase.pos, "expected entry or return, not '%s'",
				    phase.text);
	return 0;
}

/* Where somebody is held. */
int swr_scn_take_at(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		    const struct swr_scn_key *key)
{
	struct swr_scn_place entry = { 0 };
	struct swr_scn_hold *h = to;
	char list[160];

	(void)key;
	h->at_pos = w->pos;
	if (take_place(p, &h->at, w))
		return -1;
	if (swr_scn_may_hold(&h->at))
		return 0;
	entry.point = h->at.point;
	if (swr_scn_may_hold(&entry))
		return swr_scn_fail(p->err, w->pos,
				    "expected %s:entry, no task can be held at '%s'",
				    swr_point_names[entry.point], w->text);
	return swr_scn_fail(p->err, w->pos, "expected %s, no task can be held at %s",
			    swr_scn_holdable(list, sizeof(list)), w->text);
}

/* What ends a hold: "SESSION:POINT[:entry|:return][=ok|=eexist|=error]". */
int swr_scn_take_until(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		       const struct swr_scn_key *key)
{
	struct swr_scn_word name = *w, place, result;
	struct swr_scn_until *u = to;

	u->given = true;
	u->pos = w->pos;
	u->result = -1;
	if (!swr_scn_split(&name, &place, ':'))
		return swr_scn_fail(p->err, w->pos, "expected SESSION:POINT[:return], not '%s'",
				    w->text);
	if (swr_scn_take_session(p, &u->session, &name, key))
		return -1;
	if (!swr_scn_split(&place, &result, '='))
		return take_place(p, &u->place, &place);
	if (take_place(p, &u->place, &place))
		return -1;
	u->result = swr_scn_index(swr_scn_results, result.text);
	if (u->result < 0)
		return swr_scn_fail(p->err, result.pos, "expected ok, eexist or error, not '%s'",
				    result.text);
	if (u->place.point != SWR_P_claim || !u->place.after)
		return swr_scn_fail(p->err, result.pos,
				    "expected no result: only claim:return has one");
	return 0;
}
