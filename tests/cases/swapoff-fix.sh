#!/bin/sh
# description: policies for swapoff close S3 where it is open and open it where it is closed, are refused where they cannot be, and are gone with the run
# requires: root, module zram, module brd, counter swapoff_waits
# vm: --swr-args allow_unsafe=1
# limit: 300
. /tests/lib/case.sh

verdict=$(expected kernels.list S3)
case $verdict in
VULNERABLE) status=1 ;;
*) status=0 ;;
esac

# judged VERDICT STATUS [OPTION]...
judged() {
	want=$1 wanted_status=$2 got=0
	shift 2
	swr verdict --json --bug S3 --repeat 5 "$@" >"$tmp/json" || got=$?
	is "the exit status with $*" "$got" "$wanted_status"
	jsonq verdict bugs.0.results.0.windows_entered bugs.0.results.1.windows_entered \
		bugs.0.results.0.lost_writes bugs.0.results.1.lost_writes <"$tmp/json" >"$tmp/parts"
	is "S3 with $*" "$(xargs <"$tmp/parts")" "$want 5 5 0 0"
	# what was borrowed is given back
	is fix_swapoff "$(status_of fix_swapoff)" stock
	is fix "$(status_of fix)" stock
	nothing_left
}

# supported NAME: can this kernel have it?
supported() {
	case $(grep "^name=$1 " "$swr_dir/fix_swapoff_info") in
	*' supported=1 '*) return 0 ;;
	*' supported=0 '*' why_not="'?*'"') return 1 ;;
	*) fail "fix_swapoff_info says nothing about $1" ;;
	esac
}

is 'the policies' "$(cat "$swr_dir/fix_swapoff")" '[stock] percpu_ref rcu busted'
for policy in stock percpu_ref rcu busted; do
	case ,stock,$(expected kernels off_fixes), in
	*,"$policy",*) supported $policy || fail "$policy cannot be had" ;;
	*)
		if supported $policy; then
			fail "$policy is offered"
		fi
		refused fix_swapoff 'Invalid argument' "fix_swapoff: $policy: *; expected one of stock" $policy
		got=0
		swr run swapoff --fix-swapoff $policy >"$tmp/out" 2>"$tmp/err" || got=$?
		is "the exit status of swr run with $policy" "$got" 2
		;;
	esac
done
refused fix_swapoff 'Invalid argument' "expected one of stock*, not 'x'" x
refused pass_gone 'Invalid argument' "expected 0 or 1, not '2'" 2
matches s3 "$(status_of s3)" "$(expected kernels s3)*"

judged "$verdict" $status --fix-swapoff stock
if supported percpu_ref; then
	# in one boot VULNERABLE, FIXED, and VULNERABLE again
	judged FIXED 0 --fix-swapoff percpu_ref
	judged "$verdict" $status --fix-swapoff stock
	# the claim of the policies for S1 makes swapoff wait as well
	judged FIXED 0 --fix tick
	# one policy closes one bug, and the worse verdict is that of both
	got=0
	swr verdict --json --repeat 2 --device zram --fix-swapoff percpu_ref >"$tmp/json" || got=$?
	is 'the exit status with one of two closed' "$got" 1
	jsonq verdict bugs.0.bug bugs.0.verdict bugs.2.bug bugs.2.verdict <"$tmp/json" >"$tmp/parts"
	is 'one of two closed' "$(xargs <"$tmp/parts")" 'VULNERABLE S1 VULNERABLE S3 FIXED'
	# both policies, and all that is known is closed
	swr verdict --json --repeat 5 --fix tick --fix-swapoff percpu_ref >"$tmp/json" ||
		fail "the exit status of both policies: $?"
	jsonq verdict bugs.0.bug bugs.0.verdict bugs.2.bug bugs.2.verdict \
		bugs.0.results.0.windows_entered bugs.0.results.1.windows_entered \
		bugs.2.results.0.windows_entered bugs.2.results.1.windows_entered <"$tmp/json" >"$tmp/parts"
	is 'both policies' "$(xargs <"$tmp/parts")" 'FIXED S1 FIXED S3 FIXED 5 5 5 5'
	echo percpu_ref >"$swr_dir/fix_swapoff"
	matches s3 "$(status_of s3)" 'closed: by the policy*'
	swr run swapoff --allow-oops --repeat 5 --format json >"$tmp/json" 2>"$tmp/err" ||
		fail "--allow-oops: exit status $?"
	is 'what --allow-oops lets happen with the fix' "$(jsonq verdict <"$tmp/json")" FIXED

	# A swapoff that waits can be killed; the device goes on, and off the next time.
	swap_on zram 4096
	puppet 4 2
	out 0 2
	gate "hold reader task=$t0 at=read limit_ms=60000"
	says ok read 0 0
	gate "wait reader held limit_ms=$patience"
	snap
	swapoff "$case_swap" &
	off=$!
	until_true 'swapoff waits' sh -c "[ $(counter swapoff_waits) -lt \$(sed -n 's/^swapoff_waits: //p' $swr_dir/counters) ]"
	kill -9 "$off"
	wait "$off" || true
	rose swapoffs 0
	rose swapoff_waits 1
	is 'swap in use' "$(awk 'NR == 2 { print $1 }' /proc/swaps)" "$case_swap"
	gate drop reader
	says 1000 wait 0 "$patience"
	out 0 4
	says yes intact
	out 0 4
	swapoff "$case_swap" || fail "swapoff: exit status $?"
	rose swapoffs 1
	rose swapoffs_early 0
	says yes intact
	puppet_ends
	echo stock >"$swr_dir/fix_swapoff"
	rmmod zram
fi
# A kernel that is preempted, or looks, reports it: see swapoff-rcu.
if [ -z "${SWR_KERNEL_DEBUG:-}" ] && supported rcu; then
	# RCU does not wait for a task that sleeps: these are kernels without preemption
	judged VULNERABLE 1 --fix-swapoff rcu
fi
if supported busted; then
	# two doors, the claim and the reference: each of them closes
	judged FIXED 0 --fix busted
	judged FIXED 0 --fix-swapoff busted
	judged VULNERABLE 1 --fix busted --fix-swapoff busted
	judged "$verdict" $status
fi
if [ "$verdict" = FIXED ]; then
	swr run swapoff --allow-oops --repeat 5 --format json >"$tmp/json" 2>"$tmp/err" ||
		fail "--allow-oops: exit status $?"
	is 'what --allow-oops lets happen on a kernel that is fixed' "$(jsonq verdict <"$tmp/json")" FIXED
fi
is pass_gone "$(cat "$swr_dir/pass_gone")" 0
