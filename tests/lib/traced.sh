# shellcheck shell=sh disable=SC2154 # what case.sh sets
# All trace points on, and as many records as the counters say. Sourced after case.sh.

tracing=/sys/kernel/tracing
# Each in a buffer of its own, so that its records can be told from the others.
traced_events='swr_fault:faults swr_fault_end:faults swr_install:installs swr_unmap:unmaps swr_writeout:writeouts'

traced_begins() {
	for traced in $traced_events; do
		mkdir "$tracing/instances/${traced%:*}"
		echo 1 >"$tracing/instances/${traced%:*}/events/swaprace/${traced%:*}/enable"
	done
	echo 1 >$tracing/events/swaprace/enable
}

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

traced_adds_up() {
	echo 0 >$tracing/events/swaprace/enable
	for traced in $traced_events; do
		traced_in=$tracing/instances/${traced%:*}
		echo 0 >"$traced_in/events/swaprace/${traced%:*}/enable"
		is "records of ${traced%:*} that were dropped" "$(dropped "${traced%:*}")" 0
		is "records of ${traced%:*}" "$(records "${traced%:*}")" "$(rise "${traced#*:}")"
		is_num "records of ${traced%:*}" "$(records "${traced%:*}")" -gt 0
		rmdir "$traced_in"
	done
	echo "$(rise faults) faults, $(rise installs) installs, $(rise unmaps) unmaps, $(rise writeouts) writeouts"
}
