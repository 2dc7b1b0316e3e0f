// SPDX-License-Identifier: GPL-2.0
/*
 * The data of a scenario file: which value the first word of a page may have
 * after all its steps, in whatever order they really happened.
 *
 * A write counts once it is done. It is overwritten for certain by one that began
 * later than that; of writes that overlapped, any may be the last.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/swap.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "err.h"
#include "scn_data.h"

#define OUT_TRIES	8

/* A child that does nothing and ends with the thread that has it. */
static pid_t fork_idle(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	for (;;)
		pause();
}

/**
 * swr_scn_data_step() - what a step does
 * @st: the step
 * @g: to which pages
 * @swap: path of the swap device
 * @done: where the rest of what it finds goes
 *
 * Does not allocate: another thread may be held.
 */
void swr_scn_data_step(const struct swr_scn_step *st, struct swr_region *g, const char *swap,
		       struct swr_scn_done *done)
{
	uint64_t *page = swr_region_words(g, st->page);
	struct timespec ms = { st->ms / 1000, st->ms % 1000 * 1000000L };

	switch (st->op) {
	case SWR_OP_TOUCH:
		(void)*(volatile uint64_t *)page;
		break;
	case SWR_OP_WRITE:
		__atomic_store_n(page, st->value, __ATOMIC_RELAXED);
		break;
	case SWR_OP_PAGEOUT:
		done->out = swr_region_out(g, st->page, OUT_TRIES, &done->entry);
		break;
	case SWR_OP_DISCARD:
		madvise(page, g->page, MADV_DONTNEED);
		break;
	case SWR_OP_MUNMAP:
		swr_region_unmap(g, st->page);
		break;
	case SWR_OP_MREMAP:
		done->failed = swr_region_move(g, st->page);
		break;
	case SWR_OP_FORK:
		done->child = fork_idle();
		done->failed = done->child < 0;
		if (done->failed)
			swr_err("fork: %s", strerror(errno));
		break;
	case SWR_OP_SWAPOFF:
		done->failed = swapoff(swap);
		if (done->failed)
			swr_err("swapoff: %s", strerror(errno));
		break;
	case SWR_OP_COLLAPSE:
		done->failed = true;	/* it is for swr_scn_collapse() */
		break;
	case SWR_OP_SLEEP:
	case SWR_NR_OPS:
		nanosleep(&ms, NULL);
		break;
	}
}

/* Is this step a write to that page that has happened? */
static bool wrote(const struct swr_scn *scn, const struct swr_scn_data *d, unsigned int step,
		  unsigned int page)
{
	const struct swr_scn_step *s = &scn->step[step];

	return d->done[step].at && s->page == page &&
	       (s->op == SWR_OP_WRITE || s->op == SWR_OP_DISCARD);
}

static bool overwritten(const struct swr_scn *scn, const struct swr_scn_data *d,
			unsigned int step, unsigned int page)
{
	unsigned int i;

	for (i = 0; i < scn->nr_steps; i++)
		if (i != step && wrote(scn, d, i, page) && d->done[i].begun > d->done[step].at)
			return true;
	return false;
}

/**
 * swr_scn_word_right() - may the first word of a page have this value now?
 * @scn: the scenario
 * @d: what its steps have done
 * @page: number of the page
 * @first: what it was at the beginning
 * @word: what it is
 * @known: somebody has written it at some time, or nobody ever
 *
 * Pure. A discarded page reads as 0, which no step can write.
 */
bool swr_scn_word_right(const struct swr_scn *scn, const struct swr_scn_data *d,
			unsigned int page, uint64_t first, uint64_t word, bool *known)
{
	bool any = false, right = false;
	unsigned int i;

	*known = word == first;
	for (i = 0; i < scn->nr_steps; i++) {
		if (!wrote(scn, d, i, page))
			continue;
		any = true;
		if (word != (scn->step[i].op == SWR_OP_WRITE ? scn->step[i].value : 0))
			continue;
		*known = true;
		right |= !overwritten(scn, d, i, page);
	}
	return any ? right : word == first;
}

static bool did(const struct swr_scn_data *d, const struct swr_scn *scn, enum swr_scn_op op,
		unsigned int page)
{
	unsigned int i;

	for (i = 0; i < scn->nr_steps; i++)
		if (scn->step[i].op == op && scn->step[i].page == page && d->done[i].at)
			return true;
	return false;
}

/**
 * swr_scn_data_did() - was a step of that kind done so far, with any page?
 * @d: what the steps have done
 * @scn: the scenario
 * @op: the kind
 */
bool swr_scn_data_did(const struct swr_scn_data *d, const struct swr_scn *scn, enum swr_scn_op op)
{
	unsigned int i;

	for (i = 0; i < scn->nr_steps; i++)
		if (scn->step[i].op == op && d->done[i].at)
			return true;
	return false;
}

/**
 * swr_scn_data_fill() - pages with their pattern, out on swap
 * @d: where to
 * @scn: the scenario
 * @g: the pages
 * @run: number of the run
 *
 * Page 0 goes out last, and swap is full then but for the spare slots; those
 * after it have the other slots.
 */
int swr_scn_data_fill(struct swr_scn_data *d, const struct swr_scn *scn, struct swr_region *g,
		      uint64_t run)
{
	uint64_t entry;
	unsigned int i;

	memset(d, 0, sizeof(*d));
	swr_region_fill(g, run, scn->value);
	if (swr_region_fill_swap(g, scn->spare, &entry))
		return -1;
	for (i = 0; i < scn->nr_steps; i++)
		if (scn->step[i].op == SWR_OP_PAGEOUT &&
		    !swr_region_swapped(g, scn->step[i].page, &d->done[i].had))
			d->done[i].had = UINT64_MAX;
	return 0;
}

/**
 * swr_scn_data_look() - what the process itself finds in its memory
 * @d: what its steps have done
 * @scn: the scenario
 * @g: the pages
 * @run: number of the run
 * @r: where to
 */
void swr_scn_data_look(const struct swr_scn_data *d, const struct swr_scn *scn,
		       const struct swr_region *g, uint64_t run, struct swr_run *r)
{
	unsigned int page;
	uint64_t first, word;
	bool known;

	for (page = 0; page < g->pages; page++) {
		if (did(d, scn, SWR_OP_MUNMAP, page)) {
			/* a collapse may have put it back */
			r->corrupt |= swr_scn_collapses(scn, SWR_SCN_SESSIONS) &&
				      swr_region_there(g, page);
			continue;
		}
		first = page == SWR_VICTIM ? scn->value : swr_region_pattern(run, page, 0);
		word = __atomic_load_n(swr_region_words(g, page), __ATOMIC_RELAXED);
		if (page == SWR_VICTIM)
			r->read_back = word;
		if (!swr_scn_word_right(scn, d, page, first, word, &known)) {
			r->lost |= known;
			r->corrupt |= !known;
		}
		if (!did(d, scn, SWR_OP_DISCARD, page))
			r->corrupt |= !swr_region_page_intact(g, run, page, 1);
	}
}

/**
 * swr_scn_data_drop() - end the children and forget the pages
 * @d: what the steps have done
 * @scn: the scenario
 * @g: the pages
 */
int swr_scn_data_drop(const struct swr_scn_data *d, const struct swr_scn *scn,
		      struct swr_region *g)
{
	unsigned int i;

	for (i = 0; i < scn->nr_steps; i++) {
		if (d->done[i].child <= 0)
			continue;
		kill(d->done[i].child, SIGKILL);
		waitpid(d->done[i].child, NULL, 0);
	}
	for (i = 0; i < scn->nr_steps; i++)
		if (d->done[i].failed)
			return swr_err("the step %s failed%s%s", scn->step[i].name,
				       *d->done[i].why ? ": " : "", d->done[i].why);
	for (i = 0; i < scn->nr_steps; i++)
		if (scn->step[i].op == SWR_OP_MUNMAP && d->done[i].at &&
		    swr_region_remap(g, scn->step[i].page))
			return -1;
	swr_region_drop(g);
	return 0;
}
