#!/bin/sh
# description: delays and refusals are injected where the knobs say and nowhere else, and every pass is counted once
# requires: root, module zram, point read
# parallel: yes
# limit: 1200
. /tests/lib/case.sh

inject=$swr_dir/inject

# knob POINT FILE VALUE
knob() {
	echo "$3" >"$inject/$1/$2" || fail "inject/$1/$2: '$3' was refused: $(cat "$swr_dir/error")"
}

# stat POINT NAME
stat() {
	peek "inject/$1/stats" "$2"
	echo "$peeked"
}

# adds_up POINT: every pass is in one place
adds_up() {
	is "considered passes of $1" "$(stat "$1" considered)" $(($(stat "$1" filtered) + $(stat "$1" injected)))
	is "filtered passes of $1" "$(stat "$1" filtered)" \
		"$(awk '/^filtered_/ { n += $2 } END { print n + 0 }' "$inject/$1/stats")"
}

# fresh: as after load, but for what follows: every read is delayed by 10 us
fresh() {
	echo inject >"$swr_dir/reset"
	knob read delay_us 10
	knob read times -1
	knob read probability 100
}

swap_in() {
	out "$1"
	says ok read 0 "$1"
	says $((1000 + $1)) wait 0 "$patience"
}

# does WHAT INJECTED FILTER [N]: of N faults (1) so many were injected, the others are
# counted under FILTER
does() {
	for _ in $(seq "${4:-1}"); do
		swap_in 1
	done
	is "considered with $1" "$(stat read considered)" "${4:-1}"
	is "injected with $1" "$(stat read injected)" "$2"
	is "filtered_$3 with $1" "$(stat read "filtered_$3")" $((${4:-1} - $2))
	adds_up read
	fresh
}

# all can be reset at any time, and nothing is refused by that
cp "$swr_dir/error" "$tmp/error"
for what in inject all; do
	echo $what >"$swr_dir/reset" || fail "reset of $what was refused: $(cat "$swr_dir/error")"
done
cmp -s "$swr_dir/error" "$tmp/error" || fail "after a reset error says '$(cat "$swr_dir/error")'"

swap_on zram 4096
puppet 8 1
fresh
snap
does 'no filter' 1 probability
rose injections 1

knob read probability 0
swap_in 1
is 'considered without a probability' "$(stat read considered)" 0
fresh
knob read probability 50
for _ in $(seq 64); do
	swap_in 1
done
is_num 'injected of 64 at 50 %' "$(stat read injected)" -ge 1
is_num 'not injected of 64 at 50 %' "$(stat read filtered_probability)" -ge 1
is 'considered at 50 %' "$(stat read considered)" 64
adds_up read
fresh

knob read interval 3
does 'interval 3' 3 interval 9
knob read times 2
does 'times 2' 2 times 4
knob read times 1
swap_in 1
is 'times, used up' "$(cat "$inject/read/times")" 0
fresh
knob read space 3
does 'space 3' 1 space 3

knob read task-filter Y
does 'task-filter and no list' 0 task
knob read task-filter Y
knob read tgids "1,$pid"
does 'the process in the list' 1 task
knob read task-filter Y
knob read tgids 1
does 'another process in the list' 0 task
knob read comm puppet
does 'its name' 1 comm
knob read comm pup
does 'another name' 0 comm

# its page and its entry
out 1
say entry 1
type=${answer%:*} offset=${answer#*:}
gate "hold a task=$t0 at=read:return limit_ms=60000"
says ok read 0 1
gate "wait a held limit_ms=$patience"
address=$(sed -n "s/^tid=$t0 .* address=\(0x[0-9a-f]*\) .*/\1/p" "$swr_dir/inflight")
gate 'drop a'
says 1001 wait 0 "$patience"
fresh
hex() {
	printf '0x%x' "$1"
}
knob read address-start "$address"
knob read address-end "$(hex $((address + 4095)))"
does 'its address' 1 address
knob read address-start "$(hex $((address + 4095)))"
does 'an address in it' 1 address
knob read address-start "$(hex $((address + 4096)))"
does 'an address behind it' 0 address
knob read address-end "$address"
does 'its first byte' 1 address
knob read address-end "$(hex $((address - 1)))"
does 'an address before it' 0 address
knob read swap-type "$type"
does 'its device' 1 entry
knob read swap-type $((type + 1))
does 'another device' 0 entry
# where it goes out next time is the kernel's choice: once for each bound
offset_is() {
	out 1
	say entry 1
	offset=${answer#*:}
	knob read "offset-$1" $((offset + $2))
	says ok read 0 1
	says 1001 wait 0 "$patience"
	is "injected with offset-$1 at its offset and $2" "$(stat read injected)" "$3"
	is "filtered_entry with offset-$1 at its offset and $2" "$(stat read filtered_entry)" $((1 - $3))
	fresh
}
offset_is start 0 1
offset_is start 1 0
offset_is end 0 1
offset_is end -1 0

# the stack: this is a fault, and it was not made by fork()
range() {
	awk -v name="$1" '$3 == name { from = $1; next } from && $1 > from && !to { to = $1 }
		END { print from, to }' "$tmp/kallsyms"
}
sort /proc/kallsyms >"$tmp/kallsyms"
range do_swap_page >"$tmp/in" && range kernel_clone >"$tmp/out"
read -r in_start in_end <"$tmp/in"
read -r out_start out_end <"$tmp/out"
knob read require-start "$in_start"
knob read require-end "$in_end"
does 'do_swap_page required' 1 stack
# the return address of the call that faults lies in it, and it is the innermost
knob read require-start "$in_start"
knob read require-end "$in_end"
knob read stacktrace-depth 1
does 'do_swap_page required, at depth 1' "$(expected kernels read_depth_1)" stack
knob read require-start "$in_start"
knob read require-end "$in_start"
does 'nothing of do_swap_page required' 0 stack
knob read require-start "$in_start"
knob read require-end "$in_end"
knob read stacktrace-depth 0
does 'do_swap_page required and no depth' 0 stack
knob read require-start "$out_start"
knob read require-end "$out_end"
does 'kernel_clone required' 0 stack
knob read reject-start "$in_start"
knob read reject-end "$in_end"
does 'do_swap_page rejected' 0 stack
knob read reject-start "$out_start"
knob read reject-end "$out_end"
does 'kernel_clone rejected' 1 stack

# passes with another stack use up nothing
knob read require-start "$out_start"
knob read require-end "$out_end"
knob read space 3
knob read fail-nth "$t0 1"
swap_in 1
is 'space, another stack' "$(cat "$inject/read/space")" 3
is 'fail-nth, another stack' "$(cat "$inject/read/fail-nth")" "$t0 1"
is 'filtered_stack of fail-nth' "$(stat read filtered_stack)" 1
fresh

knob read probability 0
knob read fail-nth "$$ 1"
swap_in 1
is 'injected by fail-nth of another task' "$(stat read injected)" 0
fresh
knob read probability 0
knob read fail-nth "$t0 2"
swap_in 1
is 'fail-nth after one' "$(cat "$inject/read/fail-nth")" "$t0 1"
for _ in 1 2; do
	swap_in 1
done
is 'injected by fail-nth' "$(stat read injected)" 1
is 'counted by fail-nth' "$(stat read filtered_nth)" 1
is 'after fail-nth' "$(stat read filtered_probability)" 1
is 'fail-nth, used up' "$(cat "$inject/read/fail-nth")" none
adds_up read
fresh

# own-fault, where passes are nobody's: out is done by no fault
echo inject >"$swr_dir/reset"
for own in N Y; do
	knob writeout own-fault $own
	knob writeout times -1
	knob writeout delay_us 10
	knob writeout probability 100
	out 2
	case $own in
	N) is 'writeouts injected' "$(stat writeout injected)" 1 ;;
	Y) is 'writeouts that are nobodys' "$(stat writeout filtered_own)" 1 ;;
	esac
	swap_in 2
done
adds_up writeout
fresh
knob read own-fault Y
does 'its own page' 1 own

# How a delay is spent, and how long it was in truth: buckets from 2^20 ns on.
for mode in sleep yield busy; do
	knob read delay_us 2000
	knob read mode $mode
	[ "$(sed 's/.*\[\(.*\)\].*/\1/' "$inject/read/mode")" = $mode ] || fail "$mode is not in brackets"
	swap_in 1
	is "delays of 2 ms by $mode" \
		"$(awk -F '[_: ]+' '/^delay_ns_/ && $3 >= 1048576 { n += $4 } END { print n + 0 }' "$inject/read/stats")" 1
	fresh
done

# What makes no sense where it is said is refused, and nothing changes.
refused inject/install/mode 'Invalid argument' 'expected mode busy, no task may sleep at install:entry' sleep
is 'the mode of install' "$(cat "$inject/install/mode")" '[busy]'
refused inject/install/delay_us 'Invalid argument' 'expected delay_us=0..10000 in mode busy' 10001
refused inject/install/phase 'Invalid argument' 'no task is seen to pass install:return' return
refused inject/read/error 'Invalid argument' 'only claim:entry' eexist
refused inject/read/fail-nth 'No such process' 'no task 4194304' '4194304 1'
absent=$(awk '$3 == "absent" && $1 != "-" { print $1 }' "$swr_dir/hooks" | tr ',' ' ')
for point in $absent; do
	before=$(cat "$inject/$point/times" "$inject/$point/space" "$inject/$point/fail-nth")
	for knob in times space; do
		refused "inject/$point/$knob" 'Invalid argument' "this kernel has no point '$point'" 7
	done
	refused "inject/$point/fail-nth" 'Invalid argument' "this kernel has no point '$point'" "$t0 7"
	is "knobs of $point that were refused" \
		"$(cat "$inject/$point/times" "$inject/$point/space" "$inject/$point/fail-nth")" "$before"
done
for knob in probability interval times space verbose stacktrace-depth delay_us swap-type offset-start; do
	refused inject/read/$knob 'Invalid argument' "$knob: expected " -2
	refused inject/read/$knob 'Invalid argument' "$knob: expected " 1x
done
refused inject/read/probability 'Invalid argument' 'probability: expected 0..100' 101
refused inject/read/task-filter 'Invalid argument' 'task-filter: expected N or Y' yes
refused inject/read/address-end 'Invalid argument' 'address-end: expected an address in hex' xyz
refused inject/read/tgids 'Invalid argument' 'tgids: expected ' 1,,2
refused inject/read/tgids 'Invalid argument' 'tgids: expected 8 at most' 1,2,3,4,5,6,7,8,9
refused inject/read/comm 'Invalid argument' 'comm: expected ' a-name-that-is-too-long
refused inject/read/phase 'Invalid argument' 'phase: expected entry or return' middle
refused inject/read/mode 'Invalid argument' 'mode: expected sleep, yield or busy' nap
refused inject/claim/error 'Invalid argument' 'error: expected none or eexist' eperm
refused inject/read/fail-nth 'Invalid argument' 'fail-nth: expected TID N' "$t0"
does 'knobs that were refused' 1 probability
if grep -q '^unclaim .* absent ' "$swr_dir/hooks"; then
	refused inject/unclaim/probability 'Invalid argument' "this kernel has no point 'unclaim'" 1
fi

# verbose says who and where
dmesg -c >/dev/null
knob read verbose 1
does 'verbose' 1 probability
dmesg -c | grep -q "swaprace: inject: read: puppet\[$t0\]: 10 us" || fail 'the log does not say what was injected'

# A claim is refused that nobody else has: the fault comes back and gets its page.
echo inject >"$swr_dir/reset"
case $(expected kernels claim) in
fault) ;;
*) [ "$(expected kernels bypass)" != yes ] || echo tick >"$swr_dir/fix" ;;
esac
out 3
knob claim error eexist
knob claim own-fault Y
knob claim times 2
knob claim probability 100
snap
says ok read 0 3
says 1003 wait 0 "$patience"
is 'claims refused by injection' "$(stat claim injected)" 2
rose claims_forged 2
rose eexist_fault 0
rose eexist_readahead 0
rose windows 0
rose injections 2
adds_up claim

# And to who is killed the truth is told: read-ahead asks until it is granted.
[ "$(expected kernels bypass)" != yes ] || echo cached >"$swr_dir/fix"
out 4
knob claim times -1
says ok read 0 4
# shellcheck disable=SC2016 # for eval
until_true 'it is refused a hundred times' eval '[ "$(stat claim injected)" -ge 100 ]'
kill -9 "$pid"
puppet_ends
is_num 'answers given to the dying' "$(stat claim filtered_unkillable)" -ge 1
adds_up claim
nothing_left

# Nor does unload wait for somebody who asks for ever.
puppet 8 1
out 5
knob claim times -1
before=$(stat claim injected)
says ok read 0 5
# shellcheck disable=SC2016 # for eval
until_true 'it is refused a hundred times' eval '[ "$(stat claim injected)" -ge $((before + 100)) ]'
rmmod swaprace
says 1005 wait 0 "$patience"
puppet_ends
swap_off
load_module

# What was made up is no proof of anything.
knob claim error eexist
knob claim own-fault Y
knob claim times 20
knob claim probability 100
[ "$(expected kernels claim)" = fault ] || [ "$(expected kernels bypass)" != yes ] || echo tick >"$swr_dir/fix"
status=0
swr run aba --repeat 2 >"$tmp/forged" || status=$?
cat "$tmp/forged"
is 'status of a run with forged refusals' "$status" 2
grep -q 'events were lost or forged' "$tmp/forged" || fail 'it does not say why'
echo stock >"$swr_dir/fix"
echo inject >"$swr_dir/reset"

# Many, with all knobs on, while settings change.
# Refaults are plenty; a kernel that has none of them has fewer faults to delay.
if [ "$(expected kernels policies)" = 1 ]; then
	policy=stock hold_us=0 many=$(size inject.few)
else
	policy=refault hold_us=1000 many=$(size inject.many)
fi
storming() {
	swr run storm --threads 4 --pages 64 --seconds 2 --hold-us $hold_us --fix $policy >"$tmp/storm" ||
		fail "storm: exit status $?"
}
while [ "$(stat fault injected)" -lt "$many" ]; do
	knob fault mode busy
	knob fault delay_us 1
	knob fault times -1
	knob fault space 10
	knob fault interval 2
	knob fault comm swr-S1
	knob fault own-fault Y
	knob fault address-start 0x1000
	knob fault swap-type 0
	knob fault offset-start 1
	knob fault require-start ffffffff80000000
	knob fault require-end ffffffffffffffff
	knob fault reject-start "$out_start"
	knob fault reject-end "$out_end"
	knob fault verbose 0
	knob fault stacktrace-depth 31
	knob fault probability 70
	# while what is counted under them is changed, every few hundred passes
	while :; do
		seen=$(stat fault considered)
		knob fault space 10
		knob fault interval 3
		knob fault fail-nth "$$ 1000000"
		knob fault comm swr-S0
		knob fault interval 2
		knob fault comm swr-S1
		knob fault times -1
		until [ "$(stat fault considered)" -gt $((seen + 300)) ]; do :; done
	done &
	changer=$!
	storming
	kill $changer
	wait $changer || true
	adds_up fault
done
echo "considered $(stat fault considered), injected $(stat fault injected)"
for filter in space interval probability; do
	is_num "filtered_$filter" "$(stat fault filtered_$filter)" -ge 1
done
is 'delays that were taken' "$(stat fault injected)" \
	"$(awk '/^delay_ns_/ { n += $2 } END { print n + 0 }' "$inject/fault/stats")"
