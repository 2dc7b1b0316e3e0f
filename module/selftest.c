// SPDX-License-Identifier: GPL-2.0
/*
 * What the module asks of itself before it hooks anything: the rules of the
 * detectors on the cases that matter. A wrong answer fails the load.
 */
#include <linux/kernel.h>
#include <linux/printk.h>

#include "swr.h"

/* One fault that is overtaken at @first and @at (or never, NR_STAGES) and installs. */
static const struct {
	bool bypass;
	enum swr_stage first;
	enum swr_stage at;
	bool window;
	enum swr_judgement worth;
} cases[] = {
	{ true, SWR_NR_STAGES, SWR_NR_STAGES, false, SWR_J_FINE },
	{ true, SWR_NR_STAGES, SWR_S_BEGUN, false, SWR_J_UNCERTAIN },
	{ true, SWR_NR_STAGES, SWR_S_READING, false, SWR_J_UNCERTAIN },
	{ true, SWR_NR_STAGES, SWR_S_READ, true, SWR_J_STALE },
	{ true, SWR_S_BEGUN, SWR_S_READ, true, SWR_J_STALE },
	{ false, SWR_NR_STAGES, SWR_S_READ, true, SWR_J_FINE },
	{ true, SWR_NR_STAGES, SWR_S_INSTALLED, false, SWR_J_FINE },
};

static bool detect_selftest(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct swr_span s = { .stage = cases[i].first, .bypass = cases[i].bypass };
		bool window = false;

		if (cases[i].first != SWR_NR_STAGES)
			swr_span_overtake(&s);
		s.stage = cases[i].at;
		if (cases[i].at != SWR_NR_STAGES) {
			window = swr_span_meet(&s);
			swr_span_overtake(&s);
		}
		if (window != cases[i].window || swr_span_install(&s) != cases[i].worth) {
			pr_err("self-test: detector rule %u gives a wrong answer\n", i);
			return false;
		}
	}
	return true;
}

/**
 * swr_selftest() - all of it
 *
 * Return: 0, or a negative errno and a line in the kernel log.
 */
int swr_selftest(void)
{
	return detect_selftest() ? 0 : -EIO;
}
