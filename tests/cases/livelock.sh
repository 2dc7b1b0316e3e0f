#!/bin/sh
# description: S2, each on a CPU of its own: a call that is refused the claim loops as often as it is told to, and goes on when the holder does
# requires: root, module zram, module brd, point claim
# limit: 300
. /tests/lib/case.sh
. /tests/lib/livelock.sh

runs=$(size livelock.runs)
verdict=$(expected kernels.list S2)
loop_settings >"$tmp/before"

for device in zram brd; do
	for scenario in livelock livelock-shmem; do
		loop_run "$scenario" "$verdict" 0 "$runs" --device $device
		case $verdict in
		FIXED)
			# refused three times while the holder is held, and perhaps on its way out
			is_num 'fewest refusals' "$(loop_json refusals.min)" -ge 3
			rose loops "$runs"
			is_num loop_waits "$(rise loop_waits)" -ge $((3 * runs))
			rose eexist_readahead "$(loop_json eexist)"
			is reported "$(loop_json reported)" "$runs"
			is named "$(loop_json named)" "$runs"
			is going "$(loop_json going)" "$runs"
			;;
		ABSENT)
			# once, and it finds the page: nobody loops
			is 'most refusals' "$(loop_json refusals.max)" 1
			is eexist "$(loop_json eexist)" "$runs"
			rose loops 0
			rose loop_waits 0
			is reported "$(loop_json reported)" 0
			;;
		esac
	done
done

if [ "$verdict" = FIXED ]; then
	for policy in tick cond_resched exact; do
		loop_run livelock FIXED 0 "$runs" --fix-loop $policy
		is fix_loop "$(loop_json fix_loop)" $policy
		case $policy in
		exact)
			# one sleep, from the refusal until the page is there
			is 'most refusals' "$(loop_json refusals.max)" 1
			rose loop_waits "$runs"
			rose loop_waits_blind 0
			rose wait_limits 0
			;;
		*) is_num 'fewest refusals' "$(loop_json refusals.min)" -ge 3 ;;
		esac
	done
else
	# no loop, no policy for it
	if swr run livelock --fix-loop tick 2>"$tmp/why"; then
		fail 'a policy was taken on a kernel that has no loop'
	fi
	one_line 'the error' "$tmp/why"
	matches 'the error' "$line" '*this kernel has no call that loops*'
fi

# as a scenario file, with what only that does not enter
scn=/usr/share/swaprace/scenarios/livelock.scn
swr run $scn --repeat "$runs" --format json >"$tmp/loop.json" || fail "$scn: exit status $?"
is 'the file' "$(loop_json scenario) $(loop_json bug) $(loop_json verdict) $(loop_json runs) $(loop_json windows_entered)" \
	"livelock S2 $verdict $runs $runs"
sed '/^hold h1/d; s/^permutation.*/permutation f0 r1 hold:h0 r0 release:h0/' $scn >"$tmp/late.scn"
swr run "$tmp/late.scn" --format json >"$tmp/loop.json" || fail "the file of a looper that is late: exit status $?"
is 'the file of a looper that comes first' "$(loop_json verdict) $(loop_json windows_entered)" 'INCONCLUSIVE 0'

swr run livelock --repeat 3 --format ktap --account >"$tmp/ktap"
is_num 'lines of the account' "$(grep -c '^# .*do_swap_page(' "$tmp/ktap" || true)" -ge 1
is 'lines that are no KTAP' "$(grep -cvE '^(KTAP version 1|1\.\.3|(not )?ok [123] .*|#.*)$' "$tmp/ktap" || true)" 0
is 'lines that are ok' "$(grep -c '^ok [123] window entered' "$tmp/ktap")" 3
matches 'the last line' "$(tail -n 1 "$tmp/ktap")" "# S2 $verdict on zram: 3 runs, 3 windows entered, 0 livelocks"
loop_settings >"$tmp/after"
diff "$tmp/before" "$tmp/after" || fail 'settings are not as they were'
