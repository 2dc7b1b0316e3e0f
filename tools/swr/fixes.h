/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The policies that the module knows, as the file `fix_info` lists them. Pure.
 */
#ifndef SWR_FIXES_H
#define SWR_FIXES_H

#include <stdbool.h>
#include <stddef.h>

#define SWR_FIX_NAME_MAX	24
#define SWR_FIXES_MAX		32

/**
 * struct swr_fix_line - one policy
 * @name: its name
 * @active: it is what the module runs
 * @supported: this kernel can have it
 * @unsafe: it opens a hole
 */
struct swr_fix_line {
	char name[SWR_FIX_NAME_MAX];
	bool active;
	bool supported;
	bool unsafe;
};

/**
 * struct swr_fixes - some policies
 * @nr: how many
 * @fix: they
 */
struct swr_fixes {
	unsigned int nr;
	struct swr_fix_line fix[SWR_FIXES_MAX];
};

int swr_parse_fixes(const char *text, struct swr_fixes *all);
const struct swr_fix_line *swr_fixes_find(const struct swr_fixes *f, const char *name);
int swr_fixes_pick(const struct swr_fixes *all, const char *list, struct swr_fixes *picked,
		   char *unknown, size_t len);

#endif
