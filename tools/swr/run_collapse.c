// SPDX-License-Identifier: GPL-2.0
/*
 * `collapse` as a whole: swap up and huge pages as they have to be, a series a change in
 * processes of their own, and everything as it was again.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>

#include "ctl.h"
#include "err.h"
#include "guard.h"
#include "result.h"
#include "run_collapse.h"

/* Everything in a run but the waits that have limits of their own. */
#define SLACK_MS	30000

static const char *const windows[] = {
	[SWR_WINDOW_SWAPIN] = "swapin",
	[SWR_WINDOW_ALLOC] = "alloc",
};

static const char *const collapsers[] = {
	[SWR_BY_MADVISE] = "madvise",
	[SWR_BY_KHUGEPAGED] = "khugepaged",
};

static int find(const char *const *names, int n, const char *name)
{
	while (n--)
		if (!strcmp(names[n], name))
			break;
	return n;
}

/**
 * swr_window_name() - as it is printed
 * @window: which
 */
const char *swr_window_name(enum swr_window window)
{
	return windows[window];
}

/**
 * swr_window_find() - by name
 * @name: name
 *
 * Return: which, -1: none of them.
 */
int swr_window_find(const char *name)
{
	return find(windows, sizeof(windows) / sizeof(*windows), name);
}

/**
 * swr_collapser_name() - as it is printed
 * @by: who
 */
const char *swr_collapser_name(enum swr_collapser by)
{
	return collapsers[by];
}

/**
 * swr_collapser_find() - by name
 * @name: name
 *
 * Return: who, -1: none of them.
 */
int swr_collapser_find(const char *name)
{
	return find(collapsers, sizeof(collapsers) / sizeof(*collapsers), name);
}

static int series(void *arg)
{
	return swr_collapse_series(arg);
}

static enum swr_collapser who(const struct swr_collapse_plan *plan, enum swr_change change)
{
	if (plan->by)
		return plan->by - 1;
	/* a process that ends takes its own MADV_COLLAPSE with it */
	return swr_thp_madvise() && change != SWR_G_exit ? SWR_BY_MADVISE : SWR_BY_KHUGEPAGED;
}

static int one_series(const struct swr_collapse_plan *plan, struct swr_collapses *c,
		      enum swr_change change)
{
	char what[48];
	int err;

	memset(c, 0, sizeof(*c) + plan->repeat * sizeof(*c->runs));
	c->change = change;
	c->window = plan->window;
	c->by = who(plan, change);
	c->bytes = swr_thp_bytes();
	c->repeat = plan->repeat;
	c->limit_ms = plan->limit_ms;
	if (!c->bytes || swr_thp_borrow(c->by))
		return -1;
	if (c->by == SWR_BY_KHUGEPAGED) {
		c->khugepaged = swr_thp_khugepaged();
		if (c->khugepaged < 0)
			return -1;
	}
	snprintf(what, sizeof(what), "%s: run", swr_change_names[change]);
	err = swr_guard_interrupted() ? swr_err("interrupted") :
	      swr_guard_child(series, c, &c->started, what, 8 * plan->limit_ms + SLACK_MS);
	return *c->error ? swr_err("%s: %s", swr_change_names[change], c->error) : err;
}

static void conclude(struct swr_collapse_result *res, const struct swr_collapses *c)
{
	struct swr_collapse_part *p = &res->part[c->change];
	enum swr_verdict worse;

	p->done = true;
	p->by = c->by;
	swr_collapse_judge(c->runs, c->started, c->change,
			   c->window == SWR_WINDOW_SWAPIN, &p->tally);
	worse = swr_worse(res->verdict, p->tally.verdict);
	if (!*res->reason || worse != res->verdict)
		snprintf(res->reason, sizeof(res->reason), "%s: %s", swr_change_names[c->change],
			 p->tally.reason);
	res->verdict = worse;
	res->runs += p->tally.runs;
	res->windows_entered += p->tally.windows_entered;
	res->wrong_data += p->tally.wrong_data;
	res->let_pass += p->tally.let_pass;
	res->unfit_vmas += p->tally.unfit_vmas;
	res->events_lost += p->tally.events_lost;
}

static int all_series(const struct swr_collapse_plan *plan, struct swr_collapse_result *res)
{
	size_t size = sizeof(struct swr_collapses) +
		      plan->repeat * sizeof(struct swr_collapse_run);
	enum swr_change change;
	struct swr_collapses *c;
	int err = 0;

	c = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (c == MAP_FAILED)
		return swr_err("mmap: %s", strerror(errno));
	/* after an error the next may be worth nothing either */
	for (change = 0; change < SWR_NR_CHANGES && !err && res->verdict != SWR_V_ERROR; change++) {
		if (plan->changes && !(plan->changes & 1u << change))
			continue;
		err = one_series(plan, c, change);
		if (!err)
			conclude(res, c);
	}
	munmap(c, size);
	return err;
}

static int check_plan(const struct swr_collapse_plan *plan)
{
	struct swr_hooks hooks;

	if (swr_ctl_hooks(&hooks))
		return -1;
	if (!hooks.hold[SWR_P_collapse][1] || !hooks.hold[SWR_P_revalidate][0])
		return swr_err("this kernel has no collapse that could be held, see the file '%s'",
			       SWR_F_HOOKS);
	if (plan->by == 1 + SWR_BY_MADVISE && !swr_thp_madvise())
		return swr_err("this kernel has no MADV_COLLAPSE (6.1)");
	if (plan->by == 1 + SWR_BY_MADVISE && (!plan->changes || plan->changes & 1u << SWR_G_exit))
		return swr_err("a process that ends takes its own MADV_COLLAPSE with it: exit is for khugepaged");
	return 0;
}

/**
 * swr_collapse_carry_out() - all changes that are asked for
 * @plan: how
 * @res: where to
 *
 * Return: 0, or -1 with nothing left behind, see swr_errstr(). A run that shows an error
 * is a result.
 */
int swr_collapse_carry_out(const struct swr_collapse_plan *plan, struct swr_collapse_result *res)
{
	struct swr_swapdev dev = { 0 };
	char why[SWR_ERR_MAX] = "";
	struct utsname uts;
	int err;

	memset(res, 0, sizeof(*res));
	res->plan = plan;
	res->verdict = SWR_V_FIXED;
	uname(&uts);
	snprintf(res->kernel, sizeof(res->kernel), "%s", uts.release);
	if (swr_ctl_fix(res->fix, sizeof(res->fix), &res->unsafe) ||
	    swr_ctl_fix_collapse(res->fix_collapse, sizeof(res->fix_collapse)) ||
	    check_plan(plan))
		return -1;
	err = swr_guard_interrupted() ? swr_err("interrupted") :
					swr_swapdev_up(&dev, plan->device, SWR_COLLAPSE_SWAP);
	if (!err)
		err = all_series(plan, res);
	if (err)
		snprintf(why, sizeof(why), "%s", swr_errstr());

	/* what is left behind is worse news than what went wrong before */
	if (swr_thp_return()) {
		err = -1;
		snprintf(why, sizeof(why), "%s", swr_errstr());
	}
	if (swr_swapdev_down(&dev)) {
		err = -1;
		snprintf(why, sizeof(why), "%s", swr_errstr());
	}
	return err ? swr_err("%s", why) : 0;
}

/**
 * swr_run_collapse() - the scenario `collapse`
 * @out: where the result goes
 * @plan: how
 *
 * Return: 0, or -1, see swr_errstr(): it could not be carried out, or is not valid.
 */
int swr_run_collapse(FILE *out, const struct swr_collapse_plan *plan)
{
	struct swr_collapse_result res;

	if (swr_collapse_carry_out(plan, &res))
		return -1;
	if (!plan->json)
		swr_collapse_print(out, &res);
	else if (swr_dump_json(out, swr_collapse_json(&res)))
		return -1;
	return res.verdict == SWR_V_ERROR ? swr_err("%s", res.reason) : 0;
}
