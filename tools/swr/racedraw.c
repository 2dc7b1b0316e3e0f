// SPDX-License-Identifier: GPL-2.0
/*
 * Draws races from the lines of the file `races`. A race has the points that both
 * faults passed and nothing else, and the drawing says so.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "err.h"
#include "racedraw.h"

#define EVENTS_MAX	16

/* A side of a race, see struct swr_side of the module. */
struct side {
	uint64_t tid;
	uint64_t cpu;
	uint64_t install_cpu;
	char comm[16];
	uint64_t begin_ns;
	uint64_t claim_ns;
	uint64_t read_ns;
	uint64_t read_end_ns;
	uint64_t install_ns;
};

/* An event with the time that it is sorted by. */
struct moment {
	uint64_t ns;
	struct swr_event event;
};

struct race {
	uint64_t seq;
	char kind[16];
	char address[24];
	char entry[32];
	enum swr_point cause;	/* what side b did: but for install, it put a page into the entry */
	struct side side[2];
};

static bool side_word(const char *line, int side, const char *name, char *value, size_t len)
{
	char key[32];

	snprintf(key, sizeof(key), "%c_%s", "ab"[side], name);
	return swr_parse_word(line, key, value, len);
}

static bool side_number(const char *line, int side, const char *name, uint64_t *n)
{
	char value[24];

	return side_word(line, side, name, value, sizeof(value)) &&
	       swr_parse_number(value, 0, UINT64_MAX, n);
}

static bool parse_side(const char *line, int nr, struct side *s)
{
	return side_number(line, nr, "tid", &s->tid) && side_number(line, nr, "cpu", &s->cpu) &&
	       side_number(line, nr, "install_cpu", &s->install_cpu) &&
	       side_word(line, nr, "comm", s->comm, sizeof(s->comm)) &&
	       side_number(line, nr, "begin_ns", &s->begin_ns) &&
	       side_number(line, nr, "claim_ns", &s->claim_ns) &&
	       side_number(line, nr, "read_ns", &s->read_ns) &&
	       side_number(line, nr, "read_end_ns", &s->read_end_ns) &&
	       side_number(line, nr, "install_ns", &s->install_ns);
}

/* Those of the module; one that does not say it knows installs only. */
static bool parse_cause(const char *line, enum swr_point *cause)
{
	static const enum swr_point causes[] = { SWR_P_install, SWR_P_unmap, SWR_P_writeout };
	char name[16];
	size_t i;

	*cause = SWR_P_install;
	if (!swr_parse_word(line, "cause", name, sizeof(name)))
		return true;
	for (i = 0; i < sizeof(causes) / sizeof(*causes); i++) {
		*cause = causes[i];
		if (!strcmp(name, swr_point_names[*cause]))
			return true;
	}
	return false;
}

static bool parse_race(const char *line, struct race *r)
{
	char seq[24];

	return parse_cause(line, &r->cause) && swr_parse_word(line, "race", seq, sizeof(seq)) &&
	       swr_parse_number(seq, 1, UINT64_MAX, &r->seq) &&
	       swr_parse_word(line, "kind", r->kind, sizeof(r->kind)) &&
	       swr_parse_word(line, "address", r->address, sizeof(r->address)) &&
	       swr_parse_word(line, "entry", r->entry, sizeof(r->entry)) &&
	       parse_side(line, 0, &r->side[0]) && parse_side(line, 1, &r->side[1]);
}

/* The function behind a point, or the point's name where this kernel has none. */
static const char *symbol(const struct swr_hooks *hooks, enum swr_point point, const char *name)
{
	return *hooks->symbol[point] ? hooks->symbol[point] : name;
}

/* One event more, unless the point was not passed. */
static int add(struct moment *m, uint64_t ns, int side, uint64_t cpu, unsigned int depth,
	       const char *before, const char *function, const char *entry, const char *after)
{
	if (!ns)
		return 0;
	m->ns = ns;
	m->event = (struct swr_event){
		.us = ns / 1000, .cpu = cpu, .side = side, .depth = depth,
	};
	snprintf(m->event.text, sizeof(m->event.text), "%s%s(%s)%s", before, function, entry,
		 after);
	return 1;
}

/* The CPU is recorded at the beginning and at the install; between them it is the first. */
static int side_events(const struct race *r, int nr, const struct swr_hooks *hooks,
		       struct moment *events)
{
	const char *read = symbol(hooks, SWR_P_read, "read"), *maps = "maps its page, ";
	const struct side *s = &r->side[nr];
	int n;

	if (nr && r->cause != SWR_P_install)
		return add(events, s->install_ns, nr, s->install_cpu, 0, "a page goes out, ",
			   symbol(hooks, r->cause, swr_point_names[r->cause]), r->entry, "");
	if (!nr && !strcmp(r->kind, "stale"))
		maps = "maps its stale page, ";
	n = add(events, s->begin_ns, nr, s->cpu, 0, "", symbol(hooks, SWR_P_fault, "fault"),
		r->entry, "");
	n += add(events + n, s->claim_ns, nr, s->cpu, 1, "", symbol(hooks, SWR_P_claim, "claim"),
		 r->entry, " = 0");
	n += add(events + n, s->read_ns, nr, s->cpu, 1, "", read, r->entry, " begins");
	n += add(events + n, s->read_end_ns, nr, s->cpu, 1, "", read, r->entry, " ends");
	n += add(events + n, s->install_ns, nr, s->install_cpu, 1, maps,
		 symbol(hooks, SWR_P_install, "install"), r->entry, "");
	return n;
}

/* By time; those of one nanosecond stay in the order of their side. */
static void sort(struct moment *moments, int n)
{
	struct moment m;
	int i, j;

	for (i = 1; i < n; i++) {
		m = moments[i];
		for (j = i; j > 0 && moments[j - 1].ns > m.ns; j--)
			moments[j] = moments[j - 1];
		moments[j] = m;
	}
}

/* What is recorded of a race, and what is not. */
static void explain(FILE *out, const struct race *r)
{
	uint64_t a = r->side[0].tid, b = r->side[1].tid;
	bool stale = !strcmp(r->kind, "stale");
	const char *not_recorded;
	char text[800];

	if (r->cause != SWR_P_install) {
		snprintf(text, sizeof(text),
			 "Recorded is that task %" PRIu64 " %s entry %s, that task %" PRIu64 " dropped that entry later, and %s. How the entry became free in between is not.",
			 b, r->cause == SWR_P_unmap ? "began to unmap a page that goes to" :
				 "handed a page to swap-out into", r->entry, a,
			 stale ? "that the page that is mapped was read before" :
				 "not whether the page that is mapped was read before or after, which is not known");
		not_recorded = "A column is a task, below its CPU. Not recorded: what both tasks did besides, and what was written to the page.";
	} else {
		snprintf(text, sizeof(text),
			 "Recorded is that task %" PRIu64 " dropped entry %s, that task %" PRIu64 " dropped it again later, and %s. That it was freed and used anew for the same page in between is concluded from that.",
			 b, r->entry, a,
			 stale ? "that the page that is mapped last was read before the first drop" :
				 "not whether the page that is mapped last was read before or after the first drop, which is not known");
		not_recorded = "A column is a task, below the CPU its fault began on, and the one it mapped its page on if that is another. Not recorded: the CPU of a claim and of a read, what both tasks did between these points, the swap-out that used the entry anew, and what was written to the page.";
	}
	swr_paragraph(out, text);
	fputc('\n', out);
	swr_paragraph(out, not_recorded);
}

static void draw(FILE *out, const struct race *r, const char *kernel,
		 const struct swr_hooks *hooks)
{
	struct swr_event events[EVENTS_MAX];
	struct moment moments[EVENTS_MAX];
	char who[2][48], text[400];
	bool installs = r->cause == SWR_P_install;
	int n, i;

	n = side_events(r, 0, hooks, moments);
	n += side_events(r, 1, hooks, moments + n);
	sort(moments, n);
	for (i = 0; i < n; i++)
		events[i] = moments[i].event;
	for (i = 0; i < 2; i++)
		snprintf(who[i], sizeof(who[i]), "%s, tid %" PRIu64, r->side[i].comm,
			 r->side[i].tid);

	snprintf(text, sizeof(text),
		 "%s, race %" PRIu64 ", %s install: %s at %s, %s the swap entry %s. Recorded%s:",
		 kernel, r->seq, r->kind,
		 installs ? "two tasks fault the page" : "a task faults the page", r->address,
		 installs ? "both for" : "another puts a page into", r->entry,
		 swr_columns_same_cpu(events, n) ? ", both begun and mapped on one CPU" : "");
	swr_paragraph(out, text);
	fputc('\n', out);
	swr_columns_draw(out, (const char *const[]){ who[0], who[1] }, events, n);
	fputc('\n', out);
	explain(out, r);
}

static const char *next_line(const char *p)
{
	p += strcspn(p, "\n");
	return p + (*p == '\n');
}

/**
 * swr_races_draw() - draw the races of the ring
 * @out: where to
 * @text: the file `races`
 * @last: only so many, the newest; 0: all
 * @kernel: its release
 * @hooks: names of the functions of this kernel
 *
 * Return: 0, or -1 with the reason if a line is none of swr_abi.h.
 */
int swr_races_draw(FILE *out, const char *text, unsigned int last, const char *kernel,
		   const struct swr_hooks *hooks)
{
	unsigned int n = 0, nr = 0;
	const char *line;
	struct race r;

	for (line = text; *line; line = next_line(line))
		n++;
	for (line = text; *line; line = next_line(line), nr++) {
		if (last && n - nr > last)
			continue;
		if (!parse_race(line, &r))
			return swr_err("a line of the file '%s' could not be read: %.*s",
				       SWR_F_RACES, (int)strcspn(line, "\n"), line);
		if (nr && (!last || n - nr < last))
			fputc('\n', out);
		draw(out, &r, kernel, hooks);
	}
	return 0;
}

/**
 * swr_reports_last() - the newest reports
 * @text: the file `reports`
 * @last: how many; 0: all
 *
 * Return: where they begin in @text.
 */
const char *swr_reports_last(const char *text, unsigned int last)
{
	static const char title[] = "BUG: swaprace: ";
	const char *line, *ruler = text;
	unsigned int n = 0, nr = 0;

	if (!last)
		return text;
	for (line = text; *line; line = next_line(line))
		n += !strncmp(line, title, sizeof(title) - 1);
	if (n <= last)
		return text;
	for (line = text; *line; ruler = line, line = next_line(line))
		if (!strncmp(line, title, sizeof(title) - 1) && n - nr++ == last)
			return ruler;
	return text;
}
