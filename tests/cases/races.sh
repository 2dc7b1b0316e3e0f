#!/bin/sh
# description: overlaps, windows, repeats, wasted reads, stale and uncertain installs, each made once and counted once
# requires: root, module zram, point read, counter uncertain_installs
# parallel: yes
. /tests/lib/case.sh

loser=$(expected kernels loser)
pages=64

# rises: all that the detectors decided since snap, in a fixed order
rises() {
	for rises_name in overlaps windows wasted_reads stale_installs uncertain_installs; do
		printf '%s=%s ' $rises_name "$(rise $rises_name)"
	done
}

# decided WHAT OVERLAPS WINDOWS WASTED STALE UNCERTAIN
decided() {
	is "what was decided $1" "$(rises)" \
		"overlaps=$2 windows=$3 wasted_reads=$4 stale_installs=$5 uncertain_installs=$6 "
}

held() {
	gate "hold a task=$t0 at=$1 limit_ms=60000"
	says ok read 0 0
	gate "wait a held limit_ms=$patience"
}

let_go() {
	gate drop a
	say wait 0 "$patience"
	value=$answer
	nothing_left
}

# Few slots, and all of them taken but the one that page 0 leaves: it is the only
# one it can go to again. It is neither the first nor the last that was taken,
# because 5.10 does not find a free slot that is just where its search begins.
swap_on zram 192
slots=$(swap_free)
is_num slots "$slots" -lt $pages
puppet $pages 4
fill() {
	out 1 9
	out 0
	out 10 $((slots - 10))
	is 'free slots' "$(swap_free)" 0
}

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

# field NAME: of the one line of races
field() {
	sed -n "s/.*[^a-z_]$1=\([^ ]*\).*/\1/p" "$tmp/races"
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

# The first is held while its page is dropped and written to anew, and reclaim takes that
# out of the PTE and keeps it: a pipe refers to it. Nothing is handed to swap-out.
puppet $pages 4
fill
say entry 0
before=$answer
snap
held read:return
says ok drop 0
says ok write 1 0 7777
says 7777 wait 1 "$patience"
says ok pin 0
say out 0
say entry 0
entry=$answer
written=$(rise writeouts)
let_go
says ok read 2 0
say wait 2 "$patience"
cat "$swr_dir/races" >"$tmp/races"
if [ "$loser" = install ]; then
	is 'where the page is' "$entry" "$before"
	is 'pages handed to swap-out' "$written" 0
	is 'the value, and at the end' "$value $answer" '1000 1000'
	decided 'over a page on its way out' 0 1 0 1 0
	one_line races "$tmp/races"
	is 'the race' "$(field kind) $(field cause) $(field a_tid) $(field b_comm)" "stale unmap $t0 puppet"
	grep -q "^BUG: swaprace: stale-install in do_swap_page / try_to_unmap\$" "$swr_dir/reports" ||
		fail "no title of an unmapped page: $(grep BUG: "$swr_dir/reports")"
else
	is 'the value, and at the end' "$value $answer" '7777 7777'
	rose stale_installs 0
	rose uncertain_installs 0
	is races "$(cat "$tmp/races")" ''
fi
echo races >"$swr_dir/reset"
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
