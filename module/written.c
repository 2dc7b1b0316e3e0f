// SPDX-License-Identifier: GPL-2.0
/*
 * The last pages that went out, by entry: a page that was read from an entry before another
 * page went there is stale, whoever brought that other page.
 *
 *	CPU0                            CPU1
 *	----                            ----
 *	do_swap_page(e)
 *	  swap_readpage(A, e)
 *	                                MADV_DONTNEED: e is free
 *	                                a new page B, written to by its user
 *	                                reclaim: try_to_unmap(B), the PTE has e
 *	                                         swap_writepage(B)
 *	  pte_same() holds
 *	  install A
 *
 * No fault of CPU1 swaps in, so the peers of the fault on CPU0 know nothing of it.
 *
 * B is seen twice, before it is unmapped and before it is written. The second may never
 * come: a page that somebody else refers to is unmapped and kept in the swap cache. As
 * long as it has not come B is the only place of its data, so whatever CPU0 read, before
 * or after, is something else; a read after it has come finds what B has. A clean page in
 * the swap cache that is unmapped is no news, the device has what it has. One that seems
 * clean because only a PTE says that it was written to is not seen before it is written: it
 * was swapped in since it had its entry, and that install has overtaken whoever read before.
 *
 * If B could not be unmapped, or its entry was given up before it was written, no PTE has
 * that entry. An entry has one place, which others share, and a page that goes out to one
 * of those hides what was there; and of a large folio that is read the entry of the fault
 * alone is asked for.
 *
 * Locks: a raw spinlock a place, inside the bucket lock of a fault; it protects all of
 * the place. out.seq is read without it as well, to learn that nothing has happened, so
 * it is written by WRITE_ONCE() and never with the rest of its struct. Pages that go out
 * come here from reclaim, faults from their install.
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
	unsigned long entry;
	struct swr_out out;
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
 * @point: how far it is, before unmap or before writeout
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
		WRITE_ONCE(p->out.seq, p->out.seq + 1);
		p->out.point = point;
		p->out.by = by;
		p->entry = first + i;
		raw_spin_unlock(&p->lock);
	}
}

/**
 * swr_written_place() - where pages that go out to an entry, and to others, are counted
 * @entry: value of the entry
 *
 * Return: to be read at any time, and then to be given to swr_written_since().
 */
const u32 *swr_written_place(unsigned long entry)
{
	return &place_of(entry)->out.seq;
}

/**
 * swr_written_since() - did a page go out to an entry meanwhile?
 * @entry: value of the entry
 * @seq: what was counted there then
 * @out: the last time it did is put there
 *
 * Context: any hook; no sleeping.
 * Return: false also if it is not known any more.
 */
bool swr_written_since(unsigned long entry, u32 seq, struct swr_out *out)
{
	struct place *p = place_of(entry);
	bool since;

	if (READ_ONCE(p->out.seq) == seq)
		return false;
	raw_spin_lock(&p->lock);
	since = p->entry == entry;
	if (since)
		*out = p->out;
	raw_spin_unlock(&p->lock);
	return since;
}
