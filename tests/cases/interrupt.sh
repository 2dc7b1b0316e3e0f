#!/bin/sh
# description: a signal in the middle of swr run, SIGKILL too, leaves no swap, no device and no gate; the status says which it was
# requires: root, module zram, module brd, point read, program deaf
# quick: yes
. /tests/lib/case.sh

# state: what must be the same again; what modprobe brings along stays
state() {
	cat /proc/swaps "$swr_dir/gate"
	ls /sys/block
	ls -d /sys/kernel/tracing/instances/* /sys/module/zram /sys/module/brd 2>/dev/null || true
	grep tasks_in_frames: "$swr_dir/status"
}

swap_is_on() {
	[ "$(wc -l </proc/swaps)" -gt 1 ]
}

# swr names its gate after itself; it holds for too short a time to be found by looking
somebody_is_held() {
	read -r swr <"$tmp/pid" && echo "wait swr-$swr held limit_ms=$patience" >"$swr_dir/gate"
} 2>/dev/null

many_runs() {
	[ "$(rise gate_holds)" -ge 5 ]
}

# run SIGNAL MOMENT OPTION...: of very many runs, of which a signal ends one. With
# somebody_is_held it is sent as soon as somebody is, which may be over when it comes.
run() {
	snap
	state >"$tmp/before"
	(
		until_true "$2" "$2"
		read -r swr <"$tmp/pid"
		kill -"$1" "$swr"
	) &
	killer=$!
	shift 2
	got=0
	# in the foreground: what runs in the background has SIGINT ignored
	sh -c 'echo $$ >"$0"; exec swr run aba "$@"' "$tmp/pid" "$@" >"$tmp/out" 2>"$tmp/err" || got=$?
	wait "$killer" || fail "$(cat "$tmp/err")"
	until_true 'no swr is left' nobody
	state >"$tmp/after"
	diff "$tmp/before" "$tmp/after" || fail "swr run aba $* left something"
	[ ! -s "$tmp/out" ] || fail "an interrupted run printed a result: $(cat "$tmp/out")"
}

nobody() {
	! pidof swr >/dev/null
}

for pair in 'INT 2' 'KILL 9' 'TERM 15' 'HUP 1' 'QUIT 3'; do
	signal=${pair% *}
	for when in swap_is_on somebody_is_held many_runs; do
		case $signal-$when in
		INT-* | KILL-* | *-somebody_is_held) ;;
		*) continue ;;
		esac
		run $signal $when --repeat 10000 --device zram
		is "the exit status after SIG$signal, $when" "$got" $((128 + ${pair#* }))
	done
done
run INT many_runs --repeat 10000 --device brd --account
is 'the exit status on brd' "$got" 130

# What whoever starts it has ignored does not end it, and none of its children is missed.
snap
deaf swr run aba --repeat 40 --format json >"$tmp/json" 2>"$tmp/err" &
swr=$!
until_true many_runs many_runs
kill -HUP $swr
wait $swr || fail "swr run aba with SIGCHLD and SIGHUP ignored: exit status $?: $(cat "$tmp/err")"
is 'the runs of one that ignores SIGHUP' "$(jsonq runs <"$tmp/json")" 40

# And after all that it works.
swr run aba >"$tmp/out" || fail "swr run aba afterwards: exit status $?"
nothing_left
