// SPDX-License-Identifier: GPL-2.0
/*
 * `storm` as a whole: swap up once, one storm after the other in processes of
 * their own, and everything down again.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>

#include "borrow.h"
#include "ctl.h"
#include "err.h"
#include "guard.h"
#include "run_storm.h"

/* For a page that all touch, and for filling and paging out all pages. */
#define SLACK_MS	30000

/*
 * Slots: what is freed is not always found at once, each CPU keeps some. And
 * swap-out through a nearly full device is another story than this one.
 */
#define SLOTS(pages)	(2 * (pages) + 1024)

static int series(void *arg)
{
	return swr_storm_series(arg);
}

static int one_storm(const struct swr_storms *all, unsigned int nr)
{
	const struct swr_storm_plan *plan = all->plan;
	struct swr_storm *storm = &all->storm[nr];
	char what[64];
	int err;

	storm->load = plan->load;
	memcpy(storm->fix, all->fixes.fix[nr].name, sizeof(storm->fix));
	snprintf(what, sizeof(what), "%s: page", storm->fix);
	err = swr_guard_interrupted() ? swr_err("interrupted") : swr_borrow_fix(storm->fix);
	if (!err)
		err = swr_guard_child(series, storm, &storm->progress, what,
				      SLACK_MS + 2 * (plan->hold_us / 1000));
	if (*storm->error)
		return swr_err("%s: %s", storm->fix, storm->error);
	/* somebody else's knobs would make a hold of nobody */
	if (!err && plan->hold_us && !storm->counts.module.n[SWR_N_injections])
		return swr_err("%s: no winner was held, see inject/read/stats", storm->fix);
	return err;
}

static int all_storms(const struct swr_storms *all)
{
	unsigned int i;

	/*
	 * A loser that finds the entry just freed reads ahead from there, and
	 * pages would come in that nobody has faulted.
	 */
	if (swr_borrow_readahead(0) || swr_borrow_delay(all->plan->hold_us))
		return -1;
	for (i = 0; i < all->fixes.nr; i++)
		if (one_storm(all, i))
			return -1;
	return 0;
}

/* Set up, run, and unwind whatever happened. */
static int carry_out(const struct swr_storms *all)
{
	char why[SWR_ERR_MAX] = "";
	struct swr_swapdev dev;
	int err;

	if (swr_swapdev_up(&dev, all->plan->device, SLOTS(all->plan->load.pages)))
		return -1;
	err = all_storms(all);
	if (err)
		snprintf(why, sizeof(why), "%s", swr_errstr());

	/* what is left behind is worse news than what went wrong before */
	if (swr_borrow_return()) {
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
 * swr_run_storm() - the scenario `storm`
 * @out: where the result goes
 * @plan: how
 *
 * Return: 0, or -1 with nothing left behind, see swr_errstr().
 */
int swr_run_storm(FILE *out, const struct swr_storm_plan *plan)
{
	struct swr_storms all = { .plan = plan };
	struct utsname uts;
	size_t size;
	int err;

	uname(&uts);
	memcpy(all.kernel, uts.release, sizeof(all.kernel));
	if (swr_borrow_list(plan->fixes, &all.fixes))
		return -1;
	size = all.fixes.nr * sizeof(*all.storm);
	all.storm = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (all.storm == MAP_FAILED)
		return swr_err("mmap: %s", strerror(errno));
	err = carry_out(&all);
	if (!err)
		err = swr_storms_print(out, &all);
	munmap(all.storm, size);
	return err;
}
