#!/bin/sh
# description: swapon, faults and swapoff, round after round under load: no splat and no loss, with percpu_ref where the kernel has no reference of its own
# requires: root, module zram, program swapload, counter swapoff_waits
# parallel: yes
# limit: 1500
. /tests/lib/case.sh

rounds=$(size swapoff-load.rounds)

# With `fix` as it is: its policies would make swapoff wait for their claims, and the
# reference alone is to be seen. So the load may lose writes where S1 is open.
if grep -q '^name=percpu_ref .* supported=1 ' "$swr_dir/fix_swapoff_info"; then
	echo percpu_ref >"$swr_dir/fix_swapoff"
fi
matches s3 "$(status_of s3)" 'closed: *'
swap_on zram 4096
snap
swapload 3 200 3000 >"$tmp/load" &
load=$!

swapping() {
	[ "$(counter faults)" -gt $((faults + 20)) ]
}

round=0
while [ $round -lt "$rounds" ]; do
	# there have to be faults in every round
	faults=$(counter faults)
	until_true 'the load swaps' swapping
	swapoff "$case_swap" || fail "swapoff in round $round: exit status $?"
	swapon "$case_swap"
	round=$((round + 1))
done
kill "$load"
status=0
wait "$load" || status=$?
cat "$tmp/load"
matches 'what swapload says' "$(cat "$tmp/load")" '*misplaced=0*'
[ "$(expected kernels.list S1)" = VULNERABLE ] || is 'the exit status of swapload' "$status" 0
rose swapoffs "$rounds"
rose swapoffs_early 0
rose reads_gone 0
rose lost_swapoffs 0
rose lost_no_record 0
is hooks_missed "$(counter hooks_missed)" 0
echo "$rounds rounds, $(rise faults) faults, $(rise faults_lost) came to nothing, $(rise swapoff_waits) swapoffs seen waiting"
nothing_left
swap_off
rmmod swaprace
