/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Nothing stays behind: signals that end the command are taken where it can
 * unwind, the threads run in a process that may die, and so does the user's.
 */
#ifndef SWR_GUARD_H
#define SWR_GUARD_H

#include <stddef.h>

int swr_guard_up(void);
int swr_guard_interrupted(void);
void swr_guard_reraise(void);
int swr_guard_child(int (*series)(void *arg), void *arg, const unsigned int *progress,
		    const char *what, unsigned int limit_ms);

#endif
