#!/bin/sh
# description: every policy this kernel can have closes S1 where it is open, and the un-fix opens it where it is closed
# requires: root, module zram, module brd, counter waits
# vm: --swr-args allow_unsafe=1
. /tests/lib/case.sh
. /tests/lib/races.sh

tr ' ' '\n' <"$swr_dir/fix" | tr -d '[]' >"$tmp/policies"
tried=0
while read -r policy; do
	case $(grep "^name=$policy " "$swr_dir/fix_info") in
	*' supported=0 '*) continue ;;
	*' unsafe=1 '*) want=VULNERABLE ;;
	*)
		want=FIXED
		[ "$policy" != stock ] || want=$(expected kernels.list S1)
		;;
	esac
	echo "$policy" >"$swr_dir/fix"
	is fix "$(status_of fix)" "$policy"
	case $want in
	FIXED) matches s1 "$(status_of s1)" 'closed: *' ;;
	*) matches s1 "$(status_of s1)" 'open: *' ;;
	esac
	for device in zram brd; do
		swr run aba --device $device --repeat 3 --format json >"$tmp/json" ||
			fail "$policy on $device: exit status $?"
		jsonq fix verdict runs windows_entered <"$tmp/json" >"$tmp/parts"
		is "what $policy does on $device" "$(xargs <"$tmp/parts")" "$policy $want 3 3"
	done
	tried=$((tried + 1))
done <"$tmp/policies"
is_num 'policies tried' "$tried" -ge "$(expected kernels policies)"

# The log says when the race is closed, and when it is open again.
if [ "$tried" -gt 1 ]; then
	policies_of_s1
	echo tick >"$swr_dir/fix"
	dmesg -c >/dev/null
	echo "$open" >"$swr_dir/fix"
	dmesg -c >"$tmp/dmesg"
	grep -q "swaprace: policy $open: S1 is open: " "$tmp/dmesg" || fail "the log after $open: $(cat "$tmp/dmesg")"
	echo tick >"$swr_dir/fix"
	dmesg -c >"$tmp/dmesg"
	grep -q 'swaprace: policy tick: S1 is closed: ' "$tmp/dmesg" || fail "the log after tick: $(cat "$tmp/dmesg")"
fi
