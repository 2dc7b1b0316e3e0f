#!/bin/sh
# description: S2, a real-time looper on its holder's CPU: cond_resched livelocks until the bound, stock, tick and exact finish; the report names the holder
# requires: root, module zram, point claim
# vm: --swr-args allow_unsafe=1
# limit: 300
. /tests/lib/case.sh
. /tests/lib/livelock.sh

runs=$(size livelock-rt.runs)
verdict=$(expected kernels.list S2)
loop_settings >"$tmp/before"

loop_run livelock-rt "$verdict" 0 "$runs"
is unsafe "$(loop_json unsafe)" false
is reported "$(loop_json reported)" 0
if [ "$verdict" = ABSENT ]; then
	is 'most refusals' "$(loop_json refusals.max)" 1
	loop_settings >"$tmp/after"
	diff "$tmp/before" "$tmp/after" || fail 'settings are not as they were'
	exit 0
fi

for policy in tick exact; do
	loop_run livelock-rt FIXED 0 "$runs" --fix-loop $policy
	is reported "$(loop_json reported)" 0
	is hint "$(loop_json hint)" null
done

swr run livelock-rt --fix-loop tick --account >"$tmp/account"
for word in 'swapcache_prepare([0-9:]*) = -EEXIST' '^T1 slept until T0 was done'; do
	grep -q "$word" "$tmp/account" ||
		fail "the drawing does not say '$word': $(cat "$tmp/account")"
done

for policy in cond_resched spin; do
	echo livelocks >"$swr_dir/reset"
	loop_run livelock-rt VULNERABLE "$runs" "$runs" --fix-loop $policy
	matches hint "$(loop_json hint)" '*029c4628b2eb*'
	is reported "$(loop_json reported)" "$runs"
	is named "$(loop_json named)" "$runs"
	# there are 200 ms to read it in, which a guest that gets no CPU may miss; where
	# the looper is held it is read each time, see livelock
	is_num going "$(loop_json going)" -ge 1
	is_num 'fewest refusals' "$(loop_json refusals.min)" -ge 100
	is_num 'the median read, ms' "$(loop_json read_ms.median | sed 's/\..*//')" -ge 300
	case $policy in
	spin) is unsafe "$(loop_json unsafe)" true ;;
	*) is unsafe "$(loop_json unsafe)" false ;;
	esac
	# The holder could run and did not: it is ready, of normal priority, and on the
	# CPU of a looper that never slept.
	is 'reports' "$(wc -l <"$swr_dir/livelocks")" "$(if [ "$runs" -lt 16 ]; then echo "$runs"; else echo 16; fi)"
	is 'reports that say otherwise' "$(grep -cvE "^livelock=[0-9]+ why=ms state=done time_ns=[0-9]+ entry=[0-9]+:[0-9]+ fix_loop=$policy refusals=[0-9]+ sleeps=0 looped_us=[0-9]+ held_us=[0-9]+ broken=1 end_refusals=[0-9]+ end_us=[0-9]+ l_tid=[0-9]+ l_tgid=[0-9]+ l_cpu=0 l_state=R l_prio=89 l_policy=fifo l_comm=swr-T1 h_tid=[0-9]+ h_tgid=[0-9]+ h_cpu=0 h_state=R h_prio=120 h_policy=normal h_comm=swr-T0$" "$swr_dir/livelocks" || true)" 0
	is 'stacks of the holder' "$(grep -c '^ __read_swap_cache_async+' "$swr_dir/livelock_reports")" \
		"$(wc -l <"$swr_dir/livelocks")"
done
is_num livelocks_overwritten "$(counter livelocks_overwritten)" -ge $((runs > 16 ? runs - 16 : 0))
matches s2 "$(status_of s2)" 'closed: *'
loop_settings >"$tmp/after"
diff "$tmp/before" "$tmp/after" || fail 'settings are not as they were'
