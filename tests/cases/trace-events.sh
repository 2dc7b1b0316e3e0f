#!/bin/sh
# description: the trace events of a run are as many as the counters say
# requires: root, module zram, file /sys/kernel/tracing/events/swaprace
. /tests/lib/case.sh

trace=/sys/kernel/tracing/instances/case
mkdir "$trace"
echo 8192 >"$trace/buffer_size_kb"

# events NAME [PATTERN]: how many lines of the trace
events() {
	grep -c " $1: .*${2:-}" "$tmp/trace" || true
}

# many NAME PATTERN COUNTER...: as many events as these counters rose together
many() {
	many_name=$1 many_pattern=$2 many_sum=0
	shift 2
	for many_counter; do
		many_sum=$((many_sum + $(rise "$many_counter")))
	done
	is "the number of $many_name $many_pattern" "$(events "$many_name" "$many_pattern")" "$many_sum"
}

traffic() {
	swr run aba --repeat 5 >"$tmp/out"
	swap_on zram 2048
	puppet 256 2
	out 0 256
	for page in 0 1 2 3 4 5 6 7; do
		says ok read 0 $page
		says ok read 1 $page
		says $((1000 + page)) wait 0 "$patience"
		says $((1000 + page)) wait 1 "$patience"
	done
	says yes intact
	puppet_ends
	swap_off
}

# Any tool can read a record: nothing in it points anywhere, and to print it takes
# no function of the kernel.
for format in "$trace"/events/swaprace/swr_*/format; do
	sed -n '/^print fmt/q; /common_/d; /field:/p' "$format" >"$tmp/fields"
	is_num "fields of $format" "$(wc -l <"$tmp/fields")" -ge 4
	is "fields of $format that are no numbers" \
		"$(grep -cvE 'field:(unsigned long|unsigned int|int|u64) [a-z_]+;' "$tmp/fields" || true)" 0
	sed -n 's/.*field:[a-z0-9 ]* \([a-z_]*\);.*/\1/p' "$tmp/fields" >"$tmp/names"
	while read -r field; do
		grep '^print fmt' "$format" | grep -q "REC->$field\>" || fail "$format does not print $field"
	done <"$tmp/names"
	is "functions in the print format of $format" \
		"$(grep '^print fmt' "$format" | grep -c '[a-z_]*(' || true)" 0
done
is events "$(find "$trace/events/swaprace" -name 'swr_*' -type d | wc -l)" 11

# Nobody asked: nothing is recorded.
traffic
cp "$trace/trace" "$tmp/trace"
is 'events while none are enabled' "$(grep -c ' swr_' "$tmp/trace" || true)" 0

echo 1 >"$trace/events/swaprace/enable"
snap
traffic
nothing_left
echo 0 >"$trace/events/swaprace/enable"
cp "$trace/trace" "$tmp/trace"
is 'events overrun' "$(sed -n 's/^overrun: //p' "$trace"/per_cpu/cpu*/stats | sort -u)" 0

many swr_fault '' faults
many swr_fault 'repeat=1' repeats
many swr_fault_end '' faults_installed faults_lost faults_retry faults_error
many swr_fault_end 'installed=1' faults_installed
many swr_install '' installs
many swr_install 'worth=1' uncertain_installs
many swr_install 'worth=2' stale_installs
many swr_read 'bypass=1' reads_bypass
is 'reads that ended' "$(events swr_read_end)" "$(events swr_read)"
many swr_claim '' claims eexist_fault eexist_readahead eexist_shmem eexist_other claim_errors
many swr_claim 'result=0 ' claims
many swr_claim 'result=-17 ' eexist_fault eexist_readahead eexist_shmem eexist_other
many swr_unclaim '' unclaims
many swr_unmap '' unmaps
many swr_writeout '' writeouts
is_num unmaps "$(rise unmaps)" -ge 256
many swr_gate ' end=0 ' gate_holds
is 'holds that ended' "$(events swr_gate ' end=[1-9]')" "$(rise gate_holds)"
rose gate_holds 5
is_num 'faults' "$(rise faults)" -ge 256
is events_lost "$(status_of events_lost)" 0

# What an event says of a fault is what the process knows of it.
matches 'a fault' "$(grep -m 1 ' swr_fault: ' "$tmp/trace")" \
	"*-[0-9]*swr_fault: address=0x*000 entry=[0-9]*:[0-9]* repeat=[01]"

# Of a page that goes out they name the entry that its process finds in its page table.
swap_on zram 2048
puppet 8 1
echo >"$trace/trace"
echo 1 >"$trace/events/swaprace/enable"
out 3
say entry 3
echo 0 >"$trace/events/swaprace/enable"
cp "$trace/trace" "$tmp/trace"
for event in swr_unmap swr_writeout; do
	is "the entry of the last $event" "$(sed -n "s/.* $event: entry=\([0-9:]*\) .*/\1/p" "$tmp/trace" | tail -n 1)" "$answer"
done
puppet_ends
swap_off

echo 0 >"$trace/tracing_on"
rmdir "$trace"
