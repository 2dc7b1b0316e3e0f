// SPDX-License-Identifier: GPL-2.0
/*
 * list, status, counters, races.
 */
#include <jansson.h>
#include <string.h>
#include <sys/utsname.h>

#include "bench.h"
#include "ctl.h"
#include "err.h"
#include "racedraw.h"
#include "result.h"
#include "scenario.h"
#include "show.h"

static const char *const point_texts[] = { SWR_POINTS(SWR_POINT_TEXT) };
static const char *const counter_names[] = { SWR_COUNTERS(SWR_COUNTER_NAME) };
static const char *const counter_texts[] = { SWR_COUNTERS(SWR_COUNTER_TEXT) };

/**
 * swr_show_list() - scenarios, benchmarks, devices and points
 * @out: where to
 *
 * Works without the module; with it, a point comes with its function.
 */
int swr_show_list(FILE *out)
{
	const struct swr_scenario *sc;
	struct swr_hooks hooks;
	bool loaded = !swr_ctl_open() && !swr_ctl_hooks(&hooks);
	unsigned int i;

	fprintf(out, "scenarios\n");
	for (sc = swr_scenarios; sc->name; sc++)
		fprintf(out, "  %-10s %s%s%s%s%s\n", sc->name, sc->bug ? sc->bug : "",
			sc->cve ? ", " : "", sc->cve ? sc->cve : "", sc->bug ? ": " : "", sc->text);
	fprintf(out, "benchmarks\n");
	for (i = 0; swr_benches[i]; i++)
		fprintf(out, "  %-10s %s\n", swr_benches[i]->name, swr_benches[i]->text);
	fprintf(out, "devices\n");
	for (i = 0; swr_swapdevs[i]; i++)
		fprintf(out, "  %s\n", swr_swapdevs[i]->name);
	fprintf(out, "points\n");
	for (i = 0; i < SWR_NR_POINTS; i++) {
		fprintf(out, "  %-10s %s", swr_point_names[i], point_texts[i]);
		if (loaded)
			fprintf(out, " [%s]", *hooks.symbol[i] ? hooks.symbol[i] :
								 "not on this kernel");
		fputc('\n', out);
	}
	return 0;
}

/**
 * swr_show_status() - the module's own words
 * @out: where to
 */
int swr_show_status(FILE *out)
{
	char text[4096];

	if (swr_ctl_read(SWR_F_STATUS, text, sizeof(text)))
		return -1;
	fputs(text, out);
	return 0;
}

static const char *counter_text(const char *name)
{
	unsigned int i;

	for (i = 0; i < SWR_NR_COUNTERS; i++)
		if (!strcmp(name, counter_names[i]))
			return counter_texts[i];
	return "";
}

/**
 * swr_show_counters() - all counters, those this command does not know too
 * @out: where to
 * @json: as one object of numbers by name
 */
int swr_show_counters(FILE *out, bool json)
{
	char text[4096], *line, *save, name[64];
	json_t *all = json_object();
	unsigned long long n;

	if (swr_ctl_read(SWR_F_COUNTERS, text, sizeof(text))) {
		json_decref(all);
		return -1;
	}
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (sscanf(line, "%63[^:]: %llu", name, &n) != 2)
			continue;
		if (json)
			json_object_set_new(all, name, json_integer(n));
		else
			fprintf(out, "%-18s %10llu  %s\n", name, n, counter_text(name));
	}
	if (json)
		return swr_dump_json(out, all);
	json_decref(all);
	return 0;
}

/* The races of the ring in one of their two forms; nothing is said as one line. */
static const char *read_races(FILE *out, const char *file)
{
	static char text[512 * 1024];

	if (swr_ctl_read(file, text, sizeof(text)))
		return NULL;
	if (!*text)
		fputs("no race was recorded\n", out);
	return text;
}

/**
 * swr_show_reports() - the module's reports of races
 * @out: where to
 * @last: only so many, the newest; 0: all
 */
int swr_show_reports(FILE *out, unsigned int last)
{
	const char *text = read_races(out, SWR_F_REPORTS);

	if (!text)
		return -1;
	fputs(swr_reports_last(text, last), out);
	return 0;
}

/**
 * swr_show_diagrams() - the same races, drawn
 * @out: where to
 * @last: only so many, the newest; 0: all
 */
int swr_show_diagrams(FILE *out, unsigned int last)
{
	struct swr_hooks hooks;
	struct utsname uts;
	const char *text;

	if (swr_ctl_hooks(&hooks))
		return -1;
	uname(&uts);
	text = read_races(out, SWR_F_RACES);
	return text ? swr_races_draw(out, text, last, uts.release, &hooks) : -1;
}
