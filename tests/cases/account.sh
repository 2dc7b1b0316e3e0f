#!/bin/sh
# description: the account names both threads, both CPUs and the functions of this kernel; text, KTAP and JSON agree
# requires: root, module zram
. /tests/lib/case.sh

verdict=$(expected kernels.list S1)
lost=0
[ "$verdict" != VULNERABLE ] || lost=3

status=0
swr run aba --repeat 3 --account >"$tmp/text" || status=$?
cat "$tmp/text"
is 'the exit status' "$status" 0
matches 'the headline' "$(head -n 1 "$tmp/text")" \
	"S1 $verdict on zram: 3 runs, 3 windows entered, $lost stale installs, $lost lost writes"
matches 'the kernel' "$(grep '^  kernel ' "$tmp/text")" "*$(uname -r) ($SWR_KERNEL_PACKAGE), fix stock"
for word in CPU0 CPU1 T0 T1 do_swap_page "$(expected kernels read_symbol)"; do
	grep -q "$word" "$tmp/text" || fail "the account does not say '$word': $(cat "$tmp/text")"
done
case $verdict in
VULNERABLE)
	grep -q 7777 "$tmp/text" || fail 'the account does not say what was written'
	grep -q 1111 "$tmp/text" || fail 'the account does not say what was read instead'
	;;
esac

swr run aba --repeat 3 --account --format json >"$tmp/json"
is 'the type of the account' "$(jsonq -t account <"$tmp/json")" string
jsonq account <"$tmp/json" >"$tmp/account"
is_num 'lines of the account' "$(wc -l <"$tmp/account")" -ge 8
grep -q CPU0 "$tmp/account" || fail 'the account of the JSON object has no CPU0'
swr run aba --format json >"$tmp/json"
is 'the type of an account nobody asked for' "$(jsonq -t account <"$tmp/json")" null

swr run aba --repeat 3 --format ktap >"$tmp/ktap"
is 'the first lines of KTAP' "$(head -n 2 "$tmp/ktap" | xargs)" 'KTAP version 1 1..3'
is 'tests that passed' "$(grep -c '^ok [123] ' "$tmp/ktap" || true)" $((3 - lost))
is 'tests that failed' "$(grep -c '^not ok [123] ' "$tmp/ktap" || true)" "$lost"
is 'lines that are no KTAP' "$(grep -cvE '^(KTAP version 1|1\.\.3|(not )?ok [123] .*|# .*)$' "$tmp/ktap" || true)" 0

# Of S3: who was held, and what swapoff came to meanwhile, is in its column and in that order.
if grep -q '^swapoff_refs [^ ]* [^ ]* armed\|^swapoff [^ ]* [^ ]* armed' "$swr_dir/hooks"; then
	case $(expected kernels.list S3) in
	VULNERABLE) order='begins held swapoff() swapoff()=0 goes ends ' after='swapoff has returned while T0 was held' ;;
	*) order='begins held swapoff() goes ends swapoff()=0 ' after='swapoff waited for T0' ;;
	esac
	swr run swapoff --account >"$tmp/text"
	grep -q "^$after" "$tmp/text" || fail "the account does not say '$after': $(cat "$tmp/text")"
	sed -n 's/.*user: swapoff() = 0$/swapoff()=0/p; t; s/.*user: swapoff()$/swapoff()/p; t
		s/.* is held$/held/p; s/.* goes on, .*/goes/p; s/.*read[a-z_]*([0-9:]*) \(begins\|ends\)$/\1/p' \
		"$tmp/text" | tr '\n' ' ' >"$tmp/order"
	is 'the order of the drawing' "$(cat "$tmp/order")" "$order"
fi

is 'trace instances left' "$(ls /sys/kernel/tracing/instances)" ''
nothing_left
