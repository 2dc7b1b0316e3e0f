#!/bin/sh
# description: the hooks go off and on under swap load, to count and to all, without a report and with an outcome for every fault
# requires: root, module zram, program swapload, program slowoff
# parallel: yes
# limit: 1200
# vm: --kmemleak
. /tests/lib/case.sh

switches=$(size enabled.switches)

swapped_in() {
	exec sed -n 's/^pswpin //p' /proc/vmstat
}

more_swapped_in() {
	[ "$(swapped_in)" -ge $((swapped + 50)) ]
}

more_installs() {
	[ "$(rise installs)" -ge 20 ]
}

# Nobody is in a fault while the hooks are off, so nothing is ahead of anything.
all_came_out() {
	is 'the outcomes of all faults' "$(outcomes counter)" "$(counter faults)"
	is installs "$(counter installs)" "$(counter faults_installed)"
}

# At the level count a fault is done, whatever it did.
more_done() {
	[ "$(rise faults_done)" -ge 20 ]
}

waits() {
	dmesg | grep -q 'swaprace: waiting for 1 tasks to leave'
}

off() {
	echo 0 >"$swr_dir/enabled"
	is enabled "$(cat "$swr_dir/enabled") $(status_of enabled)" '0 0'
	is 'functions hooked while off' "$(hooked)" 0
	is 'tasks_in_frames and faults_inflight while off' \
		"$(status_of tasks_in_frames) $(status_of faults_inflight)" '0 0'
	is inflight "$(cat "$swr_dir/inflight")" ''
}

all_on=$(hooked)
is_num 'functions hooked' "$all_on" -ge 10
armed=$(grep -c ' armed ' "$swr_dir/hooks")
there=$(grep -vc ' absent ' "$swr_dir/hooks")

# A kernel open to S1 loses writes of threads that share pages; those of processes
# with one thread each it does not, and whatever was reported of them would be false.
threads=4
[ "$(expected kernels.list S1)" = FIXED ] || threads=1
swap_on zram 32768
swapload $threads 300 1200 >"$tmp/load1" &
load1=$!
swapload 1 300 1200 >"$tmp/load2" &
load2=$!
snap
until_true '20 installs' more_installs

n=0
while [ $n -lt "$switches" ]; do
	off
	all_came_out
	cat "$swr_dir/counters" >"$tmp/counters"
	sed 's/ hold=.*//' "$swr_dir/hooks" >"$tmp/hooks"
	is 'rows that are off' "$(grep -c ' off ' "$tmp/hooks")" "$there"
	is 'rows that are armed while off' "$(grep -c ' armed ' "$tmp/hooks" || true)" 0
	is hooks_armed "$(status_of hooks_armed)" 0
	swapped=$(swapped_in)
	until_true '50 pages swapped in while off' more_swapped_in
	cmp -s "$tmp/counters" "$swr_dir/counters" || fail 'counters moved while off'
	sed 's/ hold=.*//' "$swr_dir/hooks" | cmp -s "$tmp/hooks" - || fail 'hooks were hit while off'

	snap
	echo count >"$swr_dir/enabled"
	until_true '20 faults are counted' more_done
	rose installs 0
	# from one to the other and back, and in between the sums are looked at
	if [ $((n % 2)) = 0 ]; then
		off
		all_came_out
	fi

	echo 1 >"$swr_dir/enabled"
	is enabled "$(cat "$swr_dir/enabled") $(status_of enabled)" '1 1'
	is 'functions hooked' "$(hooked)" "$all_on"
	is hooks_armed "$(status_of hooks_armed)" "$armed"
	snap
	until_true '20 installs' more_installs
	snap
	echo count >"$swr_dir/enabled"
	until_true '20 faults are counted' more_done
	n=$((n + 1))
done
off
all_came_out
for name in stale_installs uncertain_installs lost_no_record lost_races hooks_missed; do
	is "$name" "$(counter $name)" 0
done
is 'races and events_lost' "$(status_of races) $(status_of events_lost)" '0 0'
kill $load1 $load2
for load in $load1 $load2; do
	status=0
	wait "$load" || status=$?
	is "swapload: $(cat "$tmp/load1" "$tmp/load2"): its exit status" "$status" 0
done

# Whoever is in a hooked function is waited for, however long that takes.
echo 1 >"$swr_dir/enabled"
until_true 'nobody is in a frame' status_is tasks_in_frames 0
mkfifo "$tmp/go" "$tmp/answers"
slowoff <"$tmp/go" >"$tmp/answers" &
slow=$!
exec 5>"$tmp/go" 6<"$tmp/answers"
IFS= read -r line <&6
is 'what slowoff says' "$line" in
until_true 'it is in its frame' status_is tasks_in_frames 1
dmesg -c >/dev/null
echo 0 >"$swr_dir/enabled" &
writer=$!
until_true 'the log says that one task is waited for' waits
kill -0 $writer || fail 'the hooks went off without waiting'
is 'functions hooked while one is in its frame' "$(hooked)" "$all_on"
echo >&5
IFS= read -r line <&6
is 'what slowoff says' "$line" out
wait $writer || fail 'the hooks did not go off'
wait $slow || fail "slowoff: exit status $?"
exec 5>&- 6<&-
is 'enabled, functions hooked, tasks in frames' \
	"$(cat "$swr_dir/enabled") $(hooked) $(status_of tasks_in_frames)" '0 0 0'

# What it was told twice it does once; and off it can be unloaded as it can be on.
off
echo 1 >"$swr_dir/enabled"
echo 1 >"$swr_dir/enabled"
is 'functions hooked' "$(hooked)" "$all_on"
off
swap_off
rmmod swaprace
is 'functions hooked' "$(hooked)" 0

# Loaded off, it hooks nothing until it is told to.
modprobe swaprace enabled=0
is 'enabled and hooks_armed' "$(status_of enabled) $(status_of hooks_armed)" '0 0'
is 'functions hooked' "$(hooked)" 0
echo 1 >"$swr_dir/enabled"
is 'functions hooked' "$(hooked)" "$all_on"
rmmod swaprace
no_leaks
