#!/bin/sh
# description: with --allow-oops a kernel that is VULNERABLE reads from the device that has gone, and dies of it
# requires: root, module zram, counter swapoff_waits
# vm: --swr-args allow_unsafe=1
# dies: kernel BUG at mm/swapfile\.c:[0-9]+!
# dies: swaprace: a read is passed on although its device has gone: reboot this machine
# dies: RIP: 0010:offset_to_swap_extent\+
# dies: Comm: swr-T0
. /tests/lib/case.sh

[ "$(expected kernels.list S3)" = VULNERABLE ] || skip 'swapoff of this kernel waits'
swr run swapoff --allow-oops
