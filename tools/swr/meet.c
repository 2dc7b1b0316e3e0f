// SPDX-License-Identifier: GPL-2.0
/*
 * A barrier that lets threads go in the same instant if they run already.
 *
 * Waking a thread takes longer than reading a page from RAM: of threads that are
 * all woken none would find another in its fault. So who waits looks on for a
 * while before it sleeps.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "meet.h"
#include "util.h"

#define LOOK_NS	200000

/**
 * swr_meet_init() - before anybody comes
 * @m: the place
 * @threads: how many are to come
 * @cpus: on how many CPUs; if these are fewer, who looks on keeps others away
 */
void swr_meet_init(struct swr_meet *m, unsigned int threads, unsigned int cpus)
{
	*m = (struct swr_meet){
		.threads = threads,
		.look_ns = threads <= cpus ? LOOK_NS : 0,
	};
}

static void let_go(struct swr_meet *m)
{
	m->here = 0;
	__atomic_add_fetch(&m->turn, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&m->asleep, __ATOMIC_SEQ_CST))
		syscall(SYS_futex, &m->turn, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

/**
 * swr_meet() - wait until all are here
 * @m: the place
 * @act: what the last one does before all go on
 * @arg: for @act
 *
 * What was written before is seen by all afterwards. No limit of its own: whoever
 * started the threads watches whether they come on.
 */
void swr_meet(struct swr_meet *m, void (*act)(void *arg), void *arg)
{
	unsigned int turn = __atomic_load_n(&m->turn, __ATOMIC_ACQUIRE);
	uint64_t until;

	if (__atomic_add_fetch(&m->here, 1, __ATOMIC_ACQ_REL) == m->threads) {
		act(arg);
		let_go(m);
		return;
	}
	until = swr_now_ns() + m->look_ns;
	while (__atomic_load_n(&m->turn, __ATOMIC_ACQUIRE) == turn) {
		if (swr_now_ns() < until)
			continue;
		__atomic_add_fetch(&m->asleep, 1, __ATOMIC_SEQ_CST);
		syscall(SYS_futex, &m->turn, FUTEX_WAIT_PRIVATE, turn, NULL, NULL, 0);
		__atomic_sub_fetch(&m->asleep, 1, __ATOMIC_RELAXED);
	}
}
