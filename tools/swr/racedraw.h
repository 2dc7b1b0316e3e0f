/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The CPU0/CPU1 drawing of a race of the module's ring. Pure.
 */
#ifndef SWR_RACEDRAW_H
#define SWR_RACEDRAW_H

#include <stdio.h>

#include "parse.h"

int swr_races_draw(FILE *out, const char *text, unsigned int last, const char *kernel,
		   const struct swr_hooks *hooks);
const char *swr_reports_last(const char *text, unsigned int last);

#endif
