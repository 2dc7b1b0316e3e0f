/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Transparent huge pages: who collapses, and when.
 */
#ifndef SWR_THP_H
#define SWR_THP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE	25
#endif

/* Who makes the huge page. */
enum swr_collapser { SWR_BY_MADVISE, SWR_BY_KHUGEPAGED };

size_t swr_thp_bytes(void);
bool swr_thp_madvise(void);
int swr_thp_borrow(enum swr_collapser by);
int swr_thp_return(void);
pid_t swr_thp_khugepaged(void);
int swr_thp_join(size_t bytes);
int swr_thp_settle(unsigned int limit_ms);
void swr_thp_answer(int answer, char *name, size_t len);

#endif
