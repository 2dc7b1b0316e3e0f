// SPDX-License-Identifier: GPL-2.0
/*
 * swapload: swap traffic with an oracle, and no knowledge of swaprace.
 *
 * Threads add 1 to a counter in every page of a region, round after round, while
 * another thread pages the region out. Every thread has its own word in each
 * page and knows how often it came by; a word that is behind is a lost increment.
 * Each page is also filled with its own pattern, so that a page that came back from
 * the wrong place is told apart.
 *
 *	swapload THREADS PAGES SECONDS
 *
 * Prints "rounds=N increments=N lost=N misplaced=N" and exits 1 if anything was
 * lost, 0 if not, 2 on wrong use. A swap device must be on.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

#define MAX_THREADS	128	/* words at the start of a page */
#define WORDS		(4096 / sizeof(uint64_t))

static unsigned long nr_pages;
static uint64_t (*region)[WORDS];
static atomic_bool stop;

/* Written by the thread itself, read by main() after it has ended. */
static struct {
	uint64_t rounds;
	unsigned long pages;	/* of the round that was not finished */
} done[MAX_THREADS];

static uint64_t pattern(unsigned long page, unsigned int word)
{
	return (page + 1) * 0x9e3779b97f4a7c15ull ^ word * 0xbf58476d1ce4e5b9ull;
}

static void *adder(void *arg)
{
	unsigned int me = (uintptr_t)arg;

	while (!stop) {
		unsigned long p;

		for (p = 0; p < nr_pages && !stop; p++)
			((volatile uint64_t *)region[p])[me]++;
		if (p < nr_pages)
			done[me].pages = p;
		else
			done[me].rounds++;
	}
	return NULL;
}

static void *pager(void *arg)
{
	(void)arg;
	while (!stop) {
		madvise(region, nr_pages * sizeof(*region), MADV_PAGEOUT);
		/*
		 * A thread that never gives up its CPU by itself keeps unload of
		 * the module waiting, as of anything that waits for RCU-tasks.
		 */
		sched_yield();
	}
	return NULL;
}

static unsigned long number(const char *text, unsigned long max)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (!*text || *end || !n || n > max) {
		fprintf(stderr, "swapload: expected a number from 1 to %lu, not '%s'\n", max, text);
		exit(2);
	}
	return n;
}

/* One that is stopped and goes on is not at its end. */
static void wait_for_end(const sigset_t *set, unsigned long seconds)
{
	struct timespec now, left = { .tv_sec = seconds };
	time_t end;

	clock_gettime(CLOCK_MONOTONIC, &now);
	end = now.tv_sec + seconds;
	while (sigtimedwait(set, NULL, &left) < 0 && errno == EINTR) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		left.tv_sec = now.tv_sec < end ? end - now.tv_sec : 0;
	}
}

int main(int argc, char **argv)
{
	unsigned long threads, seconds, lost = 0, misplaced = 0, total = 0;
	pthread_t tid[MAX_THREADS + 1];
	sigset_t wait_for;
	int err;

	if (argc != 4) {
		fprintf(stderr, "usage: swapload THREADS PAGES SECONDS\n");
		return 2;
	}
	threads = number(argv[1], MAX_THREADS);
	nr_pages = number(argv[2], 1ul << 20);
	seconds = number(argv[3], 86400);

	region = mmap(NULL, nr_pages * sizeof(*region), PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (region == MAP_FAILED) {
		perror("swapload: mmap");
		return 2;
	}
	for (unsigned long p = 0; p < nr_pages; p++)
		for (unsigned int w = threads; w < WORDS; w++)
			region[p][w] = pattern(p, w);

	/* The end is a signal or the time, whichever comes first. */
	sigemptyset(&wait_for);
	sigaddset(&wait_for, SIGTERM);
	sigaddset(&wait_for, SIGINT);
	pthread_sigmask(SIG_BLOCK, &wait_for, NULL);

	err = pthread_create(&tid[threads], NULL, pager, NULL);
	for (unsigned long t = 0; !err && t < threads; t++)
		err = pthread_create(&tid[t], NULL, adder, (void *)t);
	if (err) {
		fprintf(stderr, "swapload: pthread_create: %s\n", strerror(err));
		return 2;
	}
	wait_for_end(&wait_for, seconds);
	stop = true;
	for (unsigned long t = 0; t <= threads; t++)
		pthread_join(tid[t], NULL);

	for (unsigned long p = 0; p < nr_pages; p++) {
		for (unsigned int w = 0; w < threads; w++) {
			uint64_t expected = done[w].rounds + (p < done[w].pages);

			total += expected;
			if (region[p][w] != expected)
				lost += expected > region[p][w] ? expected - region[p][w] : 1;
		}
		for (unsigned int w = threads; w < WORDS; w++) {
			if (region[p][w] != pattern(p, w)) {
				misplaced++;
				break;
			}
		}
	}
	printf("rounds=%lu increments=%lu lost=%lu misplaced=%lu\n",
	       (unsigned long)done[0].rounds, total, lost, misplaced);
	return lost || misplaced;
}
