#!/bin/sh
# description: under every policy on zram, and two of them on brd, losers resolve their faults, and what is counted fits together
# requires: root, module zram, module brd, counter waits
# parallel: yes
# vm: --swr-args allow_unsafe=1
. /tests/lib/case.sh

# Of a storm, by number
storm() {
	exec jsonq "storms.$nr.$1" <"$tmp/json"
}

policies=$(sed -n 's/^name=\([^ ]*\) .* supported=1 .*/\1/p' "$swr_dir/fix_info" | xargs | tr ' ' ',')
for device in zram brd; do
	# brd differs from zram by where it stores, not by who is refused: two policies, if there
	# are, but for a long run
	[ "$device$SWR_LONG" != brd ] || policies=$(echo "$policies" | tr ',' '\n' | grep -xE 'stock|exact' | xargs | tr ' ' ',')
	swr run storm --device $device --fix "$policies" --threads 4 --pages 24 --seconds 1 \
		--hold-us 1000 --format json >"$tmp/json" || fail "$device: exit status $?"
	is "$device: storms" "$(jsonq -n storms <"$tmp/json")" "$(echo "$policies" | tr ',' '\n' | wc -l)"
	nr=0
	for policy in $(echo "$policies" | tr ',' ' '); do
		at="$device, $policy"
		is "$at: policy" "$(storm fix)" "$policy"
		is "$at: writes lost" "$(storm lost_writes)" 0
		is "$at: pages misplaced" "$(storm misplaced)" 0
		is "$at: events lost" "$(storm events_lost)" 0
		is_num "$at: writes" "$(storm writes)" -ge 96
		is_num "$at: faults resolved" "$(storm resolved)" -ge 24
		is_num "$at: faults" "$(storm faults)" -ge "$(storm resolved)"
		case $policy in
		busted | cached) ;;
		stock)
			# nobody takes a claim past the swap cache
			[ "$(expected kernels claim) $(expected kernels bypass)" != '- yes' ] ||
				is "$at: refused" "$(storm eexist)" 0
			;;
		*) is_num "$at: refused" "$(storm eexist)" -gt 0 ;;
		esac
		nr=$((nr + 1))
	done
done
is 'the policy afterwards' "$(status_of fix)" stock
