#!/bin/sh
# description: without the module bpftrace counts what the kernel's own probes count
# requires: root, module zram, program bpftrace
# vm: --tools --no-module
# limit: 300
. /tests/lib/case.sh

events=/sys/kernel/tracing/kprobe_events
cat >"$tmp/traffic" <<'TRAFFIC'
swapload 8 512 2
TRAFFIC
claim=swapcache_prepare
grep -q " $claim\$" /proc/kallsyms || claim=swap_cache_alloc_folio
# As whoever reads the address from the register: an int, or an ERR_PTR.
echo "p:bt/fault do_swap_page" >>"$events"
# Room for every task: a return probe that runs out of it misses calls.
echo "r256:bt/claim $claim result=\$retval:s32" >>"$events"
swap_on zram 8192

# kernel_saw EVENT [PATTERN]: how many
kernel_saw() {
	grep -c " $1: (.*${2:-}" /sys/kernel/tracing/trace || true
}

# shown SCRIPT
shown() {
	echo 16384 >/sys/kernel/tracing/buffer_size_kb
	echo >/sys/kernel/tracing/trace
	echo 1 >/sys/kernel/tracing/events/bt/enable
	bpftrace -c "/bin/busybox sh $tmp/traffic" "/bt/nomod-$1.bt" >"$tmp/shown" 2>&1 ||
		fail "nomod-$1.bt: $(tail -n 5 "$tmp/shown")"
	echo 0 >/sys/kernel/tracing/events/bt/enable
	is overrun "$(sed -n 's/^overrun: //p' /sys/kernel/tracing/per_cpu/cpu*/stats | sort -u)" 0
	grep -q 'lost=0 misplaced=0' "$tmp/shown" || fail "no result of swapload"
}

of() {
	awk -v name="@$1" '$1 == name ":" || index($1, name "[") == 1 { n += $NF } END { print n + 0 }' \
		"$tmp/shown"
}

shown eexist-by-caller
is '@faults and the probe' "$(of faults)" "$(kernel_saw fault)"
is '@eexist and the probe' "$(of eexist)" "$(kernel_saw claim 'result=-17$')"
# An ERR_PTR tells a grant by its upper half, which is not in the event.
[ $claim != swapcache_prepare ] ||
	is '@claims and the probe' "$(of claims)" "$(kernel_saw claim 'result=0$')"
is_num faults "$(of faults)" -ge 100

shown repeats
is '@faults and the probe' "$(of faults)" "$(kernel_saw fault)"
is_num repeats "$(of repeats)" -le "$(of faults)"

shown holders
shown wait-and-hold
swap_off
