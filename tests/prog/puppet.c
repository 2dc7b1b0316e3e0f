// SPDX-License-Identifier: GPL-2.0
/*
 * puppet: a process that swaps what it is told to, one step a line.
 *
 *	puppet PAGES THREADS
 *
 * It prints "pid=N tids=N,N,..." and then, for each line on stdin, one line:
 *
 *	out P [COUNT]	page out COUNT pages from P on	"out N", N pages are out
 *	entry P		where page P is			"TYPE:OFFSET" or "in"
 *	cached P	is it in memory, be it in the
 *			swap cache alone?		"yes" or "no"
 *	drop P [COUNT]	forget pages			"ok"
 *	pin P		have a pipe refer to page P, so
 *			that reclaim unmaps it and does
 *			not write it			"ok"
 *	share		fork a child that shares all	"ok"
 *	alone		that child ends			"ok", when its pages are gone
 *	read T P	thread T reads page P		"ok", at once
 *	write T P V	thread T writes V to page P	"ok", at once
 *	remap T		thread T maps a new page, which
 *			needs mmap_lock for writing	"ok", at once
 *	want T P	thread T reads page P ahead	"ok", at once; its value is 0
 *	move T P	thread T moves page P away and
 *			back; meanwhile it is all 0	"ok", at once; its value is 1
 *	protect T P	thread T makes page P read-only
 *			and writable again		likewise
 *	anew T P	thread T maps a new page in place
 *			of page P and fills it as before	likewise
 *	fork T P	thread T forks a child that reads
 *			page P, and waits for it	likewise, if that read was right
 *	all P		all threads read page P		"ok", at once
 *	wait T MS	until T is done			"VALUE" or "late"
 *	join MS		until all threads are done	"done N", N of them were right
 *							to read FIRST_VALUE + P
 *	intact		are all other words right?	"yes" or "no, page P"
 *
 * Threads work while further lines are read, which is the point: one is held in
 * a page fault while others go on. So after the start nothing here allocates,
 * because a held thread has mmap_lock. "error TEXT" answers what was not
 * understood. It ends with its stdin, by _exit(): a held thread cannot stop it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "puppet.h"

#ifndef MADV_COLD
#define MADV_COLD	20
#define MADV_PAGEOUT	21
#endif

#define MAX_PAGES	(1ul << 16)
#define MAX_THREADS	8192
#define STACK		16384
#define OUT_TRIES	50

static unsigned long nr_pages, nr_threads;
static struct thread *threads;
static int pagemap;
static unsigned long pinned = ULONG_MAX;	/* a pipe refers to it */
static int pins[2];	/* a pipe */
static cpu_set_t cpus;
static int home;	/* where the main thread stays: each CPU takes swap slots its own way */

static void *thread_main(void *arg)
{
	struct thread *t = arg;

	t->tid = gettid();
	sem_post(&t->done);
	for (;;) {
		while (sem_wait(&t->go))
			;
		work(t);
		sem_post(&t->done);
	}
	return NULL;
}

/* Wait for a thread: true if it is done. */
static bool finish(struct thread *t, unsigned long ms)
{
	struct timespec ts;
	int err;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_sec += ms / 1000;
	ts.tv_nsec += ms % 1000 * 1000000;
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_sec++;
		ts.tv_nsec -= 1000000000;
	}
	do {
		err = sem_clockwait(&t->done, CLOCK_MONOTONIC, &ts);
	} while (err && errno == EINTR);
	if (!err)
		t->busy = false;
	return !err;
}

/*
 * Takes effect in let_go(), when the line was answered. A thread that forks has mmap_lock for
 * writing while it waits for a held fault, and the main thread, on its way back from
 * sem_post(), may write to a page that an earlier fork made read-only (the kernel does, to its
 * rseq area): it would not answer before the hold is over.
 */
static const char *start(unsigned long nr, enum job job, unsigned long page, uint64_t value)
{
	struct thread *t = &threads[nr];

	if (nr >= nr_threads || page >= nr_pages)
		return "error no such thread or page";
	if (t->busy)
		return "error that thread is busy";
	t->job = job;
	t->page = page;
	t->value = value;
	t->busy = true;
	t->due = true;
	return "ok";
}

static void let_go(void)
{
	unsigned long i;

	for (i = 0; i < nr_threads; i++) {
		struct thread *t = &threads[i];

		if (t->due) {
			t->due = false;
			sem_post(&t->go);
		}
	}
}

static uint64_t pagemap_of(unsigned long page)
{
	uint64_t map = 0;

	if (pread(pagemap, &map, sizeof(map),
		  ((uintptr_t)region / PAGE + page) * sizeof(map)) != sizeof(map))
		return 0;
	return map;
}

static bool swapped(unsigned long page)
{
	return pagemap_of(page) >> 62 & 1;
}

static bool cached(unsigned long page)
{
	unsigned char there;

	return mincore(region[page], PAGE, &there) || there & 1;
}

/*
 * Is it out, and in memory no more? Some batch of its LRU list may keep it in the swap cache,
 * where who wants it has nothing to read. It comes in then, for it to go out again. Of a page
 * that a pipe refers to, being unmapped is all that is wanted.
 */
static bool gone(unsigned long page)
{
	if (!swapped(page))
		return false;
	if (page == pinned || !cached(page))
		return true;
	(void)*(volatile uint64_t *)region[page];
	return false;
}

static void go_to(int cpu)
{
	cpu_set_t there;

	CPU_ZERO(&there);
	CPU_SET(cpu, &there);
	sched_setaffinity(0, sizeof(there), &there);
}

static int next_cpu(int cpu)
{
	do {
		cpu = (cpu + 1) % CPU_SETSIZE;
	} while (!CPU_ISSET(cpu, &cpus));
	return cpu;
}

/*
 * A page that was just touched waits in a batch of its CPU before reclaim can
 * find it. This call empties the batches of the CPU it is made on, and does
 * little else.
 */
static void drain(void)
{
	int cpu = home;

	do {
		cpu = next_cpu(cpu);
		go_to(cpu);
		madvise(region[nr_pages], PAGE, MADV_COLD);
	} while (cpu != home);
}

static unsigned long page_out(unsigned long first, unsigned long nr)
{
	unsigned long out = 0, p;
	int tries;

	for (tries = 0; tries < OUT_TRIES && out < nr; tries++) {
		if (tries)
			drain();
		madvise(region[first], nr * PAGE, MADV_PAGEOUT);
		for (out = 0, p = first; p < first + nr; p++)
			out += gone(p);
	}
	return out;
}

static const char *pin(unsigned long page)
{
	struct iovec iov = { region[page], PAGE };

	pinned = page;
	return vmsplice(pins[1], &iov, 1, SPLICE_F_NONBLOCK) == PAGE ? "ok" : "error vmsplice";
}

static pid_t child;

static const char *alone(void)
{
	if (!child || kill(child, SIGKILL) || waitpid(child, NULL, 0) != child)
		return "error no child";
	child = 0;
	return "ok";
}

static const char *share(void)
{
	pid_t parent = getpid();

	child = fork();
	if (child < 0)
		return "error fork";
	if (child)
		return "ok";
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == parent)
		for (;;)
			pause();
	_exit(0);
}

static void intact(char *answer, size_t len)
{
	unsigned long p;
	unsigned int w;

	for (p = 0; p < nr_pages; p++) {
		for (w = 1; w < WORDS; w++) {
			if (region[p][w] != pattern(p, w)) {
				snprintf(answer, len, "no, page %lu", p);
				return;
			}
		}
	}
	snprintf(answer, len, "yes");
}

static void join(unsigned long ms, char *answer, size_t len)
{
	unsigned long right = 0, i;

	for (i = 0; i < nr_threads; i++) {
		struct thread *t = &threads[i];

		if (t->busy && !finish(t, ms)) {
			snprintf(answer, len, "late");
			return;
		}
		right += t->job == READ && t->value == FIRST_VALUE + t->page;
	}
	snprintf(answer, len, "done %lu", right);
}

static void obey(char *line, char *answer, size_t len)
{
	unsigned long a = 0, b = 0, map;
	unsigned long long v = 0;
	char verb[16] = "";
	enum job job;
	int n;

	snprintf(answer, len, "error not understood: %.*s", (int)strcspn(line, "\n"), line);
	n = sscanf(line, "%15s %lu %lu %llu", verb, &a, &b, &v);
	for (job = 0; job < NR_JOBS; job++)
		if (!strcmp(verb, jobs[job].verb) && n == jobs[job].words)
			snprintf(answer, len, "%s", start(a, job, b, v));
	if (!strcmp(verb, "out") && (n == 2 || n == 3)) {
		b = n == 3 ? b : 1;
		if (a < nr_pages && b <= nr_pages - a)
			snprintf(answer, len, "out %lu", page_out(a, b));
	} else if (!strcmp(verb, "entry") && n == 2 && a < nr_pages) {
		map = pagemap_of(a);
		if (map >> 62 & 1)
			snprintf(answer, len, "%lu:%lu", map & 31, map >> 5 & ((1ul << 50) - 1));
		else
			snprintf(answer, len, "in");
	} else if (!strcmp(verb, "cached") && n == 2 && a < nr_pages) {
		snprintf(answer, len, "%s", cached(a) ? "yes" : "no");
	} else if (!strcmp(verb, "drop") && (n == 2 || n == 3)) {
		b = n == 3 ? b : 1;
		if (a < nr_pages && b <= nr_pages - a)
			snprintf(answer, len, "%s", madvise(region[a], b * PAGE, MADV_DONTNEED) ?
				 "error madvise" : "ok");
	} else if (!strcmp(verb, "pin") && n == 2 && a < nr_pages) {
		snprintf(answer, len, "%s", pin(a));
	} else if (!strcmp(verb, "share") && n == 1) {
		snprintf(answer, len, "%s", share());
	} else if (!strcmp(verb, "alone") && n == 1) {
		snprintf(answer, len, "%s", alone());
	} else if (!strcmp(verb, "all") && n == 2 && a < nr_pages) {
		for (b = 0; b < nr_threads; b++)
			start(b, READ, a, 0);
		snprintf(answer, len, "ok");
	} else if (!strcmp(verb, "wait") && n == 3 && a < nr_threads) {
		if (!threads[a].busy)
			snprintf(answer, len, "error that thread has nothing to do");
		else if (finish(&threads[a], b))
			snprintf(answer, len, "%" PRIu64, threads[a].value);
		else
			snprintf(answer, len, "late");
	} else if (!strcmp(verb, "join") && n == 2) {
		join(a, answer, len);
	} else if (!strcmp(verb, "intact") && n == 1) {
		intact(answer, len);
	}
}

static unsigned long number(const char *text, unsigned long max)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (!*text || *end || !n || n > max) {
		fprintf(stderr, "puppet: expected a number from 1 to %lu, not '%s'\n", max, text);
		exit(2);
	}
	return n;
}

static void *get(size_t len)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED) {
		perror("puppet: mmap");
		exit(2);
	}
	return p;
}

static void set_up(void)
{
	pthread_attr_t attr;
	unsigned long i;

	/* khugepaged takes mmap_lock for writing, and huge pages go out as a whole */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	if (pagemap < 0) {
		perror("puppet: /proc/self/pagemap");
		exit(2);
	}
	if (pipe2(pins, O_CLOEXEC)) {
		perror("puppet: pipe2");
		exit(2);
	}
	if (sched_getaffinity(0, sizeof(cpus), &cpus)) {
		perror("puppet: sched_getaffinity");
		exit(2);
	}
	/* one page more, for drain() */
	region = get((nr_pages + 1) * PAGE);
	for (i = 0; i <= nr_pages; i++)
		fill(i);

	threads = get(nr_threads * sizeof(*threads));
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	for (i = 0; i < nr_threads; i++) {
		struct thread *t = &threads[i];

		sem_init(&t->go, 0, 0);
		sem_init(&t->done, 0, 0);
		t->busy = true;
		if (pthread_create(&t->id, &attr, thread_main, t) || !finish(t, 30000)) {
			fprintf(stderr, "puppet: cannot make thread %lu\n", i);
			exit(2);
		}
	}
	home = next_cpu(CPU_SETSIZE - 1);
	go_to(home);
}

int main(int argc, char **argv)
{
	static char in[BUFSIZ], out[BUFSIZ];
	char line[128], answer[160];
	unsigned long i;

	if (argc != 3) {
		fprintf(stderr, "usage: puppet PAGES THREADS\n");
		return 2;
	}
	nr_pages = number(argv[1], MAX_PAGES);
	nr_threads = number(argv[2], MAX_THREADS);
	setvbuf(stdin, in, _IOLBF, sizeof(in));
	setvbuf(stdout, out, _IOLBF, sizeof(out));
	set_up();

	printf("pid=%d tids=", getpid());
	/* of a crowd nobody wants all the names, nor could a shell read them */
	for (i = 0; i < nr_threads && i < 16; i++)
		printf("%s%d", i ? "," : "", threads[i].tid);
	printf("\n");
	while (fgets(line, sizeof(line), stdin)) {
		obey(line, answer, sizeof(answer));
		printf("%s\n", answer);
		let_go();
	}
	_exit(0);
}
