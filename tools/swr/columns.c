// SPDX-License-Identifier: GPL-2.0
/*
 * Draws events in the form kernel commit messages use.
 */
#include <inttypes.h>
#include <string.h>

#include "columns.h"

#define COLUMN_MIN	34
#define WRAP		75
#define FOLD_MAX	4	/* events that are looked at as one */
#define FOLD_MIN	4	/* how often they come before they are folded */

/* All CPUs that a side was seen on; more than one if it was moved. */
static void heading(const char *who, const struct swr_event *events, int n, int side, char *text,
		    size_t len)
{
	bool seen[1024] = { false };
	size_t used = 0;
	int i;

	*text = '\0';
	for (i = 0; i < n; i++) {
		unsigned int cpu = events[i].cpu;

		if (events[i].side != side || cpu >= 1024 || seen[cpu] || used + 12 > len)
			continue;
		seen[cpu] = true;
		used += snprintf(text + used, len - used, "%sCPU%u", used ? "/" : "", cpu);
	}
	snprintf(text + used, len - used, "%s(%s)", used ? " " : "", who);
}

/**
 * swr_columns_same_cpu() - did all of it happen on one CPU?
 * @events: what
 * @n: how many
 */
bool swr_columns_same_cpu(const struct swr_event *events, int n)
{
	int i;

	for (i = 1; i < n; i++)
		if (events[i].cpu != events[0].cpu)
			return false;
	return true;
}

static void row(FILE *out, const char *gutter, int width, const char *left, const char *right)
{
	if (*right)
		fprintf(out, "%8s  %-*s  %s\n", gutter, width, left, right);
	else
		fprintf(out, "%8s  %s\n", gutter, left);
}

/*
 * How often the next @period events of one side come one after the other, with
 * nothing of the other side between them.
 */
static int repeats(const struct swr_event *events, int n, int period)
{
	int i;

	for (i = 0; i < n; i++) {
		const struct swr_event *e = &events[i], *like = &events[i % period];

		if (e->side != events->side || e->depth != like->depth ||
		    strcmp(e->text, like->text))
			break;
	}
	return i / period;
}

/*
 * Is there something that is worth to be drawn once and counted?
 *
 * Return: how often it comes, with its length in @period; 1 if not.
 */
static int fold(const struct swr_event *events, int n, int *period)
{
	int times;

	for (*period = 1; *period <= FOLD_MAX && *period <= n; (*period)++) {
		times = repeats(events, n, *period);
		if (times >= FOLD_MIN)
			return times;
	}
	*period = 1;
	return 1;
}

static void draw_row(FILE *out, int width, const struct swr_event *e, uint64_t zero)
{
	char text[SWR_TEXT_MAX + 8], us[24];

	snprintf(us, sizeof(us), "%" PRIu64, e->us - zero);
	snprintf(text, sizeof(text), "%*s%s", 2 * e->depth, "", e->text);
	row(out, us, width, e->side ? "" : text, e->side ? text : "");
}

/* The time of that row is when the last of them began. */
static void draw_folded(FILE *out, int width, const struct swr_event *last, int more,
			uint64_t zero)
{
	struct swr_event e = *last;

	snprintf(e.text, sizeof(e.text), "[the same %d times more]", more);
	draw_row(out, width, &e, zero);
}

/**
 * swr_columns_draw() - draw the events
 * @out: where to
 * @who: "T0, tid 71", by side
 * @events: what, in their order; times are printed relative to the first
 * @n: how many, at least 1
 *
 * What one side does again and again is drawn once, and how often is said.
 */
void swr_columns_draw(FILE *out, const char *const who[2], const struct swr_event *events, int n)
{
	int i, j, times, period, width = COLUMN_MIN;
	char head[2][96];

	for (i = 0; i < n; i++) {
		int len = 2 * events[i].depth + strlen(events[i].text);

		if (!events[i].side && len > width)
			width = len;
	}
	heading(who[0], events, n, 0, head[0], sizeof(head[0]));
	heading(who[1], events, n, 1, head[1], sizeof(head[1]));
	row(out, "us", width, head[0], head[1]);
	row(out, "", width, "----", "----");
	for (i = 0; i < n; i += times * period) {
		times = fold(events + i, n - i, &period);
		for (j = 0; j < period; j++)
			draw_row(out, width, &events[i + j], events->us);
		if (times > 1)
			draw_folded(out, width, &events[i + (times - 1) * period], times - 1,
				    events->us);
	}
}

/**
 * swr_paragraph() - a paragraph, broken into lines
 * @out: where to
 * @text: its words
 */
void swr_paragraph(FILE *out, const char *text)
{
	int at = 0;

	while (*text) {
		int len = strcspn(text, " ");

		if (at && at + 1 + len > WRAP) {
			fputc('\n', out);
			at = 0;
		}
		at += fprintf(out, "%s%.*s", at ? " " : "", len, text);
		text += len;
		text += strspn(text, " ");
	}
	fputs("\n", out);
}
