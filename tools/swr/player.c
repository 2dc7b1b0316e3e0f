// SPDX-License-Identifier: GPL-2.0
/*
 * Threads that take turns. Telling one to go and asking whether it is done does
 * not allocate, see aba.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "player.h"
#include "util.h"

/**
 * swr_pin() - let a thread run on one CPU only
 * @thread: which
 * @cpu: where
 */
void swr_pin(pthread_t thread, int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	pthread_setaffinity_np(thread, sizeof(set), &set);
}

/**
 * swr_nth_cpu() - one of a set
 * @cpus: the set
 * @nth: which, from 0; if there are not so many, the last
 */
int swr_nth_cpu(const cpu_set_t *cpus, int nth)
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

static void *play(void *arg)
{
	struct swr_player *p = arg;

	swr_pin(pthread_self(), p->cpu);
	p->tid = gettid();
	sem_post(&p->done);
	for (;;) {
		while (sem_wait(&p->go))
			;
		p->turn(p->arg);
		sem_post(&p->done);
	}
	return NULL;
}

/**
 * swr_player_go() - its turn
 * @p: whose
 */
void swr_player_go(struct swr_player *p)
{
	sem_post(&p->go);
}

/**
 * swr_player_done() - wait for a thread to be done with its turn
 * @p: which
 * @limit_ms: how long at most
 *
 * Return: false if it is not.
 */
bool swr_player_done(struct swr_player *p, unsigned int limit_ms)
{
	uint64_t until = swr_now_ns() + limit_ms * UINT64_C(1000000);
	struct timespec ts = { until / 1000000000, until % 1000000000 };
	int err;

	do {
		err = sem_clockwait(&p->done, CLOCK_MONOTONIC, &ts);
	} while (err && errno == EINTR);
	return !err;
}

/**
 * swr_player_start() - make the thread
 * @p: with turn, arg and cpu
 * @name: of the thread
 * @limit_ms: how long that may take
 */
int swr_player_start(struct swr_player *p, const char *name, unsigned int limit_ms)
{
	int err;

	sem_init(&p->go, 0, 0);
	sem_init(&p->done, 0, 0);
	err = pthread_create(&p->thread, NULL, play, p);
	if (err)
		return swr_err("pthread_create: %s", strerror(err));
	pthread_setname_np(p->thread, name);
	if (!swr_player_done(p, limit_ms))
		return swr_err("a thread did not start within %u ms", limit_ms);
	return 0;
}
