#!/bin/bash
# description: checkpatch, sparse, shellcheck and the analyzer pass the tree; all but sparse fail on a planted offence
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/check.bash"
plant_tree

passes shellcheck
passes checkpatch
passes analyzer
passes sparse

# shellcheck disable=SC2016 # not expanded here
echo 'rm $1/*' >>"$copy/tests/lib/load.sh"
fails shellcheck tests/lib/load.sh
printf 'static int x ;\n' >>"$copy/tools/swr/util.c"
fails checkpatch tools/swr/util.c
printf '#include <stdlib.h>\nvoid swr_planted(void *p);\nvoid swr_planted(void *p)\n{\n\tfree(p);\n\tfree(p);\n}\n' >>"$copy/tools/swr/err.c"
fails analyzer tools/swr/err.c
