#!/bin/bash
# description: small casts of every candidate are explored and found as tests/expect/models says; a planted mistake is found
# quick: yes
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/check.bash"

status=0
"$tree/scripts/model" --quick >"$out" 2>&1 || status=$?
[[ $status -eq 0 ]] || bad "scripts/model --quick ends with status $status"
grep -qE '^[0-9]+ explorations, [0-9]+ clean, ' "$out" || bad 'no last line'

# What must come out, whatever the table says.
found() {
	awk -F '\t' -v id="$1" -v cast="$2" '$1 == id && $2 == cast { print $3 }' "$out"
}
for id in S1-F S1-P S1-P-hashed S1-exact S1-O; do
	for cast in two ahead rt; do
		[[ $(found $id $cast) == clean ]] || bad "$id with cast $cast is '$(found $id $cast)'"
	done
done
[[ $(found S1-unfixed two) == 'stale page mapped' ]] || bad 'S1-unfixed is not caught'
[[ $(found S1-B two) == 'stale page mapped' ]] || bad 'S1-B is not caught'
[[ $(found S1-G two) == 'waiting forever' ]] || bad 'S1-G is not caught'
[[ $(found S1-H ahead) == 'waiting forever' ]] || bad 'S1-H is not caught'
[[ $(found S3-e off) == clean && $(found S4-pmd unmap) == clean ]] || bad 'S3-e or S4-pmd is not clean'

# Every candidate and cast is in the table, and every candidate in the document.
[[ $(grep -cvE '^#' "$tree/tests/expect/models") -ge $(grep -c "$(printf '\t')" "$out") ]] ||
	bad 'tests/expect/models lacks some'
while read -r id _; do
	grep -q "^| $id |" "$tree/doc/candidates.md" || bad "doc/candidates.md says nothing of $id"
done < <(grep -vE '^#' "$tree/tests/expect/models")

"$tree/scripts/model" --draw S1-unfixed two >"$out" 2>&1 || bad 'S1-unfixed is not drawn'
grep -q 'maps the page, which reads 1' "$out" || bad 'the diagram does not end with the stale page'
"$tree/scripts/model" --mutants clear-before-the-lock ref-not-killed >"$out" 2>&1 || bad 'a mistake is not found'
for wrong in '--cand S9' '--draw' '--jobs 0' '--nonsense'; do
	status=0
	# shellcheck disable=SC2086 # words
	"$tree/scripts/model" $wrong >"$out" 2>&1 || status=$?
	[[ $status -eq 120 && $(wc -l <"$out") -eq 1 ]] || bad "scripts/model $wrong ends with status $status"
done
