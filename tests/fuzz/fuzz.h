/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What all fuzz targets have. A target is one function that is given bytes and ends
 * the program if something is not as it has to be; libFuzzer calls it, or replay.c.
 */
#ifndef SWR_FUZZ_H
#define SWR_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPECT(what) do {							\
	if (!(what)) {								\
		fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #what); \
		abort();							\
	}									\
} while (0)

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

/* The bytes as a string in memory of its own, for ASan to watch both ends; to be freed. */
static inline char *fuzz_string(const unsigned char *data, size_t len)
{
	char *text = malloc(len + 1);

	EXPECT(text);
	if (len)
		memcpy(text, data, len);
	text[len] = '\0';
	return text;
}

#endif
