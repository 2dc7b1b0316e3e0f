// SPDX-License-Identifier: GPL-2.0
/*
 * The readers of the module's files, each with any text.
 *
 * What they leave is closed and in its bounds, and what they take for a number is that
 * number.
 */
#include <ctype.h>
#include <errno.h>

#include "dist.h"
#include "err.h"
#include "fixes.h"
#include "fuzz.h"
#include "parse.h"

#define CLOSED(s)	(strnlen(s, sizeof(s)) < sizeof(s))

static void numbers(const char *text)
{
	uint64_t n = 1, min = 3, max = 1000000;
	bool taken;
	char *end;

	taken = swr_parse_number(text, min, max, &n);
	EXPECT(taken ? n >= min && n <= max : n == 1);
	if (!swr_parse_number(text, 0, UINT64_MAX, &n))
		return;
	errno = 0;
	EXPECT(isdigit((unsigned char)*text) && n == strtoull(text, &end, 10) && !errno && !*end);
}

static void words(const char *text)
{
	char small[4], big[64];

	if (swr_parse_key(text, "fix", small, sizeof(small))) {
		EXPECT(CLOSED(small) && !strchr(small, '\n'));
		EXPECT(swr_parse_key(text, "fix", big, sizeof(big)));
		EXPECT(!strncmp(small, big, sizeof(small) - 1));
	}
	if (swr_parse_word(text, "name", small, sizeof(small))) {
		EXPECT(CLOSED(small) && !strchr(small, ' ') && !strchr(small, '\n'));
		EXPECT(swr_parse_word(text, "name", big, sizeof(big)) && !strcmp(small, big));
	}
}

static void gates(const char *text)
{
	struct swr_gate_line g;

	if (swr_parse_gate(text, "a", &g))
		return;
	EXPECT(g.state <= SWR_GATE_DONE && g.end < SWR_NR_GATE_ENDS);
	EXPECT(swr_gate_end_name(g.end));
	EXPECT(g.state != SWR_GATE_GONE || g.end == SWR_GATE_OPEN);
}

static void hooks(const char *text)
{
	struct swr_hooks h;
	unsigned int i;

	if (swr_parse_hooks(text, &h))
		return;
	for (i = 0; i < SWR_NR_POINTS; i++)
		EXPECT(CLOSED(h.symbol[i]));
	swr_hooks_no_loop(&h);
}

static void policies(const char *text)
{
	static struct swr_fixes all, picked;
	char unknown[SWR_FIX_NAME_MAX];
	unsigned int i;
	int err;

	if (swr_parse_fixes(text, &all))
		return;
	EXPECT(all.nr && all.nr <= SWR_FIXES_MAX);
	for (i = 0; i < all.nr; i++)
		EXPECT(*all.fix[i].name && CLOSED(all.fix[i].name));
	EXPECT(!swr_fixes_pick(&all, "all", &picked, unknown, sizeof(unknown)));
	for (i = 0; i < picked.nr; i++)
		EXPECT(picked.fix[i].supported && !picked.fix[i].unsafe);
	/* and the text itself as what is asked for */
	swr_err("%s", "");
	err = swr_fixes_pick(&all, text, &picked, unknown, sizeof(unknown));
	EXPECT(CLOSED(unknown) && picked.nr <= all.nr);
	EXPECT(err ? *unknown || *swr_errstr() : picked.nr && !*unknown);
}

static void distributions(const char *text)
{
	struct swr_spread s;
	struct swr_dist d;

	if (swr_dist_parse(text, "wait", "stock", &d))
		return;
	swr_dist_spread(&d, &s);
	EXPECT(s.p50 <= s.p99 && s.p99 <= s.max);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	char *text = fuzz_string(data, len);
	struct swr_counters c;
	int abi;

	numbers(text);
	words(text);
	gates(text);
	hooks(text);
	policies(text);
	distributions(text);
	swr_parse_counters(text, &c);
	swr_parse_version(text, &abi);
	swr_race_names(text, 71, 72);
	free(text);
	return 0;
}
