#!/bin/bash
# description: checkpatch, sparse, shellcheck and the analyzer pass the tree and fail on a planted offence
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/check.bash"
plant_tree

passes shellcheck
passes checkpatch
passes analyzer
passes sparse

printf '\n__le32 swr_planted(void);\n__le32 swr_planted(void)\n{\n\treturn 1;\n}\n' >>"$copy/module/races.c"
# A file sparse does not see is told as well, and a tree that does not compile.
echo '/* not in Kbuild */' >"$copy/module/stray.c"
fails sparse module/races.c
grep -qF 'sparse looked at' "$out" || bad 'a file that sparse did not see is not named'
rm "$copy/module/stray.c"
cp "$tree/module/races.c" "$copy/module/races.c"
echo 'not C' >>"$copy/module/races.c"
fails sparse 'sparse not run'
cp "$tree/module/races.c" "$copy/module/races.c"

# shellcheck disable=SC2016 # not expanded here
echo 'rm $1/*' >>"$copy/tests/lib/load.sh"
fails shellcheck tests/lib/load.sh "$copy/tests/lib/load.sh"
printf 'static int x ;\n' >>"$copy/tools/swr/util.c"
fails checkpatch tools/swr/util.c "$copy/tools/swr/util.c"
printf '#include <stdlib.h>\nvoid swr_planted(void *p);\nvoid swr_planted(void *p)\n{\n\tfree(p);\n\tfree(p);\n}\n' >>"$copy/tools/swr/err.c"
fails analyzer tools/swr/err.c "$copy/tools/swr/err.c"
# What is not asked for is not looked at, and what needs all files has no part of them.
planted --rule analyzer --rule checkpatch "$copy/tools/swr/aba.c" >"$out" || bad 'a file without an offence fails'
planted --rule checkpatch "$copy/module/trace.c" >"$out" || bad 'a file of which nothing is said fails'
planted --rule analyzer --rule checkpatch --rule shellcheck "$copy/README.md" >"$out" || bad 'a file that a rule is not about fails'
status=0
planted --rule sparse "$copy/tools/swr/err.c" >"$out" 2>&1 || status=$?
[[ $status -eq 120 ]] || bad "sparse of one file ends with status $status"
