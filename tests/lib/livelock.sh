# shellcheck shell=sh disable=SC2154 # what case.sh sets
# `swr run livelock` and its relatives as tests. Sourced after case.sh.

# loop_json NAME: a member of the result
loop_json() {
	exec jsonq "$1" <"$tmp/loop.json"
}

# loop_run SCENARIO VERDICT LIVELOCKS RUNS [OPTION...]: and what has to be true
# whatever the verdict
loop_run() {
	loop_what="$1 ${5:-} ${6:-} ${7:-} ${8:-}" loop_scenario=$1 loop_verdict=$2 loop_locks=$3 loop_n=$4
	shift 4
	snap
	# a limit says nothing about the kernel: a guest that shares its CPUs is slow
	swr run "$loop_scenario" --repeat "$loop_n" --limit-ms "$patience" --format json "$@" >"$tmp/loop.json" ||
		fail "$loop_what: exit status $?: $(cat "$tmp/loop.json")"
	is "scenario of $loop_what" "$(loop_json scenario)" "$loop_scenario"
	is "bug of $loop_what" "$(loop_json bug)" S2
	is "verdict of $loop_what" "$(loop_json verdict)" "$loop_verdict"
	is "runs of $loop_what" "$(loop_json runs)" "$loop_n"
	is "windows of $loop_what" "$(loop_json windows_entered)" "$loop_n"
	is "livelocks of $loop_what" "$(loop_json livelocks)" "$loop_locks"
	is "events lost of $loop_what" "$(loop_json events_lost)" 0
	# the module counted the same
	rose livelocks_broken "$loop_locks"
	rose lost_loops 0
	rose gate_timeouts 0
	is "claims refused of $loop_what" "$(loop_json eexist)" \
		$(($(rise eexist_readahead) + $(rise eexist_fault) + $(rise eexist_shmem) + $(rise eexist_other)))
	nothing_left
	is 'swap in use' "$(sed 1d /proc/swaps)" ''
}

# loop_settings: all that a run borrows
loop_settings() {
	cat /proc/sys/vm/page-cluster "$swr_dir/fix_loop" "$swr_dir/fix" "$swr_dir"/livelock/* \
		/proc/sys/kernel/sched_rt_runtime_us
	cat /sys/kernel/debug/sched/fair_server/cpu*/runtime 2>/dev/null || true
}
