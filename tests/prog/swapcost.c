// SPDX-License-Identifier: GPL-2.0
/*
 * swapcost: what a page that comes back from swap costs, and no knowledge of swaprace.
 *
 *	swapcost THREADS PAGES ROUNDS
 *
 * Each round pages a region out, until none of its pages is there, and then THREADS
 * threads touch their parts of it. Prints a line a round: CLOCK_MONOTONIC of the touches
 * in ns a page; in a guest whose clock counts instructions (QEMU -icount, a nanosecond
 * each) that is instructions. Exit 1 with a line on stderr if pages do not go out.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
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

#define PAGE		4096ul
#define MAX_THREADS	64

static unsigned char *region;
static unsigned long nr_threads, nr_pages;
static pthread_barrier_t begin, end;

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void *toucher(void *arg)
{
	unsigned long me = (uintptr_t)arg, first = nr_pages * me / nr_threads;
	unsigned long last = nr_pages * (me + 1) / nr_threads, p;

	for (;;) {
		pthread_barrier_wait(&begin);
		for (p = first; p < last; p++)
			((volatile unsigned char *)region)[p * PAGE]++;
		pthread_barrier_wait(&end);
	}
	return NULL;
}

/*
 * What another CPU keeps in its batch of pages that are to come onto a list of reclaim does
 * not go out. The kernel empties the batches of all CPUs before it compacts memory.
 */
static void empty_batches(void)
{
	int fd = open("/proc/sys/vm/compact_memory", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, "1", 1) != 1)
		perror("swapcost: compact_memory");
	close(fd);
}

static int all_out(void)
{
	static unsigned char there[1 << 20];
	unsigned long p;
	int try;

	for (try = 0; try < 1000; try++) {
		madvise(region, nr_pages * PAGE, MADV_PAGEOUT);
		if (mincore(region, nr_pages * PAGE, there))
			return 0;
		for (p = 0; p < nr_pages && !(there[p] & 1); p++)
			;
		if (p == nr_pages)
			return 1;
		if (try % 10 == 9)
			empty_batches();
	}
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long rounds, i, p;

	if (argc != 4)
		return 2;
	nr_threads = strtoul(argv[1], NULL, 10);
	nr_pages = strtoul(argv[2], NULL, 10);
	rounds = strtoul(argv[3], NULL, 10);
	if (!nr_threads || nr_threads > MAX_THREADS || nr_pages < nr_threads || nr_pages > 1 << 20)
		return 2;
	region = mmap(NULL, nr_pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		      -1, 0);
	if (region == MAP_FAILED) {
		perror("swapcost: mmap");
		return 1;
	}
	madvise(region, nr_pages * PAGE, MADV_NOHUGEPAGE);
	for (p = 0; p < nr_pages; p++)
		memset(region + p * PAGE, (int)(p % 251) + 1, PAGE / 2);
	pthread_barrier_init(&begin, NULL, nr_threads + 1);
	pthread_barrier_init(&end, NULL, nr_threads + 1);
	for (i = 0; i < nr_threads; i++) {
		pthread_t thread;

		if (pthread_create(&thread, NULL, toucher, (void *)(uintptr_t)i)) {
			fputs("swapcost: no thread\n", stderr);
			return 1;
		}
	}
	for (i = 0; i < rounds; i++) {
		uint64_t from;

		if (!all_out()) {
			fputs("swapcost: pages do not go out\n", stderr);
			return 1;
		}
		from = now_ns();
		pthread_barrier_wait(&begin);
		pthread_barrier_wait(&end);
		printf("%llu\n", (unsigned long long)((now_ns() - from) / nr_pages));
	}
	return 0;
}
