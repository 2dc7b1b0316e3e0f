/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Results of `livelock` as text, KTAP and JSON.
 */
#ifndef SWR_LOOP_OUT_H
#define SWR_LOOP_OUT_H

#include <stdio.h>

struct json_t;
struct swr_loop_result;
struct swr_result;

int swr_loop_print_text(FILE *out, const struct swr_result *res);
void swr_loop_print_ktap(FILE *out, const struct swr_loop_result *loops, unsigned int nr);
int swr_loop_json(struct json_t *object, const struct swr_result *res);

#endif
