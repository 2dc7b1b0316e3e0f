// SPDX-License-Identifier: GPL-2.0
/*
 * The lines of swr_abi.h, as the module writes them and as it never should.
 */
#include <string.h>

#include "ktap.h"
#include "parse.h"

#define LINE(name, text)	#name ": 3\n"
static const char all_counters[] = SWR_COUNTERS(LINE) "of_tomorrow: 5\n";
#define OTHER_LINE(name, text)	#name "x: 3\n"
static const char no_counter[] = SWR_COUNTERS(OTHER_LINE);

static void counters(void)
{
	struct swr_counters c, later;

	EXPECT(!swr_parse_counters(all_counters, &c));
	EXPECT(c.n[0] == 3 && c.n[SWR_NR_COUNTERS - 1] == 3);
	/* a name must match as a whole, and a missing counter must not read as 0 */
	EXPECT(swr_parse_counters(no_counter, &c));
	EXPECT(swr_parse_counters("", &c));

	EXPECT(!swr_parse_counters(all_counters, &c));
	later = c;
	EXPECT(swr_counters_lost(&c, &later) == 0);
	later.n[SWR_N_lost_no_record]++;
	later.n[SWR_N_hooks_missed]++;
	later.n[SWR_N_faults]++;
	EXPECT(swr_counters_lost(&c, &later) == 2);
	later.n[SWR_N_races_overwritten]++;
	EXPECT(swr_counters_lost(&c, &later) == 2);
}

static void gates(void)
{
	static const char text[] =
		"name=swr-1 task=7 at=read:return nth=1 until=- limit_ms=9 state=armed end=- held_us=0\n"
		"name=swr-12 task=8 at=read:return nth=1 until=9:claim:return=eexist limit_ms=9 state=done end=until held_us=5\n"
		"name=swr-3 task=8 at=read:return nth=1 until=- limit_ms=9 state=held end=- held_us=5\n"
		"name=bad task=8 state=melted end=-\n";
	struct swr_gate_line g;

	EXPECT(!swr_parse_gate(text, "swr-12", &g));
	EXPECT(g.state == SWR_GATE_DONE && g.end == SWR_GATE_UNTIL);
	EXPECT(!swr_parse_gate(text, "swr-1", &g));
	EXPECT(g.state == SWR_GATE_ARMED && g.end == SWR_GATE_OPEN);
	EXPECT(!swr_parse_gate(text, "swr-3", &g));
	EXPECT(g.state == SWR_GATE_HELD);
	EXPECT(!swr_parse_gate(text, "swr-", &g));
	EXPECT(g.state == SWR_GATE_GONE);
	EXPECT(!swr_parse_gate("", "swr-1", &g));
	EXPECT(g.state == SWR_GATE_GONE);
	EXPECT(swr_parse_gate(text, "bad", &g));
}

static void hooks(void)
{
	static const char text[] =
		"fault,fault_end divert do_swap_page armed hits=1 missed=0 hold=- need=must lost=\"everything\"\n"
		"claim divert - absent hits=0 missed=0 hold=claim:entry need=may lost=\"claims\"\n"
		"read,unclaim divert swap_readpage armed hits=1 missed=0 hold=read:entry,read:return need=must lost=\"x\"\n"
		"install,free observe swap_free armed hits=1 missed=0 hold=- need=must lost=\"x\"\n";
	struct swr_hooks h;

	EXPECT(!swr_parse_hooks(text, &h));
	EXPECT(!strcmp(h.symbol[SWR_P_fault], "do_swap_page"));
	EXPECT(!strcmp(h.symbol[SWR_P_fault_end], "do_swap_page"));
	EXPECT(!strcmp(h.symbol[SWR_P_free], "swap_free"));
	EXPECT(!*h.symbol[SWR_P_claim] && !*h.symbol[SWR_P_wait]);
	EXPECT(h.hold[SWR_P_read][0] && h.hold[SWR_P_read][1]);
	EXPECT(!h.hold[SWR_P_unclaim][0] && !h.hold[SWR_P_fault][0] && !h.hold[SWR_P_claim][0]);
	EXPECT(swr_parse_hooks("", &h));
}

static void races(void)
{
	static const char text[] =
		"race=1 kind=stale time_ns=1 address=0x1 entry=0:1 a_tid=5 a_comm=x b_tid=6 b_comm=y\n"
		"race=2 kind=stale time_ns=1 address=0x1 entry=0:1 a_tid=7 a_comm=x b_tid=8 b_comm=y\n";

	EXPECT(swr_race_names(text, 7, 8));
	EXPECT(!swr_race_names(text, 8, 7));
	EXPECT(!swr_race_names(text, 5, 6));
	EXPECT(!swr_race_names(text, 7, 80));
	EXPECT(!swr_race_names("", 7, 8));
	EXPECT(!swr_race_names("race=2 kind=uncertain a_tid=7 b_tid=8\n", 7, 8));
}

static void numbers(void)
{
	uint64_t n = 42;

	EXPECT(swr_parse_number("1", 1, 10, &n) && n == 1);
	EXPECT(swr_parse_number("10", 1, 10, &n) && n == 10);
	EXPECT(!swr_parse_number("11", 1, 10, &n));
	EXPECT(!swr_parse_number("0", 1, 10, &n));
	EXPECT(!swr_parse_number("", 1, 10, &n));
	EXPECT(!swr_parse_number("-1", 1, 10, &n));
	EXPECT(!swr_parse_number("+1", 1, 10, &n));
	EXPECT(!swr_parse_number(" 1", 1, 10, &n));
	EXPECT(!swr_parse_number("1x", 1, 10, &n));
	EXPECT(!swr_parse_number("99999999999999999999999", 1, UINT64_MAX, &n));
	EXPECT(n == 10);
}

static void versions(void)
{
	char value[8];
	int abi;

	EXPECT(!swr_parse_version("swaprace 0.1.0 abi 1\n", &abi) && abi == 1);
	EXPECT(swr_parse_version("something else\n", &abi));
	EXPECT(swr_parse_key("a: x\nfix: stock\n", "fix", value, sizeof(value)));
	EXPECT(!strcmp(value, "stock"));
	EXPECT(!swr_parse_key("prefix: stock\n", "fix", value, sizeof(value)));
	EXPECT(!swr_parse_key("fixx stock\n", "fix", value, sizeof(value)));
}

const struct ktap_case ktap_cases[] = {
	{ "counters", counters },
	{ "gate lines", gates },
	{ "hook lines", hooks },
	{ "race lines", races },
	{ "numbers", numbers },
	{ "version and status", versions },
	{}
};
