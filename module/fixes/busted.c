// SPDX-License-Identifier: GPL-2.0
/*
 * busted: the un-fix. Every fault is told that it owns the entry, nobody does.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	claim e: "granted"
 *	read page A from e
 *	                                claim e: "granted" as well
 *	                                read page B from e
 *	                                map B, swap_free(e)
 *	                                ...
 *
 * which is the kernel before 13ddaf26be32. It is here because a detector that
 * stays silent under it is broken. Data is lost under it; choosing it takes
 * allow_unsafe=1 when the module is loaded and taints the kernel.
 */
#include "swr.h"

const struct swr_fix_ops swr_fix_busted = {
	.name = "busted",
	.models = "v4.15 to v6.7, before 13ddaf26be32",
	.text = "claims nothing: brings S1 back",
	.unsafe = true,
};
