#!/bin/sh
# description: what needs the hooks keeps them on, and is refused while they are off
# requires: root, module plant, point read
# quick: yes
# vm: --swr-args allow_unsafe=1
. /tests/lib/case.sh

for text in '' 2 -1 y on 00 '1 ' Count counts; do
	refused enabled 'Invalid argument' 'enabled: expected' "$text"
done

# keeps FILE: what is there keeps the hooks on
keeps() {
	all_on=$(hooked)
	refused enabled 'Device or resource busy' "enabled: 0 is refused, $1 is" 0
	refused enabled 'Device or resource busy' "enabled: count is refused, $1 is" count
	is 'enabled and functions hooked' "$(cat "$swr_dir/enabled") $(hooked)" "1 $all_on"
}

# A function that only some policies need is somebody else's: those cannot be had.
if grep -q '^bypass divert __swap_count off ' "$swr_dir/hooks"; then
	all_on=$(hooked)
	modprobe plant what=ftrace symbol=__swap_count
	refused fix 'Device or resource busy' 'fix: cached: __swap_count() cannot be hooked' cached
	is 'fix and functions hooked' "$(status_of fix) $(hooked)" "stock $all_on"
	rmmod plant
fi

# Every policy but stock that this kernel can have.
for file in fix fix_swapoff fix_loop; do
	sed -n 's/^name=\([^ ]*\) .* supported=1 .*/\1/p' "$swr_dir/${file}_info" | grep -vx stock >"$tmp/$file" || :
	while read -r name; do
		echo "$name" >"$swr_dir/$file"
		keeps $file
	done <"$tmp/$file"
	echo stock >"$swr_dir/$file"
done
echo none >"$swr_dir/fix_collapse"
keeps fix_collapse
echo stock >"$swr_dir/fix_collapse"

if grep -q '^cache_read [^ ]* [^ ]* armed' "$swr_dir/hooks"; then
	echo inside >"$swr_dir/fix_order"
	keeps fix_order
	echo stock >"$swr_dir/fix_order"
fi

puppet 4 2
gate "hold a task=$t0 at=read:return limit_ms=60000"
keeps gate
gate 'release a'
gate 'drop a'
echo 5 >"$swr_dir/inject/read/delay_us"
echo 1 >"$swr_dir/inject/read/probability"
keeps inject
echo inject >"$swr_dir/reset"

# lacking LEVEL HOW: all that needs the hooks is refused, and it is said that they HOW
lacking() {
	echo "$1" >"$swr_dir/enabled"
	off="the hooks $2, write 1 to enabled first"
	for file in fix fix_swapoff fix_loop; do
		while read -r name; do
			refused $file 'Operation not supported' "$file: $off" "$name"
		done <"$tmp/$file"
		echo stock >"$swr_dir/$file"
	done
	refused fix_collapse 'Operation not supported' "fix_collapse: $off" none
	echo stock >"$swr_dir/fix_collapse"
	! grep -q '^cache_read [^ ]* [^ ]* off' "$swr_dir/hooks" ||
		refused fix_order 'Operation not supported' "fix_order: $off" inside
	refused gate 'Operation not supported' "gate: $off" \
		"hold a task=$t0 at=read:return limit_ms=60000"
	is gate "$(cat "$swr_dir/gate")" ''
	gate clear
	echo 5 >"$swr_dir/inject/read/delay_us"
	refused inject/read/probability 'Operation not supported' "inject: $off" 1
	is probability "$(cat "$swr_dir/inject/read/probability")" 0
	echo all >"$swr_dir/reset"
	for command in 'run aba' 'run storm --seconds 1' 'bench swapin' verdict; do
		status=0
		# shellcheck disable=SC2086 # words
		swr $command >"$tmp/out" 2>"$tmp/err" || status=$?
		[ "$status" -gt 1 ] || fail "swr $command ends with $status while the hooks $2"
		one_line "what swr $command says" "$tmp/err"
		matches "what swr $command says" "$line" "*the hooks $2: echo 1 >*/swaprace/enabled"
		is "what swr $command prints" "$(cat "$tmp/out")" ''
	done
	swr status >"$tmp/out"
	grep -q "^enabled: $1\$" "$tmp/out" || fail "swr status does not say that the hooks $2"
}

lacking count 'only count'
# Somebody else has a function that counting leaves alone: it goes on counting.
counts=$(hooked)
symbol=$(awk '$1 ~ /^install/ { print $3 }' "$swr_dir/hooks")
modprobe plant what=ftrace symbol="$symbol"
refused enabled 'Device or resource busy' 'enabled: the hooks cannot be had' 1
is 'enabled and functions hooked' "$(cat "$swr_dir/enabled") $(hooked)" "count $counts"
rmmod plant
lacking 0 'are off'

# Somebody else has a function meanwhile: they stay off, and that is said.
symbol=$(awk '$1 ~ /^read/ { print $3 }' "$swr_dir/hooks")
modprobe plant what=ftrace symbol="$symbol"
refused enabled 'Device or resource busy' 'enabled: the hooks cannot be had' 1
dmesg | grep -q "swaprace: $symbol: redirected by somebody else" || fail "$symbol is not named"
is 'enabled and functions hooked' "$(cat "$swr_dir/enabled") $(hooked)" '0 0'
rmmod plant
echo 1 >"$swr_dir/enabled"
is 'enabled and functions hooked' "$(cat "$swr_dir/enabled") $(hooked)" "1 $all_on"
puppet_ends
swr run aba --device brd >"$tmp/out" || fail "swr run aba: exit status $?"
rmmod swaprace

# A policy cannot be had at load either.
for level in 0 count; do
	if modprobe swaprace enabled=$level fix=busted allow_unsafe=1 2>"$tmp/why"; then
		fail "fix=busted was taken with enabled=$level"
	fi
	one_line "the error of fix=busted with enabled=$level" "$tmp/why"
	[ ! -e "$swr_dir" ] || fail "$swr_dir is there although loading failed"
done
