// SPDX-License-Identifier: GPL-2.0
/*
 * The drawing of a race: every point that was passed is in its column and in its
 * order, one that was not passed is not, and a line with a gap is not drawn.
 */
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "ktap.h"
#include "racedraw.h"

#define RACE(nr, kind)	"race=" nr " kind=" kind " time_ns=9000000 address=0x7f00 entry=0:12 cause=install"
#define SIDE_A		" a_tid=71 a_tgid=70 a_cpu=3 a_begin_ns=1000000 a_claim_ns=0 a_read_ns=1010000 " \
			"a_read_end_ns=1020000 a_install_ns=1900000 a_install_cpu=3 a_comm=swr-T0"
#define SIDE_B		" b_tid=72 b_tgid=70 b_cpu=1 b_begin_ns=1030000 b_claim_ns=1035000 " \
			"b_read_ns=1040000 b_read_end_ns=1050000 b_install_ns=1060000 " \
			"b_install_cpu=2 b_comm=a_begin_ns"

#define WRITTEN(nr, cause) \
	"race=" nr " kind=stale time_ns=9000000 address=0x7f00 entry=0:12 cause=" cause
#define WRITER		" b_tid=72 b_tgid=70 b_cpu=1 b_begin_ns=1500000 b_claim_ns=0 b_read_ns=0 " \
			"b_read_end_ns=0 b_install_ns=1500000 b_install_cpu=1 b_comm=x"

static const struct swr_hooks hooks = {
	.symbol = {
		[SWR_P_fault] = "do_swap_page",
		[SWR_P_read] = "swap_readpage",
		[SWR_P_install] = "swap_free",
		[SWR_P_writeout] = "swap_writepage",
		[SWR_P_unmap] = "try_to_unmap",
	},
};

/* Draws @races into a string that the next call frees. */
static const char *draw(const char *races, unsigned int last, int want)
{
	static char *text;
	size_t len;
	FILE *out;

	free(text);
	text = NULL;
	out = open_memstream(&text, &len);
	EXPECT(out && swr_races_draw(out, races, last, "5.10.0", &hooks) == want);
	fclose(out);
	return text;
}

static int count(const char *text, const char *what)
{
	int n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

/* Is @b behind @a? */
static bool ordered(const char *text, const char *a, const char *b)
{
	const char *p = strstr(text, a), *q = strstr(text, b);

	return p && q && p < q;
}

/* One that no other fault overtook. */
static void written(void)
{
	const char *text;

	text = draw(WRITTEN("4", "writeout") SIDE_A WRITER "\n", 0, 0);
	EXPECT(count(text, "do_swap_page(0:12)") == 1 && count(text, "swap_free(0:12)") == 1);
	EXPECT(ordered(text, "swap_readpage(0:12) ends", "a page goes out, swap_writepage(0:12)"));
	EXPECT(ordered(text, "a page goes out, swap_writepage(0:12)", "maps its stale page"));
	EXPECT(strstr(text, "task 72 handed a page to swap-out"));
	EXPECT(!strstr(text, "dropped it again"));

	text = draw(WRITTEN("4", "unmap") SIDE_A WRITER "\n", 0, 0);
	EXPECT(ordered(text, "swap_readpage(0:12) ends", "a page goes out, try_to_unmap(0:12)"));
	EXPECT(strstr(text, "task 72 began to unmap a page"));
	EXPECT(!strstr(text, "swap_writepage"));

	EXPECT(!*draw(WRITTEN("4", "fault") SIDE_A WRITER "\n", 0, -1));
}

static void columns(void)
{
	const char *text = draw(RACE("5", "stale") SIDE_A SIDE_B "\n", 0, 0);
	const char *a = strstr(text, "maps its stale page, swap_free(0:12)");
	const char *b = strstr(text, "  maps its page, swap_free(0:12)");

	EXPECT(strstr(text, "5.10.0, race 5, stale install"));
	EXPECT(strstr(text, "CPU3 (swr-T0, tid 71)"));
	/* moved while it slept; a name that looks like a field is none */
	EXPECT(strstr(text, "CPU1/CPU2 (a_begin_ns, tid 72)"));
	EXPECT(strstr(text, "       0  do_swap_page(0:12)\n"));
	EXPECT(strstr(text, "      30  "));
	EXPECT(strstr(text, "     900    maps its stale page"));
	EXPECT(a && b && b < a);
	EXPECT(count(text, "do_swap_page(0:12)") == 2);
	EXPECT(count(text, "swap_readpage(0:12) begins\n") == 2);
	EXPECT(count(text, "swap_readpage(0:12) ends\n") == 2);
	/* one side claimed, by a function this kernel does not have under the point */
	EXPECT(count(text, "claim(0:12) = 0\n") == 1);
	EXPECT(ordered(text, "claim(0:12)", "  maps its page"));
	/* what is concluded is not said to be recorded, nor is a CPU that is not */
	EXPECT(strstr(text, "Recorded is that task 72"));
	EXPECT(strstr(text, "concluded"));
	EXPECT(strstr(text, "A column is a task"));
	EXPECT(strstr(text, "Not recorded: the CPU of a claim"));
}

static void nanoseconds(void)
{
	/* both installs in one microsecond: b, of the other column, was first */
	char race[] = RACE("5", "stale") SIDE_A SIDE_B "\n", *late;
	const char *text;

	late = strstr(race, "a_install_ns=1900000");
	memcpy(late, "a_install_ns=1060900", strlen("a_install_ns=1060900"));
	text = draw(race, 0, 0);

	EXPECT(ordered(text, "  maps its page", "  maps its stale page"));
	EXPECT(strstr(text, "      60    maps its stale page"));
}

static void not_known(void)
{
	const char *text = draw(RACE("5", "uncertain") SIDE_A SIDE_B "\n", 0, 0);

	EXPECT(strstr(text, "uncertain install"));
	EXPECT(!strstr(text, "stale"));
	EXPECT(strstr(text, "is not known"));
}

static void newest(void)
{
	static const char three[] = RACE("5", "stale") SIDE_A SIDE_B "\n"
				    RACE("6", "stale") SIDE_A SIDE_B "\n"
				    RACE("7", "stale") SIDE_A SIDE_B "\n";

	EXPECT(count(draw(three, 0, 0), "Not recorded") == 3);
	EXPECT(count(draw(three, 9, 0), "Not recorded") == 3);
	EXPECT(!strncmp(draw(three, 2, 0), "5.10.0, race 6,", 15));
	EXPECT(!strncmp(draw(three, 1, 0), "5.10.0, race 7,", 15));
	EXPECT(!*draw("", 1, 0));
}

static void gaps(void)
{
	EXPECT(!*draw(RACE("5", "stale") SIDE_A "\n", 0, -1));
	EXPECT(strstr(swr_errstr(), "race=5"));
	EXPECT(!*draw(RACE("x", "stale") SIDE_A SIDE_B "\n", 0, -1));
	EXPECT(!*draw("hello\n", 0, -1));
}

static void reports(void)
{
	static const char two[] = "====\nBUG: swaprace: one\n====\n====\nBUG: swaprace: two\n====\n";

	EXPECT(swr_reports_last(two, 0) == two);
	EXPECT(swr_reports_last(two, 2) == two);
	EXPECT(!strcmp(swr_reports_last(two, 1), "====\nBUG: swaprace: two\n====\n"));
	EXPECT(!*swr_reports_last("", 1));
}

const struct ktap_case ktap_cases[] = {
	{ "columns", columns },
	{ "sorted by nanoseconds", nanoseconds },
	{ "uncertain", not_known },
	{ "a write-out", written },
	{ "the newest", newest },
	{ "lines that are none", gaps },
	{ "reports", reports },
	{}
};
