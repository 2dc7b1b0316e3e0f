/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Trace points, swaprace:*. Integers only, copied when the event happens.
 *
 * Common fields: tid (initial pid namespace), address (page, bytes), type and
 * offset (the swap entry). result is 0 or a negative errno, caller one of enum
 * swr_caller. The task, CPU and time are in every record as ftrace writes them.
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

/* A fault met a swapped-out page. repeat: 1 if it came back without an install. */
SWR_FAULT_EVENT(swr_fault, repeat);

/* The read for that fault begins. bypass: 1 if its page is outside the swap cache. */
SWR_FAULT_EVENT(swr_read, bypass);

/* The read for that fault has ended. */
SWR_FAULT_EVENT(swr_read_end, bypass);

/* The fault maps its page. worth: 0 fine, 1 uncertain, 2 stale. */
SWR_FAULT_EVENT(swr_install, worth);

/* The fault returns. installed: 1 if it mapped its page. */
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

/* A claim was granted (result 0) or refused (result < 0). */
DEFINE_EVENT(swr_entry_class, swr_claim,
	TP_PROTO(unsigned long value, int result, int caller),
	TP_ARGS(value, result, caller));

/* A claim is dropped. result and caller are 0. */
DEFINE_EVENT(swr_entry_class, swr_unclaim,
	TP_PROTO(unsigned long value, int result, int caller),
	TP_ARGS(value, result, caller));

/* A page is handed to swap-out. result and caller are 0. */
DEFINE_EVENT(swr_entry_class, swr_writeout,
	TP_PROTO(unsigned long value, int result, int caller),
	TP_ARGS(value, result, caller));

/*
 * A task is held at a gate (end 0) or goes on (end as enum swr_end). point and
 * phase: enum swr_point, enum swr_phase.
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

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE swr_trace
#include <trace/define_trace.h>
