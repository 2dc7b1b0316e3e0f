#!/bin/bash
# description: scripts/bench measures what the module adds to a swap-in, and refuses what makes no sense
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/check.bash"

for wrong in '--profile --way none' '--memory --json' '--memory --save x' '--save' '--save /nowhere/x' '--way nonsense' '--rounds 0' '--threads 3' '--memory --threads 1' '--kernel 4.4' '--kernel' '--nonsense'; do
	status=0
	# shellcheck disable=SC2086 # words
	"$tree/scripts/bench" $wrong >"$out" 2>&1 || status=$?
	[[ $status -eq 120 && $(wc -l <"$out") -eq 1 ]] || bad "scripts/bench $wrong ends with status $status"
done

"$tree/scripts/bench" --kernel 6.12 --way idle --way module --way kretprobe --threads 1 --threads 8 \
	--rounds 1 --save "$work/json" >"$out" 2>"$work/err" ||
	bad "$(tail -n 1 "$work/err")"
# What is saved is what is printed.
printed=$(tail -n +2 "$out" | awk '{ print $2, $3, $4, $5, $6, $7 }')
saved=$(sed -n 's/.*"way": "\([a-z]*\)", "threads": \([0-9]*\), .*"median": \([0-9]*\), "min": \([0-9]*\), "max": \([0-9]*\), "n": \([0-9]*\), .*/\1 \2 \3 \4 \5 \6/p' "$work/json")
[[ $saved == "$printed" && $(wc -l <<<"$saved") -eq 8 ]] || bad "saved was: $saved"
"$tree/scripts/plot" "$work/json" "$work/cost.svg" 2>"$work/err" || bad "$(tail -n 1 "$work/err")"
# of WAY COLUMN [THREADS]
of() {
	awk -v way="$1" -v column="$2" -v threads="${3:-1}" '$2 == way && $3 == threads { print $column }' "$out"
}
# Instructions are the same from round to round, but for what interrupts.
for way in none idle module kretprobe; do
	[[ $(of $way 7) == 5 ]] || bad "$way was measured '$(of $way 7)' times, expected 5"
	(($(of $way 5) * 100 >= $(of $way 4) * 95 && $(of $way 6) * 100 <= $(of $way 4) * 105)) ||
		bad "$way differs by more than 5 % from round to round"
	(($(of $way 4) > 5000 && $(of $way 4) < 200000)) || bad "$way takes $(of $way 4) instructions"
done
[[ $(of none 8) == 0.00% ]] || bad 'none adds something'
# Hooks that are off cost nothing.
(($(of idle 4) * 100 <= $(of none 4) * 101)) || bad "idle adds $(of idle 8)"
# That a hook costs something shows that it was there.
for way in module kretprobe; do
	(($(of $way 4) > $(of none 4) + 300)) || bad "$way adds nothing"
done
# What it adds to a fault does not grow with the threads that fault.
one=$(($(of module 4) - $(of none 4))) eight=$(($(of module 4 8) - $(of none 4 8)))
((eight * 10 <= one * 11 && eight * 10 >= one * 9)) ||
	bad "the module adds $one with one thread and $eight with eight"
