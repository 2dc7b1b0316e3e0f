// SPDX-License-Identifier: GPL-2.0
/*
 * cached: no fault goes past the swap cache.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	do_swap_page(e)
 *	  read page A into the swap
 *	  cache, locked
 *	                                do_swap_page(e)
 *	                                  find A in the swap cache
 *	                                  wait for its lock
 *	  map A, unlock
 *	                                  the PTE is present
 *
 * S1 is closed: an entry with a page in the swap cache is not used anew, and
 * whoever holds that page rechecks under its lock that it is still the entry's.
 *
 * In the thread this was "drop SWP_SYNCHRONOUS_IO from the device", and cost 20 %
 * of the time of a swap-in. The flag belongs to the device: clearing it would
 * change the way of faults that began under another policy, and putting it back
 * would let those of this policy past the swap cache in the middle. Instead each
 * fault that began under this policy is told that its entry has a second user,
 * which sends it the same way through swapin_readahead(). Weaker than the flag in
 * one thing: the read itself is still synchronous.
 */
#include "swr.h"

const struct swr_fix_ops swr_fix_cached = {
	.name = "cached",
	.models = "SWP_SYNCHRONOUS_IO dropped, as measured in 13ddaf26be32",
	.text = "no fault goes past the swap cache",
	.pins = true,
	.cached = true,
};
