#!/bin/sh
# description: swapoff against a fault that is about to read: on zram, brd and a file, every time, as the table says, and nothing is lost
# requires: root, module zram, module brd, counter swapoff_waits
# quick: yes
# limit: 300
. /tests/lib/case.sh

runs=$(size swapoff.runs)
verdict=$(expected kernels.list S3)

json() {
	exec jsonq "$1" <"$tmp/json"
}

# swapoff_runs WHAT DEVICE: the built-in, or a file that is to equal it
swapoff_runs() {
	case $verdict in
	VULNERABLE) early=$runs waited=0 ;;
	*) early=0 waited=$runs ;;
	esac
	snap
	swr run "$1" --device "$2" --repeat "$runs" --format json >"$tmp/json" ||
		fail "swr run $1 on $2: exit status $?: $(jsonq reason <"$tmp/json")"
	is scenario "$(json scenario)" swapoff
	is bug "$(json bug)" S3
	is device "$(json device)" "$2"
	is "the verdict on $2" "$(json verdict)" "$verdict"
	is runs "$(json runs)" "$runs"
	is windows_entered "$(json windows_entered)" "$runs"
	is lost_writes "$(json lost_writes)" 0
	is events_lost "$(json events_lost)" 0
	is swapoffs_early "$(json swapoffs_early)" "$early"
	is swapoff_waits "$(json swapoff_waits)" "$waited"
	is reads_gone "$(json reads_gone)" "$early"
	case $verdict in
	VULNERABLE) matches hint "$(json hint)" '*63d8620ecf93*2799e77529c2*' ;;
	*) is hint "$(json hint)" null ;;
	esac
	# the module by itself says the same
	rose swapoffs_early "$early"
	rose swapoff_waits "$waited"
	rose reads_gone "$early"
	rose gate_holds "$runs"
	rose gate_timeouts 0
	rose lost_swapoffs 0
	rose stale_installs 0
	is_num swapoffs "$(rise swapoffs)" -ge "$runs"
	nothing_left
	is 'swap in use' "$(sed 1d /proc/swaps)" ''
}

for device in zram brd file; do
	swapoff_runs swapoff $device
	echo "$device: from being seen waiting to the return, in ms: $(json wait_ms.min) $(json wait_ms.median) $(json wait_ms.max)"
	longest=$(json wait_ms.max | tr -d .)
	case $verdict in
	FIXED) is_num "the longest wait on $device" "$longest" -gt 0 ;;
	*) is_num "the longest wait on $device" "$longest" -eq 0 ;;
	esac
done
is 'mounts of swr' "$(grep -c swr- /proc/mounts || true)" 0
[ ! -e /sys/module/brd ] || fail 'brd was left loaded'
swr run swapoff --repeat 3 --format ktap >"$tmp/ktap"
case $verdict in
VULNERABLE) is ktap "$(grep -cx 'not ok . swapoff did not wait' "$tmp/ktap")" 3 ;;
*) is ktap "$(grep -cx 'ok . window entered, swapoff waited' "$tmp/ktap")" 3 ;;
esac

# The scenario file does the same, and what it records happens again.
runs=10
scn=/usr/share/swaprace/scenarios/swapoff.scn
swr check "$scn" >"$tmp/out" || fail "swr check $scn: exit status $?"
swapoff_runs "$scn" zram
swapoff_runs "$scn" file
swr run "$scn" --record "$tmp/record.scn" >"$tmp/out"
matches 'the record' "$(cat "$tmp/record.scn")" "*step s1 swapoff*windows=1 verdict=$verdict"
swr check "$tmp/record.scn" >"$tmp/out" || fail 'swr check refuses a record'
swapoff_runs "$tmp/record.scn" brd
is unmet "$(json unmet)" null

# A hold that a fixed kernel has swapoff wait for, and nothing ends: told before,
# and if it is run all the same it is no window.
sed 's/until=[^ ]* //' "$scn" >"$tmp/stuck.scn"
got=0
swr check "$tmp/stuck.scn" 2>"$tmp/err" || got=$?
is 'the exit status of swr check' "$got" 2
matches 'what swr check says' "$(cat "$tmp/err")" \
	'*possible deadlock: *before this wait for a held fault in s1*'
if [ "$verdict" = FIXED ]; then
	sed -i 's/limit_ms=2000$/limit_ms=500/' "$tmp/stuck.scn"
	swr run "$tmp/stuck.scn" --format json >"$tmp/json" ||
		fail "a hold that nothing ends: exit status $?"
	is 'a hold that nothing ends' "$(json verdict) $(json windows_entered)" 'INCONCLUSIVE 0'
fi
nothing_left

# A fault that is held behind its read is none that swapoff is seen to wait for.
swap_on zram 4096
puppet 4 1
out 0
gate "hold late task=$t0 at=fault_end limit_ms=60000"
says ok read 0 0
gate "wait late held limit_ms=$patience"
snap
swapoff "$case_swap" || fail "swapoff: exit status $?"
rose swapoffs 1
rose swapoff_waits 0
rose swapoffs_early 0
gate drop late
says 1000 wait 0 "$patience"
puppet_ends

# Nor is one that is held before it has taken anything, wherever that can be: it
# looks for its device only then, and finds that it has gone.
case ,$(expected kernels passes), in
*,fault:entry,*) ;;
*) exit 0 ;;
esac
swapon "$case_swap"
puppet 4 1
out 0
gate "hold soon task=$t0 at=fault limit_ms=60000"
says ok read 0 0
gate "wait soon held limit_ms=$patience"
snap
swapoff "$case_swap" || fail "swapoff: exit status $?"
rose swapoffs 1
rose swapoff_waits 0
rose swapoffs_early 0
gate drop soon
says 1000 wait 0 "$patience"
rose reads_gone 0
puppet_ends
