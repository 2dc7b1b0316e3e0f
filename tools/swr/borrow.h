/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Settings that are ours for a while.
 */
#ifndef SWR_BORROW_H
#define SWR_BORROW_H

#include "fixes.h"

int swr_borrow_claims(bool *claims);
int swr_borrow_cluster(unsigned int *cluster);
int swr_borrow_list(const char *list, struct swr_fixes *picked);
int swr_borrow_fix(const char *name);
int swr_borrow_fix_swapoff(const char *name);
int swr_borrow_fix_collapse(const char *name);
int swr_borrow_pass_gone(void);
int swr_borrow_delay(unsigned int us);
int swr_borrow_readahead(unsigned int cluster);
int swr_borrow_fix_loop(const char *name);
int swr_borrow_return(void);

#endif
