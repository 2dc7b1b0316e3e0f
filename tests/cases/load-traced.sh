#!/bin/sh
# description: with every trace point on the counters add up to the unit under swap load, and each of their events is a record or is counted as overwritten
# requires: root, module zram, program swapload
# parallel: yes
# limit: 2700
. /tests/lib/case.sh
. /tests/lib/load.sh

load_seconds=$(size load-traced.seconds)
tracing=/sys/kernel/tracing

# Each in a buffer of its own, so that its records can be told from the others.
events='swr_fault:faults swr_fault_end:faults swr_install:installs swr_unmap:unmaps swr_writeout:writeouts'
for event in $events; do
	instance=$tracing/instances/${event%:*}
	mkdir "$instance"
	echo 1 >"$instance/events/swaprace/${event%:*}/enable"
done
echo 1 >$tracing/events/swaprace/enable

# records INSTANCE: written, the overwritten ones too
records() {
	cat "$tracing/instances/$1"/per_cpu/cpu*/stats |
		awk '$1 == "entries:" || $1 == "overrun:" { n += $2 } END { print n }'
}

# dropped INSTANCE: that found no place, and are no records
dropped() {
	cat "$tracing/instances/$1"/per_cpu/cpu*/stats |
		awk '/^(commit overrun|dropped events):/ { n += $NF } END { print n }'
}

load 4 200
echo 0 >$tracing/events/swaprace/enable
for event in $events; do
	instance=$tracing/instances/${event%:*}
	echo 0 >"$instance/events/swaprace/${event%:*}/enable"
	is "records of ${event%:*} that were dropped" "$(dropped "${event%:*}")" 0
	is "records of ${event%:*}" "$(records "${event%:*}")" "$(rise "${event#*:}")"
	is_num "records of ${event%:*}" "$(records "${event%:*}")" -gt 0
	rmdir "$instance"
done
echo "$(rise faults) faults, $(rise installs) installs, $(rise unmaps) unmaps, $(rise writeouts) writeouts"
