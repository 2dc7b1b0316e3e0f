# shellcheck shell=sh disable=SC2034,SC2154 # what cases use, and what case.sh sets
# S1: where it can be had, what was decided of it, and a puppet of which one thread is held in
# a fault of page 0 while others go on. Sourced after case.sh.

# policies_of_s1: sets open and closed, with which S1 is that on this kernel; open is empty if
# nothing opens it
policies_of_s1() {
	open='' closed=stock
	if [ "$(expected kernels.list S1)" = VULNERABLE ]; then
		open=stock closed=exact
	elif grep -q '^name=busted .*supported=1 ' "$swr_dir/fix_info"; then
		open=busted
	fi
}

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

# few_slots: a device of fewer than the pages of the puppet
few_slots() {
	pages=64
	swap_on zram 192
	slots=$(swap_free)
	is_num slots "$slots" -lt $pages
}

# fill: all slots are taken, and page 0 is the only one that can go where it is. That is
# neither the first nor the last that was taken, because 5.10 does not find a free slot
# that is just where its search begins.
fill() {
	out 1 9
	out 0
	out 10 $((slots - 10))
	is 'free slots' "$(swap_free)" 0
}

# field NAME: of the newest race in $tmp/races
field() {
	tail -n 1 "$tmp/races" | sed -n "s/.*[^a-z_]$1=\([^ ]*\).*/\1/p"
}
