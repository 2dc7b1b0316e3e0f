#!/bin/sh
# description: a call that loops is reported while it does, with who has the claim, from the thresholds on and not below; both can be killed, and the module can go
# requires: root, module zram, point cache_wait
. /tests/lib/case.sh

trace=/sys/kernel/tracing/instances/case
mkdir "$trace"
echo 1 >"$trace/events/swaprace/swr_livelock/enable"
swap_on zram 512

# field NAME: of the last line of livelocks
field() {
	tail -n 1 "$swr_dir/livelocks" | tr ' ' '\n' | sed -n "s/^$1=//p"
}

reports() {
	wc -l <"$swr_dir/livelocks"
}

reports_are() {
	[ "$(reports)" = "$1" ]
}

knob() {
	echo "$2" >"$swr_dir/livelock/$1"
}

# The first thread of a puppet has the claim and sleeps, the second has been refused
# it N times.
loop_until() {
	out 0
	says ok share
	gate "hold a task=$t0 at=claim:return limit_ms=60000"
	gate "hold b task=$t1 at=cache_wait:entry nth=$1 limit_ms=60000"
	says ok read 0 0
	gate "wait a held limit_ms=$patience"
	says ok read 1 0
	gate "wait b held limit_ms=$patience"
}

both_end() {
	gate drop b
	holder_ends
}

holder_ends() {
	gate drop a
	says 'done 2' join "$patience"
	puppet_ends
}

knob ms 0
knob loops 5
# below: nothing
puppet 4 2
snap
loop_until 4
is 'reports below the threshold' "$(cat "$swr_dir/livelocks" "$swr_dir/livelock_reports")" ''
rose eexist_readahead 4
rose loops 1
gate drop a
gate drop b
says 'done 2' join "$patience"
rose livelocks 0
puppet_ends

# from there on: one, once, and it can be read while it is so
puppet 4 2
snap
loop_until 7
is 'reports' "$(reports)" 1
is why "$(field why)" loops
is state "$(field state)" going
is refusals "$(field refusals)" 5
is 'who asks' "$(field l_tid) $(field l_tgid) $(field l_comm) $(field l_policy) $(field l_prio)" \
	"$t1 $pid puppet normal 120"
is 'who has it' "$(field h_tid) $(field h_tgid) $(field h_comm) $(field h_policy) $(field h_prio) $(field h_state)" \
	"$t0 $pid puppet normal 120 D"
is_num 'time it is held' "$(field held_us)" -gt "$(field looped_us)"
# four, but a sleep of one tick may be over before it begins
is_num 'sleeps' "$(field sleeps)" -ge 1
is_num 'sleeps' "$(field sleeps)" -le 4
is 'end_refusals' "$(field end_refusals)" 0
grep -q "^held for $(field held_us) us by task $t0 (puppet) on cpu [0-9]*, state D, policy normal, priority 120:\$" \
	"$swr_dir/livelock_reports" || fail 'the report does not say who has it'
grep -q '^ __read_swap_cache_async+' "$swr_dir/livelock_reports" || fail 'the report has no stack of the holder'
is 'frames of the module in the report' "$(grep -c '\[swaprace\]' "$swr_dir/livelock_reports" || true)" 0
grep -q '^it is still going on$' "$swr_dir/livelock_reports" || fail 'the report does not say that it goes on'
both_end
is state "$(field state)" 'done'
is_num end_refusals "$(field end_refusals)" -ge 7
is broken "$(field broken)" 0
rose livelocks 1
rose livelocks_broken 0
rose lost_loops 0
is 'trace events' "$(grep -c ' swr_livelock: ' "$trace/trace")" 1
matches 'the trace event' "$(grep -m 1 ' swr_livelock: ' "$trace/trace")" \
	"*-$t1 *entry=$(field entry) refusals=5 looped_us=$(field looped_us) holder=$t0 holder_prio=120 prio=120"
echo livelocks >"$swr_dir/reset"
is 'reports after a reset' "$(cat "$swr_dir/livelocks" "$swr_dir/livelock_reports")" ''

# by time, and neither
knob loops 0
puppet 4 2
loop_until 3
is 'reports without a threshold' "$(reports)" 0
knob ms 1
gate drop b
until_true 'it is reported' reports_are 1
is why "$(field why)" ms
is 'who has it' "$(field h_tid)" "$t0"
holder_ends

# A call that does not sleep by itself is made to. cond_resched on a CPU of its own
# hurts nobody, so this is the bound alone.
echo livelocks >"$swr_dir/reset"
knob ms 0
knob break_ms 20
echo cond_resched >"$swr_dir/fix_loop"
puppet 4 2
snap
loop_until 2
gate drop b
until_true 'it is broken' reports_are 1
is why "$(field why)" spin
is 'who has it' "$(field h_tid)" "$t0"
is_num 'time it has looped' "$(field looped_us)" -ge 20000
rose livelocks_broken 1
# and sleeps from then on: a tick before each refusal, of which there were thousands
snap
begin=$(now_ms)
# shellcheck disable=SC2016 # for eval
until_true 'it is refused again' eval '[ "$(rise eexist_readahead)" -ge 20 ]'
is_num 'refusals' "$(rise eexist_readahead)" -le $((($(now_ms) - begin) / 4 + 20))
holder_ends
is broken "$(field broken)" 1
rose livelocks_broken 0
# who sleeps is not broken, however long it takes
echo tick >"$swr_dir/fix_loop"
puppet 4 2
snap
loop_until 12
both_end
is_num 'refusals' "$(rise eexist_readahead)" -ge 12
rose livelocks_broken 0
knob break_ms 2000

# A fault past the swap cache has a claim as well, where it takes one.
case $(expected kernels claim) in
fault)
	echo livelocks >"$swr_dir/reset"
	knob loops 2
	puppet 4 2
	out 0
	gate "hold a task=$t0 at=read:return limit_ms=60000"
	says ok read 0 0
	gate "wait a held limit_ms=$patience"
	says ok want 1 0
	until_true 'it is reported' reports_are 1
	is 'who asks' "$(field l_tid)" "$t1"
	is 'who has it' "$(field h_tid) $(field h_state)" "$t0 D"
	gate drop a
	says 1000 wait 0 "$patience"
	says 0 wait 1 "$patience"
	puppet_ends
	knob loops 0
	;;
esac

# A refusal that nobody is behind is one as well, and no holder is made up. Nor is
# one waited for: a tick each, and what is injected at the wait.
echo livelocks >"$swr_dir/reset"
echo exact >"$swr_dir/fix_loop"
puppet 4 1
out 0
says ok share
knob loops 2
snap
for setting in error=eexist times=3 comm=puppet probability=100; do
	echo "${setting#*=}" >"$swr_dir/inject/claim/${setting%=*}"
done
for setting in delay_us=1 times=-1 comm=puppet own-fault=Y probability=100; do
	echo "${setting#*=}" >"$swr_dir/inject/cache_wait/${setting%=*}"
done
says ok read 0 0
says 'done 1' join "$patience"
is 'who asks' "$(field l_tid)" "$t0"
is 'who has it' "$(field h_tid) $(field held_us) $(field h_comm)" '0 0 -'
is 'refusals' "$(field refusals) $(field end_refusals)" '2 3'
grep -q '^nobody is known to hold it$' "$swr_dir/livelock_reports" || fail 'the report does not say that nobody has it'
rose loop_waits 3
rose loop_waits_blind 3
rose injections 6
rose lost_loops 0
echo inject >"$swr_dir/reset"
knob loops 0
puppet_ends

# Both can be killed, under every policy.
for policy in stock tick cond_resched exact; do
	echo $policy >"$swr_dir/fix_loop"
	puppet 4 2
	loop_until 1
	gate drop b
	kill -9 "$pid"
	wait "$case_puppet" || true
	exec 7>&- 8<&-
	gate clear
	nothing_left
done

# The module can go while somebody loops: who has the claim is let go on.
echo cond_resched >"$swr_dir/fix_loop"
puppet 4 2
loop_until 1
gate release b
echo 0 >"$trace/events/swaprace/swr_livelock/enable"
rmdir "$trace"
rmmod swaprace
says 'done 2' join "$patience"
puppet_ends
load_module
is events_lost "$(status_of events_lost)" 0
nothing_left
swap_off
