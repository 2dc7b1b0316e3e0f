/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A scenario file as something that can be run.
 */
#ifndef SWR_SCN_FILE_H
#define SWR_SCN_FILE_H

#include "scenario.h"
#include "scn.h"

/**
 * struct swr_scn_file - one file
 * @path: as it was given
 * @scn: what it says
 * @as: as a scenario among the others
 */
struct swr_scn_file {
	const char *path;
	struct swr_scn scn;
	struct swr_scenario as;
};

bool swr_scn_is_file(const char *arg);
int swr_scn_load(struct swr_scn_file *file, const char *path, struct swr_scn_error *err);
_Noreturn void swr_scn_refuse(const char *path, const struct swr_scn_error *err);
int swr_scn_show_check(FILE *out, const struct swr_scn_file *file);
int swr_scn_places(const struct swr_scn_file *file);
int swr_run_scn(const struct swr_plan *plan, struct swr_result *res);

#endif
