// SPDX-License-Identifier: GPL-2.0
/*
 * The choreography of S4: an area that is changed while a collapse of it has no mmap_lock.
 *
 *	the collapse                            the process
 *	------------                            -----------
 *	allocates a huge page
 *	  (held here: window alloc)
 *	takes mmap_lock, checks its VMA
 *	swaps in, drops mmap_lock
 *	  (held here: window swapin)
 *	                                        munmap(), mremap(), mprotect() ...
 *	                                        lets it go on
 *	takes mmap_lock, checks its VMA
 *	                                        looks at its memory
 *
 * The collapse is a thread of the process in MADV_COLLAPSE, or khugepaged. The director,
 * who is whoever calls swr_collapse_series(), makes the change. While the collapse is held
 * nobody has mmap_lock, so everything may be done; that a change was done in that time is
 * the proof of it.
 *
 * For `exit` the area is in a process of its own, which is killed and waited for: the end
 * of a process comes after the end of its memory.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "area.h"
#include "collapse.h"
#include "ctl.h"
#include "err.h"
#include "player.h"
#include "util.h"

/* One per series. */
struct stage {
	struct swr_collapses *c;
	struct swr_area area;
	struct swr_player player;	/* MADV_COLLAPSE */
	pid_t tid;			/* of the collapse */
	bool was_held;			/* set by the director, read by the player */
	pid_t victim;			/* for exit */
	int say[2];			/* to it */
	int hear[2];			/* from it */
};

/* A collapse gives up for many reasons that go away by themselves. */
static void collapse_turn(void *arg)
{
	struct stage *s = arg;
	uint64_t until = swr_now_ns() + s->c->limit_ms * UINT64_C(1000000);

	while (madvise(s->area.region.base, s->area.bytes, MADV_COLLAPSE) &&
	       !__atomic_load_n(&s->was_held, __ATOMIC_ACQUIRE) && swr_again(until))
		;
}

static bool by_khugepaged(const struct stage *s)
{
	return s->c->by == SWR_BY_KHUGEPAGED;
}

static int set_stage(struct stage *s)
{
	struct swr_player *p = &s->player;

	if (swr_area_init(&s->area, s->c->bytes))
		return -1;
	s->tid = s->c->khugepaged;
	if (by_khugepaged(s) && swr_thp_join(s->c->bytes))
		return -1;
	if (!by_khugepaged(s)) {
		p->turn = collapse_turn;
		p->arg = s;
		p->cpu = swr_nth_cpu(&s->area.region.cpus, 1);
		if (swr_player_start(p, "swr-collapse", s->c->limit_ms))
			return -1;
		s->tid = p->tid;
	}
	swr_pin(pthread_self(), swr_nth_cpu(&s->area.region.cpus, 0));
	return 0;
}

/* --- the process that ends --- */

static _Noreturn void be_victim(struct stage *s, unsigned int run)
{
	pid_t director = getppid();
	char word = 'r';

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != director || swr_area_inherit(&s->area) ||
	    swr_area_fill(&s->area, run, true) ||
	    write(s->hear[1], &word, 1) != 1 || read(s->say[0], &word, 1) != 1 ||
	    swr_area_offer(&s->area))
		_exit(1);
	for (;;)
		pause();
}

static int raise_victim(struct stage *s, unsigned int run)
{
	char word;

	if (pipe(s->say) || pipe(s->hear))
		return swr_err("pipe: %s", strerror(errno));
	s->victim = fork();
	if (s->victim < 0)
		return swr_err("fork: %s", strerror(errno));
	if (!s->victim)
		be_victim(s, run);
	close(s->say[0]);
	close(s->hear[1]);
	/* it ends, or it answers */
	return read(s->hear[0], &word, 1) == 1 ? 0 : swr_err("a process could not fill its area");
}

static int end_victim(struct stage *s)
{
	int status;

	if (!s->victim)
		return 0;
	kill(s->victim, SIGKILL);
	if (waitpid(s->victim, &status, 0) != s->victim)
		return swr_err("waitpid: %s", strerror(errno));
	s->victim = 0;
	close(s->say[1]);
	close(s->hear[0]);
	return 0;
}

/* --- one run --- */

/*
 * What khugepaged has begun in the run before must not be held in this one: it is not
 * about the area that is changed.
 */
static int prepare(struct stage *s, unsigned int run)
{
	if (by_khugepaged(s) && swr_thp_settle(4 * s->c->limit_ms))
		return -1;
	if (s->c->change == SWR_G_exit)
		return raise_victim(s, run);
	return swr_area_fill(&s->area, run, by_khugepaged(s));
}

static int start_collapse(struct stage *s)
{
	char word = 'g';

	s->was_held = false;
	if (s->c->change == SWR_G_exit)
		return write(s->say[1], &word, 1) == 1 ? 0 : swr_err("the process is gone");
	if (by_khugepaged(s))
		return swr_area_offer(&s->area);
	swr_player_go(&s->player);
	return 0;
}

static int change(struct stage *s)
{
	if (s->c->change == SWR_G_exit)
		return end_victim(s);
	return swr_area_change(&s->area, s->c->change, by_khugepaged(s));
}

static int set_gate(struct stage *s)
{
	return swr_ctl_write(SWR_F_GATE, "hold %s task=%d at=%s limit_ms=%u", swr_gate_name(0),
			     s->tid,
			     s->c->window == SWR_WINDOW_ALLOC ? "revalidate:entry" :
								"collapse:return",
			     s->c->limit_ms);
}

static int held(bool *yes)
{
	struct swr_gate_line gate;

	if (swr_ctl_gate(swr_gate_name(0), &gate))
		return -1;
	*yes = gate.state == SWR_GATE_HELD;
	return 0;
}

/* How often each answer of the check was given, from the file `collapse`. */
static int read_answers(unsigned int *count)
{
	unsigned int answer, fit, n;
	char text[4096];
	const char *p;

	memset(count, 0, SWR_ANSWERS * sizeof(*count));
	if (swr_ctl_read(SWR_F_COLLAPSE, text, sizeof(text)))
		return -1;
	for (p = text; p && *p; p = strchr(p, '\n'), p = p ? p + 1 : NULL)
		if (sscanf(p, "revalidate=%u fit=%u count=%u", &answer, &fit, &n) == 3 &&
		    answer < SWR_ANSWERS)
			count[answer] = n;
	return 0;
}

static int first_risen(const unsigned int *from, const unsigned int *to)
{
	int i;

	for (i = 0; i < SWR_ANSWERS; i++)
		if (to[i] != from[i])
			return i;
	return -1;
}

#define RISE(name)	(to.n[SWR_N_##name] - from->n[SWR_N_##name])

/*
 * The check after the change is the first one from now on. Whoever comes to the next, in
 * this collapse or in another, is held until the first was looked at. In the window alloc
 * the held task has come to the first one already.
 */
static int set_fence(struct stage *s)
{
	return swr_ctl_write(SWR_F_GATE, "hold %s task=%d at=revalidate:entry nth=%d limit_ms=%u",
			     swr_gate_name(1), s->tid,
			     s->c->window == SWR_WINDOW_ALLOC ? 1 : 2, s->c->limit_ms);
}

/* Wait until the check after the change was made. */
static int see_check(struct stage *s, struct swr_collapse_run *r,
		     const struct swr_counters *from, const unsigned int *answers)
{
	uint64_t until = swr_now_ns() + s->c->limit_ms * UINT64_C(1000000);
	unsigned int now[SWR_ANSWERS];
	struct swr_counters to;

	do {
		if (swr_ctl_counters(&to))
			return -1;
	} while (!RISE(revalidations) && swr_again(until));
	if (read_answers(now))
		return -1;
	r->revalidations = RISE(revalidations);
	r->revalidated = RISE(revalidated);
	r->faked = RISE(revalidations_faked);
	r->unfit = RISE(unfit_vmas);
	r->answer = first_risen(answers, now);
	return 0;
}

/*
 * Is the collapse that is held about the area? A thread of ours collapses nothing else;
 * khugepaged does what it likes.
 */
static int see_whose(struct stage *s, bool *ours)
{
	unsigned long address;
	char text[4096];
	const char *p;
	int tid, tgid;

	*ours = !by_khugepaged(s);
	if (*ours)
		return 0;
	if (swr_ctl_read(SWR_F_COLLAPSE, text, sizeof(text)))
		return -1;
	for (p = text; p && *p; p = strchr(p, '\n'), p = p ? p + 1 : NULL)
		if (sscanf(p, "tid=%d tgid=%d address=0x%lx", &tid, &tgid, &address) == 3 &&
		    tid == s->tid && address == (uintptr_t)s->area.region.base &&
		    (!tgid || tgid == (s->victim ? s->victim : getpid())))
			*ours = true;
	return 0;
}

static int race(struct stage *s, struct swr_collapse_run *r)
{
	unsigned int answers[SWR_ANSWERS], limit_ms = s->c->limit_ms;
	struct swr_counters mid;
	struct swr_gate_line gate;
	bool before, after = false;

	if (start_collapse(s))
		return -1;
	if (swr_ctl_write(SWR_F_GATE, "wait %s held limit_ms=%u", swr_gate_name(0), limit_ms) &&
	    errno != ETIMEDOUT)
		return -1;
	if (held(&before) || (before && (see_whose(s, &r->ours) || change(s) || held(&after))))
		return -1;
	r->changed = before && after;
	__atomic_store_n(&s->was_held, true, __ATOMIC_RELEASE);
	if (swr_ctl_counters(&mid) || read_answers(answers) || set_fence(s) ||
	    swr_ctl_write(SWR_F_GATE, "release %s", swr_gate_name(0)) ||
	    (r->changed && see_check(s, r, &mid, answers)) ||
	    swr_ctl_write(SWR_F_GATE, "drop %s", swr_gate_name(1)) ||
	    swr_ctl_gate(swr_gate_name(0), &gate))
		return -1;
	r->end = gate.end;
	if (!by_khugepaged(s) && !swr_player_done(&s->player, 4 * limit_ms))
		return swr_err("MADV_COLLAPSE did not come back within %u ms", 4 * limit_ms);
	return 0;
}

/*
 * A collapse keeps mmap_lock from its last check until it is done: whoever gets the lock
 * afterwards, for a change that changes nothing, finds it done.
 */
static void wait_for_collapse(struct stage *s)
{
	mprotect(s->area.room, s->area.region.page, PROT_NONE);
}

static void count(struct swr_collapse_run *r, const struct swr_counters *from,
		  const struct swr_counters *at_end)
{
	const struct swr_counters to = *at_end;

	r->swapins = RISE(collapse_swapins);
	r->retries = RISE(collapse_retries);
	r->refused = RISE(collapse_refused);
	r->beaten = RISE(collapses_beaten);
	r->events_lost = swr_counters_lost(from, at_end);
}

static int one_run(struct stage *s, struct swr_collapse_run *r, unsigned int run)
{
	struct swr_counters from, to;
	uint64_t begin = swr_now_ns();

	r->answer = -1;
	if (prepare(s, run) || swr_ctl_counters(&from) || set_gate(s) || race(s, r) ||
	    swr_ctl_counters(&to) || swr_ctl_write(SWR_F_GATE, "drop %s", swr_gate_name(0)))
		return -1;
	r->ns = swr_now_ns() - begin;
	count(r, &from, &to);
	if (r->changed && s->c->change != SWR_G_exit) {
		wait_for_collapse(s);
		r->huge = swr_area_huge(&s->area);
		snprintf(r->wrong, sizeof(r->wrong), "%s",
			 swr_area_check(&s->area, s->c->change));
	}
	if (end_victim(s) || swr_area_drop(&s->area))
		return -1;
	r->finished = true;
	return 0;
}

/**
 * swr_collapse_series() - do all runs
 * @c: what to do, and where the results go
 *
 * Swap is on and filled by nobody else. Runs in a process of its own, see aba.c.
 *
 * Return: 0, or -1 with the reason in @c->error or in the run it befell.
 */
int swr_collapse_series(struct swr_collapses *c)
{
	static struct stage stage;
	unsigned int i;

	stage.c = c;
	if (set_stage(&stage)) {
		snprintf(c->error, sizeof(c->error), "%.*s", SWR_WHY_MAX / 2 - 1, swr_errstr());
		return -1;
	}
	for (i = 0; i < c->repeat; i++) {
		__atomic_store_n(&c->started, i + 1, __ATOMIC_RELEASE);
		if (one_run(&stage, &c->runs[i], i + 1)) {
			snprintf(c->runs[i].error, sizeof(c->runs[i].error), "%.*s",
				 SWR_WHY_MAX / 2 - 1, swr_errstr());
			end_victim(&stage);
			return -1;
		}
	}
	return 0;
}
