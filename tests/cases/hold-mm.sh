#!/bin/sh
# description: while a fault is held its area is moved, protected, mapped anew, forked, forgotten and read by others: they wait or go on as without a hold, and no longer
# requires: root, module zram, point read, counter gate_holds
# limit: 240
. /tests/lib/case.sh

swap_on zram 2048
puppet 64 4
page=0

# held PLACE LIMIT: t0 is, in a fault on a page that is out, in $page
held() {
	page=$(((page + 1) % 64))
	out "$page"
	gate "hold a task=$t0 at=$1 limit_ms=$2"
	says ok read 0 "$page"
	gate "wait a held limit_ms=$patience"
}

# sleeps TID: in the kernel, and no signal but a fatal one ends it
sleeps() {
	grep -q '^State:.D' "/proc/$pid/task/$1/status"
}

# goes_on END VALUE...: t0 does, for that reason, and has read one of these values
goes_on() {
	gate "wait a done limit_ms=$patience"
	is 'the end of the hold' "$(gate_field a end)" "$1"
	shift
	say wait 0 "$patience"
	matches "the values $*" " $* " "* $answer *"
	gate "drop a"
}

reader_is_refused() {
	[ "$(rise eexist_fault)" -ge 1 ]
}

# What needs the area for itself waits for the fault. By `release` at each place, and
# by the limit if nobody releases.
places=$(passes)
for job in move protect anew fork; do
	# Whoever moves the page, or maps another, may be between fault and read.
	also=''
	case $job in move | anew) also=0 ;; esac
	for place in $places; do
		snap
		held "$place" 60000
		says ok $job 1 "$page"
		until_true "$job waits at $place" sleeps "$t1"
		is "the hold under $job at $place" "$(gate_field a state)" held
		gate "release a"
		goes_on released $((1000 + page)) $also
		says 1 wait 1 "$patience"
		rose gate_holds 1
		rose gate_timeouts 0
	done
	snap
	held read:return 700
	says ok $job 1 "$page"
	goes_on limit $((1000 + page)) $also
	says 1 wait 1 "$patience"
	rose gate_timeouts 1
	# and without a hold nobody waits for long
	says ok $job 1 "$page"
	says 1 wait 1 "$patience"
	says yes intact
done
nothing_left

# MADV_DONTNEED does not wait: the fault finds nothing to map its page to, and the task
# comes back for a page of zeroes.
snap
held read:return 60000
says ok drop "$page"
gate "release a"
goes_on released 0
rose faults_lost 1
rose faults_installed 0
says ok anew 1 "$page"
says 1 wait 1 "$patience"
says yes intact

# Another process reads the page that is held, and is given the right one: when the hold
# is over, if it is refused the claim, or at once.
snap
held read:return 60000
address=$(sed -n "s/^tid=$t0 .* address=0x\([0-9a-f]*\)000 .*/\1/p" "$swr_dir/inflight")
dd if="/proc/$pid/mem" bs=4096 skip=$((0x$address)) count=1 2>/dev/null >"$tmp/page" &
reader=$!
if [ "$(expected kernels loser)" = refused ]; then
	until_true 'the reader is refused the claim' reader_is_refused
	[ ! -s "$tmp/page" ] || fail 'the page was read while its fault was held'
else
	wait $reader || fail 'the page could not be read by another process'
fi
gate "release a"
goes_on released $((1000 + page))
wait $reader || true
is 'the bytes that the other process read' "$(wc -c <"$tmp/page")" 4096
is 'the first word that it read' "$(od -A n -t u8 -N 8 "$tmp/page" | tr -d ' ')" $((1000 + page))
is stale_installs "$(counter stale_installs)" 0

says yes intact
puppet_ends
nothing_left
swap_off
