// SPDX-License-Identifier: GPL-2.0
/*
 * What a run changes in the module and in the kernel, and how it was before.
 * Whoever borrows is the manager of guard.h, which outlives the load and sees
 * every signal, and returns everything on its way out.
 */
#include <stdio.h>
#include <string.h>

#include "borrow.h"
#include "ctl.h"
#include "err.h"
#include "util.h"

#define ALLOWED	"/sys/module/swaprace/parameters/allow_unsafe"

#define PAGE_CLUSTER	"/proc/sys/vm/page-cluster"

/* How something was before; empty: not borrowed. */
static char fix_before[SWR_FIX_NAME_MAX], off_before[SWR_FIX_NAME_MAX], pass_before[24];
static char loop_before[SWR_FIX_NAME_MAX], collapse_before[SWR_FIX_NAME_MAX];
static char cluster_before[24];

/*
 * What makes a delay one of all winners, in the order of setting; put back the other
 * way round, for what is allowed depends on what was set before.
 */
static struct {
	const char *file;
	const char *value;	/* NULL: the delay */
	char before[64];
} delay[] = {
	{ SWR_F_INJECT("read", "probability"), "0", "" },
	{ SWR_F_INJECT("read", "phase"), "return", "" },
	{ SWR_F_INJECT("read", "mode"), "sleep", "" },
	{ SWR_F_INJECT("read", "own-fault"), "Y", "" },
	{ SWR_F_INJECT("read", "interval"), "1", "" },
	{ SWR_F_INJECT("read", "space"), "0", "" },
	{ SWR_F_INJECT("read", "times"), "-1", "" },
	{ SWR_F_INJECT("read", "verbose"), "0", "" },
	{ SWR_F_INJECT("read", "task-filter"), "N", "" },
	{ SWR_F_INJECT("read", "comm"), "any", "" },
	{ SWR_F_INJECT("read", "address-start"), "0", "" },
	{ SWR_F_INJECT("read", "address-end"), "ffffffffffffffff", "" },
	{ SWR_F_INJECT("read", "swap-type"), "-1", "" },
	{ SWR_F_INJECT("read", "offset-start"), "0", "" },
	{ SWR_F_INJECT("read", "offset-end"), "9223372036854775807", "" },
	{ SWR_F_INJECT("read", "require-start"), "0", "" },
	{ SWR_F_INJECT("read", "require-end"), "ffffffffffffffff", "" },
	{ SWR_F_INJECT("read", "reject-start"), "0", "" },
	{ SWR_F_INJECT("read", "reject-end"), "0", "" },
	{ SWR_F_INJECT("read", "delay_us"), NULL, "" },
	{ SWR_F_INJECT("read", "probability"), "100", "" },
};

enum { NR_DELAY = sizeof(delay) / sizeof(*delay) };

/* Of a list, "sleep [yield] busy", what is in brackets; else the text. */
static void chosen(char *text)
{
	char *open = strchr(text, '['), *close = open ? strchr(open, ']') : NULL;

	if (!close)
		return;
	*close = '\0';
	memmove(text, open + 1, close - open);
}

static bool unsafe_allowed(void)
{
	char text[8];

	return !swr_read_file(ALLOWED, text, sizeof(text)) && *text == 'Y';
}

static int read_fixes(struct swr_fixes *all)
{
	char text[4096];

	if (swr_ctl_read(SWR_F_FIX_INFO, text, sizeof(text)))
		return -1;
	if (swr_parse_fixes(text, all))
		return swr_err("the file '%s' could not be read", SWR_F_FIX_INFO);
	return 0;
}

/**
 * swr_borrow_claims() - do faults of this kernel itself claim their entry?
 * @claims: where the answer goes: only then is there a claim to leave out
 */
int swr_borrow_claims(bool *claims)
{
	const struct swr_fix_line *busted;
	struct swr_fixes all;

	if (read_fixes(&all))
		return -1;
	busted = swr_fixes_find(&all, "busted");
	*claims = busted && busted->supported;
	return 0;
}

/**
 * swr_borrow_list() - which policies a list means, and that all can be borrowed
 * @list: as swr_fixes_pick() takes it
 * @picked: where to
 *
 * Return: 0, or -1 with the module's own words, and nothing changed.
 */
int swr_borrow_list(const char *list, struct swr_fixes *picked)
{
	struct swr_fixes all;
	unsigned int i;
	char name[64];

	if (read_fixes(&all))
		return -1;
	if (swr_fixes_pick(&all, list, picked, name, sizeof(name)))
		/* the module refuses it as well, and says why */
		return !*name ? -1 : swr_borrow_fix(name);
	for (i = 0; i < picked->nr; i++)
		if (picked->fix[i].unsafe && !unsafe_allowed())
			return swr_borrow_fix(picked->fix[i].name);
	return 0;
}

/**
 * swr_borrow_fix() - set the policy
 * @name: which
 *
 * Return: 0, or -1 with the module's own words.
 */
int swr_borrow_fix(const char *name)
{
	char now[SWR_FIX_NAME_MAX];
	bool unsafe;

	if (swr_ctl_fix(now, sizeof(now), &unsafe) || swr_ctl_write(SWR_F_FIX, "%s", name))
		return -1;
	if (!*fix_before)
		memcpy(fix_before, now, sizeof(now));
	return 0;
}

static int return_delay(void)
{
	unsigned int i = NR_DELAY;
	int err = 0;

	while (i--) {
		if (*delay[i].before && swr_ctl_write(delay[i].file, "%s", delay[i].before))
			err = -1;
		*delay[i].before = '\0';
	}
	return err;
}

/**
 * swr_borrow_fix_swapoff() - set the policy for swapoff
 * @name: which
 *
 * Return: 0, or -1 with the module's own words.
 */
int swr_borrow_fix_swapoff(const char *name)
{
	char now[SWR_FIX_NAME_MAX];

	if (swr_ctl_fix_swapoff(now, sizeof(now)) || swr_ctl_write(SWR_F_FIX_SWAPOFF, "%s", name))
		return -1;
	if (!*off_before)
		memcpy(off_before, now, sizeof(now));
	return 0;
}

/**
 * swr_borrow_fix_loop() - set the policy of calls that loop on -EEXIST
 * @name: which
 *
 * Return: 0, or -1 with the module's own words.
 */
int swr_borrow_fix_loop(const char *name)
{
	char now[SWR_FIX_NAME_MAX];

	if (swr_ctl_fix_loop(now, sizeof(now)) || swr_ctl_write(SWR_F_FIX_LOOP, "%s", name))
		return -1;
	if (!*loop_before)
		memcpy(loop_before, now, sizeof(now));
	return 0;
}

/**
 * swr_borrow_fix_collapse() - set the check in collapses
 * @name: which
 *
 * Return: 0, or -1 with the module's own words.
 */
int swr_borrow_fix_collapse(const char *name)
{
	char now[SWR_FIX_NAME_MAX];

	if (swr_ctl_fix_collapse(now, sizeof(now)) ||
	    swr_ctl_write(SWR_F_FIX_COLLAPSE, "%s", name))
		return -1;
	if (!*collapse_before)
		memcpy(collapse_before, now, sizeof(now));
	return 0;
}

/**
 * swr_borrow_pass_gone() - let the kernel read from devices that have gone
 *
 * Return: 0, or -1 with the module's own words.
 */
int swr_borrow_pass_gone(void)
{
	char now[24];

	if (swr_ctl_read(SWR_F_PASS_GONE, now, sizeof(now)) || swr_ctl_write(SWR_F_PASS_GONE, "1"))
		return -1;
	fprintf(stderr, "swr: if this kernel is VULNERABLE it will BUG now, and has to be rebooted\n");
	if (!*pass_before)
		memcpy(pass_before, now, sizeof(now));
	return 0;
}

/**
 * swr_borrow_delay() - set how long a winner holds its claim after its read
 * @us: in us
 */
int swr_borrow_delay(unsigned int us)
{
	char value[24], now[64];
	unsigned int i;

	snprintf(value, sizeof(value), "%u", us);
	for (i = 0; i < NR_DELAY; i++) {
		if (swr_ctl_read(delay[i].file, now, sizeof(now)) ||
		    swr_ctl_write(delay[i].file, "%s", delay[i].value ? delay[i].value : value))
			return -1;
		chosen(now);
		if (!*delay[i].before)
			memcpy(delay[i].before, now, sizeof(now));
	}
	return 0;
}

/**
 * swr_borrow_cluster() - how much the kernel reads at once from swap now
 * @cluster: where to, as in swr_borrow_readahead()
 */
int swr_borrow_cluster(unsigned int *cluster)
{
	char now[24];
	uint64_t n;

	if (swr_read_file(PAGE_CLUSTER, now, sizeof(now)))
		return -1;
	now[strcspn(now, "\n")] = '\0';
	if (!swr_parse_number(now, 0, 31, &n))
		return swr_err("%s: no number but '%s'", PAGE_CLUSTER, now);
	*cluster = n;
	return 0;
}

/**
 * swr_borrow_readahead() - set how many pages the kernel reads at once from swap
 * @cluster: as vm.page-cluster: the logarithm of that, 0 is no read-ahead
 */
int swr_borrow_readahead(unsigned int cluster)
{
	char now[24], text[24];

	snprintf(text, sizeof(text), "%u", cluster);
	if (swr_read_file(PAGE_CLUSTER, now, sizeof(now)) || swr_write_file(PAGE_CLUSTER, text))
		return -1;
	if (!*cluster_before)
		memcpy(cluster_before, now, sizeof(now));
	return 0;
}

/**
 * swr_borrow_return() - put everything back
 *
 * Return: 0, or -1 if something could not be put back.
 */
int swr_borrow_return(void)
{
	int err = 0;

	if (*cluster_before && swr_write_file(PAGE_CLUSTER, cluster_before))
		err = -1;
	if (return_delay())
		err = -1;
	if (*fix_before && swr_ctl_write(SWR_F_FIX, "%s", fix_before))
		err = -1;
	if (*off_before && swr_ctl_write(SWR_F_FIX_SWAPOFF, "%s", off_before))
		err = -1;
	if (*collapse_before && swr_ctl_write(SWR_F_FIX_COLLAPSE, "%s", collapse_before))
		err = -1;
	if (*pass_before && swr_ctl_write(SWR_F_PASS_GONE, "%s", pass_before))
		err = -1;
	if (*loop_before && swr_ctl_write(SWR_F_FIX_LOOP, "%s", loop_before))
		err = -1;
	*loop_before = '\0';
	*off_before = '\0';
	*collapse_before = '\0';
	*pass_before = '\0';
	*cluster_before = '\0';
	*fix_before = '\0';
	return err;
}
