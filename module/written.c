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
 * B is seen twice: when reclaim is about to unmap it, after which the PTE has e, and when
 * it is handed to swap-out. The second may be late, or never come: a page that somebody
 * else refers to is unmapped and kept in the swap cache. The first does not suffice: a
 * fault that met the PTE of the old page may read e between the two. If B could not be
 * unmapped, or its entry was given up before it was written, no PTE has that entry.
 *
 * An entry has one place, which others share, and a write-out to one of those hides
 * what was there; and of a large folio that is read the entry of the fault alone is
 * asked for.
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
	enum swr_point point;
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
 * swr_written() - the current task puts a page or a large folio into swap
 * @first: value of the first entry it goes to
 * @nr: how many
 * @point: how far it is, unmap or writeout
 *
 * Context: any hook; no sleeping.
 */
void swr_written(unsigned long first, unsigned long nr, enum swr_point point)
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
		p->point = point;
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
 * @by: who did it last is put there; its begin and install are when it did
 * @point: how far it was then
 *
 * Context: any hook; no sleeping.
 * Return: false also if it is not known any more.
 */
bool swr_written_since(unsigned long entry, u32 seq, struct swr_side *by, enum swr_point *point)
{
	struct place *p = place_of(entry);
	bool since;

	if (READ_ONCE(p->seq) == seq)
		return false;
	raw_spin_lock(&p->lock);
	since = p->entry == entry;
	if (since) {
		*by = p->by;
		*point = p->point;
	}
	raw_spin_unlock(&p->lock);
	return since;
}
