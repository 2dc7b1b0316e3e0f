#!/bin/sh
# description: under every policy that closes S1, no fault of a plain swap load reads past the swap cache without a claim
# requires: root, module zram, program swapload, point bypass
# limit: 600
. /tests/lib/case.sh

wanted=$(size claims.installs)
enough() {
	[ "$(rise installs)" -ge "$wanted" ]
}

# Its writes can be lost under stock, so it is the counters that are asked.
sed -n 's/^name=\([^ ]*\) .* supported=1 unsafe=0 .*/\1/p' "$swr_dir/fix_info" >"$tmp/policies"
swap_on zram 16384
while read -r policy; do
	echo "$policy" >"$swr_dir/fix"
	# nobody is left who began under another
	until_true 'no fault is under way' status_is faults_inflight 0
	snap
	swapload 4 400 600 >"$tmp/load" &
	load=$!
	until_true "$wanted installs under $policy" enough
	kill "$load"
	status=0
	wait "$load" || status=$?
	claimless=$(rise reads_unclaimed)
	case $policy in
	cached) is "$policy: reads past the swap cache" "$(rise reads_bypass)" 0 ;;
	*) is_num "$policy: reads past the swap cache" "$(rise reads_bypass)" -gt $((wanted / 8)) ;;
	esac
	if [ "$policy" = stock ] && [ "$(expected kernels.list S1)" = VULNERABLE ]; then
		is 'reads without a claim' "$claimless" "$(rise reads_bypass)"
	else
		is "reads without a claim under $policy" "$claimless" 0
		is "$policy: $(cat "$tmp/load"): the exit status of swapload" "$status" 0
	fi
	is events_lost "$(status_of events_lost)" 0
done <"$tmp/policies"
nothing_left
swap_off
