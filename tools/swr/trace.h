/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A trace buffer of our own (an ftrace instance) for the events of one run.
 */
#ifndef SWR_TRACE_BUFFER_H
#define SWR_TRACE_BUFFER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define SWR_TRACE_MAX	(2 * 1024 * 1024)	/* a loser that storms records much */

/**
 * struct swr_record - what was recorded in one run
 * @run: number of the run, 0: nothing was recorded
 * @lost: events the buffer had no room for; UINT64_MAX: cannot be told
 * @text: the trace, as ftrace writes it
 */
struct swr_record {
	unsigned int run;
	uint64_t lost;
	char text[SWR_TRACE_MAX];
};

int swr_trace_up(void);
int swr_trace_watch(pid_t t0, pid_t t1);
int swr_trace_start(void);
int swr_trace_stop(void);
int swr_trace_save(struct swr_record *rec, unsigned int run);
void swr_trace_mark(const char *text);
int swr_trace_down(void);

#endif
