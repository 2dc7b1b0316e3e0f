// SPDX-License-Identifier: GPL-2.0
/*
 * stock: what this kernel does by itself.
 *
 * Up to 6.1.79, 6.6.18 and 6.7.6, and in all of 5.10, that is nothing:
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	do_swap_page(e)
 *	  read page A from e
 *	                                do_swap_page(e)
 *	                                  read page B from e
 *	                                  map B, swap_free(e)
 *	                                write to B
 *	                                reclaim: B goes out, to e again
 *	  pte_same(): the PTE says e
 *	  map A, swap_free(e)
 *
 * and the write to B is gone. Later kernels claim e before the read (`tick`,
 * `waitqueue`), 7.0 and later read into the swap cache.
 */
#include "swr.h"

const struct swr_fix_ops swr_fix_stock = {
	.name = "stock",
	.models = "this kernel",
	.text = "what this kernel does by itself",
	.pins = true,
};
