#!/bin/sh
# description: with winners that hold for 1 ms, losers under exact wait as long as they must, are woken once and never come back for nothing
# requires: root, module zram, point bypass
# vm: --icount
# limit: 600
. /tests/lib/case.sh

[ -z "${SWR_KERNEL_DEBUG:-}" ] || skip 'instructions of a kernel that checks every access are not those of a policy'

# In a guest that counts instructions, so that what is measured is the policy and
# not how busy the host is. Only multiples of a bucket's width tell two waits apart.
swr run storm --fix refault,tick,waitqueue,exact,hashed --threads 4 --pages 32 --seconds 1 \
	--hold-us 1000 --format json >"$tmp/json" || fail "exit status $?"

# storm NR PATH, without what follows the point
storm() {
	jsonq "storms.$1.$2" <"$tmp/json" | sed 's/\..*//'
}

for nr in 0 1 2 3 4; do
	is 'writes lost' "$(storm $nr lost_writes)" 0
	is 'events lost' "$(storm $nr events_lost)" 0
	is_num 'claims refused' "$(storm $nr eexist)" -gt 90
	is_num 'us that most winners hold' "$(storm $nr hold_us.p50)" -ge 1000
done
# Both wake losers when a claim is dropped.
for nr in 2 4; do
	is_num "us of waits under storm $nr, p99" $(($(storm $nr wait_us.p99) * 2)) -le "$(storm 1 wait_us.p99)"
done
tick=$(storm 1 repeats)
is_num 'repeats under refault' "$(storm 0 repeats)" -ge $(((tick + 1) * 10))

is 'repeats for lost races under exact' "$(storm 3 repeats_lost_race)" 0
is waits_blind "$(counter waits_blind)" 0
is waits_vain "$(counter waits_vain)" 0
is wait_limits "$(counter wait_limits)" 0
wait=$(storm 3 wait_us.p99)
is_num 'us of waits under exact, p99' "$wait" -le $(($(storm 3 hold_us.p99) * 110 / 100))
is_num 'us of waits under exact, p99' "$wait" -le "$(storm 2 wait_us.p99)"
is_num 'us of waits under exact, p99' $((wait * 4)) -le "$(storm 1 wait_us.p99)"
