// SPDX-License-Identifier: GPL-2.0
/*
 * Readers for the files of the module, see swr_abi.h. They run between the steps
 * of the choreography, so none of them allocates.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"

static const char *const counter_names[] = { SWR_COUNTERS(SWR_COUNTER_NAME) };
const char *const swr_point_names[] = { SWR_POINTS(SWR_POINT_NAME) NULL };

static const char *const end_names[] = {
	[SWR_GATE_OPEN] = "-",
	[SWR_GATE_RELEASED] = "released",
	[SWR_GATE_UNTIL] = "until",
	[SWR_GATE_EARLY] = "early",
	[SWR_GATE_LIMIT] = "limit",
	[SWR_GATE_KILLED] = "killed",
	[SWR_GATE_UNLOAD] = "unload",
};

/**
 * swr_gate_end_name() - as the module writes it
 * @end: which
 */
const char *swr_gate_end_name(enum swr_gate_end end)
{
	return end_names[end];
}

/**
 * swr_parse_number() - a decimal number and nothing else
 * @text: what was given
 * @min: smallest allowed
 * @max: largest allowed
 * @value: where to
 */
bool swr_parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
	const char *p = text;
	uint64_t n = 0;

	if (!*p)
		return false;
	for (; *p; p++) {
		if (!isdigit((unsigned char)*p) || n > (UINT64_MAX - 9) / 10)
			return false;
		n = n * 10 + (*p - '0');
	}
	if (n < min || n > max)
		return false;
	*value = n;
	return true;
}

/* The line after the one at @p, or NULL. */
static const char *next_line(const char *p)
{
	p = strchr(p, '\n');
	return p && p[1] ? p + 1 : NULL;
}

/**
 * swr_parse_key() - the value behind "key: "
 * @text: lines of "key: value"
 * @key: which
 * @value: where to
 * @len: size of @value
 *
 * Return: false if there is no such line.
 */
bool swr_parse_key(const char *text, const char *key, char *value, size_t len)
{
	size_t key_len = strlen(key);
	const char *p;

	for (p = text; p; p = next_line(p)) {
		if (strncmp(p, key, key_len) || p[key_len] != ':' || p[key_len + 1] != ' ')
			continue;
		p += key_len + 2;
		snprintf(value, len, "%.*s", (int)strcspn(p, "\n"), p);
		return true;
	}
	return false;
}

static bool key_number(const char *text, const char *key, uint64_t *value)
{
	char number[24];

	return swr_parse_key(text, key, number, sizeof(number)) &&
	       swr_parse_number(number, 0, UINT64_MAX, value);
}

/**
 * swr_parse_counters() - the file `counters`
 * @text: its text
 * @c: where to
 *
 * A counter that is not there would read as one that never rises, so that is an
 * error.
 *
 * Return: 0, or -1 if one is missing.
 */
int swr_parse_counters(const char *text, struct swr_counters *c)
{
	unsigned int i;

	for (i = 0; i < SWR_NR_COUNTERS; i++)
		if (!key_number(text, counter_names[i], &c->n[i]))
			return -1;
	return 0;
}

/**
 * swr_counters_lost() - events lost between two looks
 * @from: first look
 * @to: second look
 */
uint64_t swr_counters_lost(const struct swr_counters *from, const struct swr_counters *to)
{
	uint64_t lost = 0;
	unsigned int i;

	for (i = SWR_N_FIRST_LOST; i < SWR_NR_COUNTERS; i++)
		lost += to->n[i] - from->n[i];
	return lost;
}

/* The value of "key=" as a word of the line at @line; its length in @len. */
static const char *word(const char *line, const char *key, size_t *len)
{
	size_t end = strcspn(line, "\n"), key_len = strlen(key);
	const char *p = line;

	while (p && p + key_len < line + end) {
		if (!strncmp(p, key, key_len) && p[key_len] == '=') {
			p += key_len + 1;
			*len = strcspn(p, "\n ");
			return p;
		}
		p = memchr(p, ' ', line + end - p);
		p = p ? p + 1 : NULL;
	}
	return NULL;
}

/**
 * swr_parse_word() - the value behind "key=" in a line of words
 * @line: the line
 * @key: which
 * @value: where to
 * @len: size of @value
 *
 * Return: false if it is not there, or longer than @value.
 */
bool swr_parse_word(const char *line, const char *key, char *value, size_t len)
{
	size_t word_len;
	const char *p = word(line, key, &word_len);

	if (!p || word_len >= len)
		return false;
	memcpy(value, p, word_len);
	value[word_len] = '\0';
	return true;
}

static bool word_is(const char *line, const char *key, const char *value)
{
	size_t len;
	const char *p = word(line, key, &len);

	return p && len == strlen(value) && !strncmp(p, value, len);
}

/**
 * swr_parse_gate() - the line of one gate in the file `gate`
 * @text: the text of the file
 * @name: name of the gate
 * @g: where to; state SWR_GATE_GONE if there is no such gate
 *
 * Return: 0, or -1 if the line is there and makes no sense.
 */
int swr_parse_gate(const char *text, const char *name, struct swr_gate_line *g)
{
	const char *p;
	int end;

	g->state = SWR_GATE_GONE;
	g->end = SWR_GATE_OPEN;
	for (p = text; p && *p; p = next_line(p)) {
		if (!word_is(p, "name", name))
			continue;
		if (word_is(p, "state", "armed"))
			g->state = SWR_GATE_ARMED;
		else if (word_is(p, "state", "held"))
			g->state = SWR_GATE_HELD;
		else if (word_is(p, "state", "done"))
			g->state = SWR_GATE_DONE;
		else
			return -1;
		for (end = 0; end < SWR_NR_GATE_ENDS; end++) {
			if (word_is(p, "end", end_names[end])) {
				g->end = end;
				return 0;
			}
		}
		return -1;
	}
	return 0;
}

static bool in_list(const char *list, size_t len, const char *name)
{
	size_t name_len = strlen(name), n;
	const char *p = list;

	while (p < list + len) {
		n = strcspn(p, ", ");
		if (n == name_len && !strncmp(p, name, n))
			return true;
		p += n + 1;
	}
	return false;
}

/* The places of "hold=" of the line at @line. */
static void hold_places(const char *line, struct swr_hooks *h)
{
	char place[32];
	const char *list;
	unsigned int i;
	size_t len;

	list = word(line, "hold", &len);
	for (i = 0; list && i < 2 * SWR_NR_POINTS; i++) {
		snprintf(place, sizeof(place), "%s:%s", swr_point_names[i / 2],
			 i % 2 ? "return" : "entry");
		if (in_list(list, len, place))
			h->hold[i / 2][i % 2] = true;
	}
}

/**
 * swr_parse_hooks() - the file `hooks`
 * @text: its text
 * @h: where to
 *
 * Return: 0, or -1 if no line could be read.
 */
int swr_parse_hooks(const char *text, struct swr_hooks *h)
{
	char symbol[SWR_SYMBOL_MAX], state[16];
	int points_end, known = 0;
	const char *p;
	unsigned int i;

	memset(h, 0, sizeof(*h));
	for (p = text; p && *p; p = next_line(p)) {
		if (sscanf(p, "%*s%n %*s %63s %15s", &points_end, symbol, state) != 2)
			continue;
		known++;
		if (!strcmp(state, "absent"))
			continue;
		hold_places(p, h);
		for (i = 0; i < SWR_NR_POINTS; i++)
			if (in_list(p, points_end, swr_point_names[i]))
				memcpy(h->symbol[i], symbol, sizeof(symbol));
	}
	return known ? 0 : -1;
}

/**
 * swr_hooks_no_loop() - has this kernel none of the calls that loop on -EEXIST?
 * @h: its hooks
 *
 * A claim that is a function of its own, apart from the insertion of the page, is
 * what others have to wait for in a loop. That one merely cannot be hooked is not it.
 */
bool swr_hooks_no_loop(const struct swr_hooks *h)
{
	return !*h->symbol[SWR_P_cache_read] && *h->symbol[SWR_P_claim] &&
	       strcmp(h->symbol[SWR_P_claim], "swapcache_prepare");
}

/**
 * swr_race_names() - is the newest race one of these two threads?
 * @text: the text of the file `races`
 * @a: who installed the stale page
 * @b: who overtook it
 */
bool swr_race_names(const char *text, pid_t a, pid_t b)
{
	char a_tid[16], b_tid[16];
	const char *p, *last = NULL;

	for (p = text; p && *p; p = next_line(p))
		last = p;
	if (!last)
		return false;
	snprintf(a_tid, sizeof(a_tid), "%d", a);
	snprintf(b_tid, sizeof(b_tid), "%d", b);
	return word_is(last, "kind", "stale") && word_is(last, "a_tid", a_tid) &&
	       word_is(last, "b_tid", b_tid);
}

/**
 * swr_parse_version() - the file `version`
 * @text: its text
 * @abi: where to
 *
 * Return: 0, or -1 if it is none of ours.
 */
int swr_parse_version(const char *text, int *abi)
{
	return sscanf(text, "swaprace %*s abi %d", abi) == 1 ? 0 : -1;
}
