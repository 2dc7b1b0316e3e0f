/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Results as text, KTAP and JSON.
 */
#ifndef SWR_RESULT_H
#define SWR_RESULT_H

#include <stdio.h>

#include "scenario.h"

struct json_t;

/* One way to print a result; load: of a load as well. */
struct swr_format {
	const char *name;
	int (*print)(FILE *out, const struct swr_result *res);
	bool load;
};

/* All of them; one without a name is last. The first is the default. */
extern const struct swr_format swr_formats[];

const struct swr_format *swr_format_find(const char *name);
void swr_print_headline(FILE *out, const struct swr_result *res);
void swr_print_unsafe(FILE *out, const struct swr_result *res);
int swr_print_json(FILE *out, const struct swr_result *res);
struct json_t *swr_result_json(const struct swr_result *res);
int swr_dump_json(FILE *out, struct json_t *object);
const char *swr_kernel_package(void);

#endif
