#!/bin/sh
# description: the policy that held RCU over a sleeping read, of 5.10.y in July 2021, is caught by a debugging kernel
# requires: root, module brd, file /proc/lockdep, point unuse
# vm: --swr-args allow_unsafe=1
# dies: (suspicious RCU usage|sleeping function called from invalid context|Voluntary context switch within RCU)
. /tests/lib/case.sh

grep -q ' rcu\>' "$swr_dir/fix_swapoff" || skip 'this kernel cannot have the policy rcu'
# without it nothing is said
swr run aba --device brd --repeat 1 >"$tmp/out"
! dmesg | grep -qE 'suspicious RCU|invalid context|Voluntary context' || fail 'stock is reported'
swr run aba --device brd --fix-swapoff rcu --repeat 1 >"$tmp/out" || true
