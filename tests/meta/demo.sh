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
verdict=$(awk -v label="$label" '$1 == label { print $NF }' "$tree/scripts/kernels.list")
[[ $(grep -c " $verdict " "$out") -ge 2 ]] || bad "it does not say $verdict twice"
if [[ $verdict == VULNERABLE ]]; then
	grep -q 'CPU0.*CPU1' "$out" || bad 'no account is drawn'
fi
grep -q '"verdict": "'"$verdict"'"' "$work/json" || bad "the JSON file does not say $verdict: $(cat "$work/json")"

# The same with another expectation.
plant_tree
case $verdict in
FIXED) other=VULNERABLE ;;
*) other=FIXED ;;
esac
sed -i "s/^\(${label}[[:space:]].*\)$verdict\$/\1$other/" "$copy/scripts/kernels.list"
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
