/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where threads wait for each other.
 */
#ifndef SWR_MEET_H
#define SWR_MEET_H

/**
 * struct swr_meet - a place to meet, again and again
 * @threads: how many have to come
 * @look_ns: how long they look on before they sleep
 * @here: how many are there
 * @turn: meetings so far
 * @asleep: threads that have to be woken
 */
struct swr_meet {
	unsigned int threads;
	unsigned int look_ns;
	unsigned int here;
	unsigned int turn;
	unsigned int asleep;
};

void swr_meet_init(struct swr_meet *m, unsigned int threads, unsigned int cpus);
void swr_meet(struct swr_meet *m, void (*act)(void *arg), void *arg);

#endif
