/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module shows and the command, the scripts and the tests read: names
 * of debugfs files and the form of their lines. All files are root only.
 *
 * A name or a field is never given another meaning; a change that could break a
 * reader raises SWR_ABI. New files, counters and `key=value` fields may appear
 * at any time, readers skip what they do not know.
 *
 * Errors of the writable files: -EINVAL for anything that was not understood,
 * and then the file `error` says in one line what was expected; -ESRCH for a
 * task that does not exist, -ENOENT for a gate that does not, -EEXIST for a
 * name taken, -ENOSPC when all gates are in use, -ETIMEDOUT for a wait that
 * met its limit. A refused write changes nothing else.
 */
#ifndef SWR_ABI_H
#define SWR_ABI_H

#define SWR_VERSION	"0.1.0"
#define SWR_ABI		1

#define SWR_DIR		"swaprace"	/* below the debugfs mount point */

#define SWR_F_VERSION	"version"	/* r:  "swaprace <version> abi <n>" */
/*
 * r: "key: value" per line:
 *
 * version, kernel           of the module; of the kernel, as uname -r has it
 * fix, fix_swapoff,         the active policies
 * fix_loop, fix_order,
 * fix_collapse
 * unsafe                    1: one of these loses data, or drops a check
 * s1, s2, s3, s4            "closed: ", "open: " or "unknown: ", and why
 * enabled                   as that file
 * hooks_armed, hooks_absent rows of `hooks` that see calls now; that this kernel has no
 *                           function for
 * tasks_in_frames           calls of hooked functions that are under way
 * faults_inflight           lines of `inflight` that are not parked
 * tasks_held                tasks that sleep at a gate
 * races                     lines of `races`
 * events_lost               sum of the counters by which an event was lost or forged:
 *                           claims_forged, hooks_missed and lost_*
 */
#define SWR_F_STATUS	"status"
/*
 * r: 1 while the hooks are on, 0 while they are off, count while they only count
 * w: 0, 1 or count. What is on goes off first, which waits for all tasks in hooked
 *    functions, as unload does, and is refused by -EBUSY while a policy other than stock,
 *    a gate or an injection is there; these are refused by -EOPNOTSUPP unless it is 1.
 *    What happens between two levels is not seen. While it is 0 no counter moves; while it
 *    is count, these do: faults, faults_done, faults_retry and faults_error by what a fault
 *    returned, claims, claim_errors, eexist_* (shmem's are eexist_fault from 7.2 on, and all
 *    are eexist_other where a tracer of returns is on that function), reads, reads_bypass,
 *    writeouts, hooks_missed. count and 1 fail by -EBUSY if somebody else redirects one of
 *    the functions, and it is what it was.
 */
#define SWR_F_ENABLED	"enabled"
#define SWR_F_ERROR	"error"		/* r:  why the last refused write was refused */
/*
 * r: a line a row of the table: "<point>[,<point>] <observe|divert> <symbol|->
 *    <armed|off|absent> hits=<n> missed=<n> hold=<place>[,<place>]|- need=<must|may>
 *    lost=\"<text>\"". hits and missed count calls since load; a place is
 *    <point>:<entry|return>. off: it is there, and `enabled` is 0, or count and it is
 *    not counted there, or no policy so far has needed it.
 */
#define SWR_F_HOOKS	"hooks"
#define SWR_F_COUNTERS	"counters"	/* r:  "name: value" per line, unit: events */
/*
 * r: a line a candidate of module/model: "id=<s> cast=<s|-> rounds=<n> steps=<n> ms=<n>
 *    broken=\"<words|clean|->\" name=\"<s>\"", of its last run; - if it was not run
 * w: "run ID [cast=NAME] [ms=N]": by one kernel thread an actor, for ms (1 to 60000, 1000
 *    if not said) or until something is broken, which is no error. The write returns
 *    when it is over. Nothing but the model is touched.
 */
#define SWR_F_MODEL	"model"

/*
 * r: "tid=<n> tgid=<n> cpu=<n> state=<begun|claimed|reading|read|installed|parked>
 *     address=0x<hex> entry=<type>:<offset> bypass=<0|1> age_us=<n>" per line
 */
#define SWR_F_INFLIGHT	"inflight"
/*
 * r: oldest first, one line a race:
 *    "race=<n> kind=<stale|uncertain> time_ns=<n> address=0x<hex>
 *     entry=<type>:<offset> cause=<point>" followed, for the side that
 *    installed a stale page (a_) and for the side that overtook it (b_), by its install
 *    or, cause being unmap or writeout, by putting another page into the entry, which is
 *    then its begin and its install, by
 *    "tid tgid cpu comm begin_ns claim_ns read_ns read_end_ns install_ns install_cpu"
 *    as "a_tid=<n> ...". Times are
 *    CLOCK_MONOTONIC, 0: that point was not passed; begin_ns and read_ns are
 *    taken before a hold at the entry of that point. comm is last on its side;
 *    what is not a plain character in it, and '=', is '_'.
 */
#define SWR_F_RACES	"races"
/*
 * r: the same races for people, oldest first, each between two rulers of '=': a
 *    title "BUG: swaprace: <stale|uncertain>-install in <function> / <function>",
 *    those that mapped the page on either side; per side who, where, when and the
 *    stack; the entry; the times of both in us since the first of them; and
 *    "race <n>", its number in `races`. Not for programs, except for the title,
 *    "by task <tid> (<comm>) on cpu <n>" and "race <n>".
 */
#define SWR_F_REPORTS	"reports"
/*
 * r: a line a gate: "name=<s> task=<tid> at=<point>:<entry|return> nth=<n>
 *     until=<tid:point:phase[=result]|-> limit_ms=<n>
 *     state=<armed|held|done> end=<-|released|until|early|limit|killed|unload>
 *     held_us=<n>"
 * w: one command a write:
 *    "hold NAME task=TID at=POINT[:return] [nth=N]
 *          [until=TID:POINT[:return][=ok|=eexist|=error]] limit_ms=N"
 *        The Nth time (1) the task reaches the point it sleeps there until the
 *        other task passed its point, until `release`, or until limit_ms (1 to
 *        SWR_LIMIT_MS_MAX) have gone by. A gate holds once. If the other task
 *        was there first the gate ends as `early` and holds nobody. A mapped
 *        page passes `install` and then `free`.
 *    "release NAME"  end the hold, or disarm the gate if nobody came yet
 *    "wait NAME held|done limit_ms=N"  sleep until the gate holds (or is done;
 *        `end` says whether it ever held anybody)
 *    "drop NAME"     release and forget
 *    "clear"         drop all
 */
#define SWR_F_GATE	"gate"
/*
 * w: "counters", "hist", "races", "livelocks", "gate", "inject" (knobs and
 *    statistics) or "all"
 */
#define SWR_F_RESET	"reset"

/*
 * r: all policies, the active one in brackets: "stock busted [tick] ..."
 * w: the name of one. -EINVAL for a name that is not listed or one that this
 *    kernel cannot have (`fix_info` says why), -EPERM for one that
 *    opens a hole, unless the module was loaded with allow_unsafe=1.
 */
#define SWR_F_FIX	"fix"
/*
 * r: a line a policy: "name=<s> active=<0|1> supported=<0|1> unsafe=<0|1>
 *    models=\"<commit, release or thread>\" text=\"<s>\" why_not=\"<s>\""
 */
#define SWR_F_FIX_INFO	"fix_info"
/*
 * r: a line a bucket that is not empty: "kind=<kind> fix=<policy>
 *    from_<unit>=<n> to_<unit>=<n> count=<n>", values from from_<unit> up to but
 *    not including to_<unit>. A bucket is at most 3.2 % wide, up to 64 it is one
 *    value. fix is the policy the fault began with. Kinds, with their units:
 *    wait             ns        a fault that was refused the claim, from the
 *                               refusal until it goes on
 *    hold             ns        from the claim to its end
 *    fault_installed  ns        a fault that mapped its page, from its begin
 *    fault_lost       ns        one that mapped nothing, without an error
 *    fault_retried    ns        one that ended in VM_FAULT_RETRY; faults that end
 *                               in an error are in none of the three
 *    repeats          faults    per page that a task got, by its own fault or by
 *                               another one, or gave up: how often it came back
 *                               without an install. Added as soon as the page is
 *                               mapped, or, if the last fault began too late to be
 *                               told, when the record is used for something else
 *                               or the hooks go off, so that the sum is that of
 *                               the counter. fix is that of the last fault.
 *    ra_eexist        refusals  per call that reads ahead and asks for the claim
 *                               on the entry of the fault it is made by: how often
 *                               that was refused by -EEXIST. Other entries that
 *                               are read with it, and other callers, are not seen.
 */
#define SWR_F_HIST	"hist"

/*
 * r: the checks a collapse can make when it has mmap_lock again after its swap-in, the
 *    active one in brackets: "[stock] none vma_pointer find_vma"
 * w: the name of one. -EINVAL for a name that is not listed or on a kernel where a
 *    function of collapses is missing, -EPERM for any but stock, unless the module was
 *    loaded with allow_unsafe=1
 */
#define SWR_F_FIX_COLLAPSE	"fix_collapse"
/*
 * r: a line an answer that the kernel's check has given since load:
 *    "revalidate=<n> fit=<0|1> count=<n>". The number is the kernel's own, whose names
 *    are in the format of the trace event huge_memory/mm_collapse_huge_page; up to 6.0
 *    0 is the answer for a VMA that fits, from 6.1 on 1. Then a line a collapse under way:
 *    "tid=<n> tgid=<n> address=0x<hex>", who does it, for which process (0: not known) and
 *    from where on, numbers of the initial pid namespace.
 */
#define SWR_F_COLLAPSE	"collapse"

/*
 * inject/POINT/FILE: delays, and claims that are refused without a rival, in files
 * named and meant as those of the kernel's own fault injection
 * (Documentation/fault-injection). A pass of the point is considered while something
 * could be injected there, and then either injected or filtered.
 *
 * probability       rw  %, 0 (default: nothing is injected) to 100
 * interval          rw  every n-th pass that gets so far, 1 (default) or more
 * times             rw  injections left, 1 by default, -1: no limit
 * space             rw  budget that is used up first, 0 by default: a pass takes 1 of
 *                       it as long as there is more than 1, so N lets N - 1 go
 * verbose           rw  0 (default): the log says nothing; 1: who, where and how
 *                       long, 10 lines of a point in 5 s at most (there is no
 *                       verbose_ratelimit_*); 2: with the stack
 * task-filter       rw  Y: only the processes in `tgids`; N by default
 * tgids             rw  up to 8, with commas between, or "none"; numbers of the initial pid
 *                       namespace
 * comm              rw  only tasks of this name, or "any"
 * own-fault         rw  Y: only what a fault does about its own page; N by default:
 *                       read-ahead, other callers and neighbours as well
 * address-start,    rw  only faults of a page that has a byte from one to the other
 * address-end           (user addresses, hex, both included); all by default
 * swap-type         rw  only entries of that device, -1 by default: of any
 * offset-start,     rw  only entries from one to the other, both included, in pages;
 * offset-end            of a large folio the first entry is looked at
 * stacktrace-depth  rw  return addresses that the four below look at, 0 to 32, those
 *                       of this module not counted
 * require-start,    rw  hex: only if one of them is from start up to, but not
 * require-end           including, end; all by default
 * reject-start,     rw  hex: not if one of them is from start up to, but not
 * reject-end            including, end; none by default
 * delay_us          rw  0 to SWR_DELAY_US_MAX; in mode busy SWR_BUSY_US_MAX. At
 *                       read:return it is how long a winner holds its claim longer
 * mode              rw  how a delay is spent, those possible at this place, the one
 *                       chosen in brackets: sleep (default where possible) and yield
 *                       end by a fatal signal; busy keeps the CPU
 * phase             rw  entry or return of the call; return by default for read only
 * error             rw  "eexist": a claim is answered by -EEXIST and not asked for
 *                       (claim:entry only); "none" by default. Of the counters of claims
 *                       it is in claims_forged alone; a call of read-ahead that goes round
 *                       because of it is one of `loops` and `livelocks`, of a holder that
 *                       there is not. No verdict is given of a run in which one was. Who
 *                       asks again and again could not be ended: kernel threads and tasks
 *                       that exit or are being killed get a true answer.
 * fail-nth          rw  "TID N": the N-th pass of that task with the right stack is
 *                       injected, whatever the other filters say; reads N as what is
 *                       left. "none" by default. -ESRCH: no such task
 * stats             r   "name: value" per line: considered, filtered, injected;
 *                       filtered_<by what>, in the order of asking; delay_ns_<n>,
 *                       delays that took n ns up to 2 n ns in truth
 *
 * considered = filtered + injected, but for passes that are under way. A setting that
 * makes no sense with the others at this place is -EINVAL: phase and mode come before
 * what needs them. While times, space, interval or fail-nth are written, or all is
 * reset, passes of the point are not considered, for one RCU grace period.
 */
#define SWR_F_INJECT(point, file)	"inject/" point "/" file
#define SWR_DELAY_US_MAX	1000000
#define SWR_BUSY_US_MAX		10000	/* CPUs may not take interrupts meanwhile */

/*
 * r: all policies for swapoff, the active one in brackets: "[stock] percpu_ref ..."
 * w: the name of one; errors as of `fix`. It holds for faults and swapoffs that
 *    begin from then on.
 */
#define SWR_F_FIX_SWAPOFF	"fix_swapoff"
#define SWR_F_FIX_SWAPOFF_INFO	"fix_swapoff_info"	/* r: lines as of `fix_info` */

/*
 * rw: 1: a read past the swap cache is passed on to the kernel although swapoff has
 *    destroyed the extents of its device since the fault began; the kernel BUGs,
 *    and the machine has to be rebooted. 0 (default): it is not, the fault is taken
 *    again, and counted in reads_gone. 1 is -EPERM unless the module was loaded with
 *    allow_unsafe=1.
 */
#define SWR_F_PASS_GONE		"pass_gone"

/*
 * rw: as `fix`, for calls that are refused a claim while they read an entry into
 *     the swap cache, and ask again. It holds for waits that begin from now on, those
 *     of calls that loop already among them.
 */
#define SWR_F_FIX_LOOP		"fix_loop"
/* r: as `fix_info` */
#define SWR_F_FIX_LOOP_INFO	"fix_loop_info"
/*
 * r: when those calls allocate, the active one in brackets: "[stock] inside"
 * w: stock, or inside: once more, with the claim held. -EINVAL for another name, and for
 *    inside where there are no such calls, -EPERM for inside unless the module was loaded with
 *    allow_unsafe=1
 */
#define SWR_F_FIX_ORDER		"fix_order"
/*
 * rw: refusals after which such a call is reported, 0: however many
 */
#define SWR_F_LIVELOCK_LOOPS	"livelock/loops"
#define SWR_LIVELOCK_LOOPS	1000
/*
 * rw: ms from its first refusal after which such a call is reported, 0: however long
 */
#define SWR_F_LIVELOCK_MS	"livelock/ms"
#define SWR_LIVELOCK_MS		1000
/*
 * rw: ms for which such a call may go without sleep, from 1; then it is reported and
 *     sleeps for a tick before it asks again, that time and from then on
 */
#define SWR_F_LIVELOCK_BREAK_MS	"livelock/break_ms"
#define SWR_LIVELOCK_BREAK_MS	2000
#define SWR_LIVELOCK_MAX	1000000	/* of each of the three */
/*
 * r: the last SWR_LIVELOCKS of these reports, oldest first, one line each, made
 *    while the call was going on:
 *    "livelock=<n> why=<loops|ms|spin> state=<going|done> time_ns=<n>
 *     entry=<type>:<offset> fix_loop=<policy> refusals=<n> sleeps=<n> looped_us=<n>
 *     held_us=<n> broken=<0|1> end_refusals=<n> end_us=<n>" followed, for the task
 *    that asks (l_) and the one that has the claim (h_), by "tid tgid cpu state prio
 *    policy comm" as "l_tid=<n> ...". sleeps: refusals before which it had slept;
 *    broken and end_*: of the whole call, 0 before it is done; state: as ps prints
 *    it; prio: as the scheduler compares it, 0 to 99 real-time, 120 nice 0, lower
 *    wins; policy: normal, fifo, rr, batch, idle, deadline or its number. h_tid=0:
 *    nobody is known to have it. comm as in `races`.
 */
#define SWR_F_LIVELOCKS		"livelocks"
/* r: the same for people, with the stack of the task that has the claim */
#define SWR_F_LIVELOCK_REPORTS	"livelock_reports"

#define SWR_GATES		16	/* gates at a time */
#define SWR_GATE_NAME_MAX	16	/* bytes, with the closing 0 */
#define SWR_LIMIT_MS_MAX	60000	/* longest hold or wait, ms */

#endif
