#!/bin/sh
# description: a fault that finds no memory is an error and comes again, and what its page has cost is known when it is there
# requires: root, module zram, file /proc/self/fail-nth, file /sys/kernel/debug/fail_page_alloc/min-order, point read
. /tests/lib/case.sh

# The next page that a task asks for is refused: a fault asks for the one it reads into. It is a
# single one, for a user, and may be waited for, each of which is spared by default.
refusals=/sys/kernel/debug/fail_page_alloc
echo 0 >$refusals/min-order
echo 0 >$refusals/verbose
echo N >$refusals/ignore-gfp-highmem
echo N >$refusals/ignore-gfp-wait

# cost: what pages have cost, "FAULTS:PAGES" each
cost() {
	sed -n 's/^kind=repeats .* from_faults=\([0-9]*\) .* count=\([0-9]*\)$/\1:\2/p' "$swr_dir/hist" | xargs
}

# reads REFUSED LEVEL: page 0, with so many pages refused on the way
reads() {
	echo "$2" >"$swr_dir/enabled"
	out 0
	echo hist >"$swr_dir/reset"
	snap
	[ "$1" = 0 ] || echo 1 >"/proc/$pid/task/$t0/fail-nth"
	says ok read 0 0
	says 1000 wait 0 "$patience"
	nothing_left
	rose faults $((1 + $1))
	rose faults_error "$1"
	rose lost_no_record 0
}

swap_on zram 1024
puppet 4 1
for refused in 0 1; do
	reads $refused 1
	rose faults_installed 1
	rose repeats $refused
	is "what the page cost with $refused refused" "$(cost)" "$refused:1"
	reads $refused count
	rose faults_done 1
done
says yes intact
puppet_ends
swap_off
