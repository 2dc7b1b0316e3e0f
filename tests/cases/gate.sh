#!/bin/sh
# description: gates hold and let go in every way there is, and never twice
# requires: root, module zram, point read, counter gate_holds
# quick: yes
. /tests/lib/case.sh

swap_on zram 1024
puppet 32 4
page=0

# fresh: a page that is out, in $page
fresh() {
	page=$(((page + 1) % 32))
	out "$page"
}

# ended NAME END: the gate has ended so, and nobody is held
ended() {
	gate "wait $1 done limit_ms=$patience"
	is "the end of $1" "$(gate_field "$1" end)" "$2"
	is "the state of $1" "$(gate_field "$1" state)" 'done'
	gate "drop $1"
}

# comes_back: t0 has read the page and it was the right one
comes_back() {
	says $((1000 + page)) wait 0 "$patience"
}

# held by name, seen from everywhere, and released by name
snap
fresh
gate "hold a task=$t0 at=read:return limit_ms=60000"
is 'the state before' "$(gate_field a state)" armed
rose gate_holds 0
says ok read 0 "$page"
gate "wait a held limit_ms=$patience"
is 'the state' "$(gate_field a state)" held
is 'the end' "$(gate_field a end)" -
is tasks_held "$(status_of tasks_held)" 1
is tasks_in_frames "$(status_of tasks_in_frames)" 2
is faults_inflight "$(status_of faults_inflight)" 1
say entry "$page"
matches inflight "$(cat "$swr_dir/inflight")" \
	"tid=$t0 tgid=$pid cpu=[0-9]* state=read address=0x*000 entry=$answer bypass=[01] age_us=[0-9]*"
says late wait 0 100
gate "release a"
comes_back
is_num held_us "$(gate_field a held_us)" -ge 100000
ended a released
rose gate_holds 1

# a gate holds once
fresh
gate "hold a task=$t0 at=read:return limit_ms=60000"
gate "release a"
says ok read 0 "$page"
comes_back
rose gate_holds 1
is 'a gate released before anybody came' "$(gate_field a end)" released
fresh
says ok read 0 "$page"
comes_back
rose gate_holds 1
gate "drop a"

# every place of the table that a fault passes: held there, and no harm done
places=$(passes)
for place in $places; do
	fresh
	gate "hold a task=$t0 at=$place limit_ms=60000"
	says ok read 0 "$page"
	gate "wait a held limit_ms=$patience"
	gate "release a"
	comes_back
	ended a released
done

# a pass counts for every gate, also if another holds there; whichever was set first
for first in a b; do
	fresh
	for name in $first $([ $first = a ] && echo b || echo a); do
		nth=1
		[ "$name" = a ] || nth=2
		gate "hold $name task=$t0 at=read:return nth=$nth limit_ms=60000"
	done
	says ok read 0 "$page"
	gate "wait a held limit_ms=$patience"
	is 'the state of the second' "$(gate_field b state)" armed
	gate "release a"
	comes_back
	fresh
	says ok read 0 "$page"
	gate "wait b held limit_ms=$patience"
	gate "release b"
	comes_back
	gate clear
done

# not at other tasks, not at other points
fresh
gate "hold a task=$t1 at=read:return limit_ms=60000"
says ok read 0 "$page"
comes_back
is 'the state after another task' "$(gate_field a state)" armed
gate "drop a"

# nth: the third time and not before
gate "hold a task=$t0 at=fault_end nth=3 limit_ms=60000"
for round in 1 2; do
	fresh
	says ok read 0 "$page"
	comes_back
	is "the state after $round" "$(gate_field a state)" armed
done
fresh
says ok read 0 "$page"
gate "wait a held limit_ms=$patience"
gate "release a"
comes_back
ended a released

# until another task has passed its point, that task and no other
snap
fresh
gate "hold a task=$t0 at=read:return until=$t1:fault_end limit_ms=60000"
matches 'the line of a gate' "$(cat "$swr_dir/gate")" \
	"name=a task=$t0 at=read:return nth=1 until=$t1:fault_end:entry limit_ms=60000 state=armed end=- held_us=0"
says ok read 0 "$page"
gate "wait a held limit_ms=$patience"
mine=$page
fresh
says ok read 2 "$page"
says $((1000 + page)) wait 2 "$patience"
is 'the state after the wrong task' "$(gate_field a state)" held
fresh
says ok read 1 "$page"
says $((1000 + page)) wait 1 "$patience"
page=$mine
comes_back
ended a until
rose gate_holds 1
rose gate_timeouts 0

# the other was there first: nobody is held
fresh
gate "hold a task=$t0 at=read:return until=$t1:fault_end limit_ms=60000"
says ok read 1 "$page"
says $((1000 + page)) wait 1 "$patience"
fresh
says ok read 0 "$page"
comes_back
ended a early
rose gate_holds 1

# only with the result that was asked for
if [ "$(expected kernels claim)" = fault ]; then
	fresh
	gate "hold a task=$t0 at=read:return until=$t1:claim:return=error limit_ms=60000"
	gate "hold b task=$t2 at=read:return until=$t1:claim:return=ok limit_ms=60000"
	says ok read 1 "$page"
	says $((1000 + page)) wait 1 "$patience"
	is 'a gate for =error after a good claim' "$(gate_field a state)" armed
	is 'a gate for =ok after a good claim' "$(gate_field b end)" early
	gate clear
fi

# the limit
snap
fresh
gate "hold a task=$t0 at=read:return limit_ms=300"
says ok read 0 "$page"
comes_back
# A limit is of ticks: on a host that was late with some of them they come all at once, and it
# ends before its time by the clock.
is_num 'held_us at the limit' "$(gate_field a held_us)" -ge 150000
is_num 'held_us at the limit' "$(gate_field a held_us)" -lt 10000000
ended a limit
rose gate_timeouts 1
rose gate_kills 0

# waits end, too
fresh
gate "hold a task=$t0 at=read:return limit_ms=60000"
begin=$(now_ms)
refused gate 'Connection timed out' "'a' was not held within 200 ms" 'wait a held limit_ms=200'
is_num 'time waited' $(($(now_ms) - begin)) -ge 100
refused gate 'Connection timed out' "'a' was not done within 1 ms" 'wait a done limit_ms=1'
refused gate 'No such file or directory' "no gate 'b'" 'wait b held limit_ms=1'
gate drop a

# drop, clear and reset end a hold
for how in 'gate drop a' 'gate clear' 'reset gate' 'reset all'; do
	fresh
	gate "hold a task=$t0 at=read:return limit_ms=60000"
	says ok read 0 "$page"
	gate "wait a held limit_ms=$patience"
	echo "${how#* }" >"$swr_dir/${how%% *}"
	comes_back
	is "the file gate after $how" "$(cat "$swr_dir/gate")" ''
done

# all gates in use, then one more
for n in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
	gate "hold g$n task=$t0 at=read:return nth=99 limit_ms=1"
done
is 'the number of gates' "$(wc -l <"$swr_dir/gate")" 16
refused gate 'No space left on device' 'no room for a gate beside the 16' \
	"hold g16 task=$t0 at=read:return limit_ms=1"
refused gate 'File exists' "'g3' is taken" "hold g3 task=$t0 at=read:return limit_ms=1"
gate drop g7
gate "hold g16 task=$t0 at=read:return limit_ms=1"
gate clear

says yes intact
puppet_ends
swap_off
nothing_left
