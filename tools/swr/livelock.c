// SPDX-License-Identifier: GPL-2.0
/*
 * The choreography of S2: one page that is swapped in through the swap cache, by two
 * threads. A second process has it as well, or it is shared memory: else swap on a
 * RAM disk would be read past the swap cache.
 *
 * Plain, each on its own CPU:
 *
 *	T0, the holder                  T1, the looper
 *	--------------                  --------------
 *	reads the word
 *	  claim e: granted
 *	  held at claim:return
 *	                                reads the word
 *	                                  claim e: -EEXIST, waits
 *	                                  claim e: -EEXIST, waits
 *	                                  claim e: -EEXIST
 *	                                  held at cache_wait:entry, so it is known
 *	                                    how often it was refused until now
 *	                                  goes on, and loops
 *	  goes on
 *	  the page is inserted
 *	                                  the page is there
 *
 * The inversion, both on one CPU, T0 with nice 0 and T1 with SCHED_FIFO:
 *
 *	  claim e: granted
 *	  held at claim:return
 *	                                reads the word
 *	                                  claim e: -EEXIST, which lets T0 go on
 *	(runnable)                        waits, in whatever way
 *
 * and T0 runs only if T1 sleeps. If it does not the module breaks the loop.
 *
 * On a kernel that looks and inserts under one lock:
 *
 *	                                reads the word
 *	                                  no page is there
 *	                                  held at claim:entry
 *	reads the word
 *	  claim e: granted, the page is inserted
 *	  held at claim:return
 *	                                  claim e: -EEXIST
 *	                                  the page is there and locked: sleeps. A gate
 *	                                    at claim:entry would hold it if it asked
 *	                                    again
 *	  goes on
 *
 * Nothing here allocates while somebody is held, see aba.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ctl.h"
#include "err.h"
#include "livelock.h"
#include "player.h"
#include "region.h"
#include "util.h"

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT	21
#endif

#define PAGES		4
#define OUT_TRIES	50
#define RT_PRIORITY	10
#define LOOK_MS		5

enum { T0, T1, NR_THREADS };
enum { GATE_T0, GATE_T1, GATE_AGAIN };

/* What a thread reads, and how long that takes it. */
struct reader {
	struct stage *stage;
	struct swr_player player;
	uint64_t seen;
	uint64_t ns;
};

struct stage {
	struct swr_loops *l;
	struct swr_region region;
	volatile uint64_t *word;
	struct reader reader[NR_THREADS];
	pid_t child;
};

static void read_turn(void *arg)
{
	struct reader *r = arg;
	bool holder = r == &r->stage->reader[T0];
	uint64_t begin;

	swr_trace_mark(holder ? "T0 reads the word" : "T1 reads the word");
	begin = swr_now_ns();
	r->seen = *r->stage->word;
	r->ns = swr_now_ns() - begin;
	swr_trace_mark(holder ? "T0 has read it" : "T1 has read it");
}

static int start_reader(struct stage *s, int nr, int cpu)
{
	static const char *const names[] = { "swr-T0", "swr-T1" };
	struct reader *r = &s->reader[nr];

	r->stage = s;
	r->player.turn = read_turn;
	r->player.arg = r;
	r->player.cpu = swr_nth_cpu(&s->region.cpus, cpu);
	if (swr_player_start(&r->player, names[nr], s->l->limit_ms))
		return -1;
	s->l->tid[nr] = r->player.tid;
	return 0;
}

static int set_stage(struct stage *s)
{
	struct sched_param rt = { .sched_priority = RT_PRIORITY };
	bool one_cpu = s->l->kind == SWR_LOOP_RT;
	int err;

	/* khugepaged takes mmap_lock for writing */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	if (swr_region_init(&s->region, PAGES))
		return -1;
	s->word = swr_region_word(&s->region);
	if (s->l->shmem) {
		s->word = mmap(NULL, s->region.page, PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (s->word == MAP_FAILED)
			return swr_err("mmap: %s", strerror(errno));
	}
	if (start_reader(s, T0, 0) || start_reader(s, T1, one_cpu ? 0 : 1))
		return -1;
	/* not where somebody may spin */
	swr_pin(pthread_self(), swr_nth_cpu(&s->region.cpus, one_cpu ? 1 : 0));
	if (s->l->account && swr_trace_watch(s->l->tid[T0], s->l->tid[T1]))
		return -1;
	if (!one_cpu)
		return 0;
	err = pthread_setschedparam(s->reader[T1].player.thread, SCHED_FIFO, &rt);
	return err ? swr_err("SCHED_FIFO: %s", strerror(err)) : 0;
}

/* A process that has the page as well, from its swap entry on. */
static int share(struct stage *s)
{
	pid_t parent = getpid();

	s->child = fork();
	if (s->child < 0)
		return swr_err("fork: %s", strerror(errno));
	if (s->child)
		return 0;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == parent)
		for (;;)
			pause();
	_exit(0);
}

static void unshare_again(struct stage *s)
{
	if (s->child <= 0)
		return;
	kill(s->child, SIGKILL);
	waitpid(s->child, NULL, 0);
	s->child = 0;
}

/* The page of shared memory: fetched from each CPU in whose batch it may wait. */
static int shmem_out(struct stage *s)
{
	int home = swr_nth_cpu(&s->region.cpus, 0), i, cpu, n = CPU_COUNT(&s->region.cpus);
	void *page = (void *)s->word;
	unsigned char there = 1;

	for (i = 0; i < OUT_TRIES && there & 1; i++) {
		for (cpu = 0; cpu < n && there & 1; cpu++) {
			swr_pin(pthread_self(), swr_nth_cpu(&s->region.cpus, cpu));
			madvise(page, s->region.page, MADV_PAGEOUT);
			if (mincore(page, s->region.page, &there))
				return swr_err("mincore: %s", strerror(errno));
		}
	}
	swr_pin(pthread_self(), s->l->kind == SWR_LOOP_RT ? swr_nth_cpu(&s->region.cpus, 1) : home);
	return there & 1 ? swr_err("the page did not go out to swap") : 0;
}

static int page_out(struct stage *s, unsigned int run)
{
	if (s->l->shmem) {
		*s->word = swr_region_pattern(run, SWR_VICTIM, 0);
		return shmem_out(s);
	}
	swr_region_fill(&s->region, run, swr_region_pattern(run, SWR_VICTIM, 0));
	/* first: a page that two processes have mapped is not paged out */
	return swr_region_victim_out(&s->region, NULL) ? -1 : share(s);
}

static int set_gate(struct stage *s, int gate, int who, const char *at, unsigned int nth,
		    const char *until)
{
	char end[64] = "";

	if (until)
		snprintf(end, sizeof(end), " until=%d:%s", s->reader[T1].player.tid, until);
	return swr_ctl_write(SWR_F_GATE, "hold %s task=%d at=%s nth=%u%s limit_ms=%u",
			     swr_gate_name(gate), s->reader[who].player.tid, at, nth, end,
			     s->l->limit_ms);
}

/* A wait that meets its limit is not an error: the gate's line says what became of it. */
static int wait_held(struct stage *s, int gate)
{
	if (swr_ctl_write(SWR_F_GATE, "wait %s held limit_ms=%u", swr_gate_name(gate),
			  s->l->limit_ms) && errno != ETIMEDOUT)
		return -1;
	return 0;
}

static int is_held(int gate, bool *held)
{
	struct swr_gate_line line;

	if (swr_ctl_gate(swr_gate_name(gate), &line))
		return -1;
	*held = line.state == SWR_GATE_HELD;
	return 0;
}

static int open_gate(int gate)
{
	return swr_ctl_write(SWR_F_GATE, "release %s", swr_gate_name(gate));
}

static int drop_gate(int gate)
{
	struct swr_gate_line line;

	if (swr_ctl_gate(swr_gate_name(gate), &line))
		return -1;
	if (line.state == SWR_GATE_GONE)
		return 0;
	return swr_ctl_write(SWR_F_GATE, "drop %s", swr_gate_name(gate));
}

/* Claims refused meanwhile, whoever asked. */
static uint64_t refusals(const struct swr_counters *from, const struct swr_counters *to)
{
#define RISE(name)	(to->n[SWR_N_##name] - from->n[SWR_N_##name])
	return RISE(eexist_fault) + RISE(eexist_readahead) + RISE(eexist_shmem) +
	       RISE(eexist_other);
#undef RISE
}

/* Does the newest report name both threads? */
static int look_report(struct stage *s, struct swr_loop_run *r)
{
	static char text[SWR_CTL_MAX];
	char state[16], l_tid[16], h_tid[16];
	const char *line, *last = NULL;

	if (swr_ctl_read(SWR_F_LIVELOCKS, text, sizeof(text)))
		return -1;
	for (line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
		last = line;
	if (!last || !swr_parse_word(last, "l_tid", l_tid, sizeof(l_tid)) ||
	    !swr_parse_word(last, "h_tid", h_tid, sizeof(h_tid)) ||
	    !swr_parse_word(last, "state", state, sizeof(state)))
		return 0;
	r->named = strtol(l_tid, NULL, 10) == s->reader[T1].player.tid &&
		   strtol(h_tid, NULL, 10) == s->reader[T0].player.tid;
	if (r->named && !strcmp(state, "going"))
		r->going = true;
	return 0;
}

static int race_plain(struct stage *s, struct swr_loop_run *r)
{
	bool t0_held, t1_held;

	if (set_gate(s, GATE_T0, T0, "claim:return", 1, NULL) ||
	    set_gate(s, GATE_T1, T1, "cache_wait:entry", s->l->times, NULL))
		return -1;
	swr_player_go(&s->reader[T0].player);
	if (wait_held(s, GATE_T0))
		return -1;
	swr_player_go(&s->reader[T1].player);
	if (wait_held(s, GATE_T1) || is_held(GATE_T0, &t0_held) || is_held(GATE_T1, &t1_held))
		return -1;
	r->met = t0_held && t1_held;
	if (look_report(s, r))
		return -1;
	return open_gate(GATE_T1) || open_gate(GATE_T0) ? -1 : 0;
}

/* Does a thread sleep without a signal being able to wake it? */
static int sleeps(pid_t tid, bool *does)
{
	char path[48], stat[1024];
	const char *end;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
	if (swr_read_file(path, stat, sizeof(stat)))
		return -1;
	end = strrchr(stat, ')');
	*does = end && !strncmp(end, ") D", 3);
	return 0;
}

/*
 * Who was refused sleeps: until T0 unlocks the page, or where it would ask again.
 * Before it is refused it sleeps as well, hence the order of the two looks.
 */
static int wait_asleep(struct stage *s, const struct swr_counters *from, bool *asleep)
{
	uint64_t until = swr_now_ns() + s->l->limit_ms * UINT64_C(1000000);
	struct swr_counters now;

	*asleep = false;
	do {
		if (swr_ctl_counters(&now))
			return -1;
		if (refusals(from, &now) && sleeps(s->reader[T1].player.tid, asleep))
			return -1;
	} while (!*asleep && !swr_player_done(&s->reader[T1].player, LOOK_MS) &&
		 swr_now_ns() < until);
	return 0;
}

static int race_rt(struct stage *s)
{
	if (set_gate(s, GATE_T0, T0, "claim:return", 1, "claim:return=eexist"))
		return -1;
	swr_player_go(&s->reader[T0].player);
	if (wait_held(s, GATE_T0))
		return -1;
	swr_player_go(&s->reader[T1].player);
	return 0;
}

static int race_absent(struct stage *s, struct swr_loop_run *r, const struct swr_counters *from)
{
	bool t0_held, asleep;

	if (set_gate(s, GATE_T1, T1, "claim:entry", 1, NULL))
		return -1;
	swr_player_go(&s->reader[T1].player);
	if (wait_held(s, GATE_T1) || set_gate(s, GATE_T0, T0, "claim:return", 1, NULL))
		return -1;
	swr_player_go(&s->reader[T0].player);
	if (wait_held(s, GATE_T0) || set_gate(s, GATE_AGAIN, T1, "claim:entry", 1, NULL) ||
	    open_gate(GATE_T1) || wait_asleep(s, from, &asleep) || is_held(GATE_T0, &t0_held) ||
	    is_held(GATE_AGAIN, &r->again))
		return -1;
	r->met = asleep && t0_held && !r->again;
	/* from now on it may: T0 uses the page up, and takes it out of the swap cache */
	return drop_gate(GATE_AGAIN) || open_gate(GATE_T0) ? -1 : 0;
}

/* Until both are back; meanwhile what can be seen while a call loops. */
static int both_back(struct stage *s, struct swr_loop_run *r)
{
	uint64_t until = swr_now_ns() + 2 * s->l->limit_ms * UINT64_C(1000000);

	while (!swr_player_done(&s->reader[T1].player, LOOK_MS)) {
		if (look_report(s, r))
			return -1;
		if (swr_now_ns() > until)
			return swr_err("the looper did not come back within %u ms",
				       2 * s->l->limit_ms);
	}
	if (!swr_player_done(&s->reader[T0].player, s->l->limit_ms))
		return swr_err("the holder did not come back within %u ms", s->l->limit_ms);
	return 0;
}

static int race(struct stage *s, struct swr_loop_run *r, const struct swr_counters *from)
{
	struct swr_gate_line line;
	int err;

	if (s->l->kind == SWR_LOOP_PLAIN)
		err = race_plain(s, r);
	else if (s->l->kind == SWR_LOOP_RT)
		err = race_rt(s);
	else
		err = race_absent(s, r, from);
	if (err || both_back(s, r) || swr_ctl_gate(swr_gate_name(GATE_T0), &line))
		return -1;
	r->end = line.end;
	return 0;
}

static int drop_gates(void)
{
	return drop_gate(GATE_T0) || drop_gate(GATE_T1) || drop_gate(GATE_AGAIN) ? -1 : 0;
}

static int one_run(struct stage *s, struct swr_loop_run *r, unsigned int run)
{
	uint64_t begin = swr_now_ns(), word = swr_region_pattern(run, SWR_VICTIM, 0);
	struct swr_counters from, to;

	if (page_out(s, run) || swr_ctl_counters(&from) || swr_trace_start() ||
	    race(s, r, &from) ||
	    swr_trace_stop() || swr_ctl_counters(&to) || look_report(s, r) || drop_gates())
		return -1;
	r->ns = swr_now_ns() - begin;
	unshare_again(s);
	if (s->l->account && swr_trace_save(&s->l->record, run))
		return -1;

	r->refusals = refusals(&from, &to);
#define RISE(name)	(to.n[SWR_N_##name] - from.n[SWR_N_##name])
	r->broken = RISE(livelocks_broken);
	r->reports = RISE(livelocks);
#undef RISE
	r->events_lost = swr_counters_lost(&from, &to);
	/* what the last report of a run before says does not count */
	r->named &= r->reports > 0;
	r->going &= r->reports > 0;
	r->read_ns = s->reader[T1].ns;
	r->wrong = s->reader[T0].seen != word || s->reader[T1].seen != word;
	if (!s->l->shmem)
		swr_region_drop(&s->region);
	r->finished = true;
	return 0;
}

/**
 * swr_loops_series() - do all runs
 * @l: what to do, and where the results go
 *
 * Swap is on and used by nobody else. Runs in a process of its own, as
 * swr_aba_series().
 *
 * Return: 0, or -1 with the reason in @l->error or in the run it befell.
 */
int swr_loops_series(struct swr_loops *l)
{
	static struct stage stage;
	unsigned int i;

	stage.l = l;
	if (set_stage(&stage)) {
		snprintf(l->error, sizeof(l->error), "%.*s", SWR_WHY_MAX / 2 - 1, swr_errstr());
		return -1;
	}
	for (i = 0; i < l->repeat; i++) {
		__atomic_store_n(&l->started, i + 1, __ATOMIC_RELEASE);
		if (one_run(&stage, &l->runs[i], i + 1)) {
			snprintf(l->runs[i].error, sizeof(l->runs[i].error), "%.*s",
				 SWR_WHY_MAX / 2 - 1, swr_errstr());
			unshare_again(&stage);
			return -1;
		}
	}
	return 0;
}
