#!/bin/sh
# description: loads, hooks what the table says, and unloads without a trace
# quick: yes
# vm: --no-module
. /tests/lib/case.sh

tracing=/sys/kernel/tracing

# What is there before is what has to be there after, however often.
cat "$tracing/enabled_functions" /sys/kernel/debug/kprobes/list >"$tmp/before"
for round in 1 2 3; do
	load_module
	is version "$(cat "$swr_dir/version")" "swaprace $(status_of version) abi 1"
	is kernel "$(status_of kernel)" "$(uname -r)"
	is fix "$(status_of fix)" stock
	is 'the sum of all counters' "$(awk '{ n += $2 } END { print n }' "$swr_dir/counters")" 0
	nothing_left
	[ -d "$tracing/events/swaprace" ] || fail 'there are no trace events'

	# Root only, and only what can be done with a file is allowed on it.
	(cd "$swr_dir" && find . -type f | sort | xargs stat -c '%n %a') >"$tmp/modes"
	grep '^./inject/.* 600$' "$tmp/modes" >"$tmp/knobs"
	is 'the files that all may use' "$(grep -vE ' [246]00$' "$tmp/modes" || true)" ''
	is 'the files that can be written' "$(grep -E ' [26]00$' "$tmp/modes" | grep -v '^./inject/' | xargs)" \
		'./enabled 600 ./fix 600 ./fix_collapse 600 ./fix_loop 600 ./fix_order 600 ./fix_swapoff 600 ./gate 600 ./livelock/break_ms 600 ./livelock/loops 600 ./livelock/ms 600 ./model 600 ./pass_gone 600 ./reset 200'
	# the same knobs at each point
	nr=22
	is 'points with knobs' "$(sed -n 's#^./inject/\([^/]*\)/.*#\1#p' "$tmp/knobs" | uniq | wc -l)" $nr
	is 'knobs of a point' "$(sed -n 's#^./inject/read/##p' "$tmp/knobs" | wc -l)" 24
	is 'knobs' "$(wc -l <"$tmp/knobs")" $((nr * 24))

	if [ "$round" = 1 ]; then
		awk '{ print $1, $2, $3, $4, $7 }' "$swr_dir/hooks" >"$tmp/hooks"
		awk -v label="$SWR_KERNEL_LABEL" '$1 == label { print $2, $3, $4, $5, $6 }' \
			"$case_tests/expect/hooks" >"$tmp/hooks-expected"
		[ -s "$tmp/hooks-expected" ] || fail "tests/expect/hooks says nothing about $SWR_KERNEL_LABEL"
		diff "$tmp/hooks-expected" "$tmp/hooks" || fail 'the hooks are not the expected ones'
		is hooks_armed "$(status_of hooks_armed)" "$(grep -c ' armed ' "$tmp/hooks")"
		is hooks_absent "$(status_of hooks_absent)" "$(grep -c ' absent ' "$tmp/hooks" || true)"
		# two points may share a function; and one is for the self-test
		is 'functions hooked' "$(hooked)" \
			$(($(awk '$4 == "armed" { print $3 }' "$tmp/hooks" | sort -u | wc -l) + 1))
		while read -r points _ symbol state _; do
			[ "$state" != armed ] || grep -q "^$symbol .*swaprace" "$tracing/enabled_functions" ||
				fail "$points: ftrace does not know of a hook on $symbol"
			[ "$state" != off ] || ! grep -q "^$symbol .*swaprace" "$tracing/enabled_functions" ||
				fail "$points: there is a hook on $symbol, which nobody needs"
		done <"$tmp/hooks"
		# One that few policies need comes on with the first of them, and stays.
		if grep -q '^bypass divert __swap_count off ' "$tmp/hooks"; then
			echo cached >"$swr_dir/fix"
			echo stock >"$swr_dir/fix"
			grep -q '^__swap_count .*swaprace' "$tracing/enabled_functions" ||
				fail 'cached has no hook on __swap_count'
			grep -q '^bypass divert __swap_count armed ' "$swr_dir/hooks" || fail 'bypass is not armed'
		fi
		# Nobody can blind the hooks while they are armed.
		if echo 0 >/proc/sys/kernel/ftrace_enabled; then
			fail 'ftrace could be switched off'
		fi
		if modprobe brd 2>/dev/null && insmod "/lib/modules/$(uname -r)/extra/swaprace.ko" 2>/dev/null; then
			fail 'it could be loaded twice'
		fi
	fi

	# A reader holds the module; it goes when the reader does.
	exec 9<"$swr_dir/status"
	if rmmod swaprace 2>/dev/null; then
		fail 'it was unloaded with a file open'
	fi
	exec 9<&-
	rmmod swaprace
	[ ! -e "$swr_dir" ] || fail "$swr_dir is left"
	[ ! -e "$tracing/events/swaprace" ] || fail 'the trace events are left'
	[ ! -e /sys/module/swaprace ] || fail 'the module is left'
	is 'functions hooked' "$(hooked)" 0
	cat "$tracing/enabled_functions" /sys/kernel/debug/kprobes/list >"$tmp/after"
	cmp -s "$tmp/before" "$tmp/after" || fail 'hooks are left'
done

# A policy can be given at load; one that is none, or is unsafe without leave, is
# refused, and nothing is left of that load.
for bad in nonsense busted ''; do
	if modprobe swaprace fix="$bad" 2>"$tmp/why"; then
		fail "fix='$bad' was taken at load"
	fi
	one_line "the error of fix='$bad'" "$tmp/why"
	[ ! -e "$swr_dir" ] || fail "$swr_dir is there although loading failed"
	is 'functions hooked' "$(hooked)" 0
done

# With ftrace off it says so and loads nothing, rather than see nothing.
# From 7.3 on it cannot be switched off.
if echo 0 >/proc/sys/kernel/ftrace_enabled; then
	if load_module 2>"$tmp/why"; then
		fail 'it was loaded with ftrace off'
	fi
	matches 'the error with ftrace off' "$(cat "$tmp/why")" '*Device or resource busy*'
	[ ! -e "$swr_dir" ] || fail "$swr_dir is there although loading failed"
	echo 1 >/proc/sys/kernel/ftrace_enabled
fi
load_module
rmmod swaprace
