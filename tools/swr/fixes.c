// SPDX-License-Identifier: GPL-2.0
/*
 * Reading the list of policies, and picking some of them.
 */
#include <stdio.h>
#include <string.h>

#include "err.h"
#include "fixes.h"

/**
 * swr_parse_fixes() - the file `fix_info`
 * @text: the file
 * @all: where to
 *
 * Return: 0, or -1 if a line is none of swr_abi.h, or there are none or too many.
 */
int swr_parse_fixes(const char *text, struct swr_fixes *all)
{
	int active, supported, unsafe;

	for (all->nr = 0; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		struct swr_fix_line *f = &all->fix[all->nr];

		if (all->nr++ == SWR_FIXES_MAX ||
		    sscanf(text, "name=%23s active=%d supported=%d unsafe=%d", f->name, &active,
			   &supported, &unsafe) != 4)
			return -1;
		f->active = active;
		f->supported = supported;
		f->unsafe = unsafe;
	}
	return all->nr ? 0 : -1;
}

/**
 * swr_fixes_find() - by name
 * @f: in these
 * @name: name
 *
 * Return: NULL if there is none.
 */
const struct swr_fix_line *swr_fixes_find(const struct swr_fixes *f, const char *name)
{
	unsigned int i;

	for (i = 0; i < f->nr; i++)
		if (!strcmp(f->fix[i].name, name))
			return &f->fix[i];
	return NULL;
}

static int pick_all(const struct swr_fixes *all, struct swr_fixes *picked)
{
	unsigned int i;

	for (i = 0; i < all->nr; i++)
		if (all->fix[i].supported && !all->fix[i].unsafe)
			picked->fix[picked->nr++] = all->fix[i];
	return 0;
}

/**
 * swr_fixes_pick() - those that a list names
 * @all: of these
 * @list: "exact,tick", in that order; "all": those that this kernel can have and
 *        that open no hole
 * @picked: where to
 * @unknown: a name that is none, or that this kernel cannot have, is left here
 * @len: its size
 *
 * Return: 0, or -1 and then either @unknown is not empty, or the reason is in
 * swr_errstr().
 */
int swr_fixes_pick(const struct swr_fixes *all, const char *list, struct swr_fixes *picked,
		   char *unknown, size_t len)
{
	const struct swr_fix_line *f;
	size_t n;

	picked->nr = 0;
	*unknown = '\0';
	if (!strcmp(list, "all"))
		return pick_all(all, picked);
	for (;; list += n + 1) {
		n = strcspn(list, ",");
		if (!n)
			return swr_err("--fix takes names with commas between, or all");
		snprintf(unknown, len, "%.*s", (int)n, list);
		f = swr_fixes_find(all, unknown);
		if (!f || !f->supported)
			return -1;
		*unknown = '\0';
		if (swr_fixes_find(picked, f->name))
			return swr_err("--fix names %s twice", f->name);
		picked->fix[picked->nr++] = *f;
		if (!list[n])
			return 0;
	}
}
