/* SPDX-License-Identifier: GPL-2.0 */
/*
 * swapoff against a swap-in in flight (S3): what swapoff.c and swapoff_fix.c offer
 * to the hooks of the swap-in path, to each other and to debugfs/.
 */
#ifndef SWR_SWAPOFF_H
#define SWR_SWAPOFF_H

#include "swr.h"

/* Types of swap entries, some of which are no devices. */
#define SWR_SWAP_TYPES	BIT(MAX_SWAPFILES_SHIFT)

/* swapoff.c: called by the frames of the swap-in path */
void swr_swapoff_fault(struct swr_fault *f);
vm_fault_t swr_swapoff_fault_ends(const struct swr_fault *f, vm_fault_t ret);
void swr_swapoff_read(struct swr_fault *f);
bool swr_swapoff_answers(struct swr_fault *f, unsigned long page);
void swr_swapoff_read_end(struct swr_fault *f);
void swr_swapoff_refused(unsigned long entry);
void swr_swapoff_destroyed(const struct swap_info_struct *si);

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
bool swr_off_enter(unsigned long vmf, struct swr_off_hold *h);
void swr_off_leave(const struct swr_off_hold *h);
int swr_off_unused(unsigned int type);
void swr_off_revive(unsigned int type);
void swr_off_revive_all(void);
bool swr_off_skips(void);

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
