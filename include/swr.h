/* SPDX-License-Identifier: GPL-2.0 */
/*
 * swaprace: the contract between the files of the module.
 *
 *  page fault                   module/                                      debugfs/, tracefs
 *  do_swap_page -+   probe.c,   fault.c         detect.c -> stats.c ------> counters
 *  claim, read --+-> hook    -> fault record -> rules    -> races.c ------> races
 *  install, free +   table  |                           +-> trace points -> events/swaprace
 *                           +-> gate.c (hold) <---------------------------- gate
 *
 * Facts flow right, settings flow left; they meet only in the setters that this
 * header declares. A file of module/ knows what stands above it in this drawing
 * by its prototypes alone, and nothing in module/ knows debugfs/.
 *
 * Locking
 * -------
 *
 * - peer_bucket.lock (raw spinlock, fault.c, one per hash bucket of (mm,
 *   address)): the list of fault records of that bucket, who is linked there, and
 *   in each of them span, claiming, refused and by; but a task that is granted its
 *   claim, or begins or ends its read, says so in the stage without it. The rest of a
 *   record is written by its own task, before it is linked or for itself alone. Taken
 *   by the faulting tasks in process context and by the install hook, which runs under
 *   the page-table lock of the fault.
 *   Never taken in interrupts, so it does not disable them.
 * - gate_lock (spinlock, irq-safe, gate.c): the table of gates. Taken by any
 *   hook while a gate is set, and by the setters. Only tried when swr_nr_gates says
 *   that there is one.
 * - call_bucket.lock (raw spinlock, loops.c, two hashes of them: by entry and by
 *   task): the list of calls of that bucket; by entry, also who has asked and who
 *   has the claim. Taken in process context only.
 * - ring_lock (raw spinlock, livelock.c): the reports, and which are shown. Process
 *   context.
 * - loopfix_mutex (mutex, loopfix.c): switching policies of loopers.
 * - fix_mutex (mutex, fix.c): switching policies. Faults read the active one
 *   without it, once, when they begin.
 * - stats_mutex (mutex, stats.c): the baseline that a reset takes.
 * - knobs_mutex (mutex, knobs.c): changing the knobs of injection. Hooks read them
 *   under RCU, copied before anything is done about them.
 * - switch_sem (rwsem, enable.c): the hooks do not come off while a setting that
 *   needs them is made. Inside of knobs_mutex and outside of the mutexes of policies; the
 *   switch takes none of these.
 * - error_mutex (mutex, stats.c): the text of the last refused write.
 * - place.lock (raw spinlock, written.c, one of 512): the last page to go out to an entry of
 *   that place.
 *
 * Nesting: page-table lock -> peer_bucket.lock -> place.lock; page-table lock ->
 * gate_lock -> wait queue lock. No other two spinlocks of this module are ever held
 * together, and nothing is allocated or waited for under one.
 *
 * Unload
 * ------
 *
 *  1. every held task is woken, nobody is held any more
 *  2. debugfs goes, so nobody changes a setting any more
 *  3. no fault is diverted any more; calls inside of faults that were still are,
 *     for these may hold a claim that the kernel does not know of
 *  4. wait until no fault is inside a frame; then the same for all other calls
 *  5. the hooks come off; for that ftrace waits for an RCU-tasks grace period,
 *     after which whoever has left the count has left the code as well
 *  6. free
 */
#ifndef SWR_H
#define SWR_H

#include <linux/mm_types.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/types.h>

#include "swr_abi.h"
#include "swr_detect.h"
#include "swr_hist.h"
#include "swr_points.h"

struct seq_file;

/**
 * struct swr_side - who a fault belongs to and when it passed what
 * @tid: thread, as the initial pid namespace numbers it
 * @tgid: its process
 * @cpu: where it began
 * @install_cpu: where it mapped its page, valid if @install_ns is not 0
 * @comm: name of the task
 * @begin_ns: CLOCK_MONOTONIC times, 0 for a point not passed
 * @claim_ns: claim granted
 * @read_ns: the read was asked for; a hold at read:entry comes after it
 * @read_end_ns: the read function returned, which on a device without synchronous
 *               IO is not yet the end of the read
 * @install_ns: page mapped
 *
 * Written by the faulting task only; copied by others under the bucket lock,
 * where a time that is just being written may come out one event old.
 */
struct swr_side {
	pid_t tid;
	pid_t tgid;
	int cpu;
	int install_cpu;
	char comm[16];
	u64 begin_ns;
	u64 claim_ns;
	u64 read_ns;
	u64 read_end_ns;
	u64 install_ns;
};

/**
 * struct swr_out - a page that went out to an entry
 * @seq: what its place had counted then, this one included
 * @point: how far it was, before unmap or before writeout
 * @by: by whom; its begin and install are when
 */
struct swr_out {
	u32 seq;
	enum swr_point point;
	struct swr_side by;
};

#define SWR_STACK_MAX	16

/**
 * struct swr_stack - where a task was
 * @nr: how many return addresses, 0: it was not saved
 * @pc: they, innermost first, without those of the hooks themselves
 */
struct swr_stack {
	unsigned int nr;
	unsigned long pc[SWR_STACK_MAX];
};

struct swr_fault;

/**
 * struct swr_fix_ops - a policy: what a fault does about others of its page
 * @name: as the file `fix` takes it
 * @models: the commit, release or thread it comes from
 * @text: what it does, in one line
 * @unsafe: with it a kernel is open to S1 that is not open without
 * @pins: a fault that goes past the swap cache claims its entry
 * @cached: no fault goes past the swap cache
 * @wait: what a fault does that was refused the claim, before it is given up to
 *        be taken again; in the task's own context, may sleep. NULL: what the
 *        kernel does.
 * @release: a claim was dropped; @f is the fault that held it. Called for every
 *        policy that has it, whatever the policy of @f: those that wait may have
 *        begun under another; and not while nobody is in any @wait. May sleep, must
 *        not block.
 * @setback: @f was refused the claim; called before @wait, for every policy that
 *        has it
 *
 * A policy knows neither hooks nor debugfs nor other policies.
 */
struct swr_fix_ops {
	const char *name;
	const char *models;
	const char *text;
	bool unsafe;
	bool pins;
	bool cached;
	void (*wait)(struct swr_fault *f);
	void (*release)(const struct swr_fault *f);
	void (*setback)(const struct swr_fault *f);
};

/**
 * struct swr_fault - one swap-in fault in flight, or one that may come back
 * @peer: in its bucket, while it is in flight or parked
 * @bucket: which one; changes only while the record is on no list
 * @owner: its place in the table of tasks, where its task stands; never changes
 * @mm: to compare, never to follow
 * @address: of the page, low bits clear
 * @entry: value of the swap entry in the PTE when the fault began
 * @span: what the detectors know
 * @went_bypass: counted as a fault past the swap cache
 * @claim_from: where its last call for a claim came from
 * @claiming: it has the claim on its entry, or is just asking for it
 * @refused: it was refused the claim, and will not read past the swap cache
 * @repeats: how often its task came back for this page without an install
 * @ra_refusals: -EEXIST that a read-ahead call, still under way, met on @entry
 * @drops: claims dropped in @bucket when it began, before it looked at anything
 * @refused_ns: CLOCK_MONOTONIC when it was refused the claim, 0 before and after
 *              it has waited for that
 * @fix: the policy it began with, and keeps
 * @swapoffs: how often its device had gone when it began
 * @off_ref: it has a reference of its device, of swapoff_fix.c
 * @reading: it is in the read of its page
 * @asked: in that, the kernel was asked to read, or will not be
 * @unread: its device had gone before its page was read, and it was not
 * @written: where pages that go out to its entry are counted
 * @written_begin: what that place had seen when the fault began
 * @written_read: when its read began
 * @written_read_end: and when that ended
 * @cause: what overtook it: another install, or reclaim at unmap or writeout
 * @me: the fault itself
 * @by: who overtook it, valid if @span.overtaken
 * @by_stack: where that one mapped the page
 */
struct swr_fault {
	struct hlist_node peer;
	struct peer_bucket *bucket;
	struct task_struct **owner;
	struct mm_struct *mm;
	unsigned long address;
	unsigned long entry;
	struct swr_span span;
	bool went_bypass;
	unsigned long claim_from;
	bool claiming;
	bool refused;
	unsigned int repeats;
	unsigned int ra_refusals;
	unsigned int drops;
	u64 refused_ns;
	const struct swr_fix_ops *fix;
	unsigned int swapoffs;
	bool off_ref;
	bool reading;
	bool asked;
	bool unread;
	const u32 *written;
	u32 written_begin;
	u32 written_read;
	u32 written_read_end;
	enum swr_point cause;
	struct swr_side me;
	struct swr_side by;
	struct swr_stack by_stack;
};

/**
 * struct swr_race - what the detectors decided once
 * @seq: number of the race since load, from 1; 0 while it is being written
 * @kind: stale or uncertain
 * @time_ns: CLOCK_MONOTONIC
 * @address: of the page
 * @entry: value of the swap entry
 * @a: the side that installed the stale page
 * @b: the side that overtook it
 * @a_stack: where @a mapped its page
 * @b_stack: where @b mapped its page
 * @cause: what @b did: install, unmap or writeout; but for install @b_stack is empty
 */
struct swr_race {
	u64 seq;
	enum swr_judgement kind;
	enum swr_point cause;
	u64 time_ns;
	unsigned long address;
	unsigned long entry;
	struct swr_side a;
	struct swr_side b;
	struct swr_stack a_stack;
	struct swr_stack b_stack;
};

/* Who has the claim that a fault was refused. */
enum swr_rival {
	SWR_RIVAL_NONE,		/* nobody that is followed here */
	SWR_RIVAL_GONE,		/* nobody any more: a claim was dropped meanwhile */
	SWR_RIVAL_ASKING,	/* another fault of the same page asks for it, or just got it */
	SWR_RIVAL_HERE,		/* another fault of the same page has it */
};

/* Who asks for a claim; the eexist_* counters are split by it. */
enum swr_caller {
	SWR_BY_FAULT,		/* do_swap_page() itself, past the swap cache */
	SWR_BY_CACHE_FAULT,	/* a fault that goes through the swap cache (7.2+) */
	SWR_BY_READAHEAD,
	SWR_BY_SHMEM,
	SWR_BY_OTHER,
};

/* A point is passed twice by whoever goes through a diverted call. */
enum swr_phase { SWR_ENTRY, SWR_RETURN, SWR_NR_PHASES };

/* Bits for sets of points, and of places where a task may be held. */
#define SWR_POINT_BIT(point)		BIT(SWR_P_##point)
#define SWR_PLACE_BIT(point, phase)	BIT((point) * SWR_NR_PHASES + (phase))

/**
 * struct swr_hook_info - a row of the hook table, to look at
 * @points: the points this row serves, as SWR_POINT_BIT()
 * @armed: the hook is on
 * @divert: the call is redirected; otherwise it is only seen
 * @must: the module does not load without it
 * @sleeps: where a task may be held, as SWR_PLACE_BIT()
 * @symbol: which candidate was found, or NULL
 * @lost: what does not work without it
 * @hits: calls since load
 * @missed: calls since load that could not be looked at
 */
struct swr_hook_info {
	unsigned long points;
	bool armed;
	bool divert;
	bool must;
	unsigned long sleeps;
	const char *symbol;
	const char *lost;
	u64 hits;
	u64 missed;
};

/**
 * enum swr_level - what the hooks do
 * @SWR_OFF: they are off
 * @SWR_COUNT: some of them are on, and count: no fault is followed, so nothing is known of
 *             installs, windows and times, and nobody can be held
 * @SWR_ON: all of it
 */
enum swr_level { SWR_OFF, SWR_COUNT, SWR_ON, SWR_NR_LEVELS };

/* probe.c: how functions are hooked */
int swr_probe_find_rows(void);
int swr_probe_arm(enum swr_level level);
void swr_probe_disarm(void);
int swr_probe_need(enum swr_point point);
bool swr_probe_info(unsigned int row, struct swr_hook_info *info);
bool swr_probe_present(enum swr_point point);
bool swr_probe_passes(enum swr_point point, enum swr_phase phase);
bool swr_probe_sleeps(enum swr_point point, enum swr_phase phase);
long swr_probe_frames(void);

/* enable.c: hooks on and off */
const char *swr_enabled_name(void);
int swr_enabled_get(const char *what);
void swr_enabled_put(void);
int swr_enable_check(const char *name);
int swr_enable(const char *name);

/* swapin.c: the hooks of the swap-in path */
bool swr_swapin_pins(void);

/* written.c: pages that go out, by entry */
void swr_written_init(void);
void swr_written(unsigned long first, unsigned long nr, enum swr_point point);
const u32 *swr_written_place(unsigned long entry);
bool swr_written_since(unsigned long entry, u32 seq, struct swr_out *out);

/* fault.c: fault records */
void swr_fault_init(void);
void swr_fault_forget(void);
struct swr_fault *swr_fault_begin(struct vm_fault *vmf);
struct swr_fault *swr_fault_find(void);
void swr_fault_claim(struct swr_fault *f, enum swr_caller by, int err, bool forged);
void swr_fault_read(struct swr_fault *f, bool bypass);
void swr_fault_read_end(struct swr_fault *f);
bool swr_fault_install(struct swr_fault *f, unsigned long first, unsigned long nr);
void swr_fault_end(struct swr_fault *f, vm_fault_t ret);
enum swr_rival swr_fault_rival(struct swr_fault *f);
void swr_fault_unclaim(struct swr_fault *f);
bool swr_fault_any(bool (*match)(const struct swr_fault *f, const void *arg), const void *arg);
bool swr_fault_snapshot(unsigned int nr, struct swr_fault *copy);
unsigned int swr_fault_slots(void);

/**
 * swr_fault_ask() - the fault is about to ask for the claim on its entry
 * @f: the fault
 *
 * Before it does: whoever is refused because @f was granted the claim finds
 * @claiming set. The swap cluster's lock, taken by both, orders the two.
 *
 * Context: the task's own, outside of locks.
 */
static inline void swr_fault_ask(struct swr_fault *f)
{
	WRITE_ONCE(f->claiming, true);
}

/* The record that was taken last on this CPU, or NULL: a guess at whose it is. */
DECLARE_PER_CPU(struct swr_fault *, swr_fault_last);

/**
 * swr_fault_current() - the swap-in fault that the current task is in
 *
 * Context: any hook.
 * Return: its record, or NULL if it is in none or in one that is not followed.
 */
static __always_inline struct swr_fault *swr_fault_current(void)
{
	struct swr_fault *f = this_cpu_read(swr_fault_last);

	/*
	 * A parked record can be taken over by another task meanwhile; evict() names
	 * the new owner first and changes the stage after (A), so a stage that is not
	 * parked any more comes with a new name.
	 */
	if (likely(f) && READ_ONCE(f->span.stage) != SWR_S_PARKED) {
		smp_rmb();	/* pairs with (A) */
		if (likely(READ_ONCE(*f->owner) == current))
			return f;
	}
	return swr_fault_find();
}

/* detect.c: the rules applied to records; bucket lock held by the caller */
void swr_detect_met(struct swr_fault *peer);
void swr_detect_overtaken(struct swr_fault *peer, const struct swr_fault *by);
enum swr_judgement swr_detect_installed(struct swr_fault *f);

/* stats.c: counters, and why a write was refused */
#define SWR_ERROR_MAX	256	/* bytes of the reason, with the closing 0 */

struct swr_stats {
	u64 n[SWR_NR_COUNTERS];
};

DECLARE_PER_CPU(struct swr_stats, swr_stats);
#define swr_count(name)	this_cpu_inc(swr_stats.n[SWR_N_##name])
void swr_stats_read(struct swr_stats *sum);
void swr_stats_reset(void);
u64 swr_stats_lost(const struct swr_stats *sum);
int swr_refuse(int err, const char *fmt, ...) __printf(2, 3);
void swr_refused(char *buf, size_t len);

extern const char *const swr_point_names[SWR_NR_POINTS];
extern const char *const swr_counter_names[SWR_NR_COUNTERS];
extern const char *const swr_stage_names[SWR_NR_STAGES];

/* races.c: the ring of decided races */
#define SWR_RACES	64
void swr_race_add(const struct swr_fault *f, enum swr_judgement kind);
void swr_stack_save(struct swr_stack *s);
bool swr_race_read(u64 seq, struct swr_race *copy);
u64 swr_race_first(void);
u64 swr_race_last(void);
void swr_races_reset(void);

/* gate.c: holding tasks at points */
struct swr_gate_info {
	char name[SWR_GATE_NAME_MAX];
	pid_t tid;
	enum swr_point point;
	enum swr_phase phase;
	unsigned int nth;
	pid_t until_tid;		/* 0: until released */
	enum swr_point until_point;
	enum swr_phase until_phase;
	const char *until_result;	/* NULL: any */
	unsigned int limit_ms;
	const char *state;
	const char *end;
	u64 held_us;
};

/* Gates that are armed or held: hooks look no further while it is 0. */
extern unsigned int swr_nr_gates;
void swr_gate_passed(enum swr_point point, enum swr_phase phase, int result);
int swr_gate_command(char *cmd);

/**
 * swr_gates_set() - may swr_gate_pass() do anything just now?
 *
 * A gate that is set after this was asked does not see the task pass.
 */
static inline bool swr_gates_set(void)
{
	return READ_ONCE(swr_nr_gates);
}

/**
 * swr_gate_pass() - the current task passes a point
 * @point: which
 * @phase: before or after the call
 * @result: answer of the call, 0 or a negative errno; 0 if there is none
 *
 * Ends the gates that waited for this, then holds the task if a gate is set for
 * it here. Gates for points that may not sleep are refused when they are set.
 *
 * Context: any hook; may sleep if the hook row says so.
 */
static __always_inline void swr_gate_pass(enum swr_point point, enum swr_phase phase, int result)
{
	if (unlikely(swr_gates_set()))
		swr_gate_passed(point, phase, result);
}

bool swr_gate_info(unsigned int nr, struct swr_gate_info *info);
unsigned int swr_gate_held(void);
void swr_gate_clear(void);
void swr_gate_stop(void);

/* hist.c: durations and numbers, the kinds of swr_points.h */
int swr_hist_init(void);
void swr_hist_exit(void);
void swr_hist_add(enum swr_hist_kind kind, const struct swr_fix_ops *fix, u64 value);
u64 swr_hist_read(enum swr_hist_kind kind, unsigned int fix, unsigned int bucket);
void swr_hist_reset(void);

/* fix.c: the policies */
#define SWR_NR_FIXES	10

int swr_fix_init(bool allow_unsafe);
void swr_fix_exit(void);
const struct swr_fix_ops *swr_fix_at(unsigned int nr);
const char *swr_fix_why_not(const struct swr_fix_ops *fix);
int swr_fix_set(const char *name);
bool swr_fix_wait(struct swr_fault *f);
void swr_fix_released(const struct swr_fault *f);
void swr_fix_setback(const struct swr_fault *f);
const char *swr_fix_s1(void);
bool swr_fix_needs_record(void);

extern const struct swr_fix_ops *const swr_fixes[SWR_NR_FIXES];
extern const struct swr_fix_ops *swr_fix_now;

/**
 * swr_fix_active() - the policy that faults begin with now
 */
static inline const struct swr_fix_ops *swr_fix_active(void)
{
	return READ_ONCE(swr_fix_now);
}

/**
 * swr_fix_index() - the place of a policy in the list
 * @fix: the policy
 */
static inline unsigned int swr_fix_index(const struct swr_fix_ops *fix)
{
	unsigned int i = 0;

	while (swr_fixes[i] != fix)
		i++;
	return i;
}

/* fixes/: the policies, each in a file of its name */
extern const struct swr_fix_ops swr_fix_stock, swr_fix_busted, swr_fix_refault;
extern const struct swr_fix_ops swr_fix_schedule, swr_fix_cond_resched, swr_fix_tick;
extern const struct swr_fix_ops swr_fix_waitqueue, swr_fix_hashed, swr_fix_cached;
extern const struct swr_fix_ops swr_fix_exact;

/* selftest.c */
int swr_selftest(void);

/* debugfs/root.c */
int swr_debugfs_init(void);
void swr_debugfs_exit(void);

#endif
