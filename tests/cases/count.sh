#!/bin/sh
# description: the hooks that only count count what the kernel counts, and follow nobody
# requires: root, module zram, program swapload
. /tests/lib/case.sh
. /tests/lib/load.sh

# What is counted at this level; nothing else may move.
kept='faults|faults_done|faults_retry|faults_error|claims|claim_errors|eexist_[a-z]*|reads|reads_bypass|writeouts'
others() {
	grep -vE "^($kept): " "$swr_dir/counters"
}

all_on=$(hooked)
echo count >"$swr_dir/enabled"
is enabled "$(cat "$swr_dir/enabled") $(status_of enabled)" 'count count'
is 'rows that are armed' "$(sed -n 's/ .* armed .*//p' "$swr_dir/hooks" | xargs)" \
	'fault,fault_end claim read writeout'
is 'functions hooked, the one of the self-test among them' "$(hooked)" 5

swap_on zram 16384
echo 1 >/sys/kernel/tracing/events/swaprace/enable
others >"$tmp/others"
cat "$swr_dir/hist" >"$tmp/hist"
snap
in=$(vmstat pswpin) out=$(vmstat pswpout)
# A kernel open to S1 loses writes of threads that share pages.
threads=4
[ "$(expected kernels.list S1)" = FIXED ] || threads=1
swapload $threads 300 3 || fail "swapload: exit status $?"
nothing_left
is_num faults "$(rise faults)" -gt 100
rose faults "$(outcomes rise)"
rose faults_error 0
rose reads $(($(vmstat pswpin) - in))
is_num faults "$(rise faults)" -ge "$(rise reads)"
# One whose entry is given up on the way is handed over and not written.
is_num writeouts "$(rise writeouts)" -ge $(($(vmstat pswpout) - out))
is_num writeouts "$(rise writeouts)" -le $((($(vmstat pswpout) - out) * 21 / 20 + 1))
# Does a fault of its own page ask for a claim?
case $(expected kernels passes) in
*claim:*)
	# each that is granted is followed by its read
	is_num claims "$(rise claims)" -gt 0
	rose claims "$(rise reads)"
	;;
*) rose claims 0 ;;
esac
rose eexist_shmem 0
rose eexist_other 0
is 'claims, granted or refused' \
	$(($(rise claims) + $(rise claim_errors) + $(rise eexist_fault) + $(rise eexist_readahead))) \
	"$(sed -n 's/^claim .* hits=\([0-9]*\).*/\1/p' "$swr_dir/hooks")"
case $(expected kernels bypass) in
yes) is_num reads_bypass "$(rise reads_bypass)" -gt 0 ;;
*) rose reads_bypass 0 ;;
esac
others | diff "$tmp/others" - || fail 'counters of the other level moved'
diff "$tmp/hist" "$swr_dir/hist" || fail 'histograms moved'
is races "$(status_of races)" 0
echo 0 >/sys/kernel/tracing/events/swaprace/enable
is 'events of the module' "$(grep -c ' swr_' /sys/kernel/tracing/trace || true)" 0
swap_off

# Between the two levels nothing is counted twice or goes on half.
echo 1 >"$swr_dir/enabled"
is 'enabled and functions hooked' "$(cat "$swr_dir/enabled") $(hooked)" "1 $all_on"
snap
swr run aba --device brd >"$tmp/out" || fail "swr run aba: exit status $?"
rose faults_done 0
is_num installs "$(rise installs)" -gt 0
rmmod swaprace

modprobe swaprace enabled=count
is 'enabled and functions hooked' "$(status_of enabled) $(hooked)" 'count 5'
rmmod swaprace
is 'functions hooked' "$(hooked)" 0
# and as a boolean is written
modprobe swaprace enabled=N
is 'enabled and functions hooked' "$(status_of enabled) $(hooked)" '0 0'
rmmod swaprace
if modprobe swaprace enabled=2 2>"$tmp/why"; then
	fail 'enabled=2 was taken'
fi
one_line 'the error of enabled=2' "$tmp/why"
dmesg | grep -q "swaprace: refused: enabled: expected 0, 1 or count, not '2'" ||
	fail 'the log does not say what was expected'
