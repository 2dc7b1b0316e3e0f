#!/bin/bash
# description: the demo succeeds if all is as kernels.list says, and fails if not
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/check.bash"

rows() {
	grep -cE "^$label +[0-9].* (zram|brd) +3 +3 " "$out" || true
}

status=0
"$tree/scripts/demo" --kernel "$label" --repeat 3 --json "$work/json" >"$out" 2>"$work/err" || status=$?
[[ $status -eq 0 ]] || bad "the demo ends with status $status: $(tail -n 3 "$work/err")"
[[ $(rows) -eq 2 ]] || bad 'there are not two rows'
# The demo is about S1; its column of the table is found by name. S1 LABEL [INSTEAD]
s1() {
	awk -v label="$1" -v instead="${2:-}" '
		!/^#/ && NF && !n { for (n = NF; $n != "S1"; n--); }
		$1 == label && !instead { print $n }
		$1 == label { $n = instead }
		instead' "$tree/scripts/kernels.list"
}

verdict=$(s1 "$label")
[[ $(grep -c " $verdict " "$out") -ge 2 ]] || bad "it does not say $verdict twice"
if [[ $verdict == VULNERABLE ]]; then
	grep -q 'CPU0.*CPU1' "$out" || bad 'no account is drawn'
fi
grep -q '"verdict": "'"$verdict"'"' "$work/json" || bad "the JSON file does not say $verdict: $(cat "$work/json")"

# The same with another expectation.
plant_tree
plant_build
case $verdict in
FIXED) other=VULNERABLE ;;
*) other=FIXED ;;
esac
s1 "$label" "$other" >"$copy/scripts/kernels.list"
status=0
"$copy/scripts/demo" --kernel "$label" --repeat 3 >"$out" 2>"$work/err" || status=$?
[[ $status -eq 1 ]] || bad "the demo ends with status $status when $other is expected"
grep -q "expected $other" "$out" "$work/err" || bad 'it does not say what was expected'

for args in --nonsense '--repeat 0' '--repeat x' '--kernel nonsense' --json '--json /nonsense/x'; do
	status=0
	# shellcheck disable=SC2086 # words
	"$tree/scripts/demo" $args >"$out" 2>"$work/err" || status=$?
	[[ $status -eq 120 && $(wc -l <"$work/err") -eq 1 ]] || bad "demo $args: status $status, $(cat "$work/err")"
done
