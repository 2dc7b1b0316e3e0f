// SPDX-License-Identifier: GPL-2.0
/*
 * Fault records: who is swapping in what, and how far it has come.
 *
 * A fixed pool, no allocation in a fault. A record is found in two ways:
 *
 * - by its task. The pool is a hash table of tasks with SLOT_WAYS places a
 *   bucket; owner[] is apart from the records so that one look-up reads one
 *   cache line. Only a task itself puts itself into a free place, by cmpxchg.
 * - by (mm, address). Records of the same page stand in one list and see each
 *   other under the lock of its bucket.
 *
 * A fault that ends without an install, by itself or by another fault of the same
 * page meanwhile, is parked: its record stays until its
 * task faults again, which tells whether it came back for the same page, or
 * until somebody installs that page, or until the place is needed; then those go first
 * whose tasks are gone, which are no loss. While owner[]
 * still names its task, a parked record stays parked: whoever takes it away
 * changes owner[] first. A parked record that is on no list is on its way out.
 */
#include <linux/cache.h>
#include <linux/hash.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "swr.h"
#include "swr_trace.h"

#define SLOT_BITS	9
#define SLOT_BUCKETS	(1 << SLOT_BITS)
#define SLOT_WAYS	8
#define NR_SLOTS	(SLOT_BUCKETS * SLOT_WAYS)

#define PEER_BITS	9
#define PEER_BUCKETS	(1 << PEER_BITS)

struct peer_bucket {
	raw_spinlock_t lock;
	unsigned int drops;	/* claims dropped by faults of this bucket */
	struct hlist_head faults;
} ____cacheline_aligned;

static struct task_struct *owner[NR_SLOTS] ____cacheline_aligned;
static struct swr_fault pool[NR_SLOTS];
static struct peer_bucket peers[PEER_BUCKETS];
DEFINE_PER_CPU(struct swr_fault *, swr_fault_last);

/**
 * swr_fault_init() - make the empty tables usable
 */
void swr_fault_init(void)
{
	unsigned int i;

	for (i = 0; i < PEER_BUCKETS; i++) {
		raw_spin_lock_init(&peers[i].lock);
		INIT_HLIST_HEAD(&peers[i].faults);
	}
	for (i = 0; i < NR_SLOTS; i++)
		pool[i].owner = &owner[i];
}

/* Give the place back. The record is on no list. */
static void free_slot(struct swr_fault *f)
{
	/* pairs with the cmpxchg in new_slot() */
	smp_store_release(f->owner, NULL);
}

/*
 * Nobody comes back any more to the page of a fault, or not by this record. It was mapped, it
 * is gone, or its task was ended; of who began too late to be told it is known when the
 * record is used for something else. So no repeat that was counted is missing in the sum.
 */
static void count_repeats(const struct swr_fault *f)
{
	swr_hist_add(SWR_H_repeats, f->fix, f->repeats);
}

/**
 * swr_fault_forget() - nobody comes back for a page any more
 *
 * As far as can be seen: what parked tasks do while the hooks are off is not, so that
 * they come back later tells nothing.
 *
 * Context: process; no hook is on, so every record that is in use is parked.
 */
void swr_fault_forget(void)
{
	unsigned int i;

	for (i = 0; i < NR_SLOTS; i++) {
		struct peer_bucket *b = READ_ONCE(pool[i].bucket);

		if (!READ_ONCE(owner[i]) || !b)
			continue;
		raw_spin_lock(&b->lock);
		hlist_del_init(&pool[i].peer);
		raw_spin_unlock(&b->lock);
		count_repeats(&pool[i]);
		free_slot(&pool[i]);
	}
}

static struct peer_bucket *peer_bucket(const struct mm_struct *mm, unsigned long address)
{
	unsigned long key = (unsigned long)mm ^ (address >> PAGE_SHIFT);

	return &peers[hash_long(key, PEER_BITS)];
}

static unsigned int first_slot(const struct task_struct *task)
{
	return hash_ptr((void *)task, SLOT_BITS) * SLOT_WAYS;
}

static bool parked(const struct swr_fault *f)
{
	return READ_ONCE(f->span.stage) == SWR_S_PARKED;
}

/* The place that names @current, or -1. The record in it may be parked. */
static int own_slot(void)
{
	unsigned int first = first_slot(current), i;

	for (i = first; i < first + SLOT_WAYS; i++)
		if (READ_ONCE(owner[i]) == current)
			return i;
	return -1;
}

/**
 * swr_fault_find() - swr_fault_current(), and it is not the last of this CPU
 *
 * Most tasks that come here are in no fault.
 */
struct swr_fault *swr_fault_find(void)
{
	int slot = own_slot();

	if (slot < 0 || parked(&pool[slot]))
		return NULL;
	smp_rmb();	/* pairs with (A) */
	return READ_ONCE(owner[slot]) == current ? &pool[slot] : NULL;
}

/*
 * The owner of a parked record is back. Return: false if the record was taken
 * away or resolved meanwhile; then @slot is not this task's any more.
 */
static bool unpark(int slot, const struct mm_struct *mm, unsigned long address,
		   unsigned long entry, bool *repeat)
{
	struct swr_fault *f = &pool[slot];
	struct peer_bucket *b = READ_ONCE(f->bucket);
	bool mine;

	raw_spin_lock(&b->lock);
	mine = READ_ONCE(owner[slot]) == current && f->bucket == b && parked(f);
	if (mine) {
		hlist_del_init(&f->peer);
		WRITE_ONCE(f->span.stage, SWR_S_BEGUN);
		/* tid: a task_struct may be reused for a new task */
		*repeat = f->me.tid == task_pid_nr(current) && f->mm == mm &&
			  f->address == address && f->entry == entry;
		if (!*repeat)
			count_repeats(f);
	}
	raw_spin_unlock(&b->lock);
	return mine;
}

/*
 * Does the record stand in the list of @b, whose lock is held? Only then is what
 * it says stable. It may have been given to another task meanwhile, which links
 * it to another bucket under that one's lock: bucket first, list second (B). So
 * the bucket is looked at last: a record on a list that still names @b is on
 * the list of @b.
 */
static bool linked_to(const struct swr_fault *f, const struct peer_bucket *b)
{
	if (hlist_unhashed_lockless(&f->peer))
		return false;
	smp_rmb();	/* pairs with (B) */
	return READ_ONCE(f->bucket) == b;
}

/*
 * Whose task is gone, nobody comes back for. Of a new task with the same number the address
 * differs, and at one address the number does; where both are the same it is said to live.
 */
static bool gone(const struct swr_fault *f, const struct task_struct *task)
{
	bool gone;

	rcu_read_lock();
	gone = pid_task(find_pid_ns(f->me.tid, &init_pid_ns), PIDTYPE_PID) != task;
	rcu_read_unlock();
	return gone;
}

/*
 * Take the place of an unresolved fault whose task has not come back, and that of one
 * which still may only if @living.
 */
static bool evict(unsigned int slot, bool living)
{
	struct swr_fault *f = &pool[slot];
	struct peer_bucket *b = READ_ONCE(f->bucket);
	bool taken;

	if (!b || !parked(f))
		return false;
	raw_spin_lock(&b->lock);
	taken = linked_to(f, b) && parked(f) && (living || gone(f, READ_ONCE(owner[slot])));
	if (taken) {
		count_repeats(f);
		hlist_del_init(&f->peer);
		WRITE_ONCE(owner[slot], current);
		smp_wmb();	/* (A) pairs with swr_fault_current() and swr_fault_find() */
		WRITE_ONCE(f->span.stage, SWR_S_BEGUN);
	}
	raw_spin_unlock(&b->lock);
	return taken;
}

static int new_slot(void)
{
	unsigned int first = first_slot(current), i;

	for (i = first; i < first + SLOT_WAYS; i++)
		if (!READ_ONCE(owner[i]) && !cmpxchg(&owner[i], NULL, current))
			return i;
	for (i = first; i < first + SLOT_WAYS; i++)
		if (evict(i, false))
			return i;
	for (i = first; i < first + SLOT_WAYS; i++) {
		if (evict(i, true)) {
			swr_count(lost_parked);
			return i;
		}
	}
	return -1;
}

static bool same_page(const struct swr_fault *p, const struct mm_struct *mm,
		      unsigned long address)
{
	return p->mm == mm && p->address == address;
}

/**
 * swr_fault_begin() - a fault met a PTE with a swap entry in it
 * @vmf: the fault
 *
 * Context: entry of do_swap_page(); may be inside an RCU read section.
 * Return: its record, or NULL if the entry is none of a swap device or if there
 * is no room, which is counted.
 */
struct swr_fault *swr_fault_begin(struct vm_fault *vmf)
{
	swp_entry_t entry = swr_pte_entry(vmf->orig_pte);
	unsigned long address = vmf->address & PAGE_MASK;
	struct mm_struct *mm = vmf->vma->vm_mm;
	bool repeat = false, overlap = false;
	struct swr_fault *f, *p;
	struct peer_bucket *b;
	int slot;

	if (!swr_entry_is_swap(entry))
		return NULL;
	swr_count(faults);

	slot = own_slot();
	/* a fault inside a fault: not on this path in any kernel so far */
	if (slot >= 0 && unlikely(!parked(&pool[slot])) && READ_ONCE(owner[slot]) == current) {
		swr_count(lost_no_record);
		return NULL;
	}
	if (slot >= 0 && !unpark(slot, mm, address, entry.val, &repeat))
		slot = -1;
	if (slot < 0)
		slot = new_slot();
	if (slot < 0) {
		swr_count(lost_no_record);
		return NULL;
	}

	f = &pool[slot];
	f->mm = mm;
	f->address = address;
	f->entry = entry.val;
	f->span = (struct swr_span){ .stage = SWR_S_BEGUN };
	f->cause = SWR_P_install;
	f->written = swr_written_place(entry.val);
	f->written_begin = READ_ONCE(*f->written);
	f->went_bypass = false;
	f->claiming = false;
	f->refused = false;
	f->repeats = repeat ? f->repeats + 1 : 0;
	f->ra_refusals = 0;
	f->refused_ns = 0;
	f->fix = swr_fix_active();
	f->me.tid = task_pid_nr(current);
	f->me.tgid = task_tgid_nr(current);
	f->me.cpu = raw_smp_processor_id();
	f->me.begin_ns = ktime_get_mono_fast_ns();
	f->me.claim_ns = 0;
	f->me.read_ns = 0;
	f->me.read_end_ns = 0;
	f->me.install_ns = 0;
	memcpy(f->me.comm, current->comm, sizeof(f->me.comm));

	b = peer_bucket(mm, address);
	raw_spin_lock(&b->lock);
	WRITE_ONCE(f->bucket, b);
	smp_wmb();	/* (B) pairs with linked_to() */
	hlist_for_each_entry(p, &b->faults, peer)
		overlap |= same_page(p, mm, address) && !parked(p);
	hlist_add_head(&f->peer, &b->faults);
	f->drops = b->drops;
	raw_spin_unlock(&b->lock);
	this_cpu_write(swr_fault_last, f);

	if (overlap)
		swr_count(overlaps);
	if (repeat)
		swr_count(repeats);
	trace_swr_fault(address, entry.val, repeat);
	return f;
}

/*
 * A fault goes on by itself and not by another's doing. Who judges it under the lock of
 * the bucket finds the stage before or the new one; with the new one it finds what was
 * written before it. At worst an install that comes as the read ends counts as one that
 * came before that, which is uncertain and not fine.
 */
static void set_stage(struct swr_fault *f, enum swr_stage stage)
{
	/* pairs with swr_stage_of() */
	smp_store_release(&f->span.stage, stage);
}

static void count_bypass(struct swr_fault *f)
{
	if (f->went_bypass)
		return;
	f->went_bypass = true;
	swr_count(faults_bypass);
}

/*
 * The loop of read-ahead around its claim: it asks until it is granted or until the
 * page is in the swap cache.
 */
static void count_ra_loop(struct swr_fault *f, int err)
{
	if (err == -EEXIST) {
		f->ra_refusals++;
		return;
	}
	swr_hist_add(SWR_H_ra_eexist, f->fix, f->ra_refusals);
	f->ra_refusals = 0;
}

/**
 * swr_fault_claim() - the fault has asked for the claim on its entry
 * @f: the fault
 * @by: through which caller
 * @err: 0 or a negative errno
 * @forged: it was not asked, @err is what inject/claim answered
 *
 * Being refused is a decisive step for the windows of other faults, those of the
 * same page: with large folios the claim of a fault on another page of the folio
 * can be what refused it, and that window is not counted.
 *
 * Context: the task's own, outside of locks.
 */
void swr_fault_claim(struct swr_fault *f, enum swr_caller by, int err, bool forged)
{
	struct swr_fault *p;

	if (by == SWR_BY_FAULT)
		count_bypass(f);
	else if (by == SWR_BY_READAHEAD && !forged)
		count_ra_loop(f, err);
	if (!err)
		f->me.claim_ns = ktime_get_mono_fast_ns();
	else if (by == SWR_BY_FAULT)
		f->refused_ns = ktime_get_mono_fast_ns();

	if (!err) {
		set_stage(f, SWR_S_CLAIMED);
		return;
	}
	raw_spin_lock(&f->bucket->lock);
	f->claiming = false;
	f->refused = true;
	if (err == -EEXIST && !forged)
		hlist_for_each_entry(p, &f->bucket->faults, peer)
			if (p != f && same_page(p, f->mm, f->address) && p->entry == f->entry)
				swr_detect_met(p);
	raw_spin_unlock(&f->bucket->lock);
}

/**
 * swr_fault_unclaim() - the fault has dropped its claim
 * @f: the fault
 *
 * Context: the task's own, outside of locks.
 */
void swr_fault_unclaim(struct swr_fault *f)
{
	raw_spin_lock(&f->bucket->lock);
	f->claiming = false;
	WRITE_ONCE(f->bucket->drops, f->bucket->drops + 1);
	raw_spin_unlock(&f->bucket->lock);
}

/* Of one that asks for a claim, or has it: has it got as far as to say so? */
static bool has_claim(const struct swr_fault *f)
{
	return swr_stage_of(&f->span) != SWR_S_BEGUN;
}

/**
 * swr_fault_rival() - who has the claim that a fault was refused?
 * @f: the fault
 *
 * Context: the task's own, outside of locks.
 */
enum swr_rival swr_fault_rival(struct swr_fault *f)
{
	enum swr_rival rival = SWR_RIVAL_NONE;
	struct swr_fault *p;

	raw_spin_lock(&f->bucket->lock);
	if (f->bucket->drops != f->drops)
		rival = SWR_RIVAL_GONE;
	hlist_for_each_entry(p, &f->bucket->faults, peer)
		if (p != f && READ_ONCE(p->claiming) && same_page(p, f->mm, f->address) &&
		    p->entry == f->entry)
			rival = max(rival, has_claim(p) ? SWR_RIVAL_HERE : SWR_RIVAL_ASKING);
	raw_spin_unlock(&f->bucket->lock);
	return rival;
}

/**
 * swr_fault_read() - the read of the fault's own page begins
 * @f: the fault
 * @bypass: the page is not in the swap cache
 *
 * Context: the task's own; the page is locked.
 */
void swr_fault_read(struct swr_fault *f, bool bypass)
{
	f->me.read_ns = ktime_get_mono_fast_ns();
	WRITE_ONCE(f->span.bypass, bypass);
	set_stage(f, SWR_S_READING);
	f->written_read = READ_ONCE(*f->written);
	if (bypass)
		count_bypass(f);
	trace_swr_read(f->address, f->entry, bypass);
}

/**
 * swr_fault_read_end() - the read of the fault's own page has ended
 * @f: the fault
 *
 * Context: the task's own; the page may be unlocked and visible to others.
 */
void swr_fault_read_end(struct swr_fault *f)
{
	f->me.read_end_ns = ktime_get_mono_fast_ns();
	f->written_read_end = READ_ONCE(*f->written);
	set_stage(f, SWR_S_READ);
	trace_swr_read_end(f->address, f->entry, f->span.bypass);
}

/* Other faults of one page learn that @f mapped it; parked ones are resolved. */
static void tell_peers(struct swr_fault *f, unsigned long address, unsigned long entry)
{
	struct peer_bucket *b = peer_bucket(f->mm, address);
	struct hlist_node *next;
	struct swr_fault *p;

	raw_spin_lock(&b->lock);
	if (address == f->address) {
		enum swr_judgement worth = swr_detect_installed(f);

		trace_swr_install(address, entry, worth);
	}
	hlist_for_each_entry_safe(p, next, &b->faults, peer) {
		if (p == f || !same_page(p, f->mm, address) || p->entry != entry)
			continue;
		if (parked(p)) {
			count_repeats(p);
			hlist_del_init(&p->peer);
			free_slot(p);
			continue;
		}
		swr_detect_met(p);
		swr_detect_overtaken(p, f);
	}
	raw_spin_unlock(&b->lock);
}

/**
 * swr_fault_install() - the current task drops swap entries inside its fault
 * @f: the fault
 * @first: value of the first entry dropped
 * @nr: how many
 *
 * It is the install if the fault's own entry is among them and the fault has
 * not mapped its page yet; a fault can drop other entries, in reclaim.
 *
 * Context: under the page-table lock.
 * Return: true if it was the install.
 */
bool swr_fault_install(struct swr_fault *f, unsigned long first, unsigned long nr)
{
	unsigned long at = f->entry - first, i;

	if (at >= nr || f->span.stage == SWR_S_INSTALLED)
		return false;
	f->me.install_ns = ktime_get_mono_fast_ns();
	f->me.install_cpu = raw_smp_processor_id();
	for (i = 0; i < nr; i++)
		tell_peers(f, f->address + (i - at) * PAGE_SIZE, first + i);
	swr_count(installs);
	return true;
}

/**
 * swr_fault_end() - do_swap_page() returned
 * @f: the fault
 * @ret: what it returned; VM_FAULT_MAJOR alone does not say that a page was
 *       mapped, the kernel returns it for a fault that backed out as well
 *
 * Context: the task's own, may sleep. @f is not valid afterwards.
 */
void swr_fault_end(struct swr_fault *f, vm_fault_t ret)
{
	bool installed = f->span.stage == SWR_S_INSTALLED;
	bool come_back = false, park;
	u64 ns = ktime_get_mono_fast_ns() - f->me.begin_ns;

	if (f->span.bypass && f->span.stage == SWR_S_READ)
		swr_count(wasted_reads);
	/* it ended because the page was in the swap cache at last */
	if (f->ra_refusals)
		count_ra_loop(f, 0);
	if (installed) {
		swr_count(faults_installed);
		swr_hist_add(SWR_H_fault_installed, f->fix, ns);
	} else if (ret & VM_FAULT_ERROR) {
		swr_count(faults_error);
		/* memory is made, and the fault begins anew; all else ends in a signal */
		come_back = ret & VM_FAULT_OOM;
	} else {
		if (ret & VM_FAULT_RETRY) {
			swr_count(faults_retry);
			swr_hist_add(SWR_H_fault_retried, f->fix, ns);
		} else {
			swr_count(faults_lost);
			swr_hist_add(SWR_H_fault_lost, f->fix, ns);
		}
		come_back = true;
	}
	trace_swr_fault_end(f->address, f->entry, installed);

	raw_spin_lock(&f->bucket->lock);
	f->claiming = false;
	/* somebody else has mapped the page: there is nothing to come back for */
	park = come_back && !f->span.overtaken;
	if (park)
		WRITE_ONCE(f->span.stage, SWR_S_PARKED);
	else
		hlist_del_init(&f->peer);
	raw_spin_unlock(&f->bucket->lock);
	if (!park) {
		count_repeats(f);
		free_slot(f);
	}
}

/**
 * swr_fault_any() - is there a fault in flight of which something holds?
 * @match: what; reads the record without a lock, and so may meet one that is on its
 *         way out, unless it knows that its task is held
 * @arg: for @match
 *
 * Context: any; looks at all places.
 */
bool swr_fault_any(bool (*match)(const struct swr_fault *f, const void *arg), const void *arg)
{
	unsigned int i;

	for (i = 0; i < NR_SLOTS; i++)
		if (READ_ONCE(owner[i]) && !parked(&pool[i]) && match(&pool[i], arg))
			return true;
	return false;
}

/**
 * swr_fault_slots() - how many records there are
 *
 * Return: their number, in use or not.
 */
unsigned int swr_fault_slots(void)
{
	return NR_SLOTS;
}

/**
 * swr_fault_snapshot() - copy one record
 * @nr: which, from 0
 * @copy: where to
 *
 * Context: process.
 * Return: false if it is not in use.
 */
bool swr_fault_snapshot(unsigned int nr, struct swr_fault *copy)
{
	struct swr_fault *f = &pool[nr];
	struct peer_bucket *b = READ_ONCE(f->bucket);
	bool used;

	if (!READ_ONCE(owner[nr]) || !b)
		return false;
	raw_spin_lock(&b->lock);
	used = linked_to(f, b);
	if (used)
		*copy = *f;
	raw_spin_unlock(&b->lock);
	return used;
}
