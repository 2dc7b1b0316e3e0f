/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Miniatures of the parts of mm that the candidates argue about, and the candidates.
 *
 * An actor is a function that is called again and again and does one step each time:
 * it runs up to just before its next shared access, so between two SWM_STEPs there is
 * one. What stands under one lock and touches nothing else is one access. The rest of
 * an actor is in struct swm_actor; a step that cannot be made now is SWM_WAIT and has
 * changed nothing. That makes the same source a state machine for the explorer
 * (tools/model) and a thread for the module (module/model/run.c).
 *
 * There are three worlds: swap (one page, mapped by one or two mms; S1 and S2), a swap
 * device (S3), and a vma under mmap_lock (S4).
 *
 * Locks: swm_actor.atomic counts spinlocks the actor has over a step. In the kernel ptl
 * is a real spinlock per mm and `cluster` one for all that is left (swap_map, swap
 * cache, folios, the device, vmas), never held over a step; ptl -> cluster. In the
 * explorer a ptl is the number of its owner.
 */
#ifndef SWR_MODEL_H
#define SWR_MODEL_H

#include "cands.h"
#include "model_env.h"

#define SWM_ACTORS	6
#define SWM_FOLIOS	7
#define SWM_SLOTS	2
#define SWM_MMS		2
#define SWM_OBJS	3

/* What must never happen. */
#define SWM_PROPS(X) \
	X(NONE, "clean") \
	X(STALE, "stale page mapped") \
	X(LOST, "write lost") \
	X(COUNT, "double free or count underflow") \
	X(LEAK, "claim or entry never dropped") \
	X(DEVICE, "use of a device after swapoff") \
	X(FREED, "use of a freed object") \
	X(REF, "percpu_ref used in a state it is not made for") \
	X(SLEEP, "sleep under a spinlock or in RCU") \
	X(WRONG, "collapse of what is not there any more") \
	X(FOREVER, "waiting forever") \
	X(SMALL, "the model is too small")

enum swm_prop {
#define SWM_PROP(name, text)	SWM_P_##name,
	SWM_PROPS(SWM_PROP)
	SWM_NR_PROPS
};

enum swm_ret {
	SWM_NEXT,	/* a step was made */
	SWM_SCHED,	/* likewise, and here the task lets others run */
	SWM_WAIT,	/* not now; nothing was changed */
	SWM_DONE,	/* the function has ended */
};

#define SWM_BEGIN(pc)	switch (pc) { case 0:
#define SWM_END(pc)	} (pc) = 0; return SWM_DONE
#define SWM_EXIT(pc)	do { (pc) = 0; return SWM_DONE; } while (0)
/* What follows is a step of its own. */
#define SWM_STEP(pc)	do { (pc) = __LINE__; return SWM_NEXT; case __LINE__:; } while (0)
#define SWM_RESCHED(pc)	do { (pc) = __LINE__; return SWM_SCHED; case __LINE__:; } while (0)
/* Likewise, and it is made once the condition holds. */
#define SWM_UNTIL(pc, cond) do { \
	(pc) = __LINE__; \
	return SWM_NEXT; \
	case __LINE__: \
	if (!(cond)) \
		return SWM_WAIT; \
} while (0)
/* Steps of another function of the same actor. */
#define SWM_CALL(pc, call) do { \
	enum swm_ret ret_; \
	(pc) = __LINE__; \
	fallthrough; \
	case __LINE__: \
	ret_ = (call); \
	if (ret_ != SWM_DONE) \
		return ret_; \
} while (0)

/* What a PTE holds: a kind, and a slot or a folio. */
#define SWM_PTE_NONE	0
#define SWM_PTE_SWAP	0x10
#define SWM_PTE_PAGE	0x20
#define SWM_PTE_MARK	0x30	/* L: a swap-in is on its way into that folio */
#define SWM_KIND(pte)	((pte) & 0xf0)
#define SWM_NR(pte)	((pte) & 0x0f)

#define SWM_COUNT(map)	((map) & 0x0f)
#define SWM_HAS_CACHE	0x40
#define SWM_LOCKED	0x80	/* C: the new value of swap_map */

#define SWM_ZERO	0	/* content of a page nobody wrote to */
#define SWM_GARBAGE	0xff	/* what is read from a slot that was freed */

#define SWM_NO		0xff	/* no folio, no slot */

enum swm_sleep {
	SWM_AWAKE,
	SWM_TICK,	/* until others had time to do something */
	SWM_WOKEN,
	SWM_QUEUED,	/* until somebody wakes it */
};

enum swm_go {
	SWM_GO_FAULT,	/* the loser returns, and faults again */
	SWM_GO_CLAIM,	/* asks again from within the fault */
	SWM_GO_CACHED,	/* swaps in through the swap cache */
};

struct swm_world;
struct swm_actor;

typedef enum swm_ret (*swm_program)(struct swm_world *w, struct swm_actor *a);

/* @pc: of the program, the fault it takes, the swap-in of that, and the loser's wait */
struct swm_actor {
	u16 pc, fault_pc, swapin_pc, lost_pc;
	u8 nr;
	u8 mm;
	u8 done;
	u8 pte;		/* read without a lock, orig_pte */
	u8 entry;
	u8 folio;
	u8 spare;	/* folio allocated before it is known to be needed */
	u8 claimed;
	u8 go;
	u8 atomic;
	u8 rcu;
	u8 asleep;
	u8 on_queue;
	u8 obj;
	u8 turn;
};

struct swm_folio {
	u8 content;
	u8 ref;
	u8 slot;	/* of the swap cache, or SWM_NO */
	u8 lock;
};

struct swm_slot {
	u8 map;
	u8 content;
	u8 pins;	/* N */
	u8 holder;	/* which fault has claimed it, number of the actor + 1 */
};

struct swm_swap {
	u8 pte[SWM_MMS];
	u8 truth[SWM_MMS];	/* what the page must read */
	u8 ptl[SWM_MMS];
	u8 version;
	u8 forked;
	struct swm_folio folio[SWM_FOLIOS];
	struct swm_slot slot[SWM_SLOTS];
};

enum swm_ref { SWM_REF_NONE, SWM_REF_LIVE, SWM_REF_DEAD, SWM_REF_EXITED };

/* @file: 0 none, else which swapon; @obj: of (d), two that take turns */
struct swm_dev {
	u8 pte;
	u8 ptl;
	u8 valid;
	u8 file;
	u8 ref;
	u8 users;
	u8 on;
	u8 now;
	u8 stopped;
	struct {
		u8 alive, file, users;
	} obj[2];
};

struct swm_vma {
	u8 alive;
	u8 fits;	/* a huge page may be put there */
};

struct swm_thp {
	u8 readers;
	u8 writer;
	u8 map;		/* the vma at the address, SWM_NO: none */
	u8 pmd;		/* page table: 0 none, SWM_HUGE, else which one */
	u8 exiting;
	u8 live_table;
	struct swm_vma vma[SWM_OBJS];
};

#define SWM_HUGE	0xfe

enum swm_said {
	SWM_SAID_LANDED,	/* right, and merged */
	SWM_SAID_FINE,		/* right, but not taken */
	SWM_SAID_WRONG,		/* does not close the race, or hangs */
	SWM_SAID_OPEN,		/* nobody said */
};

enum swm_kind { SWM_SWAP, SWM_LIVELOCK, SWM_DEV, SWM_THP };

/**
 * struct swm_cand - a candidate
 * @id: as swap-race-history and the threads' order have it: S1-F
 * @name: what it is, in some words
 * @origin: commit, revision or thread
 * @verdict: what the thread said of it, in some words
 * @said: the same, to be compared
 * @note: where machine and thread differ: who is right, and why; NULL if they agree
 * @policy: name of the live policy that it models, NULL if none can
 * @cached: no fault goes past the swap cache
 * @late: the claim is asked for after the read
 * @under_ptl: the claim is dropped before the page-table lock is
 * @inside: a folio is allocated with the claim held
 * @keep: a folio that was allocated is kept for the next loop
 * @recheck: looks into the swap cache once more, see marker.c and pin.c
 * @fault: the whole fault, for candidates that change more than the claim
 * @claim: 0, -EEXIST: somebody else has it, or -ENOENT: there is no such entry
 * @lost: what one does that was refused; says by swm_actor.go how it goes on
 * @release: drops the claim, after @wake if that is not NULL
 * @wake: wakes those that sleep for it
 * @get: S3: pins the device; swm_actor.go becomes 0 if it is gone
 * @put: S3
 * @off: S3: what swapoff does after try_to_unuse() and before the device goes
 * @on: S3: what swapon does with what @off left
 * @check: S4: is what was looked up before still there
 * @pmd: S4: the page table is looked up again under the lock
 */
struct swm_cand {
	const char *id;
	const char *name;
	const char *origin;
	const char *verdict;
	enum swm_said said;
	const char *note;
	enum swm_kind kind;
	const char *policy;
	bool cached;
	bool late;
	bool under_ptl;
	bool inside;
	bool keep;
	bool recheck;
	swm_program fault;
	int (*claim)(struct swm_world *w, struct swm_actor *a);
	swm_program lost;
	void (*release)(struct swm_world *w, struct swm_actor *a);
	void (*wake)(struct swm_world *w, struct swm_actor *a);
	swm_program get;
	void (*put)(struct swm_world *w, struct swm_actor *a);
	swm_program off;
	void (*on)(struct swm_world *w, struct swm_actor *a);
	bool (*check)(struct swm_world *w, struct swm_actor *a);
	bool pmd;
};

struct swm_world {
	struct swm_actor actor[SWM_ACTORS];
	union {
		struct swm_swap s;
		struct swm_dev d;
		struct swm_thp t;
	};
	u8 nr_actors;
	u8 broken;	/* enum swm_prop, the first that was */
	u8 choice;	/* in: which of the possible outcomes of this step */
	u8 choices;	/* out: how many there are */
	u8 running;	/* one CPU: whose turn it is, number + 1 */
	swm_real_lock cluster;
	swm_real_lock real_ptl[SWM_MMS];
};

/* The candidate under test and what its world is made of; constant over a run. */
extern const struct swm_cand *swm_now;
extern const struct swm_cand *const swm_cands[];

#define SWM_DECLARE(name)	extern const struct swm_cand swm_##name;
SWM_CANDS(SWM_DECLARE)

/**
 * struct swm_cast - who acts in a world
 * @name: of the cast
 * @text: in words
 * @kind: of which worlds
 * @who: names of the actors, and what they do
 * @daemons: which of them need not get to their end, a bit each
 * @one_cpu: only one task runs at a time, and those of @high before others: 0 no, 1 the
 *           kernel preempts, 2 in the kernel tasks give up the CPU only where they
 *           sleep or say so
 * @high: a bit each
 * @quick: small, and part of every run
 */
struct swm_cast {
	const char *name;
	const char *text;
	enum swm_kind kind;
	struct {
		const char *name;
		swm_program run;
		u8 mm;
	} who[SWM_ACTORS];
	u8 daemons;
	u8 one_cpu;
	u8 high;
	bool quick;
};

extern const struct swm_cast swm_casts[];

void swm_world_init(struct swm_world *w, const struct swm_cast *cast);
void swm_broke(struct swm_world *w, enum swm_prop prop);
u8 swm_choose(struct swm_world *w, u8 n);
enum swm_prop swm_world_end(struct swm_world *w);
void swm_sleeps(struct swm_world *w, struct swm_actor *a);
bool swm_awake(struct swm_actor *a);
void swm_tick(struct swm_world *w, struct swm_actor *a);

/* swap.c: under the lock `cluster` each */
u8 swm_folio_new(struct swm_world *w, struct swm_actor *a);
void swm_folio_get(struct swm_world *w, u8 folio);
void swm_folio_put(struct swm_world *w, u8 *folio);
bool swm_folio_lock(struct swm_world *w, struct swm_actor *a, u8 folio);
void swm_folio_unlock(struct swm_world *w, u8 folio);
u8 swm_cache_find(struct swm_world *w, u8 slot);
void swm_cache_add(struct swm_world *w, u8 folio, u8 slot);
void swm_cache_del(struct swm_world *w, u8 folio);
bool swm_cache_free(struct swm_world *w, u8 folio);
u8 swm_slot_alloc(struct swm_world *w);
u8 swm_count(struct swm_world *w, u8 slot);
int swm_prepare(struct swm_world *w, struct swm_actor *a, u8 slot);
void swm_clear(struct swm_world *w, struct swm_actor *a, u8 slot);
int swm_dup(struct swm_world *w, u8 slot);
void swm_free(struct swm_world *w, u8 slot);
void swm_slot_unused(struct swm_world *w, u8 slot);

bool swm_ptl(struct swm_world *w, struct swm_actor *a);
void swm_ptl_unlock(struct swm_world *w, struct swm_actor *a);
bool swm_same(struct swm_world *w, struct swm_actor *a, u8 pte);
void swm_map(struct swm_world *w, struct swm_actor *a);

/* fault.c */
enum swm_ret swm_fault(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_swapin(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_map_cached(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_anon(struct swm_world *w, struct swm_actor *a);

/* wait.c: what losers do */
bool swm_in_rcu(struct swm_world *w);
enum swm_ret swm_lost_refault(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_lost_sched(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_lost_tick(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_lost_queue(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_lost_exact(struct swm_world *w, struct swm_actor *a);
int swm_claim_cache(struct swm_world *w, struct swm_actor *a);
void swm_release_cache(struct swm_world *w, struct swm_actor *a);
void swm_wake_all(struct swm_world *w, struct swm_actor *a);
void swm_wake_entry(struct swm_world *w, struct swm_actor *a);

/* marker.c, pin.c, ref.c: what several candidates share */
enum swm_ret swm_marker_fault(struct swm_world *w, struct swm_actor *a);
int swm_claim_pin(struct swm_world *w, struct swm_actor *a);
void swm_release_pin(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_ref_get(struct swm_world *w, struct swm_actor *a);
void swm_ref_put(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_ref_off(struct swm_world *w, struct swm_actor *a);

#endif
