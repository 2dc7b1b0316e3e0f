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

/*
 * Overtaken by another's install at @first, if that is not NR_STAGES, and by a page that
 * went out at @at, which is found at the install: is that what is to be told of?
 */
static const struct {
	enum swr_stage first;
	enum swr_stage at;
	bool tells;
	enum swr_judgement worth;
} writes[] = {
	{ SWR_NR_STAGES, SWR_S_READING, true, SWR_J_UNCERTAIN },
	{ SWR_NR_STAGES, SWR_S_READ, true, SWR_J_STALE },
	{ SWR_S_READING, SWR_S_READ, true, SWR_J_STALE },
	{ SWR_S_READING, SWR_S_READING, false, SWR_J_UNCERTAIN },
	{ SWR_S_READ, SWR_S_READ, false, SWR_J_STALE },
	{ SWR_S_READ, SWR_S_READING, false, SWR_J_STALE },
};

/* What is known of it, and at which stage the page went out. */
static const struct {
	bool written, reading, read;
	enum swr_stage at;
} outs[] = {
	{ true, true, true, SWR_S_READ },
	{ true, true, false, SWR_S_READING },
	{ true, false, false, SWR_S_BEGUN },
	{ false, true, true, SWR_S_READ },
	{ false, true, false, SWR_S_READ },
	{ false, false, false, SWR_S_READ },
};

static bool written_selftest(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(outs); i++) {
		if (swr_out_at(outs[i].written, outs[i].reading, outs[i].read) != outs[i].at) {
			pr_err("self-test: rule %u of pages that go out gives a wrong answer\n", i);
			return false;
		}
	}
	for (i = 0; i < ARRAY_SIZE(writes); i++) {
		struct swr_span s = { .stage = writes[i].first, .bypass = true };

		if (writes[i].first != SWR_NR_STAGES)
			swr_span_overtake(&s);
		s.stage = SWR_S_READ;
		if (swr_span_rewritten(&s, writes[i].at) != writes[i].tells ||
		    swr_span_install(&s) != writes[i].worth) {
			pr_err("self-test: rule %u of pages that overtake gives a wrong answer\n", i);
			return false;
		}
	}
	return true;
}

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
	return detect_selftest() && written_selftest() ? 0 : -EIO;
}
