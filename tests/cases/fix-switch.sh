#!/bin/sh
# description: policies are switched under swap load, and the module unloaded under each, without a lost write
# requires: root, module zram, program swapload, point bypass
# parallel: yes
# limit: 600
. /tests/lib/case.sh

switches=$(size fix-switch.switches)
case $SWR_LONG in
1) unload_under='.*' ;;
*) unload_under='tick\|exact' ;;
esac

# Only policies that close S1: with another the oracle of the load would tell.
sed -n 's/^name=\([^ ]*\) .* supported=1 unsafe=0 .*/\1/p' "$swr_dir/fix_info" |
	grep -vx stock >"$tmp/policies"
is_num 'policies' "$(wc -l <"$tmp/policies")" -ge 8

more_installs() {
	[ "$(rise installs)" -ge 20 ]
}

# A fault past the swap cache that began under stock may lose its write: the load
# begins when there is none.
echo tick >"$swr_dir/fix"
swap_on zram 16384
swapload 4 400 600 >"$tmp/load" &
load=$!
n=0
while [ $n -lt "$switches" ]; do
	while read -r policy; do
		snap
		echo "$policy" >"$swr_dir/fix"
		grep -q "\[$policy\]" "$swr_dir/fix" || fail "$policy is not in brackets"
		until_true "20 installs under $policy" more_installs
		n=$((n + 1))
	done <"$tmp/policies"
done
is stale_installs "$(counter stale_installs)" 0
is uncertain_installs "$(counter uncertain_installs)" 0
is events_lost "$(status_of events_lost)" 0
is_num waits "$(counter waits)" -gt 0

# Without the module a kernel that claims nothing may lose writes of the load.
if [ "$(expected kernels.list S1)" = VULNERABLE ]; then
	kill "$load"
	status=0
	wait "$load" || status=$?
	is "swapload: $(cat "$tmp/load"): its exit status" "$status" 0
	load=
fi
grep -x "$unload_under" "$tmp/policies" >"$tmp/unload"
while read -r policy; do
	if [ -z "$load" ]; then
		swapload 4 400 600 >"$tmp/load-$policy" &
		held=$!
	fi
	snap
	echo "$policy" >"$swr_dir/fix"
	until_true "20 installs under $policy" more_installs
	rmmod swaprace
	load_module
	[ -n "$load" ] || { kill "$held"; wait "$held" || true; }
done <"$tmp/unload"
if [ -n "$load" ]; then
	kill "$load"
	status=0
	wait "$load" || status=$?
	is "swapload: $(cat "$tmp/load"): its exit status" "$status" 0
fi
nothing_left
swap_off
