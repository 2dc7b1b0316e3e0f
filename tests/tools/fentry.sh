#!/bin/sh
# description: a program that the kernel calls directly from a hooked function (fentry) makes loading fail by name or goes on beside it, and one that comes later does no harm
# requires: root, module brd, program bpftrace, file /sys/kernel/btf/vmlinux
# vm: --tools --no-module
# limit: 300
. /tests/lib/case.sh

# bpftrace reads the types of a whole kernel first
patience=120000
symbol=do_swap_page

# It has lines of its own behind that of the function, which others that hook it have, too.
attached() {
	awk -v symbol=$symbol '/^[^ \t]/ { on = $1 == symbol } on && /direct-->/ { found = 1 }
		END { exit !found }' /sys/kernel/tracing/enabled_functions
}

# comes: the program is attached; false if that is refused
comes() {
	bpftrace -e "kfunc:$symbol { @calls = count(); }" >"$tmp/program" 2>&1 &
	program=$!
	until_true 'a program is attached or refused' settled
	attached
}

ended() {
	! grep -q '^State:.[^Z]' "/proc/$program/status" 2>/dev/null
}

settled() {
	attached || ended
}

# goes: sets calls, how often it was called
goes() {
	kill -INT "$program"
	until_true 'the program ends' ended
	wait "$program" || fail "bpftrace: $(tail -n 3 "$tmp/program")"
	! attached || fail 'the program is still attached'
	calls=$(sed -n 's/^@calls: //p' "$tmp/program")
}

races() {
	swr run aba --device brd >"$tmp/out" || fail "swr run aba: exit status $?"
	matches "the verdict $1" "$(head -n 1 "$tmp/out")" "S1 $(expected kernels.list S1) on brd: 1 runs, 1 *"
}

if ! comes; then
	is 'what is expected without fentry' "$(expected kernels early_fentry)" -
	skip "no fentry here: $(sed -n 1p "$tmp/program")"
fi
dmesg -c >/dev/null
if load_module 2>"$tmp/why"; then
	early=loaded
	snap
	races 'beside a program'
	faults=$(rise faults)
	goes
	# of what is no swap entry the module counts nothing
	is_num 'calls of the program' "$calls" -ge "$faults"
	rmmod swaprace
else
	early=refused
	matches 'the error' "$(cat "$tmp/why")" '*Device or resource busy*'
	is 'the functions named' \
		"$(dmesg | sed -n 's/.*swaprace: \(.*\): redirected by somebody else.*/\1/p' | sort -u | xargs)" \
		$symbol
	[ ! -e "$swr_dir" ] || fail "$swr_dir is there although loading failed"
	goes
fi
is 'what becomes of loading beside fentry' "$early" "$(expected kernels early_fentry)"
is 'functions hooked' "$(hooked)" 0

load_module
if comes; then
	late=taken
	snap
	races 'beside a program that came later'
	faults=$(rise faults)
	# who is left goes on
	rmmod swaprace
	attached || fail 'the program has gone with the module'
	goes
	is_num 'calls of the program' "$calls" -ge "$faults"
	load_module
else
	late=refused
	wait "$program" || true
fi
is 'what becomes of fentry on a hooked function' "$late" "$(expected kernels late_fentry)"
races 'afterwards'
rmmod swaprace
is 'functions hooked' "$(hooked)" 0
