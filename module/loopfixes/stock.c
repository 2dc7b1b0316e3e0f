// SPDX-License-Identifier: GPL-2.0
/*
 * stock: what this kernel's loop does by itself between two refusals.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e: granted
 *	                                look for the page: not there
 *	                                claim e: -EEXIST
 *	                                (the kernel's wait)
 *	insert the page
 *	                                look for the page: there
 *
 * From v5.17 on, and in the stable kernels since March 2022, the wait is that of
 * `tick`; before that it was that of `cond_resched`. 7.0 and later look and insert
 * under one lock: who is refused finds the page there.
 */
#include "swr_loop.h"

const struct swr_loopfix_ops swr_loopfix_stock = {
	.name = "stock",
	.models = "this kernel",
	.text = "what this kernel does by itself",
};
