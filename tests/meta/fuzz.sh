#!/bin/bash
# description: the readers of swr take or refuse the inputs of tests/fuzz/corpus and mutants of them, and planted mistakes are found
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/check.bash"

status=0
"$tree/scripts/fuzz" --replay >"$out" 2>&1 || status=$?
[[ $status -eq 0 ]] || bad "scripts/fuzz --replay ends with status $status"
for target in "$tree"/tests/fuzz/*.c; do
	target=$(basename "$target" .c)
	[[ $target == replay ]] && continue
	n=$(sed -nE "s/^ok $target: ([0-9]+) files, 5000 mutants, .*/\1/p" "$out")
	[[ ${n:-0} -ge $(find "$tree/tests/fuzz/corpus/$target" -type f | wc -l) ]] ||
		bad "$target was not given its whole corpus"
done
"$tree/scripts/fuzz" --list >"$out" 2>&1 || bad 'scripts/fuzz --list fails'
for wrong in --nonsense '--target nonsense' '--runs 0' '--runs x' '--seconds' '--replay --seconds 1'; do
	status=0
	# shellcheck disable=SC2086 # words
	"$tree/scripts/fuzz" $wrong >"$out" 2>&1 || status=$?
	[[ $status -eq 120 && $(wc -l <"$out") -eq 1 ]] || bad "scripts/fuzz $wrong ends with status $status"
done

# found TARGET SAID FILE TEXT INSTEAD: a mistake in a copy of the tree, and what is said of it
plant_tree
found() {
	local target=$1 said=$2 file=$3 status=0
	grep -qF -e "$4" "$tree/$file" || bad "$file has no '$4'"
	TEXT=$4 INSTEAD=$5 perl -pe 's/\Q$ENV{TEXT}\E/$ENV{INSTEAD}/' "$tree/$file" >"$copy/$file"
	"$copy/scripts/fuzz" --replay --target "$target" >"$out" 2>&1 || status=$?
	[[ $status -eq 1 ]] || bad "a mistake in $file is not found: status $status"
	grep -qE "^not ok $target: .*$said" "$out" || bad "of the mistake in $file is not said '$said'"
	grep -q '^  its input is ' "$out" || bad "the input that finds the mistake in $file is not shown"
	cp "$tree/$file" "$copy/$file"
}
found races 'AddressSanitizer: stack-buffer-overflow' tools/swr/parse.c 'word_len >= len' 'word_len > len'
found scn 'runtime error: index .* out of bounds' tools/swr/scn_parse.c \
	'perm->nr == SWR_SCN_ITEMS' 'perm->nr == 2 * SWR_SCN_ITEMS'
found scn 'expected !memcmp' tools/swr/scn_print.c 'if (h->nth)' 'if (h->nth > 1000)'
found args 'expected a->repeat <= ' tools/swr/args.c '"repeat", arg, 1, SWR_REPEAT_MAX' '"repeat", arg, 1, UINT32_MAX'
