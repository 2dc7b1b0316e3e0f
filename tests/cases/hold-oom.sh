#!/bin/sh
# description: the OOM killer gets a process with a held thread at once, and its memory while it lasts
# requires: root, module zram, point read, counter gate_kills
# reports: Call Trace
# reports: Memory cgroup out of memory: Killed process [0-9]+ \(puppet\)
# reports: Out of memory and no killable processes
. /tests/lib/case.sh

swap_on zram 2048
mkdir -p /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
echo +memory >/sys/fs/cgroup/cgroup.subtree_control

killed=0
places=$(passes)
for place in $places; do
	# Memory is that of the group in which it was first used.
	group=/sys/fs/cgroup/hold-$killed
	mkdir "$group"
	echo $$ >"$group/cgroup.procs"
	puppet 64 2
	echo $$ >/sys/fs/cgroup/cgroup.procs
	is 'processes in the group' "$(cat "$group/cgroup.procs")" "$pid"
	out 0
	snap
	gate "hold a task=$t0 at=$place limit_ms=60000"
	says ok read 0 0
	gate "wait a held limit_ms=$patience"

	echo 0 >"$group/memory.swap.max"
	begin=$(now_ms)
	echo 0 >"$group/memory.max"
	status=0
	wait "$case_puppet" || status=$?
	is_num "ms until it was dead at $place" $(($(now_ms) - begin)) -lt 30000
	is 'how it ended' "$status" $((128 + 9))
	exec 7>&- 8<&-
	is_num 'kills of the group' "$(sed -n 's/^oom_kill //p' "$group/memory.events")" -gt 0
	is "the end of the hold at $place" "$(gate_field a end)" killed
	gate "drop a"
	rose gate_kills 1
	rose gate_timeouts 0
	nothing_left
	killed=$((killed + 1))
done

# The swap that it had is free for others, and good.
puppet 64 2
out 0 64
for page in 0 31 63; do
	says ok read 0 $page
	says $((1000 + page)) wait 0 "$patience"
done
says yes intact
puppet_ends
swap_off
