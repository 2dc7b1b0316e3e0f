#!/bin/sh
# description: each check of the drafts of 2016 lets a collapse go wrong, the kernel's own does not
# requires: root, module zram, point collapse, point revalidate
# vm: --swr-args allow_unsafe=1
. /tests/lib/case.sh
. /tests/lib/collapse.sh

# The kernel's own checks end it there, see collapse-crash.
needs_wrong -

is fix_collapse "$(cat "$swr_dir/fix_collapse")" '[stock] none vma_pointer find_vma'
refused fix_collapse 'Invalid argument' 'expected stock, none' busted
is 'unsafe with stock' "$(status_of unsafe)" 0
for fix in none vma_pointer find_vma stock; do
	echo $fix >"$swr_dir/fix_collapse"
	matches s4 "$(status_of s4)" "$([ $fix = stock ] && echo closed || echo open): *"
	is fix_collapse "$(status_of fix_collapse)" $fix
	case $fix in
	stock) unsafe=false unsafe_nr=0 verdict=FIXED ;;
	*) unsafe=true unsafe_nr=1 verdict=VULNERABLE ;;
	esac
	is "unsafe with $fix" "$(status_of unsafe)" $unsafe_nr
	collapses $fix --repeat 3
	is "unsafe in the result with $fix" "$(jsonq unsafe <"$tmp/collapse.json")" $unsafe
	is "verdict with $fix" "$(jsonq verdict <"$tmp/collapse.json")" $verdict
	for nr in 0 1 2 3 4 5; do
		collapse_is "$fix" "$nr" 3
	done
done

# For one run, and as it was afterwards.
swr run collapse --change mprotect --fix-collapse find_vma >"$tmp/text" || fail "--fix-collapse: exit status $?"
matches 'the headline' "$(head -n 1 "$tmp/text")" \
	'S4 VULNERABLE on zram: 1 runs, 1 windows entered, 1 unfit let pass, 1 wrong data, UNSAFE policy'
is 'fix_collapse after --fix-collapse' "$(status_of fix_collapse)" stock
got=0
swr verdict --bug S4 --repeat 1 --device zram --fix-collapse find_vma --json >"$tmp/json" || got=$?
is 'the exit status of the verdict' "$got" 1
jsonq verdict unsafe fix_collapse bugs.0.verdict <"$tmp/json" >"$tmp/parts"
is 'the verdict' "$(xargs <"$tmp/parts")" 'VULNERABLE true find_vma VULNERABLE'
grep -q 'swaprace: fix_collapse none: S4 is open' "$tmp/dmesg" 2>/dev/null ||
	dmesg | grep -q 'swaprace: fix_collapse none: S4 is open' ||
	fail 'the kernel log does not say that S4 is open'
