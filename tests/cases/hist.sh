#!/bin/sh
# description: the histograms hold what the counters count, in the units they name: fault times by outcome, repeats, refusals of read-ahead
# requires: root, module zram, point read
. /tests/lib/case.sh

# sum KIND from|to|count: of all buckets of that kind, values times counts
sum() {
	exec awk -v kind="kind=$1" -v what="$2" '
		$1 != kind { next }
		{ split($3, from, "="); split($4, to, "="); split($5, count, "=") }
		what == "count" { n += count[2] }
		what == "from" { n += from[2] * count[2] }
		what == "to" { n += to[2] * count[2] }
		END { printf "%d\n", n }' "$tmp/hist"
}

# longest KIND: where the last bucket of that kind begins
longest() {
	sed -n "s/^kind=$1 .* from_[a-z]*=\([0-9]*\) .*/\1/p" "$tmp/hist" | sort -n | tail -n 1
}

# between WHAT KIND N: the values of that kind may add up to N
between() {
	is_num "the sum of $2 $1" "$(sum "$2" from)" -le "$3"
	is_num "the sum of $2 $1, upper ends" "$(sum "$2" to)" -gt "$(($3 - 1))"
}

look() {
	cat "$swr_dir/hist" >"$tmp/hist"
	is 'lines without the unit of their kind' "$(grep -cvE '^kind=((wait|hold|fault_(installed|lost|retried)) fix=[a-z_]+ from_ns=[0-9]+ to_ns=[0-9]+|repeats fix=[a-z_]+ from_faults=[0-9]+ to_faults=[0-9]+|ra_eexist fix=[a-z_]+ from_refusals=[0-9]+ to_refusals=[0-9]+) count=[1-9][0-9]*$' "$tmp/hist" || true)" 0
	is "fault_installed $1" "$(sum fault_installed count)" "$(rise faults_installed)"
	is "fault_lost $1" "$(sum fault_lost count)" "$(rise faults_lost)"
	is "fault_retried $1" "$(sum fault_retried count)" "$(rise faults_retry)"
	is "wait $1" "$(sum wait count)" "$(rise waits)"
	between "$1" repeats "$(rise repeats)"
	between "$1" ra_eexist "$(rise eexist_readahead)"
}

begin() {
	echo hist >"$swr_dir/reset"
	snap
}

begin
look 'of nothing'
is 'a histogram of nothing' "$(cat "$tmp/hist")" ''

swr run aba --repeat 5 >"$tmp/out"
look 'of aba'
is_num 'faults of aba' "$(sum fault_installed count)" -ge 10

# A fault that is held takes that long, one that is not does not.
swap_on zram 2048
puppet 4 2
out 0
begin
says ok read 0 0
says 1000 wait 0 "$patience"
look 'of one fault'
is 'values of one fault' "$(sum fault_installed count) $(sum fault_lost count) $(sum repeats count)" '1 0 1'
quick=$(longest fault_installed)
out 0
begin
gate "hold a task=$t0 at=read:return limit_ms=60000"
says ok read 0 0
gate "wait a held limit_ms=$patience"
says late wait 0 300
gate drop a
says 1000 wait 0 "$patience"
look 'of one held fault'
is 'values of one held fault' "$(sum fault_installed count)" 1
is_num 'its time in ns' "$(longest fault_installed)" -ge 290000000
is_num 'the time of one that was not held' "$quick" -lt 290000000

# A loser that comes back as long as the winner is held: its page cost it so many faults.
if grep -q '^name=refault .*supported=1 ' "$swr_dir/fix_info"; then
	out 0
	echo refault >"$swr_dir/fix"
	begin
	gate "hold a task=$t0 at=read:return limit_ms=60000"
	says ok read 0 0
	gate "wait a held limit_ms=$patience"
	says ok read 1 0
	# shellcheck disable=SC2016 # for eval
	until_true 'the loser comes back' eval '[ "$(rise repeats)" -ge 3 ]'
	gate drop a
	says 1000 wait 0 "$patience"
	says 1000 wait 1 "$patience"
	# a fault that began too late to be told waits for its task to be elsewhere
	out 1
	says ok read 1 1
	says 1001 wait 1 "$patience"
	look 'of refault'
	is_num 'the most repeats for one page' "$(longest repeats)" -ge 2
	is 'policies in the histogram' "$(cut -d' ' -f2 "$tmp/hist" | sort -u)" fix=refault
	echo stock >"$swr_dir/fix"
else
	is 'policies of a kernel without refault' "$(expected kernels policies)" 1
fi

# Two processes have the page: the one that reads ahead second is refused.
out 0
says ok share
begin
gate "hold a task=$t0 at=$(expected kernels ra_claim) limit_ms=60000"
says ok read 0 0
gate "wait a held limit_ms=$patience"
says ok read 1 0
refused=$(expected kernels ra_refused)
if [ "$refused" = readahead ]; then
	# shellcheck disable=SC2016 # for eval
	until_true 'the second is refused' eval '[ "$(rise eexist_readahead)" -ge 2 ]'
else
	says 1000 wait 1 "$patience"
fi
gate drop a
says 'done 2' join "$patience"
look 'of read-ahead'
if [ "$refused" = readahead ]; then
	is_num 'the most refusals of one call' "$(longest ra_eexist)" -ge 2
else
	is 'refusals of read-ahead' "$(sum ra_eexist from)" 0
fi
puppet_ends
swap_off
nothing_left
