#!/bin/bash
# description: every breakage of tests/expect/mutants can be made, and one that cannot is told
# quick: yes
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/check.bash"

"$tree/scripts/mutants" --check >"$out" 2>&1 || bad 'the table does not fit the sources'
rows=$(awk -F '\t' '!/^#/ && NF && $1 != "name"' "$tree/tests/expect/mutants" | wc -l)
[[ $(<"$out") == "$rows can be made" ]] || bad "not all of $rows were tried"
plant_tree
printf 'planted\tREADME.md\tnot there at all\tx\t5.10\tmodule\n' >>"$copy/tests/expect/mutants"
status=0
"$copy/scripts/mutants" --check >"$out" 2>&1 || status=$?
[[ $status -eq 120 ]] || bad "a row that does not fit ends with status $status"
grep -q 'planted: README.md: "not there at all" is there 0 times' "$out" || bad 'it is not named'
