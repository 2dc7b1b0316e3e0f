// SPDX-License-Identifier: GPL-2.0
/*
 * The choreography of S1: one page of a process, swapped in by two threads.
 *
 *	T0                              T1
 *	--                              --
 *	reads the word
 *	  do_swap_page(e)
 *	    page A is read from e
 *	    held at read:return
 *	                                writes the word
 *	                                  do_swap_page(e)
 *	                                    page B is read from e and mapped, e is free
 *	                                MADV_PAGEOUT: page B goes out, and all other
 *	                                slots being taken it goes to e again
 *	    goes on: the PTE says e, as before
 *	    maps page A
 *
 * On a fixed kernel T1 is refused the claim on e, which is what lets T0 go on,
 * or is given page A. The third thread, the director, is whoever calls
 * swr_aba_series(); it sets the gate and tells the others when to start.
 *
 * While T0 is held it has mmap_lock for reading. A thread that wants it for
 * writing (mmap, munmap, brk) would wait for T0 and make all later readers wait
 * behind itself, T1's fault among them. So from the gate to the end of the hold
 * nothing here allocates.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "aba.h"
#include "ctl.h"
#include "err.h"
#include "player.h"
#include "region.h"
#include "util.h"

#define REOUT_TRIES	8

enum { T0, T1, NR_THREADS };

/* One per series. What T1 finds is read by the director after T1 is done. */
struct stage {
	struct swr_aba *aba;
	struct swr_region region;
	struct swr_player player[NR_THREADS];
	bool has_claim;		/* this kernel has the point `claim` */
	uint64_t entry;		/* of the victim, before */
	bool t1_wrote;		/* T1's write is done */
	bool t1_out;		/* T1 paged the victim out */
	uint64_t t1_entry;	/* to there */
};

static void t0_turn(void *arg)
{
	struct stage *s = arg;
	uint64_t seen;
	char mark[40];

	swr_trace_mark("T0 reads the word");
	seen = __atomic_load_n(swr_region_word(&s->region), __ATOMIC_RELAXED);
	snprintf(mark, sizeof(mark), "T0 has read %" PRIu64, seen);
	swr_trace_mark(mark);
}

static void t1_turn(void *arg)
{
	struct stage *s = arg;
	char mark[40];

	snprintf(mark, sizeof(mark), "T1 writes %d", SWR_ABA_NEW);
	swr_trace_mark(mark);
	__atomic_store_n(swr_region_word(&s->region), SWR_ABA_NEW, __ATOMIC_RELAXED);
	s->t1_wrote = true;
	swr_trace_mark("T1 has written");
	swr_trace_mark("T1 MADV_PAGEOUT");
	s->t1_out = swr_region_out(&s->region, SWR_VICTIM, REOUT_TRIES, &s->t1_entry);
	swr_trace_mark(!s->t1_out ? "T1 page stays" :
		       s->t1_entry == s->entry ? "T1 page is out, same entry" :
						 "T1 page is out, other entry");
}

static int start_player(struct stage *s, int nr, void (*turn)(void *arg))
{
	static const char *const names[] = { "swr-T0", "swr-T1" };
	struct swr_player *p = &s->player[nr];

	p->turn = turn;
	p->arg = s;
	p->cpu = swr_nth_cpu(&s->region.cpus, nr);
	if (swr_player_start(p, names[nr], s->aba->limit_ms))
		return -1;
	s->aba->tid[nr] = p->tid;
	s->aba->cpu[nr] = p->cpu;
	return 0;
}

static int set_stage(struct stage *s)
{
	struct swr_hooks hooks;

	/* khugepaged takes mmap_lock for writing */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	if (swr_ctl_hooks(&hooks) || swr_region_init(&s->region, SWR_ABA_PAGES))
		return -1;
	s->has_claim = *hooks.symbol[SWR_P_claim];
	if (start_player(s, T0, t0_turn) || start_player(s, T1, t1_turn))
		return -1;
	/* the director fills swap, see swr_region_fill_swap(), where T1 will page out */
	swr_pin(pthread_self(), s->player[T1].cpu);
	return s->aba->account ? swr_trace_watch(s->player[T0].tid, s->player[T1].tid) : 0;
}

static int set_gate(struct stage *s)
{
	unsigned int limit_ms = s->aba->limit_ms;

	if (!s->has_claim)
		return swr_ctl_write(SWR_F_GATE, "hold %s task=%d at=read:return limit_ms=%u",
				     swr_gate_name(0), s->player[T0].tid, limit_ms);
	return swr_ctl_write(SWR_F_GATE,
			     "hold %s task=%d at=read:return until=%d:claim:return=eexist limit_ms=%u",
			     swr_gate_name(0), s->player[T0].tid, s->player[T1].tid, limit_ms);
}

/*
 * From T0's start to the end of both. A wait that meets its limit is not an
 * error here: the gate's line says what became of the hold.
 */
static int race(struct stage *s, struct swr_run *r)
{
	struct swr_player *t0 = &s->player[T0], *t1 = &s->player[T1];
	unsigned int limit_ms = s->aba->limit_ms;
	struct swr_gate_line gate;
	bool t1_done = true;

	swr_player_go(t0);
	if (swr_ctl_write(SWR_F_GATE, "wait %s held limit_ms=%u", swr_gate_name(0), limit_ms) &&
	    errno != ETIMEDOUT)
		return -1;
	if (swr_ctl_gate(swr_gate_name(0), &gate))
		return -1;
	r->held = gate.state == SWR_GATE_HELD;
	if (r->held) {
		swr_player_go(t1);
		t1_done = swr_player_done(t1, limit_ms);
		if (swr_ctl_gate(swr_gate_name(0), &gate))
			return -1;
		r->t1_first = t1_done && gate.state == SWR_GATE_HELD;
	}
	if (swr_ctl_write(SWR_F_GATE, "release %s", swr_gate_name(0)))
		return -1;
	if (!swr_player_done(t0, limit_ms) || (!t1_done && !swr_player_done(t1, limit_ms)))
		return swr_err("a thread did not come back within %u ms", limit_ms);

	if (swr_ctl_gate(swr_gate_name(0), &gate))
		return -1;
	r->end = gate.end;
	r->reused = s->t1_out && s->t1_entry == s->entry;
	return 0;
}

/* What the process itself finds in its memory. */
static void look(struct stage *s, struct swr_run *r, unsigned int run)
{
	r->read_back = __atomic_load_n(swr_region_word(&s->region), __ATOMIC_RELAXED);
	/* if T1 had no turn there is nothing to lose */
	r->lost = s->t1_wrote && r->read_back == SWR_ABA_OLD;
	r->corrupt = !swr_region_intact(&s->region, run) ||
		     (r->read_back != SWR_ABA_OLD && r->read_back != SWR_ABA_NEW);
}

static int find_race(struct stage *s, struct swr_run *r)
{
	static char races[SWR_CTL_MAX];

	if (!r->stale_installs)
		return 0;
	if (swr_ctl_read(SWR_F_RACES, races, sizeof(races)))
		return -1;
	r->named = swr_race_names(races, s->player[T0].tid, s->player[T1].tid);
	return 0;
}

static int keep_record(struct stage *s, const struct swr_run *r, unsigned int run)
{
	struct swr_aba *aba = s->aba;

	if (!aba->account || (aba->record_lost && !r->lost))
		return 0;
	aba->record_lost = r->lost;
	return swr_trace_save(&aba->record, run);
}

static int one_run(struct stage *s, struct swr_run *r, unsigned int run)
{
	struct swr_counters from, to;
	uint64_t begin = swr_now_ns();

	s->t1_wrote = false;
	s->t1_out = false;
	swr_region_fill(&s->region, run, SWR_ABA_OLD);
	if (swr_region_fill_swap(&s->region, 0, &s->entry) || swr_ctl_counters(&from) ||
	    set_gate(s))
		return -1;
	if (s->aba->account && swr_trace_start())
		return -1;
	if (race(s, r) || swr_ctl_counters(&to))
		return -1;
	if (s->aba->account && swr_trace_stop())
		return -1;
	if (swr_ctl_write(SWR_F_GATE, "drop %s", swr_gate_name(0)))
		return -1;
	r->ns = swr_now_ns() - begin;

	swr_run_count(r, &from, &to);
	look(s, r, run);
	if (find_race(s, r) || keep_record(s, r, run))
		return -1;
	swr_region_drop(&s->region);
	r->finished = true;
	return 0;
}

/**
 * swr_aba_series() - do all runs
 * @aba: what to do, and where the results go
 *
 * Swap is on and filled by nobody else. Runs in a process of its own: the caller
 * only has to wait for its end to know that nothing of it holds swap.
 *
 * Return: 0, or -1 with the reason in @aba->error or in the run it befell.
 */
int swr_aba_series(struct swr_aba *aba)
{
	static struct stage stage;
	unsigned int i;

	stage.aba = aba;
	if (set_stage(&stage)) {
		snprintf(aba->error, sizeof(aba->error), "%.*s", SWR_WHY_MAX / 2 - 1,
			 swr_errstr());
		return -1;
	}
	for (i = 0; i < aba->repeat; i++) {
		__atomic_store_n(&aba->started, i + 1, __ATOMIC_RELEASE);
		if (one_run(&stage, &aba->runs[i], i + 1)) {
			snprintf(aba->runs[i].error, sizeof(aba->runs[i].error), "%.*s",
				 SWR_WHY_MAX / 2 - 1, swr_errstr());
			return -1;
		}
	}
	return 0;
}
