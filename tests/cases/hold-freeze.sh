#!/bin/sh
# description: the freezer of suspend waits for a held task until the limit of the hold, or gives up by its own; the task is where it was
# requires: root, module zram, point read, counter gate_holds, program meddle, file /dev/snapshot
# reports: Call Trace
# reports: Freezing .*failed after
. /tests/lib/case.sh

timeout=/sys/power/pm_freeze_timeout
page=0

# held LIMIT: t0 is, in a fault on a page that is out, in $page
held() {
	page=$((page + 1))
	out "$page"
	gate "hold a task=$t0 at=read:return limit_ms=$1"
	says ok read 0 "$page"
	gate "wait a held limit_ms=$patience"
}

# freeze ANSWER: all tasks, and let them go
freeze() {
	meddle freeze >"$tmp/freeze"
	cat "$tmp/freeze"
	matches 'what the freezer says' "$(cat "$tmp/freeze")" "$1 [0-9]*"
}

swap_on zram 1024
puppet 8 2
freeze frozen

# Who is held sleeps where no task can be frozen, with mmap_lock: it has to leave first.
snap
held 1500
freeze frozen
gate "wait a done limit_ms=$patience"
is 'the end of the hold' "$(gate_field a end)" limit
says $((1000 + page)) wait 0 "$patience"
gate "drop a"
rose gate_timeouts 1

# The freezer is done before the hold is: nobody is frozen, and the kernel says who it was.
read -r ms <$timeout
echo 1000 >$timeout
snap
held 60000
freeze refused
echo "$ms" >$timeout
is 'the hold after a refused freeze' "$(gate_field a state)" held
dmesg | grep -q "task:puppet" || fail 'the kernel does not name the task that was held'
says ok read 1 0
says 1000 wait 1 "$patience"
gate "release a"
says $((1000 + page)) wait 0 "$patience"
is 'the end of the hold' "$(gate_field a end)" released
gate "drop a"
rose gate_timeouts 0
rose gate_kills 0

says yes intact
freeze frozen
puppet_ends
nothing_left
swap_off
