/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Commands that only look.
 */
#ifndef SWR_SHOW_H
#define SWR_SHOW_H

#include <stdbool.h>
#include <stdio.h>

int swr_show_list(FILE *out);
int swr_show_status(FILE *out);
int swr_show_counters(FILE *out, bool json);
int swr_show_reports(FILE *out, unsigned int last);
int swr_show_diagrams(FILE *out, unsigned int last);

#endif
