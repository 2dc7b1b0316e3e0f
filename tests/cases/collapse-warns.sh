#!/bin/sh
# description: a collapse that looks up the VMA and nothing else is warned of by a kernel that checks itself and goes on
# requires: root, module zram, point collapse, point revalidate, file /sys/kernel/debug/kmemleak
# vm: --swr-args allow_unsafe=1
# reports: WARNING: mm/rmap\.c.* folio_add_new_anon_rmap
. /tests/lib/case.sh

how=$(expected debug collapse "$SWR_KERNEL_DEBUG")
case $how in
warns) ;;
dies) skip 'this kernel ends by it, see collapse-crash' ;;
*) fail "tests/expect/debug: collapse is '$how', expected dies or warns" ;;
esac
swr run collapse --change munmap >"$tmp/out" || fail "stock: exit status $?"
if dmesg | grep -q folio_add_new_anon_rmap; then
	fail 'the kernel warns of itself'
fi
swr run collapse --change munmap --repeat 10 --fix-collapse find_vma || true
