// SPDX-License-Identifier: GPL-2.0
/*
 * The file `fix_info`, and lists of policies.
 */
#include <string.h>

#include "err.h"
#include "fixes.h"
#include "ktap.h"

static const char info[] =
	"name=stock active=0 supported=1 unsafe=0 models=\"m\" text=\"t\" why_not=\"\"\n"
	"name=busted active=0 supported=1 unsafe=1 models=\"m\" text=\"t\" why_not=\"\"\n"
	"name=tick active=1 supported=1 unsafe=0 models=\"m\" text=\"t\" why_not=\"\"\n"
	"name=exact active=0 supported=0 unsafe=0 models=\"m\" text=\"t\" why_not=\"no\"\n";

static void lines(void)
{
	const struct swr_fix_line *f;
	struct swr_fixes all;

	EXPECT(!swr_parse_fixes(info, &all) && all.nr == 4);
	f = swr_fixes_find(&all, "busted");
	EXPECT(f && f->unsafe && f->supported && !f->active);
	f = swr_fixes_find(&all, "tick");
	EXPECT(f && !f->unsafe && f->active);
	f = swr_fixes_find(&all, "exact");
	EXPECT(f && !f->supported);
	EXPECT(!swr_fixes_find(&all, "tic"));
	EXPECT(swr_parse_fixes("", &all));
	EXPECT(swr_parse_fixes("name=tick active=1\n", &all));
}

static void too_many(void)
{
	static char text[(SWR_FIXES_MAX + 1) * 48];
	struct swr_fixes all;
	unsigned int i;

	for (i = 0; i < SWR_FIXES_MAX; i++)
		strcat(text, "name=a active=0 supported=1 unsafe=0\n");
	EXPECT(!swr_parse_fixes(text, &all) && all.nr == SWR_FIXES_MAX);
	strcat(text, "name=a active=0 supported=1 unsafe=0\n");
	EXPECT(swr_parse_fixes(text, &all));
}

static void lists(void)
{
	struct swr_fixes all, picked;
	char unknown[16];

	swr_parse_fixes(info, &all);
	/* all: what the kernel can have and what opens no hole */
	EXPECT(!swr_fixes_pick(&all, "all", &picked, unknown, sizeof(unknown)));
	EXPECT(picked.nr == 2 && !strcmp(picked.fix[1].name, "tick"));
	EXPECT(!swr_fixes_pick(&all, "tick,busted,stock", &picked, unknown, sizeof(unknown)));
	EXPECT(picked.nr == 3 && !strcmp(picked.fix[0].name, "tick") && picked.fix[1].unsafe);

	EXPECT(swr_fixes_pick(&all, "tick,nope", &picked, unknown, sizeof(unknown)));
	EXPECT(!strcmp(unknown, "nope"));
	EXPECT(swr_fixes_pick(&all, "exact", &picked, unknown, sizeof(unknown)));
	EXPECT(!strcmp(unknown, "exact"));
	EXPECT(swr_fixes_pick(&all, "a_name_too_long_to_keep", &picked, unknown, sizeof(unknown)));
	EXPECT(!strcmp(unknown, "a_name_too_long"));
}

static void bad_lists(void)
{
	static const char *const bad[] = { "", ",", "tick,", ",tick", "tick,,stock", "tick,tick" };
	struct swr_fixes all, picked;
	char unknown[16];
	unsigned int i;

	swr_parse_fixes(info, &all);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		swr_err("nothing");
		EXPECT(swr_fixes_pick(&all, bad[i], &picked, unknown, sizeof(unknown)));
		EXPECT(!*unknown && strstr(swr_errstr(), "--fix"));
	}
}

const struct ktap_case ktap_cases[] = {
	{ "the file fix_info", lines },
	{ "more policies than there is room for", too_many },
	{ "lists", lists },
	{ "bad lists", bad_lists },
	{}
};
