#!/bin/sh
# description: overlaps, windows, repeats, wasted reads, stale and uncertain installs, each made once and counted once
# requires: root, module zram, point read, counter uncertain_installs
# parallel: yes
. /tests/lib/case.sh
. /tests/lib/races.sh

loser=$(expected kernels loser)

few_slots
puppet $pages 4

# alone: nothing to decide
fill
snap
says ok read 0 0
says 1000 wait 0 "$patience"
decided alone 0 0 0 0 0
rose repeats 0
rose faults 1
rose installs 1

# two, but on different pages
out 0
snap
held read:return
says ok read 1 1
says 1001 wait 1 "$patience"
let_go
is 'the value' "$value" 1000
decided 'on different pages' 0 0 0 0 0
out 1

# two on one page, the first held between its read and its install
out 0
snap
held read:return
says ok read 1 0
case $loser in
install)
	says 1000 wait 1 "$patience"
	let_go
	decided 'on one page' 1 1 1 0 0
	rose faults_lost 1
	rose repeats 0
	;;
refused)
	# comes back as long as it is refused, each time a fault of its own
	# shellcheck disable=SC2016 # for eval
	until_true 'the loser comes back' eval '[ "$(rise repeats)" -ge 2 ]'
	says late wait 1 1
	let_go
	says 1000 wait 1 "$patience"
	is_num overlaps "$(rise overlaps)" -ge 3
	rose windows 1
	rose wasted_reads 0
	rose stale_installs 0
	is_num eexist_fault "$(rise eexist_fault)" -ge 3
	;;
shared)
	says 1000 wait 1 "$patience"
	let_go
	decided 'on one page' 1 1 0 0 0
	rose faults_lost 1
	rose repeats 0
	;;
esac
is 'the value' "$value" 1000
rose installs 1
is races "$(cat "$swr_dir/races")" ''

# overtaken AT: the first is held there while the second writes the page and
# pages it out, to the same entry if it can
overtaken() {
	out 0
	say entry 0
	before=$answer
	echo races >"$swr_dir/reset"
	snap
	held "$1"
	says ok write 1 0 7777
	say wait 1 500
	second=$answer
	if [ "$second" = 7777 ] && [ "$loser" = install ]; then
		out 0
		says "$before" entry 0
	fi
	let_go
	[ "$second" != late ] || say wait 1 "$patience"
	says ok read 2 0
	say wait 2 "$patience"
	final=$answer
	cat "$swr_dir/races" >"$tmp/races"
}

overtaken read:return
case $loser in
install)
	is 'the value' "$value" 1000
	is 'the value at the end' "$final" 1000
	decided 'after the read' 1 1 0 1 0
	one_line races "$tmp/races"
	is 'the kind of the race' "$(field kind)" stale
	is 'the entry of the race' "$(field entry)" "$before"
	is 'the threads of the race' "$(field a_tid) $(field b_tid)" "$t0 $t1"
	is 'the processes of the race' "$(field a_tgid) $(field b_tgid)" "$pid $pid"
	is 'the names of the race' "$(field a_comm) $(field b_comm)" 'puppet puppet'
	last=0
	for time in a_begin_ns a_read_ns a_read_end_ns b_begin_ns b_read_ns b_read_end_ns b_install_ns \
		a_install_ns; do
		is_num "$time" "$(field $time)" -gt "$last"
		last=$(field $time)
	done
	;;
*)
	is 'the value at the end' "$final" 7777
	rose stale_installs 0
	rose uncertain_installs 0
	is races "$(cat "$tmp/races")" ''
	;;
esac

says ok write 0 0 1000
say wait 0 "$patience"
overtaken read:entry
if [ "$loser" = install ]; then
	is 'the value' "$value" 7777
	is 'the value at the end' "$final" 7777
	decided 'before the read' 1 0 0 0 1
	one_line races "$tmp/races"
	is 'the kind of the race' "$(field kind)" uncertain
	is 'the threads of the race' "$(field a_tid) $(field b_tid)" "$t0 $t1"
	racy=1
else
	is 'the value at the end' "$final" 7777
	rose stale_installs 0
	rose uncertain_installs 0
	is races "$(cat "$tmp/races")" ''
	racy=0
fi
is races "$(status_of races)" "$racy"
echo races >"$swr_dir/reset"
is 'races after a reset' "$(cat "$swr_dir/races")" ''
echo counters >"$swr_dir/reset"
is 'the sum of all counters after a reset' \
	"$(grep -v hooks_missed "$swr_dir/counters" | awk '{ n += $2 } END { print n }')" 0
says yes intact
puppet_ends

# Two processes have the page, so it goes through the swap cache; two of its
# faults want the claim, and one is refused.
puppet 4 2
out 0
says ok share
snap
gate "hold a task=$t0 at=$(expected kernels ra_claim) limit_ms=60000"
says ok read 0 0
gate "wait a held limit_ms=$patience"
says ok read 1 0
refused=$(expected kernels ra_refused)
case $refused in
readahead)
	# shellcheck disable=SC2016 # for eval
	until_true 'the second is refused' eval '[ "$(rise eexist_readahead)" -ge 1 ]'
	says late wait 1 1
	;;
fault) says 1000 wait 1 "$patience" ;;
esac
gate drop a
says 'done 2' join "$patience"
is_num "eexist_$refused" "$(rise "eexist_$refused")" -ge 1
is 'all refused' $(($(rise eexist_fault) + $(rise eexist_readahead))) "$(rise "eexist_$refused")"
rose eexist_shmem 0
rose eexist_other 0
rose reads_bypass 0
puppet_ends
swap_off

# Pages that go out to other entries are not what it read, though they share all 512 places.
swap_on zram 16384
puppet 2048 1
out 0
snap
held read:return
out 1 1536
let_go
is 'the value' "$value" 1000
decided 'while others go out' 0 0 0 0 0
puppet_ends
nothing_left
swap_off
