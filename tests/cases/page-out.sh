#!/bin/sh
# description: another page that goes out to the entry of a fault: seen when it is unmapped if it is kept in memory, and when it is written otherwise
# requires: root, module zram, point read, point unmap, counter uncertain_installs
# vm: --swr-args allow_unsafe=1
. /tests/lib/case.sh
. /tests/lib/races.sh

# another WHAT PLACE: T0 is held there, its page is dropped and written to anew, and that
# goes out; kept, because a pipe refers to it, or written
another() {
	few_slots
	puppet $pages 4
	fill
	say entry 0
	before=$answer
	echo races >"$swr_dir/reset"
	snap
	held "$2"
	says ok drop 0
	says ok write 1 0 7777
	says 7777 wait 1 "$patience"
	[ "$1" = written ] || says ok pin 0
	say out 0
	say entry 0
	entry=$answer
	written=$(rise writeouts) unmapped=$(rise unmaps)
	let_go
	says ok read 2 0
	say wait 2 "$patience"
	final=$answer
	cat "$swr_dir/races" >"$tmp/races"
}

# stale CAUSE SYMBOL
stale() {
	is 'where the page is' "$entry" "$before"
	[ "$value $final" != '7777 7777' ] || fail 'the write is not lost'
	is 'the value, and at the end' "$value" "$final"
	decided "over a page at $1" 0 1 0 1 0
	one_line races "$tmp/races"
	is 'the race' "$(field kind) $(field cause) $(field a_tid) $(field b_comm)" "stale $1 $t0 puppet"
	grep -q "^BUG: swaprace: stale-install in do_swap_page / $2\$" "$swr_dir/reports" ||
		fail "no title with $2: $(grep BUG: "$swr_dir/reports")"
}

unmaps() {
	sed -n 's/^unmap .* hits=\([0-9]*\) .*/\1/p' "$swr_dir/hooks"
}

policies_of_s1
case $open in
stock) places='read:entry read:return' ;;
busted) places='claim:entry read:entry read:return' ;;
*) places='' ;;
esac

unmaps=$(unmaps)
[ -z "$open" ] || echo $open >"$swr_dir/fix"
for place in $places; do
	# as long as it is not written, nobody can have read it from the device
	another kept "$place"
	is 'pages unmapped, and handed to swap-out' "$unmapped $written" '1 0'
	stale unmap try_to_unmap
	puppet_ends
	swap_off
	another written "$place"
	is 'pages unmapped, and handed to swap-out' "$unmapped $written" '1 1'
	case $place in
	read:return) stale writeout "$(awk '$1 == "writeout" { print $3 }' "$swr_dir/hooks")" ;;
	*:entry)
		is 'the value, and at the end' "$value $final" '7777 7777'
		rose stale_installs 0
		;;
	esac
	puppet_ends
	swap_off
done

# The claim keeps the entry, or the swap cache the page: it goes elsewhere, or nowhere.
echo $closed >"$swr_dir/fix"
for what in kept written; do
	another $what read:return
	is 'the value, and at the end' "$value $final" '7777 7777'
	rose stale_installs 0
	rose uncertain_installs 0
	is races "$(cat "$tmp/races")" ''
	puppet_ends
	swap_off
done
is_num 'calls of try_to_unmap' "$(unmaps)" -gt "$unmaps"
nothing_left
