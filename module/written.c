// SPDX-License-Identifier: GPL-2.0
/*
 * The last write-outs, by entry: a page that was read from an entry before another
 * page was written to it is stale, whoever brought that other page.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	do_swap_page(e)
 *	  swap_readpage(A, e)
 *	                                MADV_DONTNEED: e is free
 *	                                a new page B, written to by its user
 *	                                reclaim: B goes out to e
 *	  pte_same() holds
 *	  install A
 *
 * No fault of CPU1 swaps in, so the peers of the fault on CPU0 know nothing of it.
 *
 * What is seen is the call of swap-out for the page. Reclaim has put the entry into the
 * PTE before, and a fault that installs its page in between is not judged stale; an
 * entry has one place, which others share, and a write-out to one of those hides what
 * was there; and of a large folio that is read the entry of the fault alone is asked
 * for. A page whose entry was given up meanwhile is handed over and not written, and
 * then no PTE has that entry.
 *
 * Locks: a raw spinlock a place, inside the bucket lock of a fault; it protects all of
 * the place. Write-outs come here from reclaim, faults from their install.
 */
#include <linux/hash.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "swr.h"

#define BITS	9

static struct place {
	raw_spinlock_t lock;
	u32 seq;
	unsigned long entry;
	struct swr_side by;
} places[1 << BITS];

static struct place *place_of(unsigned long entry)
{
	return &places[hash_long(entry, BITS)];
}

/**
 * swr_written_init() - make the empty table usable
 */
void swr_written_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(places); i++)
		raw_spin_lock_init(&places[i].lock);
}

/**
 * swr_written() - the current task hands a page or a large folio to swap-out
 * @first: value of the first entry it goes to
 * @nr: how many
 *
 * Context: any hook; no sleeping.
 */
void swr_written(unsigned long first, unsigned long nr)
{
	struct swr_side by = {
		.tid = current->pid,
		.tgid = current->tgid,
		.cpu = raw_smp_processor_id(),
		.install_cpu = raw_smp_processor_id(),
		.begin_ns = ktime_get_mono_fast_ns(),
	};
	unsigned long i;

	by.install_ns = by.begin_ns;
	memcpy(by.comm, current->comm, sizeof(by.comm));
	for (i = 0; i < nr; i++) {
		struct place *p = place_of(first + i);

		raw_spin_lock(&p->lock);
		WRITE_ONCE(p->seq, p->seq + 1);
		p->entry = first + i;
		p->by = by;
		raw_spin_unlock(&p->lock);
	}
}

/**
 * swr_written_place() - where the write-outs to an entry, and to others, are counted
 * @entry: value of the entry
 *
 * Return: to be read at any time, and then to be given to swr_written_since().
 */
const u32 *swr_written_place(unsigned long entry)
{
	return &place_of(entry)->seq;
}

/**
 * swr_written_since() - was a page written to an entry meanwhile?
 * @entry: value of the entry
 * @seq: what was counted there then
 * @by: who did it is put there; its begin and install are when it did
 *
 * Context: any hook; no sleeping.
 * Return: false also if it is not known any more.
 */
bool swr_written_since(unsigned long entry, u32 seq, struct swr_side *by)
{
	struct place *p = place_of(entry);
	bool since;

	if (READ_ONCE(p->seq) == seq)
		return false;
	raw_spin_lock(&p->lock);
	since = p->entry == entry;
	if (since)
		*by = p->by;
	raw_spin_unlock(&p->lock);
	return since;
}
