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
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "aba.h"
#include "ctl.h"
#include "err.h"
#include "region.h"
#include "util.h"

#define REOUT_TRIES	8

enum { T0, T1, NR_THREADS };

/* A thread that waits for its turn, takes it, and waits again. */
struct player {
	struct stage *stage;
	void (*turn)(struct stage *s);
	pthread_t thread;
	pid_t tid;
	int cpu;
	sem_t go;
	sem_t done;
};

/* One per series. What T1 finds is read by the director after T1 is done. */
struct stage {
	struct swr_aba *aba;
	struct swr_region region;
	struct player player[NR_THREADS];
	bool has_claim;		/* this kernel has the point `claim` */
	uint64_t entry;		/* of the victim, before */
	bool t1_wrote;		/* T1's write is done */
	bool t1_out;		/* T1 paged the victim out */
	uint64_t t1_entry;	/* to there */
};

static void t0_turn(struct stage *s)
{
	uint64_t seen;
	char mark[40];

	swr_trace_mark("T0 reads the word");
	seen = __atomic_load_n(swr_region_word(&s->region), __ATOMIC_RELAXED);
	snprintf(mark, sizeof(mark), "T0 has read %" PRIu64, seen);
	swr_trace_mark(mark);
}

static void t1_turn(struct stage *s)
{
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

static void pin(pthread_t thread, int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	pthread_setaffinity_np(thread, sizeof(set), &set);
}

static void *play(void *arg)
{
	struct player *p = arg;

	pin(pthread_self(), p->cpu);
	p->tid = gettid();
	sem_post(&p->done);
	for (;;) {
		while (sem_wait(&p->go))
			;
		p->turn(p->stage);
		sem_post(&p->done);
	}
	return NULL;
}

/* Wait for a thread to be done with its turn. */
static bool done(struct player *p, unsigned int limit_ms)
{
	uint64_t until = swr_now_ns() + limit_ms * UINT64_C(1000000);
	struct timespec ts = { until / 1000000000, until % 1000000000 };
	int err;

	do {
		err = sem_clockwait(&p->done, CLOCK_MONOTONIC, &ts);
	} while (err && errno == EINTR);
	return !err;
}

static int start_player(struct stage *s, int nr, int cpu, void (*turn)(struct stage *s))
{
	static const char *const names[] = { "swr-T0", "swr-T1" };
	struct player *p = &s->player[nr];
	int err;

	p->stage = s;
	p->turn = turn;
	p->cpu = cpu;
	sem_init(&p->go, 0, 0);
	sem_init(&p->done, 0, 0);
	err = pthread_create(&p->thread, NULL, play, p);
	if (err)
		return swr_err("pthread_create: %s", strerror(err));
	pthread_setname_np(p->thread, names[nr]);
	if (!done(p, s->aba->limit_ms))
		return swr_err("a thread did not start within %u ms", s->aba->limit_ms);
	s->aba->tid[nr] = p->tid;
	s->aba->cpu[nr] = cpu;
	return 0;
}

static int nth_cpu(const cpu_set_t *cpus, int nth)
{
	int cpu, last = 0;

	for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, cpus))
			continue;
		last = cpu;
		if (!nth--)
			break;
	}
	return last;
}

static int set_stage(struct stage *s)
{
	struct swr_hooks hooks;
	int cpu0, cpu1;

	/* khugepaged takes mmap_lock for writing */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	if (swr_ctl_hooks(&hooks) || swr_region_init(&s->region, SWR_ABA_PAGES))
		return -1;
	s->has_claim = *hooks.symbol[SWR_P_claim];
	cpu0 = nth_cpu(&s->region.cpus, 0);
	cpu1 = nth_cpu(&s->region.cpus, 1);
	if (start_player(s, T0, cpu0, t0_turn) || start_player(s, T1, cpu1, t1_turn))
		return -1;
	/* the director fills swap, see swr_region_fill_swap(), where T1 will page out */
	pin(pthread_self(), cpu1);
	return s->aba->account ? swr_trace_watch(s->player[T0].tid, s->player[T1].tid) : 0;
}

static int set_gate(struct stage *s)
{
	unsigned int limit_ms = s->aba->limit_ms;

	if (!s->has_claim)
		return swr_ctl_write(SWR_F_GATE, "hold %s task=%d at=read:return limit_ms=%u",
				     swr_gate_name(), s->player[T0].tid, limit_ms);
	return swr_ctl_write(SWR_F_GATE,
			     "hold %s task=%d at=read:return until=%d:claim:return=eexist limit_ms=%u",
			     swr_gate_name(), s->player[T0].tid, s->player[T1].tid, limit_ms);
}

/*
 * From T0's start to the end of both. A wait that meets its limit is not an
 * error here: the gate's line says what became of the hold.
 */
static int race(struct stage *s, struct swr_run *r)
{
	struct player *t0 = &s->player[T0], *t1 = &s->player[T1];
	unsigned int limit_ms = s->aba->limit_ms;
	struct swr_gate_line gate;
	bool t1_done = true;

	sem_post(&t0->go);
	if (swr_ctl_write(SWR_F_GATE, "wait %s held limit_ms=%u", swr_gate_name(), limit_ms) &&
	    errno != ETIMEDOUT)
		return -1;
	if (swr_ctl_gate(swr_gate_name(), &gate))
		return -1;
	if (gate.state == SWR_GATE_HELD) {
		sem_post(&t1->go);
		t1_done = done(t1, limit_ms);
		if (swr_ctl_gate(swr_gate_name(), &gate))
			return -1;
		r->t1_first = t1_done && gate.state == SWR_GATE_HELD;
	}
	if (swr_ctl_write(SWR_F_GATE, "release %s", swr_gate_name()))
		return -1;
	if (!done(t0, limit_ms) || (!t1_done && !done(t1, limit_ms)))
		return swr_err("a thread did not come back within %u ms", limit_ms);

	if (swr_ctl_gate(swr_gate_name(), &gate))
		return -1;
	r->end = gate.end;
	r->reused = s->t1_out && s->t1_entry == s->entry;
	return 0;
}

static void count(struct swr_run *r, const struct swr_counters *from,
		  const struct swr_counters *to)
{
#define RISE(name)	(to->n[SWR_N_##name] - from->n[SWR_N_##name])
	r->windows = RISE(windows);
	r->stale_installs = RISE(stale_installs);
	r->uncertain_installs = RISE(uncertain_installs);
	r->eexist = RISE(eexist_fault) + RISE(eexist_readahead) + RISE(eexist_shmem) +
		    RISE(eexist_other);
	r->gate_timeouts = RISE(gate_timeouts);
#undef RISE
	r->events_lost = swr_counters_lost(from, to);
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
	if (swr_region_fill_swap(&s->region, &s->entry) || swr_ctl_counters(&from) || set_gate(s))
		return -1;
	if (s->aba->account && swr_trace_start())
		return -1;
	if (race(s, r) || swr_ctl_counters(&to))
		return -1;
	if (s->aba->account && swr_trace_stop())
		return -1;
	if (swr_ctl_write(SWR_F_GATE, "drop %s", swr_gate_name()))
		return -1;
	r->ns = swr_now_ns() - begin;

	count(r, &from, &to);
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
