#!/bin/sh
# description: while a fault is held memory is short and others swap, or its device is swapped off: all goes on, no longer than the hold where it has to wait, and the data is right
# requires: root, module zram, program swapload, point read, counter gate_holds
# limit: 300
. /tests/lib/case.sh

# With `fix` as it is, so the load may lose writes where S1 is open.
if grep -q '^name=percpu_ref .* supported=1 ' "$swr_dir/fix_swapoff_info"; then
	echo percpu_ref >"$swr_dir/fix_swapoff"
fi
matches s3 "$(status_of s3)" 'closed: *'

swap_on zram 32768
mkdir -p /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
echo +memory >/sys/fs/cgroup/cgroup.subtree_control
group=/sys/fs/cgroup/hold
mkdir $group
echo $$ >$group/cgroup.procs
puppet 64 4
swapload 2 4096 3000 >"$tmp/load" &
load=$!
echo $$ >/sys/fs/cgroup/cgroup.procs

pressure() {
	exec sed -n 's/^max //p' $group/memory.events
}

# short: the group has met its limit, and others have swapped in
short() {
	[ "$(rise faults)" -ge 20 ] && [ "$(pressure)" -gt "$had" ]
}

snap
had=0
echo 8M >$group/memory.max
until_true 'memory is short' short
# The load goes on while it is waited for. Then it stops, and the CPU is for those who are to
# go on: what they do is done under the limit, but with nobody who takes from them.
kill -STOP $load
n=0
places=$(passes)
for place in $places; do
	n=$((n + 4))
	out $n
	snap
	gate "hold a task=$t0 at=$place limit_ms=60000"
	says ok read 0 $n
	gate "wait a held limit_ms=$patience"
	had=$(pressure)
	kill -CONT $load
	until_true "memory is short at $place" short
	kill -STOP $load
	# others of the process swap in and out meanwhile
	for other in 1 2 3; do
		says ok read $other $((n + other))
		says $((1000 + n + other)) wait $other "$patience"
		out $((n + other))
	done
	is "the hold at $place" "$(gate_field a state)" held
	gate "release a"
	says $((1000 + n)) wait 0 "$patience"
	is 'the end of the hold' "$(gate_field a end)" released
	gate "drop a"
	rose gate_holds 1
	rose gate_timeouts 0
done
kill -CONT $load
kill $load
status=0
wait $load || status=$?
cat "$tmp/load"
matches 'what swapload says' "$(cat "$tmp/load")" '*misplaced=0*'
[ "$(expected kernels.list S1)" = VULNERABLE ] || is 'the exit status of swapload' "$status" 0
echo max >$group/memory.max
says yes intact
is events_lost "$(status_of events_lost)" 0
nothing_left

# swapoff waits for who is about to read, and for no longer than it is held.
for place in read:entry read:return; do
	out 0 64
	snap
	gate "hold a task=$t0 at=$place limit_ms=1500"
	says ok read 0 5
	gate "wait a held limit_ms=$patience"
	swapoff "$case_swap" || fail "swapoff with a task held at $place: exit status $?"
	is "the hold at $place when swapoff is back" "$(gate_field a end)" limit
	says 1005 wait 0 "$patience"
	gate "drop a"
	rose gate_timeouts 1
	rose swapoffs 1
	rose swapoffs_early 0
	rose reads_gone 0
	says yes intact
	swapon "$case_swap"
done
puppet_ends
nothing_left
swap_off
