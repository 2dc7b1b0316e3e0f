#!/bin/sh
# description: without allow_unsafe=1 nothing can be chosen that harms the kernel at swapoff
# requires: root, module zram, counter swapoff_waits
# quick: yes
. /tests/lib/case.sh

refused pass_gone 'Operation not permitted' 'allow_unsafe=1' 1
echo 0 >"$swr_dir/pass_gone"
for policy in rcu busted; do
	case $(grep "^name=$policy " "$swr_dir/fix_swapoff_info") in
	*' supported=1 unsafe=1 '*) refused fix_swapoff 'Operation not permitted' 'allow_unsafe=1' $policy ;;
	*' supported=0 unsafe=1 '*) refused fix_swapoff 'Invalid argument' "$policy: " $policy ;;
	*) fail "$policy is not called unsafe" ;;
	esac
done
got=0
swr run swapoff --allow-oops >"$tmp/out" 2>"$tmp/err" || got=$?
is 'the exit status of --allow-oops' "$got" 2
one_line 'the error of --allow-oops' "$tmp/err"
matches 'the error of --allow-oops' "$line" '*allow_unsafe=1*'
[ ! -s "$tmp/out" ] || fail 'swr run prints something although it was refused'
is unsafe "$(status_of unsafe)" 0
is fix_swapoff "$(status_of fix_swapoff)" stock
is 'the bit of TAINT_USER' $(($(cat /proc/sys/kernel/tainted) >> 6 & 1)) 0
is 'swap in use' "$(sed 1d /proc/swaps)" ''
