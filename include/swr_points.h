/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words of swaprace as lists: points, counters, histograms, verdicts.
 *
 * Every enum, every name that is printed or parsed and every size check derives
 * from a list in this file, in the module and in the command alike. Adding a
 * line here is all it takes to add a counter. No kernel headers: user space
 * compiles this file too.
 */
#ifndef SWR_POINTS_H
#define SWR_POINTS_H

/*
 * P(name, text): the named moments of the swap-in path, in the order in which
 * one fault passes them; those from free on belong to other tasks as well.
 */
#define SWR_POINTS(P)							\
	P(fault,     "a page fault met a swapped-out page")		\
	P(bypass,    "a fault decides to go past the swap cache")	\
	P(claim,     "a swap-in claims the swap entry")			\
	P(wait,      "a fault that was refused the claim waits")	\
	P(read,      "a page is read from the swap device")		\
	P(install,   "a fault maps its page and drops the entry")	\
	P(unclaim,   "a swap-in drops its claim")			\
	P(fault_end, "the fault returns")				\
	P(free,      "a swapped-in page drops its entry; unmapping is not seen") \
	P(writeout,  "a page is written to the swap device")		\
	P(swapoff,   "swap extents are destroyed: swapoff, or a swapon that fails") \
	P(collapse,  "khugepaged or MADV_COLLAPSE swaps in for a collapse") \
	P(swapoff_call, "swapoff is called")				\
	P(swapoff_wait, "swapoff waits for a swap-in in flight")	\
	P(swapoff_refs, "swapoff waits for the references of its device") \
	P(unuse,     "swapoff takes everything back from its device")	\
	P(swapon,    "a swap device is about to be on")		\
	P(cache_read, "a call reads an entry into the swap cache")	\
	P(cache_wait, "such a call was refused the claim, and waits to ask again") \
	P(revalidate, "a collapse has mmap_lock again and checks its VMA") \
	P(collapse_end, "a collapse has ended, well or not")		\
	P(unmap,     "a page that is to leave page tables is about to be unmapped")

/*
 * K(x, name, file, kind, min, max, default): the knobs of injection that are one
 * number, named and meant as those of the kernel's own fault injection; x is what
 * the list was given. kind is num, flag (N or Y) or hex; hex has no bounds.
 */
#define SWR_KNOBS(K, x)							\
	K(x, probability,      "probability",      num,  0, 100, 0)	\
	K(x, interval,         "interval",         num,  1, INT_MAX, 1)	\
	K(x, times,            "times",            num,  -1, INT_MAX, 1)	\
	K(x, space,            "space",            num,  0, INT_MAX, 0)	\
	K(x, verbose,          "verbose",          num,  0, 2, 0)		\
	K(x, task_filter,      "task-filter",      flag, 0, 1, 0)		\
	K(x, stacktrace_depth, "stacktrace-depth", num,  0, 32, 32)	\
	K(x, require_start,    "require-start",    hex,  0, 0, 0)		\
	K(x, require_end,      "require-end",      hex,  0, 0, -1)		\
	K(x, reject_start,     "reject-start",     hex,  0, 0, 0)		\
	K(x, reject_end,       "reject-end",       hex,  0, 0, 0)		\
	K(x, delay_us,         "delay_us",         num,  0, SWR_DELAY_US_MAX, 0) \
	K(x, own_fault,        "own-fault",        flag, 0, 1, 0)		\
	K(x, address_start,    "address-start",    hex,  0, 0, 0)		\
	K(x, address_end,      "address-end",      hex,  0, 0, -1)		\
	K(x, swap_type,        "swap-type",        num,  -1, 31, -1)	\
	K(x, offset_start,     "offset-start",     num,  0, LLONG_MAX, 0)	\
	K(x, offset_end,       "offset-end",       num,  0, LLONG_MAX, LLONG_MAX)

#define SWR_KNOB_ENUM(x, name, file, kind, min, max, def)	SWR_K_##name,

/* F(name): what lets a pass go without injection, in the order of asking. */
#define SWR_FILTERS(F)							\
	F(unkillable) F(nth) F(task) F(comm) F(own) F(address) F(entry) F(times)	\
	F(stack) F(space) F(interval) F(probability)

#define SWR_FILTER_ENUM(name)	SWR_FI_##name,
#define SWR_FILTER_NAME(name)	[SWR_FI_##name] = #name,

/*
 * C(name, text): every counter counts events, its unit is one. Counters are
 * kept per CPU and summed when read.
 */
#define SWR_COUNTERS(C)							\
	/* what happened */						\
	C(faults,           "swap-in faults begun")			\
	C(faults_bypass,    "of faults, went past the swap cache")	\
	C(faults_installed, "of faults, ended with the page mapped")	\
	C(faults_lost,      "of faults, ended without")			\
	C(faults_retry,     "of faults, ended in VM_FAULT_RETRY")	\
	C(faults_error,     "of faults, ended in an error")		\
	C(faults_done,      "of faults, at the level count: ended otherwise")	\
	C(claims,           "claims granted")				\
	C(eexist_fault,     "claims refused by -EEXIST, fault path")	\
	C(eexist_readahead, "claims refused by -EEXIST, read-ahead path") \
	C(eexist_shmem,     "claims refused by -EEXIST, shmem")		\
	C(eexist_other,     "claims refused by -EEXIST, other callers")	\
	C(claim_errors,     "claims refused by any other error")	\
	C(unclaims,         "claims dropped")				\
	C(waits,            "waits of faults that were refused the claim") \
	C(wait_limits,      "waits for a claim that ended by their limit") \
	C(waits_blind,      "waits of exact that found no holder and took a tick") \
	C(waits_vain,       "wake-ups of exact while the claim was still held") \
	C(reads,            "reads from swap, of a page or a large folio") \
	C(reads_bypass,     "of reads, outside the swap cache")		\
	C(reads_unclaimed,  "of reads_bypass, by a fault that has no claim")	\
	C(installs,         "faults that mapped their page or large folio") \
	C(unmaps,           "pages and large folios marked dirty, with an entry, about to be unmapped") \
	C(writeouts,        "pages and large folios handed to swap-out") \
	C(swapoffs,         "swap extents destroyed, by swapoff or a failed swapon") \
	C(swapoff_waits,    "swapoffs seen waiting for a fault's read")	\
	C(swapoff_waits_short, "of swapoff_waits, ended before that read began")	\
	C(swapoffs_early,   "extents destroyed while a fault was in its read of them") \
	C(reads_gone,       "reads not passed on, their device had gone") \
	C(loops,            "calls into the swap cache that were refused by -EEXIST") \
	C(loop_waits,       "waits of such calls before they asked again") \
	C(inside_allocs,    "allocations with the claim held, by fix_order inside") \
	C(loop_waits_blind, "waits of fix_loop exact that found no holder and took a tick") \
	C(collapses,        "collapses that begin to swap in")		\
	C(collapse_swapins, "pages swapped in by collapses")		\
	C(collapse_retries, "faults of collapses that ended in VM_FAULT_RETRY, mmap_lock dropped") \
	C(collapse_refused, "faults of collapses that were refused the claim") \
	C(collapses_beaten, "collapses that failed after a refused claim (6.1+)")	\
	C(collapses_done,   "collapses that made a huge page (6.1+)")	\
	C(revalidations,    "checks of a VMA by a collapse that has mmap_lock again") \
	C(revalidated,      "of revalidations, found it fit")			\
	C(revalidations_faked, "checks by fix_collapse that let pass what the kernel does not") \
	C(unfit_vmas,       "checks by fix_collapse that would have used a VMA that is gone or not anonymous") \
	/* what the detectors decided */				\
	C(overlaps,         "faults that met another on their (mm, address)") \
	C(windows,          "faults caught between their read and their install") \
	C(repeats,          "faults of a task that came back without an install") \
	C(wasted_reads,     "reads past the swap cache that were not installed") \
	C(stale_installs,   "installs of a page read before another's install, or before another page went to the entry") \
	C(uncertain_installs, "installs overtaken before their read ended") \
	C(races_overwritten, "race records that made room for newer ones") \
	C(livelocks,        "calls that loop on -EEXIST reported")	\
	C(livelocks_broken, "calls that looped awake until livelock/break_ms") \
	C(livelocks_overwritten, "livelock records that made room for newer ones") \
	/* gates */							\
	C(injections,       "passes delayed or answered by inject/*")	\
	C(gate_holds,       "tasks held at a gate")			\
	C(gate_timeouts,    "holds that ended by their limit")		\
	C(gate_kills,       "holds that ended by a fatal signal")	\
	/* ways to lose an event, or to forge one: a verdict needs all of these to be 0 */ \
	C(claims_forged,    "claims refused by inject/claim that nobody else had") \
	C(lost_no_record,   "faults not followed: no free fault record") \
	C(lost_parked,      "unresolved faults of living tasks forgotten for want of room") \
	C(lost_races,       "race records not written: slot busy")	\
	C(lost_swapoffs,    "swapoffs not followed: too many at a time") \
	C(lost_loops,       "claims refused by -EEXIST to read-ahead that is not followed") \
	C(lost_collapses,   "collapses not followed: no free record")	\
	C(hooks_missed,     "calls that a hook could not look at")

/*
 * H(name, unit, text): histograms, kept by the policy of the fault. The unit is
 * that of the values, and part of the names that the file `hist` prints them by.
 */
#define SWR_HISTS(H)							\
	H(wait,            ns, "refused the claim, until the fault goes on") \
	H(hold,            ns, "a claim, until it is dropped")		\
	H(fault_installed, ns, "a fault that mapped its page")		\
	H(fault_lost,      ns, "a fault that mapped nothing")		\
	H(fault_retried,   ns, "a fault that ended in VM_FAULT_RETRY")	\
	H(repeats,         faults, "repeated faults until the page was there") \
	H(ra_eexist,       refusals, "-EEXIST a read-ahead call met on the fault's own entry")

/* E(name, printed, text): how a hold ended. */
#define SWR_ENDS(E)							\
	E(none,     "-",        "it has not")				\
	E(released, "released", "by `release` or `drop`")		\
	E(until,    "until",    "the other task passed its point")	\
	E(early,    "early",    "it had passed before anybody was held") \
	E(limit,    "limit",    "by its limit")				\
	E(killed,   "killed",   "by a fatal signal")			\
	E(unload,   "unload",   "the module goes")

/*
 * G(name, fits, text): what becomes of an area while its collapse has no mmap_lock, and
 * whether it can still be made a huge page afterwards.
 */
#define SWR_CHANGES(G)							\
	G(munmap,   false, "its second half is unmapped")		\
	G(mremap,   false, "all of it moves to another place")		\
	G(mprotect, false, "its first half becomes read-only")		\
	G(dontneed, true,  "what is in its second half is dropped")	\
	G(exit,     false, "its process ends")				\
	G(remap,    true,  "another area with other data takes its place")

/* V(NAME, exit, text): verdicts and the exit status of `swr verdict`. */
#define SWR_VERDICTS(V)							\
	V(FIXED,        0, "every window was entered, nothing was lost") \
	V(VULNERABLE,   1, "a window was entered and a write was lost")	\
	V(ERROR,        2, "data and events disagree, or the run failed") \
	V(INCONCLUSIVE, 4, "a window was not entered: proves nothing")	\
	V(ABSENT,       0, "this kernel does not have the code the bug was in")

#define SWR_POINT_ENUM(name, text)	SWR_P_##name,
enum swr_point { SWR_POINTS(SWR_POINT_ENUM) SWR_NR_POINTS };

#define SWR_COUNTER_ENUM(name, text)	SWR_N_##name,
enum swr_counter { SWR_COUNTERS(SWR_COUNTER_ENUM) SWR_NR_COUNTERS };

#define SWR_HIST_ENUM(name, unit, text)	SWR_H_##name,
enum swr_hist_kind { SWR_HISTS(SWR_HIST_ENUM) SWR_NR_HISTS };

#define SWR_END_ENUM(name, printed, text)	SWR_E_##name,
enum swr_end { SWR_ENDS(SWR_END_ENUM) SWR_NR_ENDS };

#define SWR_CHANGE_ENUM(name, fits, text)	SWR_G_##name,
enum swr_change { SWR_CHANGES(SWR_CHANGE_ENUM) SWR_NR_CHANGES };

#define SWR_VERDICT_ENUM(name, status, text)	SWR_V_##name,
enum swr_verdict { SWR_VERDICTS(SWR_VERDICT_ENUM) SWR_NR_VERDICTS };

/* The counters from here on say that something was not seen, or was not so. */
#define SWR_N_FIRST_LOST	SWR_N_claims_forged

/* For designated initialisers of name and text arrays. */
#define SWR_POINT_NAME(name, text)	[SWR_P_##name] = #name,
#define SWR_POINT_TEXT(name, text)	[SWR_P_##name] = text,
#define SWR_COUNTER_NAME(name, text)	[SWR_N_##name] = #name,
#define SWR_COUNTER_TEXT(name, text)	[SWR_N_##name] = text,
#define SWR_HIST_NAME(name, unit, text)	[SWR_H_##name] = #name,
#define SWR_HIST_UNIT(name, unit, text)	[SWR_H_##name] = #unit,
#define SWR_END_NAME(name, printed, text)	[SWR_E_##name] = printed,
#define SWR_CHANGE_NAME(name, fits, text)	[SWR_G_##name] = #name,
#define SWR_CHANGE_FITS(name, fits, text)	[SWR_G_##name] = fits,
#define SWR_CHANGE_TEXT(name, fits, text)	[SWR_G_##name] = text,
#define SWR_VERDICT_NAME(name, status, text)	[SWR_V_##name] = #name,
#define SWR_VERDICT_STATUS(name, status, text)	[SWR_V_##name] = status,
#define SWR_VERDICT_TEXT(name, status, text)	[SWR_V_##name] = text,

#endif
