#!/bin/sh
# description: whatever allocation of a load fails, the load is undone, and the next one works
# requires: root, file /proc/self/fail-nth, program failnth
# vm: --no-module --kmemleak
# limit: 4500
# allows: percpu: allocation failed
# allows: vmalloc: allocation failure
. /tests/lib/case.sh

# every kind of allocation, and those that may sleep, too
for what in failslab fail_page_alloc; do
	dir=/sys/kernel/debug/$what
	echo N >"$dir/ignore-gfp-wait"
	echo 0 >"$dir/verbose"
done
echo 0 >/sys/kernel/debug/fail_page_alloc/min-order
echo N >/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem

stride=$(size init-fail.stride)
ko=$(find /lib/modules -name swaprace.ko)
begin=$(now_ms)
failnth "$ko" swaprace enabled=x "$stride" >"$tmp/loads" 2>"$tmp/err" || fail "$(tail -n 1 "$tmp/err")"
read -r before n failed survived <<WORDS
$(sed -n 's/^loaded //p' "$tmp/loads")
WORDS
echo "allocations of a load: $n, before init: $before, loads that failed: $failed, that did without: $survived, $(($(now_ms) - begin)) ms"
# the first 16 are all made to fail, so that one in so many fails behind them, too
is_num 'allocations of init' $((n - before)) -gt $((16 + 2 * stride))
is_num 'loads that failed' "$failed" -ge "$(size init-fail.failed)"
# for want of memory, and not otherwise
is 'other errors' "$(awk '$1 != "loaded" && $2 != 12' "$tmp/loads" | head -n 3 | xargs)" ''

# What the last load left works.
is_num 'rows that are armed' "$(grep -c ' armed ' "$swr_dir/hooks")" -gt 5
swr run aba --device brd >"$tmp/out" || fail "swr run aba: exit status $?"
rmmod swaprace
[ ! -e "$swr_dir" ] || fail 'debugfs is left'
no_leaks
