/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A view is data: a file is a name, who may open it, what it shows and what a
 * line written to it does. root.c walks the arrays.
 */
#ifndef SWR_VIEW_H
#define SWR_VIEW_H

#include <linux/seq_file.h>
#include <linux/types.h>

#include "swr.h"

/**
 * struct swr_attr - one debugfs file
 * @name: from swr_abi.h
 * @show: prints the file, NULL if it cannot be read
 * @store: does what one line says, NULL if it cannot be written. The line has no
 *         newline and may be cut up. Returns 0 or a negative errno, after
 *         swr_refuse() said why.
 * @arg: for the two below: which of many files alike it is
 * @show_arg: as @show, in its place
 * @store_arg: as @store, in its place
 */
struct swr_attr {
	const char *name;
	int (*show)(struct seq_file *m);
	int (*store)(char *line);
	unsigned int arg;
	int (*show_arg)(struct seq_file *m, unsigned int arg);
	int (*store_arg)(char *line, unsigned int arg);
};

void swr_show_choice(struct seq_file *m, unsigned int nr, const char *name, bool active);

/* Each ends in {}. */
extern const struct swr_attr swr_status_attrs[];
extern const struct swr_attr swr_model_attrs[];
extern const struct swr_attr swr_hooks_attrs[];
extern const struct swr_attr swr_counters_attrs[];
extern const struct swr_attr swr_inflight_attrs[];
extern const struct swr_attr swr_races_attrs[];
extern const struct swr_attr swr_reports_attrs[];
extern const struct swr_attr swr_gate_attrs[];
extern const struct swr_attr swr_fix_attrs[];
extern const struct swr_attr swr_loopfix_attrs[];
extern const struct swr_attr swr_livelocks_attrs[];
extern const struct swr_attr swr_livelock_attrs[];
extern const struct swr_attr swr_collapse_attrs[];
#define SWR_INJECT_ATTRS(point, text)	extern const struct swr_attr swr_inject_##point##_attrs[];
SWR_POINTS(SWR_INJECT_ATTRS)
extern const struct swr_attr swr_swapoff_attrs[];

/* "type:offset", as all files print an entry */
void swr_show_entry(struct seq_file *m, unsigned long entry);

/* what is not a plain character in a task's name, and '=', becomes '_' */
void swr_make_word(char *comm, size_t len);

#endif
