#!/bin/sh
# description: a collapse that looks up the VMA and nothing else ends a kernel that checks itself, where the drafts of 2016 ended
# requires: root, module zram, point collapse, point revalidate
# vm: --swr-args allow_unsafe=1
# dies: kernel BUG at mm/(rmap|huge_memory|khugepaged)\.c
. /tests/lib/case.sh
. /tests/lib/collapse.sh

needs_wrong dies
swr run collapse --change munmap >"$tmp/out" || fail "stock: exit status $?"
# A collapse that was let pass gives up if a page is in use by the kernel just then. If all do,
# this is shown.
swr run collapse --change munmap --repeat 10 --fix-collapse find_vma || true
