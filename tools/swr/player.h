/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Threads that do what they are told when they are told.
 */
#ifndef SWR_PLAYER_H
#define SWR_PLAYER_H

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdbool.h>
#include <sys/types.h>

/**
 * struct swr_player - a thread that waits for its turn, takes it, and waits again
 * @turn: what it does
 * @arg: for @turn
 * @cpu: where it is pinned
 * @tid: its number
 * @thread: it
 * @go: posted by the director
 * @done: posted by the thread
 */
struct swr_player {
	void (*turn)(void *arg);
	void *arg;
	int cpu;
	pid_t tid;
	pthread_t thread;
	sem_t go;
	sem_t done;
};

int swr_player_start(struct swr_player *p, const char *name, unsigned int limit_ms);
void swr_player_go(struct swr_player *p);
bool swr_player_done(struct swr_player *p, unsigned int limit_ms);
void swr_pin(pthread_t thread, int cpu);
int swr_nth_cpu(const cpu_set_t *cpus, int nth);

#endif
