#!/bin/bash
# description: what a fault does in the model of a live policy, it does in that order on the kernels; counterexamples are the scenario files of tests/expect/scenarios
# quick: yes
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/check.bash"

# The steps of a fault that nobody disturbs as places, in their order.
places() {
	local what text place
	"$tree/scripts/model" --alone "$1" "$2" >"$out" 2>&1 || bad "--alone $1 $2 failed"
	while IFS=$'\t' read -r what _ text place; do
		[[ $what == step && $text != user:* ]] || continue
		if [[ $place == '?' ]]; then
			bad "tests/expect/model-steps does not know '$text' of $1"
		elif [[ $place != - ]]; then
			echo "$place"
		fi
	done <"$out" | paste -sd ,
}

# passes LABEL PLACES: those of a kernel, as its cases have seen them, that are in PLACES
passes() {
	awk -F '\t' -v label="$1" -v places="$2" '
		/^#/ { next }
		!head { head = 1; for (i = 1; i <= NF; i++) if ($i == "passes") n = i; next }
		$1 == label {
			split(places, want, ",")
			for (i in want) there[want[i]] = 1
			m = split($n, p, ",")
			for (i = 1; i <= m; i++) if (p[i] in there) out = out (out ? "," : "") p[i]
			print out
		}' "$tree/tests/expect/kernels"
}

# Policies of the fix registry. Those that claim do it where 6.1 does.
policies=0
for file in "$tree"/module/model/s1_*.c; do
	policy=$(sed -n 's/^\t\.policy = "\(.*\)",$/\1/p' "$file")
	[[ -n $policy ]] || continue
	id=$(sed -n 's/^\t\.id = "\(.*\)",$/\1/p' "$file")
	policies=$((policies + 1))
	[[ -e $tree/module/fixes/$policy.c ]] || bad "$id is a model of '$policy', which is no policy"
	model=$(places "$id" two) || bad "$model"
	label=6.1
	[[ $policy != busted ]] || label=5.10
	[[ $model == *,read:return* && $model == "$(passes $label "$model")" ]] ||
		bad "$id: $model, a fault on $label: $(passes $label "$model")"
done
for file in "$tree"/module/fixes/*.c; do
	policy=$(basename "$file" .c)
	[[ $policy == stock ]] || grep -qF ".policy = \"$policy\"" "$tree"/module/model/s1_*.c ||
		bad "the policy '$policy' has no model"
done
[[ $policies -ge 9 ]] || bad "only $policies policies have a model"

while read -r id cast; do
	"$tree/scripts/model" --scenario "$id" "$cast" >"$out" || bad "--scenario $id $cast failed"
	name=${id,,}-$cast
	diff "$tree/tests/expect/scenarios/$name.scn" "$out" || bad "$name.scn is another by now"
done <<-EOF
	S1-unfixed two
	S1-unfixed rt
	S3-unfixed off
EOF
# One in which nobody can be held where he would have to be, and one without a way.
for wrong in 'S1-unfixed ahead' 'S1-F two'; do
	status=0
	# shellcheck disable=SC2086 # words
	"$tree/scripts/model" --scenario $wrong >"$out" 2>&1 || status=$?
	[[ $status -eq 1 && $(wc -l <"$out") -eq 1 ]] || bad "--scenario $wrong ends with status $status"
done
