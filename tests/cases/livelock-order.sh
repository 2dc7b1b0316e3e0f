#!/bin/sh
# description: S2, when a call that is refused its claim allocates the page: before it asks, and for each try or once, as this kernel is said to
# vm: --swr-args allow_unsafe=1
# requires: root, module zram, point claim, file /sys/kernel/tracing/events/kmem/mm_page_alloc
. /tests/lib/case.sh
. /tests/lib/livelock.sh

# The order itself is in the kernel's code, and no module moves it; but what the loopers of
# this kernel do is seen as they do it.
trace=/sys/kernel/tracing/instances/case
mkdir "$trace"
echo 1 >"$trace/events/kmem/mm_page_alloc/enable"
echo 1 >"$trace/events/swaprace/swr_claim/enable"
echo 1 >"$trace/events/swaprace/swr_fault/enable"

# turns THREAD: allocations (a) of pages for the user, and claims refused (r) and
# granted (g), from its swap-in fault (f) on, which comes back if the page is locked
turns() {
	sed -n "/^ *$1-/{/ swr_fault: /s/.*/f/p
		/ mm_page_alloc: .*order=0 .*GFP_HIGHUSER_MOVABLE/s/.*/a/p
		/ swr_claim: .*result=-17 /s/.*/r/p
		/ swr_claim: .*result=0 /s/.*/g/p}" "$trace/trace" | tr -d '\n' | sed 's/^[^f]*f//; s/f//g'
}

once() {
	echo >"$trace/trace"
	loop_run livelock "$(expected kernels.list S2)" 0 1 --fix-loop "$1"
	looper=$(turns swr-T1)
	holder=$(turns swr-T0)
	echo "$1: looper '$looper', holder '$holder'"
}

once stock
refusals=$(loop_json refusals.max)
case $(expected kernels loop_alloc) in
each)
	is_num refusals "$refusals" -ge 3
	# the page of each try is freed when it is refused, that of the last when the
	# other one's page is found
	matches 'turns of the looper' "$looper" 'ararar*'
	is 'turns of the holder' "$holder" ag
	;;
kept)
	is_num refusals "$refusals" -ge 3
	matches 'turns of the looper' "$looper" 'arrr*'
	is 'allocations of the looper' "$(printf '%s' "$looper" | tr -d rg)" a
	is 'turns of the holder' "$holder" ag
	;;
never)
	# it looks before it allocates, and again after that, under the lock
	is 'turns of the looper' "$looper" r
	is 'turns of the holder' "$holder" ag
	;;
esac

# What can be added is an allocation behind the claim, as the order of May 2020 had it.
if [ "$(expected kernels loop_alloc)" != never ]; then
	is fix_order "$(cat "$swr_dir/fix_order")" '[stock] inside'
	is 'unsafe before' "$(status_of unsafe)" 0
	rose inside_allocs 0
	echo inside >"$swr_dir/fix_order"
	is 'unsafe with inside' "$(status_of unsafe) $(status_of fix_order)" '1 inside'
	once stock
	is 'unsafe in the result' "$(loop_json unsafe)" true
	is 'turns of a holder that allocates inside' "$holder" aga
	# it gets no claim, so it allocates as before
	case $looper in
	*g* | '') fail "turns of a looper under inside: '$looper'" ;;
	esac
	[ "$(expected kernels loop_alloc)" != kept ] ||
		is 'allocations of the looper under inside' "$(printf '%s' "$looper" | tr -d r)" a
	is_num inside_allocs "$(rise inside_allocs)" -ge 1
	echo stock >"$swr_dir/fix_order"
	once stock
	is 'turns of the holder afterwards' "$holder" ag
	rose inside_allocs 0
	is 'unsafe afterwards' "$(status_of unsafe)" 0
else
	refused fix_order 'Invalid argument' 'no call that loops' inside
fi

echo 0 >"$trace/events/enable"
rmdir "$trace"
