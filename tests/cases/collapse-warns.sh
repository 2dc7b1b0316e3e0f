#!/bin/sh
# description: a collapse that looks up the VMA and nothing else is warned of by a kernel that checks itself and goes on
# requires: root, module zram, point collapse, point revalidate
# vm: --swr-args allow_unsafe=1
# reports: WARNING: mm/rmap\.c.* folio_add_new_anon_rmap
. /tests/lib/case.sh
. /tests/lib/collapse.sh

needs_wrong warns
swr run collapse --change munmap >"$tmp/out" || fail "stock: exit status $?"
if dmesg | grep -q folio_add_new_anon_rmap; then
	fail 'the kernel warns of itself'
fi
swr run collapse --change munmap --repeat 10 --fix-collapse find_vma || true
