// SPDX-License-Identifier: GPL-2.0
/*
 * Scenario files: what is right is read, printed and read back as the same; what
 * is wrong is refused where it stands.
 */
#include <stdlib.h>
#include <string.h>

#include "ktap.h"
#include "parse.h"
#include "scn.h"
#include "scn_data.h"
#include "scn_record.h"
#include "scn_shuffle.h"

/* Line and column of everything in here are known to the cases below. */
static const char good[] =
	"# a comment\n"
	"scenario aba # and another\n"
	"bug S1\n"
	"setup pages=40 slots=15 spare=0 value=1111 limit_ms=2000\n"
	"session T0\n"
	"\tstep r0 touch page=0\n"
	"session T1\n"
	"\tstep w1 write page=1 value=7777\n"
	"\tstep p1 pageout page=1\n"
	"hold h0 session=T0 at=read:return limit_ms=300\n"
	"permutation hold:h0 r0 w1 p1 release:h0 wait:r0\n"
	"expect window=h0 reused=p1 lost_writes=0 windows=1 verdict=FIXED\n";

static struct swr_scn scn;
static struct swr_scn_error err;

/* The text above with one piece of it replaced. */
static size_t with(char *buf, size_t len, const char *piece, const char *by)
{
	const char *at = strstr(good, piece);

	if (!at)
		abort();
	return snprintf(buf, len, "%.*s%s%s", (int)(at - good), good, by, at + strlen(piece));
}

/* Which of the three finds it: 0 none, 1 parser, 2 checker, 3 deadlocks. */
static int found_by(const char *text, size_t len)
{
	if (swr_scn_parse(text, len, &scn, &err))
		return 1;
	if (swr_scn_check(&scn, &err))
		return 2;
	return swr_scn_deadlock(&scn, &err) ? 3 : 0;
}

struct bad {
	const char *piece;
	const char *by;
	unsigned int line;
	unsigned int column;
	const char *words;
};

static void refuse(const struct bad *bad, int by)
{
	char text[1024];

	for (; bad->piece; bad++) {
		int got = found_by(text, with(text, sizeof(text), bad->piece, bad->by));
		bool ok = got == by && err.pos.line == bad->line && err.pos.column == bad->column &&
			  strstr(err.text, bad->words) && strstr(err.text, "expected") &&
			  !strchr(err.text, '\n');

		if (!ok)
			printf("# '%s': found by %d at %u:%u: %s\n", bad->by, got, err.pos.line,
			       err.pos.column, err.text);
		EXPECT(ok);
	}
}

static void reads(void)
{
	const struct swr_scn_hold *h = scn.hold;
	char text[1024];

	EXPECT(!found_by(good, sizeof(good) - 1));
	EXPECT(!strcmp(scn.name, "aba") && !strcmp(scn.bug, "S1"));
	EXPECT(scn.nr_sessions == 2 && scn.nr_steps == 3 && scn.nr_holds == 1);
	EXPECT(scn.step[1].op == SWR_OP_WRITE && scn.step[1].session == 1);
	EXPECT(scn.step[1].value == 7777 && scn.step[1].page == 1);
	EXPECT(h->session == 0 && h->at.point == SWR_P_read && h->at.after);
	EXPECT(!h->until.given && h->limit_ms == 300);
	EXPECT(scn.permutation[0].nr == 6);
	EXPECT(scn.permutation[0].item[5].what == SWR_DO_WAIT_STEP);
	EXPECT(scn.expect.window == 0 && scn.expect.reused == 2);
	EXPECT(scn.expect.verdict == SWR_V_FIXED);

	EXPECT(!found_by(text, with(text, sizeof(text), "limit_ms=300",
				    "until=T1:claim:return=eexist nth=2 limit_ms=300")));
	EXPECT(h->until.given && h->until.session == 1 && h->until.place.point == SWR_P_claim);
	EXPECT(h->until.place.after && h->until.result == 1 && h->nth == 2);
	/* a bug, a scenario and a session may share a name */
	EXPECT(!found_by(text, with(text, sizeof(text), "session T0\n", "session S1\nsession T0\n")));
	EXPECT(!found_by(text, with(text, sizeof(text), "bug S1\n", "session S1\nbug S1\n")));
	/* how it is run, if the command line does not say */
	EXPECT(!found_by(text, with(text, sizeof(text), "bug S1",
				    "device brd\nfix tick\nfix_swapoff stock\nfix_loop tick\nrepeat 7\nseed 4294967295")));
	EXPECT(!strcmp(scn.device, "brd") && !strcmp(scn.fix, "tick") && scn.repeat == 7);
	EXPECT(!strcmp(scn.fix_loop, "tick") && !strcmp(scn.fix_swapoff, "stock") && scn.has_seed && scn.seed == UINT32_MAX);
	/* the file may end without a newline, and what is not said has a default */
	EXPECT(!found_by(text, with(text, sizeof(text), "setup pages=40 slots=15", "setup")));
	EXPECT(scn.pages == 40 && scn.slots == 15);
	EXPECT(!found_by(good, sizeof(good) - 2));
}

static void prints(void)
{
	static struct swr_scn again;
	char first[1024] = "", second[1024] = "";
	FILE *out;

	with(first, sizeof(first), "limit_ms=300", "until=T1:claim:return=eexist nth=2 limit_ms=300");
	memcpy(second, first, sizeof(first));
	snprintf(first, sizeof(first),
		 "scenario aba\ndevice file\nfix hashed\nfix_swapoff stock\nfix_loop exact\nrepeat 9\nseed 0\n%s",
		 strstr(second, "bug"));
	EXPECT(!found_by(first, strlen(first)));
	out = fmemopen(first, sizeof(first), "w");
	swr_scn_print(out, &scn, scn.permutation, &scn.expect);
	fclose(out);
	EXPECT(!swr_scn_parse(first, strlen(first), &again, &err));
	out = fmemopen(second, sizeof(second), "w");
	swr_scn_print(out, &again, again.permutation, &again.expect);
	fclose(out);
	EXPECT(*first && !strcmp(first, second));
	EXPECT(again.hold[0].until.result == 1 && again.hold[0].nth == 2);
	EXPECT(!strcmp(again.device, "file") && !strcmp(again.fix, "hashed") && again.repeat == 9);
	EXPECT(!strcmp(again.fix_loop, "exact") && !strcmp(again.fix_swapoff, "stock") && again.has_seed && !again.seed);
	EXPECT(again.expect.lost_writes == 0 && again.expect.windows == 1);
}

static void syntax(void)
{
	static const struct bad bad[] = {
		{ "scenario aba", "scenaro aba", 2, 1, "expected scenario, bug, device, fix," },
		{ "scenario aba", "session x", 2, 1, "first statement" },
		{ "scenario aba", "scenario", 2, 10, "a name" },
		{ "scenario aba", "scenario 1a", 2, 10, "a letter" },
		{ "scenario aba", "scenario a-name-of-17-byt", 2, 10, "at most 15" },
		{ "scenario aba", "scenario aba b", 2, 14, "end of the line" },
		{ "bug S1", "scenario b", 3, 1, "once" },
		{ "pages=40", "pages=4o", 4, 13, "a number from 2 to 4096" },
		{ "pages=40", "pages=", 4, 13, "a number" },
		{ "pages=40", "pages", 4, 12, "= behind" },
		{ "pages=40", "papers=40", 4, 7, "pages=, slots=" },
		{ "pages=40", "slots=9", 4, 15, "each once" },
		{ "session T0\n", "", 5, 2, "a session above" },
		{ "session T1", "session T0", 7, 9, "a new name" },
		{ "touch page=0", "tuoch page=0", 6, 10, "touch, write, pageout" },
		{ "touch page=0", "touch", 6, 15, "expected page=" },
		{ "touch page=0", "touch page=0 value=1", 6, 23, "page=" },
		{ "touch page=0", "", 6, 10, "what the step does" },
		{ "touch page=0", "fork page=0", 6, 15, "the end of the line" },
		{ "step w1", "step r0", 8, 7, "a new name" },
		{ "value=7777", "value=0", 8, 29, "a number from 1" },
		{ "session=T0", "session=T2", 10, 17, "a session declared above" },
		{ "at=read:return", "at=raed", 10, 23, "a point" },
		{ "at=read:return", "at=read:back", 10, 28, "entry or return" },
		{ "at=read:return", "at=read:", 10, 28, "entry or return" },
		{ "at=read:return", "at=install", 10, 23, "fault, bypass, claim, wait, read" },
		{ "at=read:return", "at=fault:return", 10, 23, "fault:entry" },
		{ "at=read:return ", "", 10, 32, "expected at=" },
		{ "limit_ms=300", "limit_ms=60001", 10, 44, "60000" },
		{ "limit_ms=300", "limit_ms=1 until=T1", 10, 52, "SESSION:POINT" },
		{ "limit_ms=300", "limit_ms=1 until=T9:claim", 10, 52, "a session" },
		{ "limit_ms=300", "limit_ms=1 until=T1:clam", 10, 55, "a point" },
		{ "limit_ms=300", "limit_ms=1 until=T1:claim:return=no", 10, 68, "ok, eexist" },
		{ "limit_ms=300", "limit_ms=1 until=T1:read=ok", 10, 60, "only claim:return" },
		{ "hold:h0 r0", "hold:h0 r1", 11, 21, "a step declared above" },
		{ "hold:h0 r0", "hold:h1 r0", 11, 18, "a hold declared above" },
		{ "hold:h0 r0", "hold:r0 r0", 11, 18, "a hold declared above" },
		{ "wait:r0", "wait:r9", 11, 46, "a step or a hold" },
		{ "wait:r0", "await:r0", 11, 41, "hold:, release: or wait:" },
		{ "hold:h0 r0 w1 p1 release:h0 wait:r0", "", 11, 13, "a step" },
		{ "window=h0", "window=h1", 12, 15, "a hold" },
		{ "reused=p1", "reused=w1", 12, 25, "a pageout step" },
		{ "lost_writes=0", "lost_writes=2", 12, 40, "from 0 to 1" },
		{ "verdict=FIXED", "verdict=FINE", 12, 60, "FIXED, VULNERABLE" },
		{ "bug S1", "device floppy", 3, 8, "zram, brd or file" },
		{ "bug S1", "device", 3, 7, "a name" },
		{ "bug S1", "fix 1", 3, 5, "a letter" },
		{ "bug S1", "fix tick refault", 3, 10, "end of the line" },
		{ "bug S1", "repeat 0", 3, 8, "from 1 to 10000" },
		{ "bug S1", "repeat 10001", 3, 8, "from 1 to 10000" },
		{ "bug S1", "seed -1", 3, 6, "from 0 to 4294967295" },
		{ "bug S1", "seed", 3, 5, "a number" },
		{ "bug S1", "bug S1\r", 3, 7, "plain text" },
		{ "bug S1", "bug \303\244", 3, 5, "plain text" },
		{}
	};
	char text[1024];

	refuse(bad, 1);
	EXPECT(found_by("", 0) == 1 && err.pos.line == 1 && err.pos.column == 1);
	EXPECT(found_by("scenario x\n", 11) == 1 && strstr(err.text, "a permutation"));
	/* a 0 in the middle does not hide what comes after it */
	memcpy(text, good, sizeof(good));
	text[strlen("# a comment\nscenario aba # and another\nbug ")] = '\0';
	EXPECT(found_by(text, sizeof(good) - 1) == 1 && err.pos.line == 3 && err.pos.column == 5);
	memset(text, 'x', 200);
	EXPECT(found_by(text, 200) == 1 && strstr(err.text, "a word of at most"));
}

static void sense(void)
{
	static const struct bad bad[] = {
		{ "touch page=0", "touch page=15", 6, 21, "page= below 15" },
		{ "pages=40", "pages=16", 4, 1, "pages=" },
		{ "spare=0", "spare=14", 4, 1, "spare=" },
		{ "limit_ms=300", "limit_ms=1 until=T0:read", 10, 52, "another session" },
		{ "hold:h0 r0 w1 p1", "hold:h0 r0 p1", 8, 7, "w1 in a permutation" },
		{ "permutation hold:h0 r0 w1 p1 release:h0", "permutation r0 w1 p1", 10, 6,
		  "hold:h0 in a permutation" },
		{ "hold:h0 r0", "hold:h0 r0 r0", 11, 24, "r0 began at 11:21" },
		{ "hold:h0 r0", "hold:h0 hold:h0 r0", 11, 21, "once" },
		{ "wait:r0", "wait:r0 release:h0", 11, 49, "release:h0 once, there is one at 11:30" },
		{ "hold:h0 r0", "release:h0 hold:h0 r0", 11, 13, "hold:h0 before" },
		{ "hold:h0 r0", "wait:h0 hold:h0 r0", 11, 13, "hold:h0 before" },
		{ "hold:h0 r0", "hold:h0 wait:r0 r0", 11, 21, "the step r0 before" },
		{ "session T1\n", "session T1\n\tstep u1 munmap page=0\npermutation u1 r0\n", 9, 16,
		  "u1 has unmapped page 0" },
		{}
	};

	refuse(bad, 2);
}

static void deadlocks(void)
{
	static const struct bad bad[] = {
		{ "release:h0 wait:r0", "wait:r0", 11, 30, "nothing ends that hold" },
		{ "release:h0 wait:r0", "wait:r0 release:h0", 11, 30, "it is at 11:38" },
		{ "release:h0 wait:r0", "", 11, 13, "nothing ends that hold" },
		{ "hold:h0 r0", "hold:h0 wait:h0 r0", 11, 21, "a step of T0" },
		{ "session T1\n\tstep w1 write page=1 value=7777", "\tstep w1 touch page=0\nsession T1",
		  11, 24, "its session" },
		{ "write page=1 value=7777", "munmap page=2", 11, 24, "mmap_lock" },
		{ "write page=1 value=7777", "mremap page=2", 11, 24, "mmap_lock" },
		{ "write page=1 value=7777", "fork", 11, 24, "mmap_lock" },
		{}
	};
	char text[1024];

	refuse(bad, 3);
	/* the same is right once something may end the hold before */
	with(text, sizeof(text), "write page=1 value=7777", "munmap page=2");
	memcpy(strstr(text, "w1 p1 release:h0"), "release:h0 w1 p1", 16);
	EXPECT(!found_by(text, strlen(text)));
	with(text, sizeof(text), "limit_ms=300", "until=T1:claim limit_ms=300");
	memcpy(strstr(text, "release:h0 wait:r0"), "wait:r0 release:h0", 18);
	EXPECT(!found_by(text, strlen(text)));
}

/* Two sessions, T0 with r0 and T1 with r1, and what the holds and the order are. */
struct two {
	const char *t0;
	const char *t1;
	const char *holds;
	const char *words;
	const char *refused;	/* NULL: it is right */
};

static void waits(void)
{
	static const struct two two[] = {
		/* the one ends by the other, and the other by the one */
		{ "touch page=0", "touch page=0",
		  "hold h0 session=T0 at=read:return until=T1:read:return limit_ms=9\n"
		  "hold h1 session=T1 at=read until=T0:install limit_ms=9\n",
		  "hold:h0 hold:h1 r0 r1 wait:r0 wait:r1", "release:h" },
		{ "touch page=0", "touch page=1",
		  "hold h0 session=T0 at=read:return until=T1:read:return limit_ms=9\n"
		  "hold h1 session=T1 at=read until=T0:install limit_ms=9\n",
		  "hold:h0 hold:h1 r0 r1 wait:r0 wait:r1", "wait for r0, its until" },
		/* the same without the circle: the one ends by what the other passes before */
		{ "touch page=0", "touch page=1",
		  "hold h0 session=T0 at=read:return until=T1:read limit_ms=9\n"
		  "hold h1 session=T1 at=read until=T0:install limit_ms=9\n",
		  "hold:h0 hold:h1 r0 r1 wait:r0 wait:r1", NULL },
		{ "touch page=0", "touch page=1",
		  "hold h0 session=T0 at=read:return until=T1:read:return limit_ms=9\n"
		  "hold h1 session=T1 at=read until=T0:install limit_ms=9\n",
		  "hold:h0 hold:h1 r0 r1 release:h1 wait:r0 wait:r1", NULL },
		/* a fault of a page that a held fault has */
		{ "touch page=0", "touch page=0", "hold h0 session=T0 at=read limit_ms=9\n",
		  "hold:h0 r0 r1 wait:r1 release:h0", "held fault of its page in r1" },
		{ "touch page=0", "write page=0 value=1", "hold h0 session=T0 at=claim:return limit_ms=9\n",
		  "hold:h0 r0 r1 release:h0", "held fault of its page in r1" },
		{ "touch page=0", "touch page=1", "hold h0 session=T0 at=read limit_ms=9\n",
		  "hold:h0 r0 r1 wait:r1 release:h0", NULL },
		/* it has nothing before its claim, and after its install the page is there */
		{ "touch page=0", "touch page=0", "hold h0 session=T0 at=claim limit_ms=9\n",
		  "hold:h0 r0 r1 wait:r1 release:h0", NULL },
		{ "touch page=0", "touch page=0", "hold h0 session=T0 at=unclaim limit_ms=9\n",
		  "hold:h0 r0 r1 wait:r1 release:h0", NULL },
		/* a page that is out need not be written out */
		{ "touch page=0", "pageout page=0", "hold h0 session=T0 at=read limit_ms=9\n",
		  "hold:h0 r0 r1 wait:r1 release:h0", NULL },
		/* what was done before somebody was held does not wait for that */
		{ "munmap page=1", "touch page=0", "hold h1 session=T1 at=read limit_ms=9\n",
		  "r0 hold:h1 r1 wait:r0 release:h1", NULL },
		/* what may have ended a hold need not have */
		{ "touch page=0", "touch page=1",
		  "hold h0 session=T0 at=read until=T1:claim:return=eexist limit_ms=9\n",
		  "hold:h0 r1 r0 wait:h0 release:h0", NULL },
		/* the loser is refused, which lets the winner go on */
		{ "touch page=0", "touch page=0",
		  "hold h0 session=T0 at=read until=T1:claim:return=eexist limit_ms=9\n",
		  "hold:h0 r0 r1 wait:r1 wait:r0", NULL },
		{ "touch page=0", "touch page=0",
		  "hold h0 session=T0 at=read until=T1:wait limit_ms=9\n",
		  "hold:h0 r0 r1 wait:r1 wait:r0", NULL },
		/* a loser that is held, comes back and waits for the winner */
		{ "touch page=0", "touch page=0",
		  "hold h0 session=T0 at=read limit_ms=9\n"
		  "hold h1 session=T1 at=wait until=T0:fault_end limit_ms=9\n",
		  "hold:h0 hold:h1 r0 r1 wait:h1 release:h0 wait:r0 wait:r1", NULL },
		{ "touch page=0", "touch page=0",
		  "hold h0 session=T0 at=read limit_ms=9\n"
		  "hold h1 session=T1 at=wait until=T0:fault_end limit_ms=9\n",
		  "hold:h0 hold:h1 r0 r1 wait:h1 wait:r1 release:h0 wait:r0",
		  "wait for r1, its until" },
		/* but it never gets to its read before that */
		{ "touch page=0", "touch page=0",
		  "hold h0 session=T0 at=read limit_ms=9\nhold h1 session=T1 at=read limit_ms=9\n",
		  "hold:h0 hold:h1 r0 r1 wait:h1 release:h0 release:h1", "its page in r1" },
		/* who is held before the claim takes it second */
		{ "touch page=0", "touch page=0",
		  "hold h0 session=T0 at=claim limit_ms=9\nhold h1 session=T1 at=read limit_ms=9\n",
		  "hold:h0 hold:h1 r0 r1 release:h0 wait:r0 release:h1", "its page in r0" },
		{ "touch page=0", "touch page=0",
		  "hold h0 session=T0 at=claim limit_ms=9\nhold h1 session=T1 at=read limit_ms=9\n",
		  "hold:h0 hold:h1 r0 r1 release:h0 release:h1 wait:r0", NULL },
		/* two holds of one session, the later one first */
		{ "touch page=0", "sleep ms=1",
		  "hold h0 session=T0 at=read limit_ms=9\nhold h1 session=T0 at=claim limit_ms=9\n",
		  "hold:h0 hold:h1 r0 r1 wait:r0 release:h0 release:h1", "release:h1 before" },
		{ "touch page=0", "sleep ms=1",
		  "hold h0 session=T0 at=read limit_ms=9\nhold h1 session=T0 at=claim limit_ms=9\n",
		  "hold:h0 hold:h1 r0 r1 release:h1 wait:h0 release:h0 wait:r0", NULL },
		/* points that the step does not pass */
		{ "touch page=0", "sleep ms=1",
		  "hold h0 session=T0 at=read until=T1:claim:return limit_ms=9\n",
		  "hold:h0 r0 r1 wait:r0", "its until" },
		{ "touch page=0", "pageout page=1",
		  "hold h0 session=T0 at=read until=T1:writeout limit_ms=9\n",
		  "hold:h0 r0 r1 wait:r0", NULL },
		{ "sleep ms=1", "touch page=0", "hold h0 session=T0 at=read limit_ms=9\n",
		  "hold:h0 r0 wait:h0 release:h0 r1", "a step of T0 that passes read" },
		{ "fork", "touch page=0", "hold h0 session=T0 at=claim limit_ms=9\n",
		  "hold:h0 r0 wait:h0 release:h0 r1", "a step of T0 that passes claim" },
		/* it passes the point after the gate was set, although it began before */
		{ "touch page=0", "touch page=1",
		  "hold h0 session=T0 at=read until=T1:install limit_ms=9\n"
		  "hold h1 session=T1 at=claim limit_ms=9\n",
		  "hold:h1 r1 hold:h0 r0 release:h1 wait:r0", NULL },
		{ "touch page=0", "touch page=1",
		  "hold h0 session=T0 at=read until=T1:install limit_ms=9\n"
		  "hold h1 session=T1 at=claim limit_ms=9\n",
		  "hold:h1 r1 release:h1 wait:r1 hold:h0 r0 wait:r0", "wait for r0, its until" },
		/* swapoff */
		{ "touch page=0", "swapoff", "hold h0 session=T0 at=read limit_ms=9\n",
		  "hold:h0 r0 r1 release:h0", "held fault in r1" },
		{ "touch page=0", "swapoff", "hold h0 session=T0 at=fault limit_ms=9\n",
		  "hold:h0 r0 r1 release:h0", NULL },
		{ "touch page=0", "swapoff",
		  "hold h0 session=T0 at=read until=T1:swapoff_wait limit_ms=9\n",
		  "hold:h0 r0 r1 wait:r1 wait:r0", NULL },
		{ "touch page=0", "swapoff", "hold h1 session=T1 at=swapoff_refs limit_ms=9\n",
		  "hold:h1 r1 r0 release:h1 wait:r1", NULL },
		{ "mremap page=0", "swapoff", "hold h1 session=T1 at=unuse:return limit_ms=9\n",
		  "hold:h1 r1 r0 wait:r0 release:h1 wait:r1", NULL },
	};
	unsigned int i;

	for (i = 0; i < sizeof(two) / sizeof(*two); i++) {
		char text[1024];
		int len = snprintf(text, sizeof(text),
				   "scenario two\nsession T0\nstep r0 %s\nsession T1\nstep r1 %s\n%spermutation %s\n",
				   two[i].t0, two[i].t1, two[i].holds, two[i].words);
		int got = found_by(text, len);
		bool ok = two[i].refused ? got == 3 && strstr(err.text, two[i].refused) : !got;

		if (!ok)
			printf("# %u, '%s': found by %d at %u:%u: %s\n", i, two[i].words, got,
			       err.pos.line, err.pos.column, err.text);
		EXPECT(ok);
	}
}

/* A collapse: its session, its pages, and who waits for whom. */
static void collapses(void)
{
	static const char file[] =
		"scenario c\nfix_collapse find_vma\nsetup pages=%s\n"
		"session T0\n\tstep c0 collapse\n%s\nsession T1\n\tstep u1 %s\n"
		"hold h0 session=T%u at=%s limit_ms=9\n"
		"permutation hold:h0 %s\n";
	static const struct {
		const char *pages, *more, *t1;
		unsigned int held;
		const char *at, *words;
		int by;		/* see found_by() */
		const char *says;
	} rows[] = {
		{ "512", "", "munmap page=7", 0, "collapse:return", "c0 u1 release:h0 wait:c0",
		  0, NULL },
		{ "512", "", "munmap page=7", 0, "revalidate", "c0 u1 release:h0 wait:c0", 0,
		  NULL },
		{ "40", "", "munmap page=7", 0, "collapse:return", "c0 u1 release:h0", 2,
		  "pages=512" },
		{ "512", "\tstep t0 touch page=1", "munmap page=7", 0, "collapse:return",
		  "c0 t0 u1 release:h0", 2, "a session that only collapses" },
		{ "512", "\tstep c1 collapse", "munmap page=7", 0, "collapse:return",
		  "c0 c1 u1 release:h0", 2, "expected one collapse, there is c0" },
		/* it has mmap_lock until it has swapped in */
		{ "512", "", "munmap page=7", 0, "collapse", "c0 u1 release:h0", 3,
		  "mmap_lock in u1" },
		{ "512", "", "munmap page=7", 0, "read", "c0 u1 release:h0", 3, "mmap_lock in u1" },
		{ "512", "", "touch page=7", 0, "collapse", "c0 u1 release:h0 wait:c0", 0, NULL },
		/* in a fault of some page, in whichever it is */
		{ "512", "", "touch page=7", 0, "read", "c0 u1 release:h0", 3,
		  "a held fault of its page in u1" },
		{ "512", "", "munmap page=7", 0, "read nth=2", "c0 u1 release:h0", 3,
		  "mmap_lock in u1" },
		/* and wants it for writing then */
		{ "512", "", "touch page=7", 1, "read", "u1 c0 wait:c0 release:h0", 3,
		  "mmap_lock in c0" },
		{ "512", "", "touch page=7", 1, "read", "u1 release:h0 c0 wait:c0", 0, NULL },
	};
	/* what S4 wants of a file */
	static const struct {
		const char *setup, *step, *hold, *says;
	} s4[] = {
		{ "pages=512", "collapse", "session=T0 at=collapse:return", NULL },
		{ "pages=512", "collapse", "session=T0 at=collapse_end", NULL },
		{ "pages=512", "touch page=1", "session=T0 at=read", "a step that collapses, for S4" },
		{ "pages=512", "collapse", "session=T0 at=collapse", "for the window of S4" },
		{ "pages=512", "collapse", "session=T1 at=read", "for the window of S4" },
		{ "pages=512 slots=70 spare=4", "collapse", "session=T0 at=collapse:return",
		  "at most 64 above" },
		{ "pages=512 slots=68 spare=4", "collapse", "session=T0 at=collapse:return", NULL },
	};
	char text[1024], printed[1024];
	unsigned int i;
	FILE *out;

	for (i = 0; i < sizeof(s4) / sizeof(*s4); i++) {
		snprintf(text, sizeof(text),
			 "scenario c\nbug S4\nsetup %s\nsession T0\n\tstep c0 %s\nsession T1\n"
			 "\tstep u1 munmap page=7\nhold h0 %s limit_ms=9\n"
			 "permutation hold:h0 c0 u1 release:h0\n", s4[i].setup, s4[i].step,
			 s4[i].hold);
		EXPECT(!swr_scn_parse(text, strlen(text), &scn, &err));
		EXPECT(swr_scn_check(&scn, &err) == (s4[i].says ? -1 : 0));
		EXPECT(!s4[i].says || strstr(err.text, s4[i].says));
	}
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int got;

		snprintf(text, sizeof(text), file, rows[i].pages, rows[i].more, rows[i].t1,
			 rows[i].held, rows[i].at, rows[i].words);
		got = found_by(text, strlen(text));
		if (got != rows[i].by || (got && !strstr(err.text, rows[i].says)))
			printf("# row %u: found by %d: %s\n", i, got, err.text);
		EXPECT(got == rows[i].by && (!got || strstr(err.text, rows[i].says)));
	}
	EXPECT(!strcmp(scn.fix_collapse, "find_vma"));
	EXPECT(swr_scn_collapses(&scn, 0) && !swr_scn_collapses(&scn, 1) &&
	       swr_scn_collapses(&scn, SWR_SCN_SESSIONS));
	out = fmemopen(printed, sizeof(printed), "w");
	swr_scn_print(out, &scn, scn.permutation, &scn.expect);
	fclose(out);
	EXPECT(strstr(printed, "fix_collapse find_vma\n") && strstr(printed, "\tstep c0 collapse\n"));
	EXPECT(!found_by(printed, strlen(printed)));
}

/* Every place that the module of some kernel lists in its file hooks, and no other. */
static void places(void)
{
	static const char *const may[] = {
		"fault", "bypass", "claim", "claim:return", "wait", "wait:return", "read",
		"read:return", "unclaim", "unclaim:return", "fault_end", "swapoff_call",
		"swapoff_call:return", "swapoff_refs", "swapoff_refs:return", "unuse",
		"unuse:return", "cache_read", "cache_read:return", "cache_wait",
		"cache_wait:return", "collapse", "collapse:return", "collapse_end", "revalidate",
		NULL
	};
	unsigned int i, k, after;

	for (i = 0; i < SWR_NR_POINTS; i++) {
		for (after = 0; after < 2; after++) {
			char text[1024], at[64];
			bool in = false;

			snprintf(at, sizeof(at), "at=%s%s", swr_point_names[i], after ? ":return" : "");
			for (k = 0; may[k]; k++)
				in |= !strcmp(at + 3, may[k]);
			with(text, sizeof(text), "at=read:return", at);
			EXPECT(!swr_scn_parse(text, strlen(text), &scn, &err) == in);
			EXPECT(in || strstr(err.text, "no task can be held"));
		}
	}
}

static unsigned int nth_word(const struct swr_scn_permutation *p, enum swr_scn_do what,
			     unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < p->nr; i++)
		if (p->item[i].what == what && p->item[i].nr == nr)
			return i;
	return SWR_SCN_ITEMS;
}

static void shuffles(void)
{
	static struct swr_scn_permutation p, again, other;
	unsigned int i, differ = 0, before = 0;
	char text[1024];

	EXPECT(!found_by(good, sizeof(good) - 1));
	for (i = 0; i < 200; i++) {
		EXPECT(!swr_scn_shuffle(&scn, 7, i, &p, &err) && p.nr == scn.permutation[0].nr);
		EXPECT(!swr_scn_shuffle(&scn, 7, i, &again, &err));
		EXPECT(!memcmp(&p, &again, sizeof(p)));
		EXPECT(!swr_scn_shuffle(&scn, 8, i, &other, &err));
		differ += !!memcmp(&p, &other, sizeof(p));
		/* each session keeps its order */
		EXPECT(nth_word(&p, SWR_DO_HOLD, 0) < nth_word(&p, SWR_DO_STEP, 0));
		EXPECT(nth_word(&p, SWR_DO_STEP, 0) < nth_word(&p, SWR_DO_RELEASE, 0));
		EXPECT(nth_word(&p, SWR_DO_RELEASE, 0) < nth_word(&p, SWR_DO_WAIT_STEP, 0));
		EXPECT(nth_word(&p, SWR_DO_STEP, 1) < nth_word(&p, SWR_DO_STEP, 2));
		before += nth_word(&p, SWR_DO_STEP, 1) < nth_word(&p, SWR_DO_STEP, 0);
	}
	/* 15 orders, in 9 of which w1 is before r0 */
	EXPECT(differ > 150 && before > 80 && before < 160);
	/* none that waits for itself: nothing may fault page 1 of a held fault */
	with(text, sizeof(text), "touch page=0", "touch page=1");
	EXPECT(found_by(text, strlen(text)) == 3);
	for (i = 0; i < 200; i++) {
		EXPECT(!swr_scn_shuffle(&scn, 7, i, &p, &err));
		EXPECT(nth_word(&p, SWR_DO_STEP, 1) < nth_word(&p, SWR_DO_STEP, 0) ||
		       nth_word(&p, SWR_DO_STEP, 1) > nth_word(&p, SWR_DO_RELEASE, 0));
	}
	/* and an error where there is no other */
	with(text, sizeof(text), "release:h0 wait:r0", "wait:r0 release:h0");
	EXPECT(found_by(text, strlen(text)) == 3);
	EXPECT(swr_scn_shuffle(&scn, 7, 0, &p, &err) && strstr(err.text, "cannot wait for itself"));
	EXPECT(err.pos.line == 11 && err.pos.column == 1);
}

static void data(void)
{
	struct swr_scn_data d = { 0 };
	bool known;

	EXPECT(!found_by(good, sizeof(good) - 1));
	scn.step[1].page = 0;
	/* nobody wrote */
	EXPECT(swr_scn_word_right(&scn, &d, 0, 1111, 1111, &known) && known);
	EXPECT(!swr_scn_word_right(&scn, &d, 0, 1111, 5, &known) && !known);
	/* w1 wrote: the old value is a lost write, another one is corruption */
	d.done[1].begun = 3;
	d.done[1].at = 4;
	EXPECT(swr_scn_word_right(&scn, &d, 0, 1111, 7777, &known) && known);
	EXPECT(!swr_scn_word_right(&scn, &d, 0, 1111, 1111, &known) && known);
	EXPECT(!swr_scn_word_right(&scn, &d, 0, 1111, 5, &known) && !known);
	EXPECT(swr_scn_word_right(&scn, &d, 1, 9, 9, &known));
	/* r0 as a write of 8: after w1, then before it, then at the same time */
	scn.step[0].op = SWR_OP_WRITE;
	scn.step[0].value = 8;
	d.done[0].begun = 5;
	d.done[0].at = 6;
	EXPECT(swr_scn_word_right(&scn, &d, 0, 1111, 8, &known));
	EXPECT(!swr_scn_word_right(&scn, &d, 0, 1111, 7777, &known) && known);
	d.done[0].begun = 1;
	d.done[0].at = 2;
	EXPECT(!swr_scn_word_right(&scn, &d, 0, 1111, 8, &known) && known);
	EXPECT(swr_scn_word_right(&scn, &d, 0, 1111, 7777, &known));
	d.done[0].at = 5;
	EXPECT(swr_scn_word_right(&scn, &d, 0, 1111, 8, &known));
	EXPECT(swr_scn_word_right(&scn, &d, 0, 1111, 7777, &known));
	EXPECT(!swr_scn_word_right(&scn, &d, 0, 1111, 1111, &known) && known);
}

static void replays(void)
{
	static const struct swr_scn_log vulnerable = {
		.nr = 9,
		.event = { SWR_EV_SET, SWR_EV_BEGUN, SWR_EV_HELD, SWR_EV_BEGUN, SWR_EV_DONE,
			   SWR_EV_BEGUN, SWR_EV_DONE, SWR_EV_RELEASED, SWR_EV_DONE },
		.of = { 0, 0, 0, 1, 1, 2, 2, 0, 0 },
	}, fixed = {
		.nr = 9,
		.event = { SWR_EV_SET, SWR_EV_BEGUN, SWR_EV_HELD, SWR_EV_BEGUN, SWR_EV_DONE,
			   SWR_EV_DONE, SWR_EV_BEGUN, SWR_EV_DONE, SWR_EV_RELEASED },
		.of = { 0, 0, 0, 1, 0, 1, 2, 2, 0 },
	};
	struct swr_scn_permutation p;
	char text[1024] = "";
	FILE *out;

	EXPECT(!found_by(good, sizeof(good) - 1));
	EXPECT(!swr_scn_replay(&vulnerable, &p));
	out = fmemopen(text, sizeof(text), "w");
	swr_scn_print(out, &scn, &p, &scn.expect);
	fclose(out);
	EXPECT(strstr(text, "permutation hold:h0 r0 wait:h0 w1 p1 release:h0 wait:r0\n"));
	EXPECT(!swr_scn_replay(&fixed, &p));
	out = fmemopen(text, sizeof(text), "w");
	swr_scn_print(out, &scn, &p, &scn.expect);
	fclose(out);
	EXPECT(strstr(text, "permutation hold:h0 r0 wait:h0 w1 wait:r0 p1 release:h0\n"));
}

/* More than there is room for is counted and not kept, and no order is made of it. */
static void events(void)
{
	static struct {
		struct swr_scn_log log;
		unsigned char behind[4096];
	} at;
	struct swr_scn_permutation p;
	unsigned int i;

	memset(&at, 0, sizeof(at));
	for (i = 0; i < SWR_SCN_EVENTS; i++)
		EXPECT(swr_scn_note(&at.log, SWR_EV_RELEASED, i) == i + 1);
	EXPECT(at.log.of[SWR_SCN_EVENTS - 1] == SWR_SCN_EVENTS - 1);
	for (i = 0; i < 1000; i++)
		swr_scn_note(&at.log, SWR_EV_DONE, 0xffffffff);
	EXPECT(at.log.nr == SWR_SCN_EVENTS + 1000);
	EXPECT(at.log.event[SWR_SCN_EVENTS - 1] == SWR_EV_RELEASED);
	EXPECT(!at.log.of[0] && at.log.of[1] == 1);
	for (i = 0; i < sizeof(at.behind); i++)
		EXPECT(!at.behind[i]);
	EXPECT(swr_scn_replay(&at.log, &p));
	/* as many words as a permutation has, and one more */
	at.log.nr = SWR_SCN_ITEMS;
	EXPECT(!swr_scn_replay(&at.log, &p) && p.nr == SWR_SCN_ITEMS);
	at.log.nr++;
	EXPECT(swr_scn_replay(&at.log, &p));
}

const struct ktap_case ktap_cases[] = {
	{ "what is right is read", reads },
	{ "what is printed is read back as the same", prints },
	{ "syntax errors have their place", syntax },
	{ "what makes no sense has its place", sense },
	{ "possible deadlocks have their place", deadlocks },
	{ "a collapse", collapses },
	{ "what two sessions wait for", waits },
	{ "where a task may be held", places },
	{ "random orders", shuffles },
	{ "which value a word may have", data },
	{ "an order becomes a permutation", replays },
	{ "events that find no room", events },
	{}
};
