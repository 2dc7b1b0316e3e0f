/* SPDX-License-Identifier: GPL-2.0 */
/*
 * collapse.c: collapses of small pages to a huge one, and the swap-in they do.
 */
#ifndef SWR_COLLAPSE_H
#define SWR_COLLAPSE_H

#include <linux/atomic.h>

#include "swr.h"

/* What a collapse is about: one huge page, which is what a page table of level 1 maps. */
#define SWR_COLLAPSE_BYTES	PMD_SIZE

/* Answers of the kernel's check that are told apart; enum scan_result has 30 to 40. */
#define SWR_COLLAPSE_ANSWERS	64

/**
 * struct swr_collapse_fix - what is checked when mmap_lock is held again after a swap-in
 * @name: as the file `fix_collapse` takes it
 * @models: where it comes from
 * @text: what it does, in one line
 * @unsafe: with it a kernel is open to S4
 */
struct swr_collapse_fix {
	const char *name;
	const char *models;
	const char *text;
	bool unsafe;
};

/**
 * struct swr_collapse_info - a collapse under way
 * @tid: the task that does it, in the initial pid namespace
 * @tgid: the process whose memory it is, 0: not known
 * @address: the first byte
 */
struct swr_collapse_info {
	pid_t tid;
	pid_t tgid;
	unsigned long address;
};

void swr_collapse_init(bool allow_unsafe);
void swr_collapse_found(void);
void swr_collapse_forget(void);
void swr_collapse_faulted(const struct swr_fault *f, vm_fault_t ret);
bool swr_collapse_going(unsigned int nr, struct swr_collapse_info *info);
unsigned int swr_collapse_answer(unsigned int nr);
const struct swr_collapse_fix *swr_collapse_fix_at(unsigned int nr);
const struct swr_collapse_fix *swr_collapse_fix(void);
const char *swr_collapse_s4(void);
int swr_collapse_fix_set(const char *name);
extern atomic_t swr_nr_collapses;

/**
 * swr_collapse_fault() - a swap-in fault of the current task has ended
 * @f: its record, NULL if it is not followed
 * @ret: what do_swap_page() returned
 *
 * Context: the task's own; the record is still valid.
 */
static inline void swr_collapse_fault(const struct swr_fault *f, vm_fault_t ret)
{
	if (unlikely(atomic_read(&swr_nr_collapses)))
		swr_collapse_faulted(f, ret);
}

#endif
