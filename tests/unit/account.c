// SPDX-License-Identifier: GPL-2.0
/*
 * The account: every recorded event is in its column, and a record with a gap is
 * not drawn.
 */
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "ktap.h"

#define HEAD	"# tracer: nop\n#\n"
#define T0	"          swr-T0-71      [000] ....     4.000000: "
#define T1	"          swr-T1-72      [001] d..1.     4.000014: "
#define T1_ON_0	"          swr-T1-72      [000] ....     4.000014: "
#define OTHER	"            bash-9       [001] ....     4.000014: "

static const struct swr_hooks hooks = {
	.symbol = {
		[SWR_P_fault] = "do_swap_page",
		[SWR_P_claim] = "swapcache_prepare",
		[SWR_P_install] = "swap_free",
		[SWR_P_unmap] = "try_to_unmap",
	},
};

/* Draws @trace into a string that the next call frees. */
static const char *draw(const char *trace, uint64_t events_lost, bool lost)
{
	static char *text;
	struct swr_account a = {
		.kernel = "5.10.0",
		.device = "zram",
		.hooks = &hooks,
		.tid = { 71, 72 },
		.run = 3,
		.runs = 5,
		.trace = trace,
		.events_lost = events_lost,
		.lost = lost,
		.wrote = 7777,
		.read_back = lost ? 1111 : 7777,
	};
	size_t len;
	FILE *out;

	free(text);
	text = NULL;
	out = open_memstream(&text, &len);
	EXPECT(out && !swr_account_draw(out, &a));
	fclose(out);
	return text;
}

/* How far from the beginning of its line @what is. */
static long column(const char *text, const char *what)
{
	const char *at = strstr(text, what), *p = at;

	EXPECT(at);
	while (p && p > text && p[-1] != '\n')
		p--;
	return at - p;
}

static void columns(void)
{
	const char *text = draw(HEAD
		T0 "swr_fault: address=0x1000 entry=0:8 repeat=0\n"
		OTHER "swr_unmap: entry=0:9 result=0 caller=0\n"
		OTHER "swr_writeout: entry=0:9 result=0 caller=0\n"
		T1 "tracing_mark_write: T1 writes 7777\n"
		T1 "swr_claim: entry=0:8 result=-17 caller=1\n"
		T1 "swr_unmap: entry=0:8 result=0 caller=0\n"
		T0 "swr_install: address=0x1000 entry=0:8 worth=2\n", 0, true);

	EXPECT(strstr(text, "CPU0 (T0, tid 71)"));
	EXPECT(strstr(text, "CPU1 (T1, tid 72)"));
	EXPECT(strstr(text, "       0  do_swap_page(0:8)\n"));
	EXPECT(strstr(text, "      14  "));
	EXPECT(column(text, "do_swap_page(0:8)") == column(text, "CPU0 (T0"));
	EXPECT(column(text, "user: writes 7777") == column(text, "CPU1 (T1"));
	EXPECT(column(text, "swapcache_prepare(0:8)") == column(text, "CPU1 (T1") + 2);
	EXPECT(strstr(text, "swapcache_prepare(0:8) = -EEXIST\n"));
	EXPECT(column(text, "try_to_unmap(0:8)") == column(text, "CPU1 (T1") + 2);
	EXPECT(strstr(text, "    maps its stale page, swap_free(0:8)\n"));
	EXPECT(strstr(text, "the word now reads 1111"));
	EXPECT(!strstr(text, "0:9"));
}

#define AGAIN	T1 "swr_fault: address=0x1000 entry=0:8 repeat=1\n" \
		T1 "swr_claim: entry=0:8 result=-17 caller=0\n" \
		T1 "swr_fault_end: address=0x1000 entry=0:8 installed=0\n"

static int count(const char *text, const char *what)
{
	int n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

/* A storm is drawn once and counted; what comes less often, or with the other between, is not. */
static void folded(void)
{
	static const char other[] = T0 "swr_unclaim: entry=0:8 result=0 caller=0\n";
	const char *text = draw(AGAIN AGAIN AGAIN AGAIN AGAIN, 0, false);
	char trace[4096];

	EXPECT(count(text, "= -EEXIST") == 1);
	EXPECT(count(text, "nothing mapped") == 1);
	EXPECT(strstr(text, "[the same 4 times more]\n"));

	text = draw(AGAIN AGAIN AGAIN, 0, false);
	EXPECT(count(text, "= -EEXIST") == 3);
	EXPECT(!strstr(text, "times more"));

	snprintf(trace, sizeof(trace), "%s%s%s", AGAIN AGAIN AGAIN, other, AGAIN AGAIN AGAIN);
	text = draw(trace, 0, false);
	EXPECT(count(text, "= -EEXIST") == 6);
	EXPECT(!strstr(text, "times more"));
}

static void one_cpu(void)
{
	const char *text = draw(T0 "swr_fault: address=0x1000 entry=0:8 repeat=0\n"
		T1_ON_0 "swr_fault: address=0x1000 entry=0:8 repeat=0\n", 0, false);

	EXPECT(strstr(text, "CPU0 (T1, tid 72)"));
	EXPECT(strstr(text, "both threads"));
	EXPECT(strstr(text, "nothing is lost"));
}

static void gaps(void)
{
	static const char fault[] = T0 "swr_fault: address=0x1000 entry=0:8 repeat=0\n";

	EXPECT(strstr(draw(fault, 1, true), "incomplete"));
	EXPECT(strstr(draw(fault, UINT64_MAX, true), "incomplete"));
	EXPECT(strstr(draw("CPU:1 [LOST 12 EVENTS]\n", 0, true), "incomplete"));
	/* a line ends where its fields should begin */
	EXPECT(strstr(draw(T0 "swr_fault: address=0x1000 entry=0:8 repeat=0\n"
			   T1 "swr_fault", 0, true), "incomplete"));
	/* a field has gone or has another name */
	EXPECT(strstr(draw(T0 "swr_install: address=0x1000 entry=0:8 arg=2\n", 0, true),
		      "incomplete"));
	EXPECT(strstr(draw(HEAD, 0, true), "nothing was recorded"));
	EXPECT(!strstr(draw(fault, 1, true), "----"));
}

/* What another bug's runs say for themselves, and a call that loops. */
static void livelock(void)
{
	struct swr_account a = {
		.kernel = "5.10.0",
		.device = "zram",
		.hooks = &hooks,
		.tid = { 71, 72 },
		.run = 3,
		.runs = 5,
		.trace = T1 "swr_claim: entry=0:8 result=-17 caller=2\n"
			 T1 "swr_livelock: entry=0:8 refusals=9 looped_us=4 holder=71 prio=89\n",
		.before = "One waits.",
		.after = "The other came.",
	};
	char text[2048] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	EXPECT(out && !swr_account_draw(out, &a));
	fclose(out);
	EXPECT(strstr(text, "5.10.0, swap on zram: One waits. Recorded in run 3 of 5"));
	EXPECT(column(text, "is reported, task 71 has the claim") == column(text, "CPU1 (T1") + 4);
	EXPECT(strstr(text, "\n\nThe other came.\n"));
	EXPECT(!strstr(text, "the word now reads"));
}

const struct ktap_case ktap_cases[] = {
	{ "columns", columns },
	{ "a storm", folded },
	{ "one CPU", one_cpu },
	{ "a record with a gap", gaps },
	{ "a livelock", livelock },
	{}
};
