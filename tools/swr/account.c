// SPDX-License-Identifier: GPL-2.0
/*
 * Draws the account in the form kernel commit messages use: a column per CPU,
 * time downwards, indented by call depth, the rule before and the harm after.
 * Every line of the drawing is an event of the record; a record with a gap is
 * not drawn.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "columns.h"
#include "err.h"

#define EVENTS_MAX	16384
#define TEXT_MAX	SWR_TEXT_MAX

/* Return: the value behind "key=" of the fields behind the event's name, or NULL. */
static const char *field(const char *fields, const char *key)
{
	size_t len = strlen(key);
	const char *p = fields;

	while ((p = strstr(p, key))) {
		if ((p == fields || p[-1] == ' ') && p[len] == '=')
			return p + len + 1;
		p += len;
	}
	return NULL;
}

static long long number(const char *fields, const char *key)
{
	return strtoll(field(fields, key), NULL, 0);
}

/* How the events of the module (swr_trace.h) read. */
enum form {
	FORM_FAULT,
	FORM_CLAIM,
	FORM_READ,
	FORM_READ_END,
	FORM_GATE,
	FORM_INSTALL,
	FORM_UNCLAIM,
	FORM_UNMAP,
	FORM_WRITEOUT,
	FORM_FAULT_END,
	FORM_LIVELOCK,
};

/* Each with the fields that the drawing takes from it. */
static const struct {
	const char *name;
	const char *fields[2];
	unsigned int depth;
} forms[] = {
	[FORM_FAULT] = { "swr_fault", { "entry", "repeat" }, 0 },
	[FORM_CLAIM] = { "swr_claim", { "entry", "result" }, 1 },
	[FORM_READ] = { "swr_read", { "entry" }, 1 },
	[FORM_READ_END] = { "swr_read_end", { "entry" }, 1 },
	[FORM_GATE] = { "swr_gate", { "end", "held_us" }, 2 },
	[FORM_INSTALL] = { "swr_install", { "entry", "worth" }, 1 },
	[FORM_UNCLAIM] = { "swr_unclaim", { "entry" }, 1 },
	[FORM_UNMAP] = { "swr_unmap", { "entry" }, 1 },
	[FORM_WRITEOUT] = { "swr_writeout", { "entry" }, 1 },
	[FORM_FAULT_END] = { "swr_fault_end", { "installed" }, 0 },
	[FORM_LIVELOCK] = { "swr_livelock", { "refusals", "holder" }, 2 },
};

#define NR_FORMS	(sizeof(forms) / sizeof(*forms))

static void describe_claim(char *text, const char *symbol, const char *entry, long long result)
{
	if (result == -EEXIST)
		snprintf(text, TEXT_MAX, "%s(%s) = -EEXIST", symbol, entry);
	else
		snprintf(text, TEXT_MAX, "%s(%s) = %lld", symbol, entry, result);
}

/* The event in the words of this kernel. */
static void describe(const struct swr_account *a, enum form form, const char *fields, char *text)
{
#define SYMBOL(point)	(a->hooks->symbol[SWR_P_##point])
	const char *value = field(fields, "entry");
	char entry[32] = "";

	if (value)
		snprintf(entry, sizeof(entry), "%.*s", (int)strcspn(value, "\n "), value);
	switch (form) {
	case FORM_FAULT:
		snprintf(text, TEXT_MAX, "%s(%s)%s", SYMBOL(fault), entry,
			 number(fields, "repeat") ? " again" : "");
		break;
	case FORM_CLAIM:
		describe_claim(text, SYMBOL(claim), entry, number(fields, "result"));
		break;
	case FORM_READ:
		snprintf(text, TEXT_MAX, "%s(%s) begins", SYMBOL(read), entry);
		break;
	case FORM_READ_END:
		snprintf(text, TEXT_MAX, "%s(%s) ends", SYMBOL(read), entry);
		break;
	case FORM_GATE:
		if (number(fields, "end"))
			snprintf(text, TEXT_MAX, "goes on, held for %lld us",
				 number(fields, "held_us"));
		else
			snprintf(text, TEXT_MAX, "is held");
		break;
	case FORM_INSTALL:
		snprintf(text, TEXT_MAX, "maps its %spage, %s(%s)",
			 number(fields, "worth") == 2 ? "stale " : "", SYMBOL(install), entry);
		break;
	case FORM_UNCLAIM:
		snprintf(text, TEXT_MAX, "%s(%s)", SYMBOL(unclaim), entry);
		break;
	case FORM_UNMAP:
		snprintf(text, TEXT_MAX, "%s(%s)", SYMBOL(unmap), entry);
		break;
	case FORM_WRITEOUT:
		snprintf(text, TEXT_MAX, "%s(%s)", SYMBOL(writeout), entry);
		break;
	case FORM_FAULT_END:
		snprintf(text, TEXT_MAX, "%s() returns%s", SYMBOL(fault),
			 number(fields, "installed") ? "" : ", nothing mapped");
		break;
	case FORM_LIVELOCK:
		snprintf(text, TEXT_MAX, "is reported, task %lld has the claim",
			 number(fields, "holder"));
		break;
	}
#undef SYMBOL
}

/* Return: 1, 0 if the event has no place in the drawing, -1 if it lacks a field. */
static int event(const struct swr_account *a, const char *name, const char *fields,
		 struct swr_event *e)
{
	unsigned int form, i;

	for (form = 0; form < NR_FORMS; form++)
		if (!strcmp(name, forms[form].name))
			break;
	if (form == NR_FORMS)
		return 0;
	for (i = 0; i < 2; i++)
		if (forms[form].fields[i] && !field(fields, forms[form].fields[i]))
			return -1;
	e->depth = forms[form].depth;
	describe(a, form, fields, e->text);
	return 1;
}

/* "T0 reads the word": whose it is, the task of the line says as well. */
static int mark(const char *fields, struct swr_event *e)
{
	if (strncmp(fields, "T0 ", 3) && strncmp(fields, "T1 ", 3))
		return 0;
	e->depth = 0;
	snprintf(e->text, TEXT_MAX, "user: %.*s", (int)strcspn(fields + 3, "\n"), fields + 3);
	return 1;
}

/*
 * "  comm-TID  [CPU] flags  seconds.micros: event: fields"
 *
 * Return: 1, 0 if the line is none or of another task, -1 if it makes no sense.
 */
static int parse_line(const struct swr_account *a, const char *line, struct swr_event *e)
{
	const char *open = strstr(line, " ["), *p;
	char name[40];
	uint64_t s, us;
	pid_t tid;
	int used = 0;

	while (open && !isdigit((unsigned char)open[2]))
		open = strstr(open + 1, " [");
	if (*line == '#' || !open)
		return 0;
	for (p = open; p > line && p[-1] != '-'; p--)
		;
	tid = strtol(p, NULL, 10);
	if (tid != a->tid[0] && tid != a->tid[1])
		return 0;
	e->side = tid == a->tid[1];
	if (sscanf(open, " [%u] %*s %" SCNu64 ".%" SCNu64 ": %39[^:]: %n", &e->cpu, &s, &us,
		   name, &used) != 4 || !used)
		return -1;	/* a line that ends behind the name sets all but used */
	e->us = s * 1000000 + us;
	p = open + used;
	return !strcmp(name, "tracing_mark_write") ? mark(p, e) : event(a, name, p, e);
}

/* Return: how many events, or -1 if the record is not whole. */
static int parse(const struct swr_account *a, struct swr_event *events)
{
	const char *line = a->trace;
	char one[512];
	int n = 0, more;

	while (*line) {
		size_t len = strcspn(line, "\n");

		snprintf(one, sizeof(one), "%.*s", (int)len, line);
		if (strstr(one, "LOST") && strstr(one, "EVENTS]"))
			return -1;
		more = n < EVENTS_MAX ? parse_line(a, one, &events[n]) : -1;
		if (more < 0)
			return -1;
		n += more;
		line += len + !!line[len];
	}
	return n;
}

static void before(FILE *out, const struct swr_account *a, bool one_cpu)
{
	char text[800];
	const char *rule;

	if (a->before) {
		snprintf(text, sizeof(text), "%s, swap on %s: %s Recorded in run %u of %u%s:",
			 a->kernel, a->device, a->before, a->run, a->runs,
			 one_cpu ? ", both threads on one CPU" : "");
		swr_paragraph(out, text);
		fputc('\n', out);
		return;
	}
	if (a->lost)
		rule = "The rule is broken: all that T0 checks is that the PTE still has the entry, which holds again after the entry was freed and used anew";
	else if (a->refused)
		rule = "The rule is kept: T1 is refused the entry as long as T0 has the claim on it, so nobody can free it and use it anew under T0";
	else
		rule = "The rule is kept: T1 is given the page that T0 has read, and the entry cannot be used anew as long as T0 has that page";
	snprintf(text, sizeof(text),
		 "%s, swap on %s: two threads of a process fault the same swapped-out page. From the time a fault reads a page from swap until it maps that page, nobody else may free the swap entry and use it anew. %s. Recorded in run %u of %u%s:",
		 a->kernel, a->device, rule, a->run, a->runs,
		 one_cpu ? ", both threads on one CPU" : "");
	swr_paragraph(out, text);
	fputc('\n', out);
}

static void after(FILE *out, const struct swr_account *a)
{
	char text[400];

	if (a->after) {
		fputc('\n', out);
		swr_paragraph(out, a->after);
		return;
	}
	if (a->lost)
		snprintf(text, sizeof(text),
			 "T1 wrote %" PRIu64 ", the word now reads %" PRIu64 ": T0 has mapped the page from before the write, and its %s() has dropped the only copy of what was written.",
			 a->wrote, a->read_back, a->hooks->symbol[SWR_P_install]);
	else
		snprintf(text, sizeof(text),
			 "T1 wrote %" PRIu64 ", the word now reads %" PRIu64 ": nothing is lost.",
			 a->wrote, a->read_back);
	fputc('\n', out);
	swr_paragraph(out, text);
}

/**
 * swr_account_draw() - draw the account
 * @out: where to
 * @a: of what
 *
 * A record that is not whole gives a line that says so instead.
 *
 * Return: 0 or -1.
 */
int swr_account_draw(FILE *out, const struct swr_account *a)
{
	struct swr_event *events;
	char who[2][32];
	int n;

	snprintf(who[0], sizeof(who[0]), "T0, tid %d", a->tid[0]);
	snprintf(who[1], sizeof(who[1]), "T1, tid %d", a->tid[1]);
	events = calloc(EVENTS_MAX, sizeof(*events));
	if (!events)
		return swr_err("out of memory");
	n = a->events_lost ? -1 : parse(a, events);
	if (n > 0) {
		before(out, a, swr_columns_same_cpu(events, n));
		swr_columns_draw(out, (const char *const[]){ who[0], who[1] }, events, n);
		after(out, a);
	} else if (n == 0) {
		fprintf(out, "No account: nothing was recorded in run %u.\n", a->run);
	} else {
		fprintf(out, "No account: the record of run %u is incomplete.\n", a->run);
	}
	free(events);
	return 0;
}

/**
 * swr_account_text() - the same as a string
 * @text: where it goes, to be freed
 * @a: of what
 *
 * Return: 0 or -1.
 */
int swr_account_text(char **text, const struct swr_account *a)
{
	size_t len;
	FILE *out = open_memstream(text, &len);
	int err;

	if (!out)
		return swr_err("out of memory");
	err = swr_account_draw(out, a);
	return fclose(out) ? swr_err("out of memory") : err;
}
