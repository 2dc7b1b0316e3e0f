# shellcheck shell=sh disable=SC2034,SC2154 # what cases use, and what case.sh sets
# A puppet of which one thread is held in a fault of page 0 while others go on. Sourced after
# case.sh.

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

# field NAME: of the one line of races
field() {
	sed -n "s/.*[^a-z_]$1=\([^ ]*\).*/\1/p" "$tmp/races"
}
