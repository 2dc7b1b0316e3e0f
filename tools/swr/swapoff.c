// SPDX-License-Identifier: GPL-2.0
/*
 * The choreography of S3: swapoff while a swap-in of the same device is right
 * before its read.
 *
 *	T0                              T1
 *	--                              --
 *	reads the word
 *	  do_swap_page(e)
 *	    held at read:entry
 *	                                swapoff(device of e)
 *	                                  takes all pages back, that of e as well
 *	                                  5.10: destroys the extents, returns
 *	                                  others: wait for T0
 *	    goes on
 *	      5.10: without a device
 *
 * The director lets T0 go when one of two things has happened: swapoff has
 * returned, or the module has seen it about to wait for T0's read. The second is
 * looked for in a counter of the module, every millisecond.
 *
 * As in aba.c nothing here allocates while T0 is held.
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
#include "swapoff.h"
#include "trace.h"
#include "util.h"

#define LOOK_MS	1

enum { T0, T1, NR_THREADS };

/* One per series. */
struct stage {
	struct swr_off *off;
	struct swr_region region;
	struct swr_player player[NR_THREADS];
	bool is_off;
	int error;		/* of T1's swapoff, 0: none */
	uint64_t t1_ns;		/* when it returned */
};

static void t0_turn(void *arg)
{
	struct stage *s = arg;

	swr_trace_mark("T0 reads the word");
	(void)__atomic_load_n(swr_region_word(&s->region), __ATOMIC_RELAXED);
	swr_trace_mark("T0 has read it");
}

static void t1_turn(void *arg)
{
	struct stage *s = arg;

	swr_trace_mark("T1 swapoff()");
	s->error = swapoff(s->off->path) ? errno : 0;
	s->t1_ns = swr_now_ns();
	swr_trace_mark(s->error ? "T1 swapoff() has failed" : "T1 swapoff() = 0");
}

static int start_player(struct stage *s, int nr, void (*turn)(void *arg))
{
	static const char *const names[] = { "swr-T0", "swr-T1" };
	struct swr_player *p = &s->player[nr];

	p->turn = turn;
	p->arg = s;
	p->cpu = swr_nth_cpu(&s->region.cpus, nr);
	if (swr_player_start(p, names[nr], s->off->limit_ms))
		return -1;
	s->off->tid[nr] = p->tid;
	return 0;
}

static int set_stage(struct stage *s)
{
	/* khugepaged takes mmap_lock for writing */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	if (swr_region_init(&s->region, SWR_OFF_PAGES))
		return -1;
	if (start_player(s, T0, t0_turn) || start_player(s, T1, t1_turn))
		return -1;
	return s->off->account ? swr_trace_watch(s->player[T0].tid, s->player[T1].tid) : 0;
}

static int pages_out(struct stage *s, unsigned int run)
{
	if (s->is_off && swapon(s->off->path, 0))
		return swr_err("swapon %s: %s", s->off->path, strerror(errno));
	s->is_off = false;
	swr_region_fill(&s->region, run, swr_region_pattern(run, SWR_VICTIM, 0));
	return swr_region_all_out(&s->region);
}

/* Until T1 is done, was seen waiting, or takes too long. */
static int watch(struct stage *s, struct swr_run *r, const struct swr_counters *from,
		 bool *t1_done, uint64_t *seen_ns)
{
	uint64_t until = swr_now_ns() + s->off->limit_ms * UINT64_C(1000000);
	struct swr_gate_line gate;
	struct swr_counters now;

	do {
		*t1_done = swr_player_done(&s->player[T1], LOOK_MS);
		/* the counters first: what they say was so while the gate was still held */
		if (swr_ctl_counters(&now) || swr_ctl_gate(swr_gate_name(0), &gate))
			return -1;
		*seen_ns = swr_now_ns();
		if (gate.state != SWR_GATE_HELD)
			return 0;
		r->overtook = *t1_done && !s->error;
		r->waited = !*t1_done &&
			    now.n[SWR_N_swapoff_waits] > from->n[SWR_N_swapoff_waits] &&
			    now.n[SWR_N_swapoffs] == from->n[SWR_N_swapoffs];
	} while (!*t1_done && !r->waited && *seen_ns < until);
	return 0;
}

/* From T0's start to the end of both. */
static int race(struct stage *s, struct swr_run *r, const struct swr_counters *from)
{
	struct swr_player *t0 = &s->player[T0], *t1 = &s->player[T1];
	unsigned int limit_ms = s->off->limit_ms;
	bool t1_begun = false, t1_done = false;
	struct swr_gate_line gate;
	uint64_t seen_ns = 0;

	swr_player_go(t0);
	if (swr_ctl_write(SWR_F_GATE, "wait %s held limit_ms=%u", swr_gate_name(0), limit_ms) &&
	    errno != ETIMEDOUT)
		return -1;
	if (swr_ctl_gate(swr_gate_name(0), &gate))
		return -1;
	if (gate.state == SWR_GATE_HELD) {
		t1_begun = true;
		swr_player_go(t1);
		if (watch(s, r, from, &t1_done, &seen_ns))
			return -1;
	}
	if (swr_ctl_write(SWR_F_GATE, "release %s", swr_gate_name(0)))
		return -1;
	if (!swr_player_done(t0, limit_ms))
		return swr_err("T0 did not come back within %u ms%s", limit_ms,
			       r->overtook ? ": see the kernel log, this machine may have to be rebooted" :
					     "");
	if (t1_begun && !t1_done && !swr_player_done(t1, limit_ms))
		return swr_err("swapoff did not come back within %u ms", limit_ms);
	if (t1_begun && s->error)
		return swr_err("swapoff %s: %s", s->off->path, strerror(s->error));
	s->is_off = t1_begun;
	if (r->waited)
		r->wait_ns = s->t1_ns > seen_ns ? s->t1_ns - seen_ns : 0;

	if (swr_ctl_gate(swr_gate_name(0), &gate))
		return -1;
	r->end = gate.end;
	return 0;
}

static int one_run(struct stage *s, struct swr_run *r, unsigned int run)
{
	struct swr_counters from, to;
	uint64_t begin = swr_now_ns();

	if (pages_out(s, run) || swr_ctl_counters(&from) ||
	    swr_ctl_write(SWR_F_GATE, "hold %s task=%d at=read:entry limit_ms=%u",
			  swr_gate_name(0), s->player[T0].tid, 2 * s->off->limit_ms))
		return -1;
	if ((s->off->account && swr_trace_start()) || race(s, r, &from) ||
	    swr_ctl_counters(&to) || (s->off->account && swr_trace_stop()) ||
	    swr_ctl_write(SWR_F_GATE, "drop %s", swr_gate_name(0)))
		return -1;
	r->ns = swr_now_ns() - begin;

	swr_run_count(r, &from, &to);
	r->read_back = __atomic_load_n(swr_region_word(&s->region), __ATOMIC_RELAXED);
	r->corrupt = !swr_region_intact(&s->region, run) ||
		     r->read_back != swr_region_pattern(run, SWR_VICTIM, 0);
	swr_region_drop(&s->region);
	r->finished = true;
	return s->off->account ? swr_trace_save(&s->off->record, run) : 0;
}

/**
 * swr_off_series() - do all runs
 * @off: what to do, and where the results go
 *
 * As swr_aba_series(). Swap is off afterwards, or on.
 *
 * Return: 0, or -1 with the reason in @off->error or in the run it befell.
 */
int swr_off_series(struct swr_off *off)
{
	static struct stage stage;
	unsigned int i;

	stage.off = off;
	if (set_stage(&stage)) {
		snprintf(off->error, sizeof(off->error), "%.*s", SWR_WHY_MAX / 2 - 1, swr_errstr());
		return -1;
	}
	for (i = 0; i < off->repeat; i++) {
		__atomic_store_n(&off->started, i + 1, __ATOMIC_RELEASE);
		if (one_run(&stage, &off->runs[i], i + 1)) {
			snprintf(off->runs[i].error, sizeof(off->runs[i].error), "%.*s",
				 SWR_WHY_MAX / 2 - 1, swr_errstr());
			return -1;
		}
	}
	return 0;
}
