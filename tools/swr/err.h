/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One line that says what went wrong, kept until main() prints it.
 */
#ifndef SWR_ERR_H
#define SWR_ERR_H

/* As in the kernel. */
#ifndef __printf
#define __printf(fmt, args)	__attribute__((__format__(__printf__, fmt, args)))
#endif

#define SWR_ERR_MAX	200

int swr_err(const char *fmt, ...) __printf(1, 2);
const char *swr_errstr(void);

#endif
