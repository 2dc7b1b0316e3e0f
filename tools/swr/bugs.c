// SPDX-License-Identifier: GPL-2.0
/*
 * The known bugs, and which scenario shows each.
 */
#include <stddef.h>
#include <string.h>

#include "bugs.h"

const struct swr_bug swr_bugs[] = {
	{ "S1", "aba" },
	{ "S2", "livelock-rt" },
	{ "S3", "swapoff" },
	{ "S4", "collapse" },
	{}
};

/**
 * swr_bug_find() - by name
 * @name: name
 *
 * Return: NULL if there is none.
 */
const struct swr_bug *swr_bug_find(const char *name)
{
	const struct swr_bug *b;

	for (b = swr_bugs; b->name; b++)
		if (!strcmp(b->name, name))
			return b;
	return NULL;
}
