#!/bin/sh
# description: swr answers nonsense with exit status 2 and one clear line, and changes nothing
# requires: root
# quick: yes
. /tests/lib/case.sh

state() {
	cat "$swr_dir/gate" "$swr_dir/counters" "$swr_dir/status" /proc/swaps
	ls /sys/block /sys/module /sys/kernel/tracing/instances
}
state >"$tmp/before"

# bad WORDS [ARGUMENT]...
bad() {
	words=$1
	shift
	got=0
	swr "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || got=$?
	is "the exit status of swr $*" "$got" 2
	one_line "the error of swr $*" "$tmp/err"
	matches "the error of swr $*" "$line" "swr*: *$words*"
	[ ! -s "$tmp/out" ] || fail "swr $* prints something although it was refused"
}

bad 'which command'
bad "no command 'x'" x
bad "no command ''" ''
bad "no command '--nonsense'" --nonsense
bad "no command 'run aba'" 'run aba'
for command in list status counters verdict; do
	bad "one argument too many: 'x'" $command x
	bad '--nonsense' $command --nonsense
	bad "'-x'" $command -x
done
for command in list status; do
	bad '--json' $command --json
	bad '--device=zram' $command --device=zram
done
bad 'which scenario' run
bad "no scenario ''" run ''
bad "no scenario 'abba'" run abba
bad "one argument too many: 'aba'" run aba aba
bad '--device takes zram, brd or file' run aba --device floppy
bad '--device takes zram, brd or file' run aba --device=
bad '--device takes zram, brd or file' run aba --device /dev/zram0
bad '--device' run aba --device
bad '--format takes text, ktap or json' run aba --format xml
bad '--format takes text, ktap or json' run aba --format ''
for n in '' 0 -1 10001 1x x1 ' 1' 1.5 1e3 0x10 99999999999999999999999; do
	bad '--repeat takes a number from 1 to 10000' run aba --repeat "$n"
	bad '--repeat takes a number from 1 to 10000' verdict --repeat="$n"
done
for n in '' 0 -1 60001 x; do
	bad '--limit-ms takes a number from 1 to 60000' run aba --limit-ms "$n"
done
bad '--account=yes' run aba --account=yes
bad '--record is not for aba' run aba --record "$tmp/record"
bad '--record is not for storm' run storm --record "$tmp/record"
bad '--shuffle is not for aba' run aba --shuffle 2
bad '--seed is not for storm' run storm --seed 2
bad 'which scenario file' check
bad '--allow-oops is not for aba' run aba --allow-oops
bad '--allow-oops is not for storm' run storm --allow-oops
bad '--fix-swapoff is not for storm' run storm --fix-swapoff stock
bad '--account is not for collapse' run collapse --account
bad '--allow-oops is not for collapse' run collapse --allow-oops
bad '--record is not for collapse' run collapse --record "$tmp/record"
bad '--format' run collapse --format ktap
for option in --change --window --by; do
	for name in aba swapoff storm; do
		bad "$option is not for $name" run $name $option "$(case $option in
		--change) echo munmap ;;
		--window) echo alloc ;;
		*) echo khugepaged ;;
		esac)"
	done
done
bad '--change takes munmap, mremap, mprotect, dontneed, exit, remap or all' run collapse --change move
bad '--change takes munmap, mremap, mprotect, dontneed, exit, remap or all' run collapse --change=
bad '--window takes swapin or alloc' run collapse --window read
bad '--by takes madvise or khugepaged' run collapse --by me
bad '--fix-collapse is not for storm' run storm --fix-collapse stock
bad 'expected stock, none' run collapse --fix-collapse busted
bad 'allow_unsafe=1' run collapse --fix-collapse none
bad "no bug 'S9'" verdict --bug S9
bad "no bug ''" verdict --bug=
bad '--json=yes' counters --json=yes
bad '--device takes zram, brd or file' verdict --device both

# stdout that cannot be written is an error, not a result
got=0
swr list >/dev/full 2>"$tmp/err" || got=$?
is 'the exit status with a full disk' "$got" 2
one_line 'the error with a full disk' "$tmp/err"

state >"$tmp/after"
diff "$tmp/before" "$tmp/after" || fail 'a refused command changed something'

# What is right is taken.
for args in --help --version 'list --help' 'run --help' 'verdict --help' list status counters 'counters --json'; do
	# shellcheck disable=SC2086 # words
	swr $args >"$tmp/out" || fail "swr $args: exit status $?"
	[ -s "$tmp/out" ] || fail "swr $args prints nothing"
done
