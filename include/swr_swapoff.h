/* SPDX-License-Identifier: GPL-2.0 */
/*
 * swapoff against a swap-in in flight (S3): what swapoff.c and swapoff_fix.c offer
 * to the hooks of the swap-in path, to each other and to debugfs/.
 */
#ifndef SWR_SWAPOFF_H
#define SWR_SWAPOFF_H

#include <linux/atomic.h>
#include <linux/percpu.h>
#include <linux/swapops.h>

#include "swr.h"

/* Types of swap entries, some of which are no devices. */
#define SWR_SWAP_TYPES	BIT(MAX_SWAPFILES_SHIFT)

/* swapoff.c: called by the frames of the swap-in path */
DECLARE_PER_CPU(unsigned int [SWR_SWAP_TYPES], swr_reads_begun);
DECLARE_PER_CPU(unsigned int [SWR_SWAP_TYPES], swr_reads_ended);
extern atomic_t swr_gone[SWR_SWAP_TYPES];
bool swr_swapoff_gone(struct swr_fault *f, unsigned long page);
void swr_swapoff_refused(unsigned long entry);
void swr_swapoff_destroyed(const struct swap_info_struct *si);

static inline unsigned int swr_type_of(unsigned long entry)
{
	return swp_type((swp_entry_t){ entry }) % SWR_SWAP_TYPES;
}

/**
 * swr_swapoff_fault() - a fault begins
 * @f: the fault
 *
 * Before it may be held anywhere: a device that goes during that hold has gone
 * since the fault began.
 */
static inline void swr_swapoff_fault(struct swr_fault *f)
{
	f->swapoffs = atomic_read(&swr_gone[swr_type_of(f->entry)]);
	f->unread = false;
	f->reading = false;
	f->off_ref = false;
}

/**
 * swr_swapoff_read() - a page is about to be read
 * @f: the fault whose own page it is, or NULL
 */
static inline void swr_swapoff_read(struct swr_fault *f)
{
	if (!f)
		return;
	WRITE_ONCE(f->asked, false);
	WRITE_ONCE(f->reading, true);
	this_cpu_inc(swr_reads_begun[swr_type_of(f->entry)]);
	/* Pairs with swr_swapoff_destroyed(), and with being_read() for the end. */
	smp_mb();
}

/**
 * swr_swapoff_read_end() - it was, or was not
 * @f: as before
 */
static inline void swr_swapoff_read_end(struct swr_fault *f)
{
	if (!f)
		return;
	this_cpu_inc(swr_reads_ended[swr_type_of(f->entry)]);
	WRITE_ONCE(f->reading, false);
}

/**
 * swr_swapoff_answers() - must a read not be passed on?
 * @f: the fault whose own page it is, or NULL
 * @page: first argument of the function that reads
 *
 * Pages in the swap cache need no such care: swapoff waits for their lock.
 *
 * Context: the page is locked by the current task, which may sleep.
 * Return: true if the device has gone since the fault began; the page is unlocked
 * then and not up to date, and the original must not be called.
 */
static inline bool swr_swapoff_answers(struct swr_fault *f, unsigned long page)
{
	if (f)
		WRITE_ONCE(f->asked, true);
	if (!f || !f->span.bypass ||
	    likely(f->swapoffs == atomic_read(&swr_gone[swr_type_of(f->entry)])))
		return false;
	return swr_swapoff_gone(f, page);
}

/**
 * swr_swapoff_fault_ends() - do_swap_page() has returned
 * @f: the fault
 * @ret: what it returned
 *
 * A page that was not read is an I/O error to the kernel if the PTE is as it was;
 * which takes a swapon and a swap-out to the same entry meanwhile. Then nothing
 * was wrong with the disk, and the fault is to be taken again.
 *
 * Return: what it is to return.
 */
static inline vm_fault_t swr_swapoff_fault_ends(const struct swr_fault *f, vm_fault_t ret)
{
	return unlikely(f->unread) && ret & VM_FAULT_SIGBUS ? 0 : ret;
}

/* swapoff.c: for swapoff_fix.c, and settings */
void swr_swapoff_init(bool allow_unsafe);
void swr_swapoff_drains(unsigned int type);
int swr_swapoff_set_pass(bool on);
bool swr_swapoff_pass(void);

/**
 * struct swr_off_fix - a policy for swapoff
 * @name: as the file `fix_swapoff` takes it
 * @models: the commit, release or thread it comes from
 * @text: what it does, in one line
 * @unsafe: with it a kernel is open to S3 that need not be, or does what it must not
 */
struct swr_off_fix {
	const char *name;
	const char *models;
	const char *text;
	bool unsafe;
};

#define SWR_NR_OFF_FIXES	4

/* What a fault has taken, and gives back; 0: nothing. */
struct swr_off_hold {
	enum { SWR_OFF_NOTHING, SWR_OFF_REF, SWR_OFF_RCU } what;
	unsigned int type;
};

/* swapoff_fix.c: called by frames */
extern bool swr_off_holds;
bool swr_off_take(unsigned long vmf, struct swr_off_hold *h);
void swr_off_give(const struct swr_off_hold *h);
int swr_off_unused(unsigned int type);
void swr_off_revive(unsigned int type);
void swr_off_revive_all(void);
bool swr_off_skips(void);

/**
 * swr_off_enter() - a fault goes into do_swap_page()
 * @vmf: first argument of that, a struct vm_fault
 * @h: what it has taken then
 *
 * Context: the task's own, may sleep where do_swap_page() may.
 * Return: false if its device is on its way out: it has to be taken again.
 */
static inline bool swr_off_enter(unsigned long vmf, struct swr_off_hold *h)
{
	h->what = SWR_OFF_NOTHING;
	return likely(!READ_ONCE(swr_off_holds)) || swr_off_take(vmf, h);
}

/**
 * swr_off_leave() - it is back
 * @h: what it has taken
 */
static inline void swr_off_leave(const struct swr_off_hold *h)
{
	if (unlikely(h->what != SWR_OFF_NOTHING))
		swr_off_give(h);
}

/* swapoff_fix.c: settings */
void swr_off_find(void);
void swr_off_init(bool allow_unsafe);
void swr_off_exit(void);
const struct swr_off_fix *swr_off_active(void);
const struct swr_off_fix *swr_off_at(unsigned int nr);
const char *swr_off_why_not(const struct swr_off_fix *fix);
int swr_off_set(const char *name);
const char *swr_off_s3(void);

#endif
