// SPDX-License-Identifier: GPL-2.0
/*
 * Claims as they are counted: by who asked.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/kallsyms.h>
#include <linux/string.h>

#include "swr_hook.h"

/* Functions that ask for a claim. A name that ends in '_' is a prefix. */
static const struct {
	const char *name;
	enum swr_caller by;
} callers[] = {
	{ "do_swap_page", SWR_BY_FAULT },
	{ "swapin_sync", SWR_BY_CACHE_FAULT },
	{ "__read_swap_cache_async", SWR_BY_READAHEAD },
	{ "read_swap_cache_async", SWR_BY_READAHEAD },
	{ "swap_cache_read_folio", SWR_BY_READAHEAD },
	{ "swap_cluster_readahead", SWR_BY_READAHEAD },
	{ "swap_vma_readahead", SWR_BY_READAHEAD },
	{ "swapin_readahead", SWR_BY_READAHEAD },
	{ "shmem_", SWR_BY_SHMEM },
};

static enum swr_caller name_caller(unsigned long address)
{
	char name[KSYM_SYMBOL_LEN];
	unsigned int i;

	snprintf(name, sizeof(name), "%pB", (void *)address);
	/* "symbol.isra.0+0x12/0x34 [module]": the symbol is enough */
	name[strcspn(name, ".+ ")] = '\0';
	for (i = 0; i < ARRAY_SIZE(callers); i++) {
		size_t len = strlen(callers[i].name);

		if (!strcmp(name, callers[i].name) ||
		    (callers[i].name[len - 1] == '_' && !strncmp(name, callers[i].name, len)))
			return callers[i].by;
	}
	return SWR_BY_OTHER;
}

/**
 * swr_claim_caller() - who asks for a claim
 * @address: where the call returns to
 *
 * Looked up by name once, a call site has one answer as long as the kernel runs. Two CPUs
 * may find out the same at once and fill two places with it; an address is published after
 * its answer (A).
 *
 * Context: any.
 */
enum swr_caller swr_claim_caller(unsigned long address)
{
	static struct {
		unsigned long address;
		enum swr_caller by;
	} known[16];
	static atomic_t nr_known;
	enum swr_caller by;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (smp_load_acquire(&known[i].address) == address)	/* pairs with (A) */
			return known[i].by;

	by = name_caller(address);
	i = atomic_inc_return(&nr_known) - 1;
	if (i < ARRAY_SIZE(known)) {
		known[i].by = by;
		smp_store_release(&known[i].address, address);		/* (A) */
	} else {
		atomic_dec(&nr_known);
	}
	return by;
}

/**
 * swr_claim_count() - a claim was asked for
 * @by: by whom
 * @err: 0, or the negative errno it was refused by
 *
 * Context: any.
 */
void swr_claim_count(enum swr_caller by, int err)
{
	if (!err)
		swr_count(claims);
	else if (err != -EEXIST)
		swr_count(claim_errors);
	else if (by == SWR_BY_FAULT || by == SWR_BY_CACHE_FAULT)
		swr_count(eexist_fault);
	else if (by == SWR_BY_READAHEAD)
		swr_count(eexist_readahead);
	else if (by == SWR_BY_SHMEM)
		swr_count(eexist_shmem);
	else
		swr_count(eexist_other);
}
