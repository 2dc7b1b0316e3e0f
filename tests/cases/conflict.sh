#!/bin/sh
# description: a function that somebody else redirects makes loading fail by name, and the other way round
# requires: module plant
# vm: --no-module
. /tests/lib/case.sh

armed=$(awk -v label="$SWR_KERNEL_LABEL" '$1 == label && $5 == "armed" { print $4 }' \
	"$case_tests/expect/hooks")
[ -n "$armed" ] || fail "tests/expect/hooks says nothing about $SWR_KERNEL_LABEL"
load_module
rmmod swaprace

# Diverted and observed functions, and both ways to redirect one.
first=$(echo "$armed" | head -n 1) last=$(echo "$armed" | tail -n 1)
set -- "ftrace $first" "kprobe $last" "ftrace $last" "kprobe $first"
# Each way and each function once, where a load takes three seconds
[ -z "${SWR_KERNEL_DEBUG:-}" ] || set -- "$1" "$2"
for pair; do
	how=${pair% *} symbol=${pair#* }
	modprobe plant what="$how" symbol="$symbol" || fail "$pair: cannot be planted"
	dmesg -c >/dev/null
	if load_module 2>"$tmp/why"; then
		fail "$pair: swaprace was loaded beside it"
	fi
	matches "the error with $pair" "$(cat "$tmp/why")" '*Device or resource busy*'
	is "the functions named with $pair" \
		"$(dmesg | sed -n 's/.*swaprace: \(.*\): redirected by somebody else.*/\1/p' | sort -u | xargs)" \
		"$symbol"
	[ ! -e "$swr_dir" ] || fail "$pair: $swr_dir is there although loading failed"
	is "functions hooked with $pair" "$(hooked)" 0

	rmmod plant
	load_module || fail "$pair: cannot be loaded after it has gone"
	is fix "$(status_of fix)" stock
	rmmod swaprace
done

# Who comes later is refused, or does no harm, and swaprace goes on.
load_module
for how in ftrace kprobe; do
	late=refused
	[ $how = ftrace ] || late=$(expected kernels late_kprobe)
	for symbol in $first $last; do
		if modprobe plant what=$how symbol="$symbol" 2>/dev/null; then
			is "what becomes of $how on $symbol beside swaprace" taken "$late"
			swr run aba --device brd >"$tmp/out" || fail "swr run aba: exit status $?"
			matches "the verdict beside $how on $symbol" "$(head -n 1 "$tmp/out")" \
				"S1 $(expected kernels.list S1) on brd: 1 runs, 1 *"
			rmmod plant
		else
			is "what becomes of $how on $symbol beside swaprace" refused "$late"
		fi
	done
done
swr run aba --device brd >"$tmp/out" || fail "swr run aba beside it: exit status $?"
matches 'the verdict beside it' "$(head -n 1 "$tmp/out")" "S1 $(expected kernels.list S1) on brd: 1 runs, 1 *"
rmmod swaprace
