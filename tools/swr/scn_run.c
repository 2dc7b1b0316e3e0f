// SPDX-License-Identifier: GPL-2.0
/*
 * The director of a scenario file: sets gates, tells sessions which step to
 * begin, and goes on when the step is done or its session is held.
 *
 * As in aba.c, nothing allocates from the first gate to the end of the last hold:
 * a held session has mmap_lock for reading.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/swap.h>

#include "ctl.h"
#include "err.h"
#include "player.h"
#include "region.h"
#include "scn_data.h"
#include "scn_record.h"
#include "scn_run.h"
#include "scn_shuffle.h"
#include "util.h"

#define LOOK_MS		1	/* between two looks at a gate */
#define SLACK_MS	1000

enum { ON, LATE, BROKEN = -1 };

struct stage;

struct session {
	struct swr_player player;
	struct stage *stage;
	unsigned int nr;
	unsigned int step;	/* that it does, or has done last */
	bool busy;
};

/* One per series. */
struct stage {
	struct swr_scn_series *series;
	const struct swr_scn *scn;
	struct swr_region region;
	struct session session[SWR_SCN_SESSIONS];
	/* one run */
	struct swr_scn_data data;
	struct swr_scn_log log;
	bool set[SWR_SCN_HOLDS];
	unsigned int held[SWR_SCN_HOLDS];	/* when it was seen held, in the log; 0: not */
	struct swr_counters from;	/* at its begin */
	struct swr_counters mid;	/* when the hold of the window was released, or then */
	bool torn;			/* a page was unmapped by then */
};

static bool collapses(const struct stage *s)
{
	return swr_scn_collapses(s->scn, SWR_SCN_SESSIONS);
}

/* Who is held where a session is to be held. */
static pid_t tid_of(const struct stage *s, unsigned int session)
{
	const struct swr_scn_thp *thp = &s->series->thp;

	return thp->by == SWR_BY_KHUGEPAGED && swr_scn_collapses(s->scn, session) ?
	       thp->khugepaged : s->session[session].player.tid;
}

static void turn(void *arg)
{
	struct session *me = arg;
	struct stage *s = me->stage;
	struct swr_scn_done *done = &s->data.done[me->step];

	if (s->scn->step[me->step].op == SWR_OP_COLLAPSE)
		done->failed = swr_scn_collapse(&s->region, &s->series->thp);
	else
		swr_scn_data_step(&s->scn->step[me->step], &s->region, s->series->path, done);
	/* what went wrong is known in this thread only */
	if (done->failed)
		snprintf(done->why, sizeof(done->why), "%s", swr_errstr());
	done->at = swr_scn_note(&s->log, SWR_EV_DONE, me->step);
}

static int held(unsigned int hold, bool *is)
{
	struct swr_gate_line gate;

	if (swr_ctl_gate(swr_gate_name(hold), &gate))
		return BROKEN;
	*is = gate.state == SWR_GATE_HELD;
	return ON;
}

/* Has a gate that nobody was held at before caught this session? */
static int caught(struct stage *s, unsigned int session, bool *is)
{
	unsigned int i;

	*is = false;
	for (i = 0; i < s->scn->nr_holds && !*is; i++) {
		if (!s->set[i] || s->held[i] || s->scn->hold[i].session != session)
			continue;
		if (held(i, is))
			return BROKEN;
		if (*is) {
			s->held[i] = swr_scn_note(&s->log, SWR_EV_HELD, i);
			if (swr_scn_collapses(s->scn, session))
				__atomic_store_n(&s->series->thp.was_held, true, __ATOMIC_RELEASE);
		}
	}
	return ON;
}

static int wait_done(struct session *who, unsigned int limit_ms)
{
	if (who->busy && !swr_player_done(&who->player, limit_ms))
		return LATE;
	who->busy = false;
	return ON;
}

static int begin_step(struct stage *s, unsigned int step)
{
	struct session *who = &s->session[s->scn->step[step].session];
	uint64_t until;
	bool is = false;
	int err;

	err = wait_done(who, s->scn->limit_ms);
	if (err)
		return err;
	who->step = step;
	who->busy = true;
	s->data.done[step].begun = swr_scn_note(&s->log, SWR_EV_BEGUN, step);
	swr_player_go(&who->player);

	until = swr_now_ns() + s->scn->limit_ms * UINT64_C(1000000);
	while (wait_done(who, LOOK_MS)) {
		if (caught(s, who->nr, &is))
			return BROKEN;
		if (is)
			return ON;
		if (swr_now_ns() > until)
			return LATE;
	}
	return ON;
}

static int set_hold(struct stage *s, unsigned int nr)
{
	const struct swr_scn_hold *h = &s->scn->hold[nr];
	const struct swr_scn_until *u = &h->until;
	char until[80] = "";

	/* a kernel without that point ends no hold by it, see swr_scn_places() */
	if (u->given && s->series->has[u->place.point])
		snprintf(until, sizeof(until), " until=%d:%s%s%s%s",
			 tid_of(s, u->session), swr_point_names[u->place.point],
			 u->place.after ? ":return" : "", u->result >= 0 ? "=" : "",
			 u->result >= 0 ? swr_scn_results[u->result] : "");
	if (swr_ctl_write(SWR_F_GATE, "hold %s task=%d at=%s%s nth=%u%s limit_ms=%u",
			  swr_gate_name(nr), tid_of(s, h->session),
			  swr_point_names[h->at.point], h->at.after ? ":return" : "",
			  h->nth ? h->nth : 1, until, h->limit_ms))
		return BROKEN;
	s->set[nr] = true;
	swr_scn_note(&s->log, SWR_EV_SET, nr);
	return ON;
}

static bool others_busy(const struct stage *s, unsigned int session)
{
	bool busy = false;
	unsigned int i;

	for (i = 0; i < s->scn->nr_sessions; i++)
		busy |= i != session && s->session[i].busy;
	return busy;
}

/* Has another session done a step while this hold was held? */
static bool others_did(const struct stage *s, unsigned int hold)
{
	const struct swr_scn_step *step;
	unsigned int i;

	for (i = 0, step = s->scn->step; i < s->scn->nr_steps; i++, step++)
		if (step->session != s->scn->hold[hold].session && s->held[hold] &&
		    s->data.done[i].at > s->held[hold] &&
		    (!collapses(s) || swr_scn_changes(step)))
			return true;
	return false;
}

static bool swap_is_off(const struct stage *s)
{
	unsigned int i;

	for (i = 0; i < s->scn->nr_steps; i++)
		if (s->scn->step[i].op == SWR_OP_SWAPOFF && s->data.done[i].at &&
		    !s->data.done[i].failed)
			return true;
	return false;
}

/* Has anybody been refused a claim in this run? */
static int refused(const struct stage *s, bool *is)
{
	struct swr_counters now;
	struct swr_run so_far;

	if (swr_ctl_counters(&now))
		return BROKEN;
	swr_run_count(&so_far, &s->from, &now);
	*is = so_far.eexist;
	return ON;
}

/* Did that end the hold? */
static bool by_refusal(const struct swr_scn_until *u)
{
	return u->given && u->place.point == SWR_P_claim && u->place.after && u->result >= 0 &&
	       !strcmp(swr_scn_results[u->result], "eexist");
}

/* The window is open if all the others have done their steps meanwhile. */
static int look_at_window(struct stage *s, unsigned int nr, bool is, struct swr_run *r)
{
	r->held = is;
	r->t1_first = is && others_did(s, nr) && !others_busy(s, s->scn->hold[nr].session);
	r->overtook = r->t1_first && swap_is_off(s);
	if (is && refused(s, &r->refused))
		return BROKEN;
	if (!collapses(s))
		return ON;
	s->torn = swr_scn_data_did(&s->data, s->scn, SWR_OP_MUNMAP);
	return swr_ctl_counters(&s->mid) ? BROKEN : ON;
}

static int open_gate(struct stage *s, unsigned int nr, struct swr_run *r)
{
	bool is;

	if (held(nr, &is))
		return BROKEN;
	if (nr == (unsigned int)s->scn->expect.window && look_at_window(s, nr, is, r))
		return BROKEN;
	/* before it has an effect, which may be a step that is done at once */
	swr_scn_note(&s->log, SWR_EV_RELEASED, nr);
	return swr_ctl_write(SWR_F_GATE, "release %s", swr_gate_name(nr)) ? BROKEN : ON;
}

static int wait_held(struct stage *s, unsigned int nr)
{
	bool is;

	if (swr_ctl_write(SWR_F_GATE, "wait %s held limit_ms=%u", swr_gate_name(nr),
			  s->scn->limit_ms))
		return errno == ETIMEDOUT ? LATE : BROKEN;
	return caught(s, s->scn->hold[nr].session, &is);
}

static int do_item(struct stage *s, const struct swr_scn_item *item, struct swr_run *r)
{
	struct session *who;

	switch (item->what) {
	case SWR_DO_STEP:
		return begin_step(s, item->nr);
	case SWR_DO_HOLD:
		return set_hold(s, item->nr);
	case SWR_DO_RELEASE:
		return open_gate(s, item->nr, r);
	case SWR_DO_WAIT_HOLD:
		return wait_held(s, item->nr);
	case SWR_DO_WAIT_STEP:
		who = &s->session[s->scn->step[item->nr].session];
		return who->step == item->nr ? wait_done(who, s->scn->limit_ms) : ON;
	}
	return BROKEN;
}

/* Everybody comes back, at last because all gates are opened. */
static int gather(struct stage *s)
{
	unsigned int i, limit_ms = s->scn->limit_ms + SLACK_MS, late = 0;

	/* two rounds of khugepaged, see swr_scn_collapse() */
	if (collapses(s))
		limit_ms += 2 * s->series->thp.limit_ms;
	for (i = 0; i < s->scn->nr_holds; i++)
		if (s->set[i] && s->scn->hold[i].limit_ms + SLACK_MS > limit_ms)
			limit_ms = s->scn->hold[i].limit_ms + SLACK_MS;
	for (i = 0; i < s->scn->nr_sessions; i++)
		late += wait_done(&s->session[i], limit_ms);
	if (!late)
		return ON;
	for (i = 0; i < s->scn->nr_holds; i++)
		if (s->set[i] && swr_ctl_write(SWR_F_GATE, "release %s", swr_gate_name(i)))
			return BROKEN;
	for (i = 0; i < s->scn->nr_sessions; i++)
		if (wait_done(&s->session[i], limit_ms))
			return swr_err("session %s did not come back within %u ms",
				       s->scn->session[i], 2 * limit_ms);
	return ON;
}

static int play(struct stage *s, const struct swr_scn_permutation *perm, struct swr_run *r)
{
	const struct swr_scn_expect *e = &s->scn->expect;
	const struct swr_scn_item *item;
	struct swr_gate_line gate;
	unsigned int i;
	int err = ON;

	for (item = perm->item; item < perm->item + perm->nr && !err; item++)
		err = do_item(s, item, r);
	/* a step that was late is a window that was missed: go on to see what is lost */
	if (err == BROKEN || gather(s))
		return -1;
	r->late = err == LATE;
	if (e->window >= 0 && s->set[e->window]) {
		if (swr_ctl_gate(swr_gate_name(e->window), &gate))
			return -1;
		r->end = gate.end;
		r->refused |= gate.end == SWR_GATE_UNTIL &&
			      by_refusal(&s->scn->hold[e->window].until);
	}
	if (e->reused >= 0)
		r->reused = s->data.done[e->reused].out &&
			    s->data.done[e->reused].entry == s->data.done[e->reused].had;
	for (i = 0; i < s->scn->nr_holds; i++)
		if (s->set[i] && swr_ctl_write(SWR_F_GATE, "drop %s", swr_gate_name(i)))
			return -1;
	return 0;
}

/* The stale install has to be one of the held session and another one. */
static int find_race(struct stage *s, struct swr_run *r)
{
	static char races[SWR_CTL_MAX];
	int window = s->scn->expect.window;
	unsigned int i, holder;

	if (!r->stale_installs)
		return 0;
	if (swr_ctl_read(SWR_F_RACES, races, sizeof(races)))
		return -1;
	holder = window >= 0 ? s->scn->hold[window].session : 0;
	for (i = 0; i < s->scn->nr_sessions; i++)
		r->named |= i != holder && swr_race_names(races, s->session[holder].player.tid,
							  s->session[i].player.tid);
	return 0;
}

/* The order of a run, which stays until the next. */
static const struct swr_scn_permutation *order_of(const struct stage *s, unsigned int nr)
{
	static struct swr_scn_permutation random;
	struct swr_scn_error err;

	if (!s->series->shuffle)
		return &s->scn->permutation[nr];
	if (!swr_scn_shuffle(s->scn, s->series->seed, nr, &random, &err))
		return &random;
	swr_err("%s", err.text);
	return NULL;
}

/* khugepaged must not see the pages of this run before it is offered them. */
static int new_pages(struct stage *s)
{
	struct swr_scn_thp *thp = &s->series->thp;
	bool offered = thp->by == SWR_BY_KHUGEPAGED;

	if (!collapses(s))
		return 0;
	thp->was_held = false;
	return (offered && swr_thp_settle(thp->limit_ms)) || swr_region_anew(&s->region, offered) ?
	       -1 : 0;
}

static int one_run(struct stage *s, struct swr_run *r, unsigned int run, unsigned int permutation)
{
	const struct swr_scn_permutation *perm = order_of(s, permutation);
	uint64_t begin = swr_now_ns();
	struct swr_counters to;

	if (!perm)
		return -1;
	memset(&s->log, 0, sizeof(s->log));
	memset(s->set, 0, sizeof(s->set));
	memset(s->held, 0, sizeof(s->held));
	if (swap_is_off(s) && swapon(s->series->path, 0))
		return swr_err("swapon %s: %s", s->series->path, strerror(errno));
	if (new_pages(s) || swr_scn_data_fill(&s->data, s->scn, &s->region, run) ||
	    swr_ctl_counters(&s->from))
		return -1;
	s->mid = s->from;
	s->torn = false;
	if (play(s, perm, r) || swr_ctl_counters(&to))
		return -1;
	/* what ended the hold then was that swapoff began to wait */
	r->waited = r->end == SWR_GATE_UNTIL && swap_is_off(s) &&
		    to.n[SWR_N_swapoff_waits] > s->from.n[SWR_N_swapoff_waits];
	r->no_loop = s->series->no_loop;
	r->ns = swr_now_ns() - begin;
	if (s->log.nr > SWR_SCN_EVENTS)
		return swr_err("%u of %u events of this run were not kept",
			       s->log.nr - SWR_SCN_EVENTS, s->log.nr);
	s->log.run = run;
	s->log.permutation = permutation;

	swr_run_count(r, &s->from, &to);
	if (collapses(s))
		swr_scn_count_checks(&s->mid, &to, s->torn, r);
	swr_scn_data_look(&s->data, s->scn, &s->region, run, r);
	if (find_race(s, r) || swr_scn_data_drop(&s->data, s->scn, &s->region))
		return -1;
	if (!s->series->log_lost || r->lost) {
		s->series->log = s->log;
		s->series->log_lost = r->lost;
	}
	r->finished = true;
	return 0;
}

/* The director fills swap where a page goes out again, see swr_region_fill_swap(). */
static int director_cpu(const struct stage *s)
{
	int reused = s->scn->expect.reused;
	unsigned int i;

	if (reused >= 0)
		return s->session[s->scn->step[reused].session].player.cpu;
	for (i = 0; i < s->scn->nr_steps; i++)
		if (s->scn->step[i].op == SWR_OP_PAGEOUT)
			return s->session[s->scn->step[i].session].player.cpu;
	return s->session[0].player.cpu;
}

static int set_stage(struct stage *s)
{
	unsigned int i;

	/* khugepaged takes mmap_lock for writing */
	if (!collapses(s))
		prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	if (swr_region_init(&s->region, s->scn->pages) ||
	    (collapses(s) && swr_region_init_huge(&s->region)))
		return -1;
	if (s->series->thp.by == SWR_BY_KHUGEPAGED && swr_thp_join(s->scn->pages * s->region.page))
		return -1;
	for (i = 0; i < s->scn->nr_sessions; i++) {
		struct session *who = &s->session[i];

		who->stage = s;
		who->nr = i;
		who->player.turn = turn;
		who->player.arg = who;
		who->player.cpu = swr_nth_cpu(&s->region.cpus, i % CPU_COUNT(&s->region.cpus));
		if (swr_player_start(&who->player, s->scn->session[i], s->scn->limit_ms))
			return -1;
	}
	swr_pin(pthread_self(), director_cpu(s));
	return 0;
}

/**
 * swr_scn_series() - do all runs
 * @series: what to do, and where the results go
 *
 * As swr_aba_series(). The permutations take turns.
 *
 * Return: 0, or -1 with the reason in @series->error or in the run it befell.
 */
int swr_scn_series(struct swr_scn_series *series)
{
	static struct stage stage;
	unsigned int i, nr = swr_scn_orders(series);

	stage.series = series;
	stage.scn = series->scn;
	if (set_stage(&stage)) {
		snprintf(series->error, sizeof(series->error), "%.*s", SWR_WHY_MAX / 2 - 1,
			 swr_errstr());
		return -1;
	}
	for (i = 0; i < series->repeat * nr; i++) {
		__atomic_store_n(&series->started, i + 1, __ATOMIC_RELEASE);
		if (one_run(&stage, &series->runs[i], i + 1, i % nr)) {
			snprintf(series->runs[i].error, sizeof(series->runs[i].error), "%.*s",
				 SWR_WHY_MAX / 2 - 1, swr_errstr());
			return -1;
		}
	}
	return 0;
}
