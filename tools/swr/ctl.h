/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Talking to the module through its debugfs files.
 */
#ifndef SWR_CTL_H
#define SWR_CTL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "err.h"
#include "parse.h"

/* The file `races` is the longest: 64 records of two sides. */
#define SWR_CTL_MAX	(64 * 1024)

/* Gates of one swr. */
#define SWR_GATES_OWN	8

int swr_ctl_open(void);
int swr_ctl_lock(void);
int swr_ctl_read(const char *file, char *buf, size_t len);
int swr_ctl_write(const char *file, const char *fmt, ...) __printf(2, 3);
int swr_ctl_counters(struct swr_counters *c);
int swr_ctl_hooks(struct swr_hooks *h);
int swr_ctl_gate(const char *name, struct swr_gate_line *g);
int swr_ctl_fix_swapoff(char *fix, size_t len);
int swr_ctl_fix_loop(char *fix, size_t len);
int swr_ctl_fix_order(char *fix, size_t len);
int swr_ctl_fix_collapse(char *fix, size_t len);
int swr_ctl_fix(char *fix, size_t len, bool *unsafe);
const char *swr_gate_name(unsigned int nr);
const char *swr_debugfs(void);

#endif
