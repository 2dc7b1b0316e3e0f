#!/bin/sh
# description: a held task can be killed at once, and by nothing less than a fatal signal
# requires: root, module zram, point read, counter gate_kills
. /tests/lib/case.sh

swap_on zram 1024
for place in read:return fault_end; do
	snap
	puppet 4 2
	out 0
	gate "hold a task=$t0 at=$place limit_ms=60000"
	says ok read 0 0
	gate "wait a held limit_ms=$patience"

	# stopped and woken again it is held still
	kill -STOP "$pid"
	kill -CONT "$pid"
	kill -CHLD "$pid"
	says late wait 0 100
	is "the state after other signals at $place" "$(gate_field a state)" held

	begin=$(now_ms)
	kill -KILL "$pid"
	wait "$case_puppet" || true
	is_num "ms until it was dead at $place" $(($(now_ms) - begin)) -lt 10000
	exec 7>&- 8<&-
	is "the end at $place" "$(gate_field a end)" killed
	rose gate_kills 1
	rose gate_timeouts 0
	gate drop a
	nothing_left
done

# Whoever waits for a gate can be killed as well.
puppet 4 2
gate "hold a task=$t0 at=read:return limit_ms=60000"
echo 'wait a held limit_ms=60000' >"$swr_dir/gate" &
waiter=$!
until_true 'it waits' grep -q '^State:.*sleeping' "/proc/$waiter/status"
begin=$(now_ms)
kill -TERM "$waiter"
wait "$waiter" || true
is_num 'ms until the waiter was dead' $(($(now_ms) - begin)) -lt 10000
gate drop a
puppet_ends
swap_off
