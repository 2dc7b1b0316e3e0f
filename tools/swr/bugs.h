/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The known bugs.
 */
#ifndef SWR_BUGS_H
#define SWR_BUGS_H

/**
 * struct swr_bug - one of them
 * @name: as `swr verdict --bug` takes it
 * @scenario: the one that enters its window
 */
struct swr_bug {
	const char *name;
	const char *scenario;
};

/* In the order in which they are judged; one without a name is last. */
extern const struct swr_bug swr_bugs[];

const struct swr_bug *swr_bug_find(const char *name);

#endif
