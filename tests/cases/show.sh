#!/bin/sh
# description: list, status and counters show what the module shows, and one swr drives it at a time
# requires: root, module zram
. /tests/lib/case.sh

swr list >"$tmp/list"
cut -d' ' -f1,3 "$swr_dir/hooks" >"$tmp/rows"
while read -r points symbol; do
	[ "$symbol" != - ] || symbol='not on this kernel'
	for point in $(echo "$points" | tr ',' ' '); do
		grep -q "^  $point .*\[$symbol\]$" "$tmp/list" ||
			fail "swr list does not say that $point is $symbol: $(cat "$tmp/list")"
	done
done <"$tmp/rows"
for word in aba zram brd; do
	grep -q "^  $word" "$tmp/list" || fail "swr list does not list $word"
done

swr status >"$tmp/status"
diff "$swr_dir/status" "$tmp/status" || fail 'swr status differs from the file'

swr run aba --device brd >/dev/null
swr counters >"$tmp/text"
swr counters --json >"$tmp/json"
is 'the number of counters' "$(jsonq -n . <"$tmp/json")" "$(wc -l <"$swr_dir/counters")"
sed 's/://' "$swr_dir/counters" >"$tmp/counters"
# shellcheck disable=SC2046 # words
jsonq $(cut -d' ' -f1 "$tmp/counters") <"$tmp/json" >"$tmp/values"
cut -d' ' -f2 "$tmp/counters" | diff - "$tmp/values" || fail 'swr counters --json differs from the file'
while read -r name value; do
	grep -qE "^$name +$value  [a-z]" "$tmp/text" || fail "swr counters does not show $name as $value with a text"
done <"$tmp/counters"
is_num faults "$(jsonq faults <"$tmp/json")" -gt 0

# A second one that would drive the module is refused; one that looks is not.
swr run aba --repeat 10000 --device zram >"$tmp/out" 2>&1 &
driver=$!
running() {
	grep -q 'name=swr-' "$swr_dir/gate"
}
until_true 'the first swr runs' running
for command in 'run aba' 'run aba --device brd' verdict; do
	got=0
	# shellcheck disable=SC2086 # words
	swr $command >"$tmp/out2" 2>"$tmp/err" || got=$?
	is "the exit status of a second swr $command" "$got" 2
	one_line "the error of a second swr $command" "$tmp/err"
	is "the error of a second swr $command" "$line" "swr ${command%% *}: another swr is at work"
done
swr counters >/dev/null || fail 'swr counters does not work while another swr runs'
swr status >/dev/null || fail 'swr status does not work while another swr runs'
kill "$driver"
wait "$driver" || true
nothing_left
is 'swap in use' "$(sed 1d /proc/swaps)" ''
