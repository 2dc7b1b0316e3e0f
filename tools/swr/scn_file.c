// SPDX-License-Identifier: GPL-2.0
/*
 * Scenario files: read, checked, and made one of the scenarios. What is wrong is
 * said in one line that begins with FILE:LINE:COLUMN:, as compilers do it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "scn_file.h"

/**
 * swr_scn_is_file() - a file, or the name of a scenario?
 * @arg: as it was given
 */
bool swr_scn_is_file(const char *arg)
{
	size_t len = strlen(arg);

	return strchr(arg, '/') || (len > 4 && !strcmp(arg + len - 4, ".scn"));
}

/**
 * swr_scn_refuse() - end the command with one line that says where and why
 * @path: of the file
 * @err: where and why
 */
_Noreturn void swr_scn_refuse(const char *path, const struct swr_scn_error *err)
{
	fprintf(stderr, "%s:%u:%u: %s\n", path, err->pos.line, err->pos.column, err->text);
	exit(SWR_EXIT_NO);
}

static int read_text(const char *path, char *text, size_t len, size_t *got,
		     struct swr_scn_error *err)
{
	const struct swr_scn_pos begin = { 1, 1 };
	FILE *f = fopen(path, "re");

	*got = 0;
	if (f) {
		errno = 0;
		*got = fread(text, 1, len, f);
	}
	if (!f || ferror(f))
		swr_scn_fail(err, begin, "expected a file that can be read: %s", strerror(errno));
	else if (*got == len)
		swr_scn_fail(err, begin, "expected a file of less than %zu bytes", len);
	if (f)
		fclose(f);
	return *err->text ? -1 : 0;
}

/* A bug has its number and its fix from the scenario that shows it here. */
static int find_bug(struct swr_scn_file *file, struct swr_scn_error *err)
{
	const struct swr_scenario *sc;

	file->as.name = file->scn.name;
	file->as.text = file->path;
	file->as.evidence = &swr_lost_writes;
	file->as.run = swr_run_scn;
	if (!*file->scn.bug)
		return 0;
	for (sc = swr_scenarios; sc->name; sc++) {
		if (!sc->bug || strcmp(sc->bug, file->scn.bug))
			continue;
		file->as.bug = sc->bug;
		file->as.cve = sc->cve;
		file->as.fixed_by = sc->fixed_by;
		file->as.hint = sc->hint;
		file->as.evidence = sc->evidence;
		return 0;
	}
	return swr_scn_fail(err, file->scn.bug_pos, "expected a bug of swr list, not '%s'",
			    file->scn.bug);
}

/**
 * swr_scn_load() - read and check a file
 * @file: where to
 * @path: its name
 * @err: where the error goes
 *
 * Return: 0 or -1.
 */
int swr_scn_load(struct swr_scn_file *file, const char *path, struct swr_scn_error *err)
{
	static char text[SWR_SCN_BYTES_MAX];
	size_t len;

	memset(err, 0, sizeof(*err));
	file->path = path;
	if (read_text(path, text, sizeof(text), &len, err) ||
	    swr_scn_parse(text, len, &file->scn, err) || swr_scn_check(&file->scn, err))
		return -1;
	return find_bug(file, err);
}

/**
 * swr_scn_show_check() - `swr check`
 * @out: where to
 * @file: as loaded
 *
 * Ends the command if something may wait for itself.
 */
int swr_scn_show_check(FILE *out, const struct swr_scn_file *file)
{
	const struct swr_scn *scn = &file->scn;
	struct swr_scn_error err;

	if (swr_scn_deadlock(scn, &err))
		swr_scn_refuse(file->path, &err);
	fprintf(out, "%s: ok: scenario %s, sessions %u, steps %u, holds %u, permutations %u\n",
		file->path, scn->name, scn->nr_sessions, scn->nr_steps, scn->nr_holds,
		scn->nr_permutations);
	return 0;
}
