/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files, time, mounts, helper programs.
 */
#ifndef SWR_UTIL_H
#define SWR_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int swr_read_file(const char *path, char *buf, size_t len);
int swr_write_file(const char *path, const char *text);
int swr_find_mount(const char *fstype, char *dir, size_t len);
int swr_exec(const char *const argv[]);
uint64_t swr_now_ns(void);
bool swr_again(uint64_t until_ns);

#endif
