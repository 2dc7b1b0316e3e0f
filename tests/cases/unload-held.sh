#!/bin/sh
# description: the module can be unloaded at any moment, with tasks held and under swap load, and loaded again
# requires: root, module zram, program swapload, point read
# parallel: yes
# limit: 1800
# vm: --kmemleak
. /tests/lib/case.sh

rounds=$(size unload-held.rounds)
places=$(passes)
echo "$places" | tr ' ' '\n' >"$tmp/places"

swap_on zram 16384
swapload 2 300 3000 >"$tmp/load" &
load=$!
puppet 16 4
page=0
slowest=0
for round in $(seq "$rounds"); do
	# two tasks held, each round at the next two places
	place0=$(nth "$tmp/places" $((2 * round))) place1=$(nth "$tmp/places" $((2 * round + 1)))
	page=$(((page + 2) % 16))
	out $page 2
	gate "hold a task=$t0 at=$place0 limit_ms=60000"
	gate "hold b task=$t1 at=$place1 limit_ms=60000"
	says ok read 0 $page
	says ok read 1 $((page + 1))
	gate "wait a held limit_ms=$patience"
	gate "wait b held limit_ms=$patience"

	begin=$(now_ms)
	rmmod swaprace
	took=$(($(now_ms) - begin))
	[ $took -lt $slowest ] || slowest=$took
	[ ! -e "$swr_dir" ] || fail "$swr_dir is left"
	says $((1000 + page)) wait 0 "$patience"
	says $((1001 + page)) wait 1 "$patience"
	load_module
done
echo "$rounds rounds, the slowest rmmod took $slowest ms"
is_num 'ms of the slowest rmmod' "$slowest" -lt 55000

# Whoever waits for a gate has the module in use; it stays.
gate "hold a task=$t0 at=read:return limit_ms=60000"
echo 'wait a held limit_ms=60000' >"$swr_dir/gate" &
waiter=$!
until_true 'it waits' grep -q '^State:.*sleeping' "/proc/$waiter/status"
if rmmod swaprace 2>/dev/null; then
	fail 'it was unloaded under a waiter'
fi
kill "$waiter"
wait "$waiter" || true

kill "$load"
status=0
wait "$load" || status=$?
cat "$tmp/load"
# The oracle of the load is whole unless this kernel loses writes anyway.
[ "$status" = 0 ] || [ "$(expected kernels.list S1)" = VULNERABLE ] ||
	fail "swapload: $(cat "$tmp/load")"
says yes intact
puppet_ends
swap_off
rmmod swaprace
is 'functions hooked' "$(grep -c swaprace /sys/kernel/tracing/enabled_functions || true)" 0
no_leaks
