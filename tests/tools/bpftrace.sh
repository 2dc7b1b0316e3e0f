#!/bin/sh
# description: bpftrace and perf count of a run what the counters say
# requires: root, module zram, program bpftrace, file /sys/kernel/tracing/events/swaprace
# vm: --tools
# limit: 300
. /tests/lib/case.sh

# Without a claim there is nothing to be refused: tick brings one to 5.10.
fixes=stock
grep -q '^name=tick .*supported=1' "$swr_dir/fix_info" && fixes=stock,tick
cat >"$tmp/traffic" <<TRAFFIC
swr run storm --threads 4 --pages 64 --seconds 1 --hold-us 1000 --fix $fixes
TRAFFIC

# shown SCRIPT: what it prints of the traffic, and the counters before it
shown() {
	snap
	# A program is wanted, a script is not one to it.
	bpftrace -c "/bin/busybox sh $tmp/traffic" "/bt/$1.bt" >"$tmp/shown" 2>&1 ||
		fail "$1.bt: $(tail -n 5 "$tmp/shown")"
	is events_lost "$(status_of events_lost)" 0
	is "events bpftrace lost under $1.bt" "$(grep -c '^Lost ' "$tmp/shown" || true)" 0
}

# agrees NAME [COUNTER]: a map that is as high as the counter rose. bullseye prints
# nothing for one that nobody counted in.
agrees() {
	agrees_n=$(sed -n "s/^@$1: //p" "$tmp/shown")
	is "@$1 and the counter" "${agrees_n:-0}" "$(rise "${2:-$1}")"
}

# histogram NAME: how many are in it
histogram() {
	awk -v name="@$1:" '
		/^@/ { on = $1 == name; next }
		on && /^[[(]/ { sub(/^[^])]*[])]/, ""); n += $1 }
		END { print n + 0 }' "$tmp/shown"
}

shown eexist-by-caller
for counter in faults claims eexist_fault eexist_readahead eexist_shmem eexist_other; do
	agrees "$counter"
done
is_num faults "$(rise faults)" -ge 100
# The storm has losers: what is compared is not 0.
is_num eexist_fault "$(rise eexist_fault)" -ge 1

shown repeats
agrees faults
agrees repeats

shown holders
agrees claims

shown wait-and-hold
is refusals "$(sed -n 's/^@refusals: //p' "$tmp/shown")" \
	"$(rise eexist_fault | sed 's/^0$//')"
[ "$(rise unclaims)" = 0 ] || is 'holds' "$(histogram hold_us)" "$(rise unclaims)"

command -v perf >/dev/null || exit 0
snap
perf stat -x , -a -o "$tmp/perf" -e 'swaprace:*' -- sh "$tmp/traffic" >"$tmp/out"

# perf_is EVENT COUNTER...
perf_is() {
	perf_event=$1 perf_sum=0
	shift
	for perf_counter; do
		perf_sum=$((perf_sum + $(rise "$perf_counter")))
	done
	is "what perf counted of $perf_event" \
		"$(awk -F , -v e="swaprace:$perf_event" '$3 == e { print $1 }' "$tmp/perf")" "$perf_sum"
}

perf_is swr_fault faults
perf_is swr_claim claims eexist_fault eexist_readahead eexist_shmem eexist_other claim_errors
perf_is swr_unclaim unclaims
perf_is swr_install installs
perf_is swr_fault_end faults_installed faults_lost faults_retry faults_error
perf_is swr_unmap unmaps
perf_is swr_writeout writeouts
is_num faults "$(rise faults)" -ge 100
