#!/bin/sh
# description: faults for which there is no room are counted as lost, and all others are followed
# requires: root, module brd, counter lost_no_record
# limit: 180
. /tests/lib/case.sh

# Threads that all wait for one page, which one of them is held with: more than there are
# records, so that some go without, however the addresses of tasks fall into the table.
crowd=4200
swap_on brd 1024
puppet 4 $crowd
out 0
says ok share
snap
gate "hold a task=$t0 at=read:entry limit_ms=60000"
says ok read 0 0
gate "wait a held limit_ms=$patience"
says ok all 0

everybody_is_in() {
	[ "$(rise faults)" -ge $crowd ]
}
until_true 'all threads fault' everybody_is_in
lost=$(rise lost_no_record)
is_num lost_no_record "$lost" -gt 0
is_num lost_no_record "$lost" -lt $((crowd / 2))
is_num faults_inflight "$(status_of faults_inflight)" -ge $((crowd - lost))
is_num events_lost "$(status_of events_lost)" -ge "$lost"
gate drop a
says "done $crowd" join 60000

rose faults "$(outcomes rise)"
rose faults_done 0
is events_lost "$(status_of events_lost)" $(($(rise lost_no_record) + $(rise lost_parked)))

# A verdict that did not see everything is none; one that comes after is.
puppet_ends
swap_off
nothing_left
# Records of tasks that are gone are no loss.
swr run aba --device brd >"$tmp/out" || fail "swr run aba afterwards: $(cat "$tmp/out")"
matches 'the verdict afterwards' "$(head -n 1 "$tmp/out")" "S1 $(expected kernels.list S1) on brd: 1 runs, 1 windows *"
