// SPDX-License-Identifier: GPL-2.0
/*
 * The last error, as one line. Nothing is printed where it happens: the swap
 * device has to be given back first, and stdout may be a JSON object.
 */
#include <stdarg.h>
#include <stdio.h>

#include "err.h"

static _Thread_local char text[SWR_ERR_MAX];

/**
 * swr_err() - keep what went wrong
 * @fmt: one line, without a newline
 *
 * Return: -1, so that it can be returned as it is.
 */
int swr_err(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return -1;
}

/**
 * swr_errstr() - what went wrong last in this thread
 */
const char *swr_errstr(void)
{
	return text;
}
