/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Trace points, swaprace:*. Integers only, copied when the event happens: a record
 * needs nothing of the kernel it was made on to be read, so `perf record -e
 * 'swaprace:*'`, trace-cmd and bpftrace can all take it. Task, CPU and time are in
 * every record as ftrace writes it, in the fields common_* and its header.
 *
 * Fields, the same in every event that has them:
 *
 * address  user address of the page that faulted, bytes, low bits clear
 * type     swap device of the entry, its number (order of swapon)
 * offset   of the entry on that device, pages
 * result   of a claim: 0 granted, negative errno refused (-17: -EEXIST)
 * caller   who asked for a claim: 0 fault past the swap cache, 1 fault through the
 *          swap cache (7.2+), 2 read-ahead, 3 shmem, 4 other; enum swr_caller
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM swaprace

#if !defined(SWR_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define SWR_TRACE_H

#include <linux/swapops.h>
#include <linux/tracepoint.h>

/* A fault, its entry, and one fact more. */
#define SWR_FAULT_EVENT(name, fact)					\
TRACE_EVENT(name,							\
	TP_PROTO(unsigned long address, unsigned long value, int fact),	\
	TP_ARGS(address, value, fact),					\
	TP_STRUCT__entry(						\
		__field(unsigned long, address)				\
		__field(unsigned int, type)				\
		__field(unsigned long, offset)				\
		__field(int, fact)					\
	),								\
	TP_fast_assign(							\
		__entry->address = address;				\
		__entry->type = swp_type((swp_entry_t){ value });	\
		__entry->offset = swp_offset((swp_entry_t){ value });	\
		__entry->fact = fact;					\
	),								\
	TP_printk("address=0x%lx entry=%u:%lu " #fact "=%d",		\
		  __entry->address, __entry->type, __entry->offset,	\
		  __entry->fact)					\
)

/*
 * A fault met a swapped-out page, in its task. repeat: 1 if this task's last fault
 * was of the same page and entry and ended without an install, else 0.
 */
SWR_FAULT_EVENT(swr_fault, repeat);

/*
 * The read for that fault begins; a hold or a delay at read:entry comes after it.
 * bypass: 1 if the page that is read is outside the swap cache, else 0.
 */
SWR_FAULT_EVENT(swr_read, bypass);

/* The read function has returned. bypass: as in swr_read. */
SWR_FAULT_EVENT(swr_read_end, bypass);

/*
 * The fault maps its page, under the page-table lock. worth: 0 fine, 1 uncertain (it
 * was overtaken before its read had ended), 2 stale (after); enum swr_judgement.
 */
SWR_FAULT_EVENT(swr_install, worth);

/* The fault returns. installed: 1 if it mapped its page, else 0. */
SWR_FAULT_EVENT(swr_fault_end, installed);

/* Calls that are about an entry, with or without a fault. */
DECLARE_EVENT_CLASS(swr_entry_class,
	TP_PROTO(unsigned long value, int result, int caller),
	TP_ARGS(value, result, caller),
	TP_STRUCT__entry(
		__field(unsigned int, type)
		__field(unsigned long, offset)
		__field(int, result)
		__field(int, caller)
	),
	TP_fast_assign(
		__entry->type = swp_type((swp_entry_t){ value });
		__entry->offset = swp_offset((swp_entry_t){ value });
		__entry->result = result;
		__entry->caller = caller;
	),
	TP_printk("entry=%u:%lu result=%d caller=%d",
		  __entry->type, __entry->offset, __entry->result, __entry->caller)
);

/* A claim was granted or refused, with or without a fault. */
DEFINE_EVENT(swr_entry_class, swr_claim,
	TP_PROTO(unsigned long value, int result, int caller),
	TP_ARGS(value, result, caller));

/* A claim is dropped. result and caller are 0. */
DEFINE_EVENT(swr_entry_class, swr_unclaim,
	TP_PROTO(unsigned long value, int result, int caller),
	TP_ARGS(value, result, caller));

/*
 * A page that has entries, and is marked dirty, is about to be unmapped: no device has its
 * data. One that only a page table knows to be dirty is marked on the way, and has none.
 * result and caller are 0.
 */
DEFINE_EVENT(swr_entry_class, swr_unmap,
	TP_PROTO(unsigned long value, int result, int caller),
	TP_ARGS(value, result, caller));

/* A page is handed to swap-out. result and caller are 0. */
DEFINE_EVENT(swr_entry_class, swr_writeout,
	TP_PROTO(unsigned long value, int result, int caller),
	TP_ARGS(value, result, caller));

/*
 * A task is held at a gate, or goes on.
 *
 * point    where, enum swr_point: 0 fault, 1 bypass, 2 claim, 3 wait, 4 read,
 *          5 install, 6 unclaim, 7 fault_end, 8 free, 9 writeout, 10 swapoff,
 *          11 collapse, 12 swapoff_call, 13 swapoff_wait, 14 swapoff_refs,
 *          15 unuse, 16 swapon, 17 cache_read, 18 cache_wait,
 *          19 revalidate, 20 collapse_end, 21 unmap
 * phase    0 before the call, 1 after it
 * end      0 it is held now; it goes on: 1 released, 2 until, 3 early, 4 limit,
 *          5 killed, 6 unload; enum swr_end
 * held_us  us it was held, 0 as long as it is
 */
TRACE_EVENT(swr_gate,
	TP_PROTO(int point, int phase, int end, u64 held_us),
	TP_ARGS(point, phase, end, held_us),
	TP_STRUCT__entry(
		__field(int, point)
		__field(int, phase)
		__field(int, end)
		__field(u64, held_us)
	),
	TP_fast_assign(
		__entry->point = point;
		__entry->phase = phase;
		__entry->end = end;
		__entry->held_us = held_us;
	),
	TP_printk("point=%d phase=%d end=%d held_us=%llu", __entry->point,
		  __entry->phase, __entry->end, __entry->held_us)
);

/*
 * A call that reads into the swap cache has been refused the claim for too long or
 * too often; in its task, while it goes on.
 *
 * refusals     so far
 * looped_us    us since the first of them
 * holder       thread that has the claim, 0 if nobody is known
 * holder_prio  its priority, 0 to 99 real-time, 120 nice 0, lower wins
 * prio         that of the task of this event
 */
TRACE_EVENT(swr_livelock,
	TP_PROTO(unsigned long value, unsigned int refusals, u64 looped_us, int holder,
		 int holder_prio, int prio),
	TP_ARGS(value, refusals, looped_us, holder, holder_prio, prio),
	TP_STRUCT__entry(
		__field(unsigned int, type)
		__field(unsigned long, offset)
		__field(unsigned int, refusals)
		__field(u64, looped_us)
		__field(int, holder)
		__field(int, holder_prio)
		__field(int, prio)
	),
	TP_fast_assign(
		__entry->type = swp_type((swp_entry_t){ value });
		__entry->offset = swp_offset((swp_entry_t){ value });
		__entry->refusals = refusals;
		__entry->looped_us = looped_us;
		__entry->holder = holder;
		__entry->holder_prio = holder_prio;
		__entry->prio = prio;
	),
	TP_printk("entry=%u:%lu refusals=%u looped_us=%llu holder=%d holder_prio=%d prio=%d",
		  __entry->type, __entry->offset, __entry->refusals, __entry->looped_us,
		  __entry->holder, __entry->holder_prio, __entry->prio)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE swr_trace
#include <trace/define_trace.h>
