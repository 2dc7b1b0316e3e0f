/* SPDX-License-Identifier: GPL-2.0 */
/*
 * KTAP for host unit tests: one file, one list of cases.
 *
 *	static void adds(void) { EXPECT(1 + 1 == 2); }
 *
 *	const struct ktap_case ktap_cases[] = {
 *		{ "adds", adds },
 *		{}
 *	};
 */
#ifndef SWR_KTAP_H
#define SWR_KTAP_H

#include <stdio.h>

struct ktap_case {
	const char *name;
	void (*run)(void);
};

static unsigned int ktap_failures;

/* Goes on after a failure, so that one run shows all of them. */
#define EXPECT(what) do {						\
	if (!(what)) {							\
		printf("# %s:%d: expected %s\n", __FILE__, __LINE__, #what); \
		ktap_failures++;					\
	}								\
} while (0)

/* The test's own; one without a name is last. */
extern const struct ktap_case ktap_cases[];

int main(void)
{
	unsigned int i, n = 0, failed = 0;

	while (ktap_cases[n].name)
		n++;
	printf("KTAP version 1\n1..%u\n", n);
	for (i = 0; i < n; i++) {
		ktap_failures = 0;
		ktap_cases[i].run();
		printf("%sok %u %s\n", ktap_failures ? "not " : "", i + 1, ktap_cases[i].name);
		failed += !!ktap_failures;
	}
	return failed ? 1 : 0;
}

#endif
