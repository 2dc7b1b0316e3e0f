/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The CPU0/CPU1 account of one run, drawn from what was recorded. Pure.
 */
#ifndef SWR_ACCOUNT_H
#define SWR_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "parse.h"

/**
 * struct swr_account - what the account is of
 * @kernel: its release
 * @device: where swap was
 * @hooks: names of the functions of this kernel
 * @tid: of T0 and T1
 * @run: number of the run
 * @runs: of how many
 * @trace: the record, as ftrace writes it
 * @events_lost: events missing in it, UINT64_MAX: not known
 * @lost: the write was lost
 * @refused: T1 was refused the claim
 * @wrote: what T1 wrote
 * @read_back: what the word was at the end
 * @before: what is said before the drawing, and
 * @after: after it; NULL: what there is to say of S1
 */
struct swr_account {
	const char *kernel;
	const char *device;
	const struct swr_hooks *hooks;
	pid_t tid[2];
	unsigned int run;
	unsigned int runs;
	const char *trace;
	uint64_t events_lost;
	bool lost;
	bool refused;
	uint64_t wrote;
	uint64_t read_back;
	const char *before;
	const char *after;
};

int swr_account_draw(FILE *out, const struct swr_account *a);
int swr_account_text(char **text, const struct swr_account *a);

#endif
