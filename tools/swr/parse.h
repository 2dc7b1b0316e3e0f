/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading the lines of swr_abi.h. Pure: text in, numbers out; what is not known
 * is skipped.
 */
#ifndef SWR_PARSE_H
#define SWR_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "swr_abi.h"
#include "swr_points.h"

/* By enum swr_point, and NULL behind the last. */
extern const char *const swr_point_names[];

/**
 * struct swr_counters - the file `counters`
 * @n: by enum swr_counter
 */
struct swr_counters {
	uint64_t n[SWR_NR_COUNTERS];
};

enum swr_gate_state { SWR_GATE_GONE, SWR_GATE_ARMED, SWR_GATE_HELD, SWR_GATE_DONE };

enum swr_gate_end {
	SWR_GATE_OPEN,		/* not at its end yet */
	SWR_GATE_RELEASED,
	SWR_GATE_UNTIL,
	SWR_GATE_EARLY,
	SWR_GATE_LIMIT,
	SWR_GATE_KILLED,
	SWR_GATE_UNLOAD,
	SWR_NR_GATE_ENDS
};

/**
 * struct swr_gate_line - what the file `gate` says about one gate
 * @state: how far it is
 * @end: why it is done
 */
struct swr_gate_line {
	enum swr_gate_state state;
	enum swr_gate_end end;
};

#define SWR_SYMBOL_MAX	64

/**
 * struct swr_hooks - which function of this kernel is which point
 * @symbol: by enum swr_point, empty if this kernel has no such point
 * @hold: by enum swr_point, at entry and at return: a task may be held there
 */
struct swr_hooks {
	char symbol[SWR_NR_POINTS][SWR_SYMBOL_MAX];
	bool hold[SWR_NR_POINTS][2];
};

int swr_parse_counters(const char *text, struct swr_counters *c);
uint64_t swr_counters_lost(const struct swr_counters *from, const struct swr_counters *to);
int swr_parse_gate(const char *text, const char *name, struct swr_gate_line *g);
int swr_parse_hooks(const char *text, struct swr_hooks *h);
bool swr_hooks_no_loop(const struct swr_hooks *h);
bool swr_race_names(const char *text, pid_t a, pid_t b);
int swr_parse_version(const char *text, int *abi);
bool swr_parse_word(const char *line, const char *key, char *value, size_t len);
bool swr_parse_key(const char *text, const char *key, char *value, size_t len);
const char *swr_gate_end_name(enum swr_gate_end end);
bool swr_parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *value);

#endif
