#!/bin/sh
# description: loaded and unloaded over and over, under each policy, with load, held tasks, trace points, foreign kprobes and CPUs that come and go: nothing is left
# requires: root, module zram, program swapload, point read, file /sys/devices/system/cpu/cpu1/online
# parallel: yes
# limit: 7200
# vm: --kmemleak
. /tests/lib/case.sh

rounds=$(size cycles.rounds)
warm=$(size cycles.warm)
plain=$(size cycles.plain)

cpu_off=yes
[ -z "${SWR_KERNEL_DEBUG:-}" ] || cpu_off=$(expected debug cpu_off "$SWR_KERNEL_DEBUG")
tracing=/sys/kernel/tracing
cpu1=/sys/devices/system/cpu/cpu1/online

# supported FILE: the policies that this kernel can have, "NAME UNSAFE" each
supported() {
	sed -n 's/^name=\([^ ]*\) .* supported=1 unsafe=\([01]\) .*/\1 \2/p' "$swr_dir/$1"
}

# policy KIND: the one of this round. Each comes in rounds with load and without,
# whatever their number is.
policy() {
	nth "$tmp/$1" $((round + round / $(wc -l <"$tmp/$1"))) >"$tmp/policy"
	read -r policy unsafe <"$tmp/policy"
}

# One that loses data, or has tasks sleep where they must not, has its turn when nobody
# swaps.
policy_of() {
	policy "$1"
	[ "$unsafe" = 0 ] || [ "$load_on$hold_on" = 00 ] || policy=stock
	echo "$policy" >"$swr_dir/$1" || fail "round $round: $1 $policy: $(cat "$swr_dir/error")"
}

# Where a task is held while this module is not stock: there every policy passes.
places() {
	if [ "$fix" = stock ]; then
		list=$(passes)
		echo "$list" | tr ' ' '\n'
	else
		echo read:return
	fi
}

# On three of the functions that the module has hooks on, others in other rounds
probes_come() {
	for n in 1 2 3; do
		symbol=$(nth "$tmp/symbols" $((round + n * 5)))
		echo "p:cycles/p$n $symbol"
		echo "r:cycles/r$n $symbol"
	done >"$tmp/kprobes"
	while IFS= read -r probe; do
		echo "$probe" >>$tracing/kprobe_events || fail "kprobe '$probe' was refused"
	done <"$tmp/kprobes"
	echo 1 >$tracing/events/cycles/enable
	probed=1
}

probes_go() {
	echo 0 >$tracing/events/cycles/enable
	: >$tracing/kprobe_events
	probed=''
}

# beside COMMAND...: while the second CPU goes and comes back
beside() {
	(echo 0 >$cpu1 && echo 1 >$cpu1) &
	switch=$!
	"$@"
	wait $switch || fail 'the CPU was not switched'
}

# Tasks that sleep and cannot be killed, by number
asleep() {
	grep -ls '^State:.D' /proc/[0-9]*/task/[0-9]*/status || true
}

nobody_asleep() {
	[ -z "$(asleep)" ]
}

# What unloading has to leave as it was. Return probes of others come and go.
hooks() {
	cat $tracing/enabled_functions /sys/kernel/debug/kprobes/list
}

# areas: how many there are of modules, and of trampolines to their hooks
areas() {
	grep -cE ' (load_module|execmem_alloc|arch_ftrace_update_trampoline)' /proc/vmallocinfo || true
}

areas_are() {
	[ "$(areas)" = "$1" ]
}

# kib NAME: KiB of /proc/meminfo
kib() {
	sed -n "s/^$1: *\([0-9]*\) kB/\1/p" /proc/meminfo
}

# flat NAME BEFORE: it is not more than it was. What moves it without the module, the
# stacks of new threads and what a cache has at hand, stayed below 400 KiB; a module
# whose code stays twice, or that loses a page every tenth time of a long run, is above.
flat() {
	until_true "$1 back from $(kib "$1") KiB to $2 KiB" at_most "$1" $(($2 + 512))
}

at_most() {
	[ "$(kib "$1")" -le "$2" ]
}

functions() {
	awk '{ print $1; exit }' $tracing/dyn_ftrace_total_info
}

gone() {
	[ ! -e "$swr_dir" ] || fail "round $round: $swr_dir is left"
	[ ! -e $tracing/events/swaprace ] || fail "round $round: the trace events are left"
	[ ! -e /sys/module/swaprace ] || fail "round $round: the module is left"
	if [ -z "$probed" ]; then
		hooks >"$tmp/after"
		cmp -s "$tmp/hooks" "$tmp/after" || fail "round $round: hooks are left: $(diff "$tmp/hooks" "$tmp/after")"
	elif grep -q swaprace $tracing/enabled_functions; then
		fail "round $round: hooks are left beside kprobes"
	fi
}

device() {
	awk 'NR > 1 { print $1, $2, $3 }' /proc/swaps
}

# Off and on again, and it is what it was.
swap_again() {
	swapoff "$case_swap" || fail "round $round: swapoff: exit status $?"
	swapon "$case_swap" || fail "round $round: swapon: exit status $?"
	is "the device in round $round" "$(device)" "$device"
}

# The features of a round have periods without common factors, but for the first two,
# so that each meets each.
features() {
	load_on=$((round % 2))
	hold_on=$((round % 3 == 1))
	trace_on=$((round % 4 / 2))
	case $((round % 5)) in
	0) probes=early ;;
	1) probes=late ;;
	*) probes=none ;;
	esac
	case $((round % 7)) in
	2) plug=load ;;
	5) plug=unload ;;
	*) plug=never ;;
	esac
	[ "$cpu_off" = yes ] || plug=never
	policy fix
	[ "$unsafe" = 0 ] || load_on=0 hold_on=0
}

# again: in and out as often as that, with whatever else goes on; with the load only once,
# for an unload waits until each task of it was seen to sleep
again() {
	n=0
	while [ $n -lt "$plain" ]; do
		[ $n != 1 ] || [ $load_on = 0 ] || kill -STOP $load
		load_module || fail "round $round: it was not loaded again"
		rmmod swaprace || fail "round $round: it was not unloaded again"
		n=$((n + 1))
	done
	gone
}

cycle() {
	[ $load_on = 0 ] || kill -CONT $load
	[ $probes != early ] || probes_come
	fix=$policy
	# shellcheck disable=SC2046 # a word or two
	$([ $plug = load ] && echo beside || echo command) modprobe swaprace "fix=$fix" allow_unsafe=1 ||
		fail "round $round: it was not loaded with fix=$fix"
	policy_of fix_loop
	policy_of fix_swapoff
	grep -q swaprace $tracing/enabled_functions || fail "round $round: no function is hooked"
	[ $trace_on = 0 ] || echo 1 >$tracing/events/swaprace/enable

	if [ $hold_on = 1 ]; then
		page=$(((page + 1) % 16))
		out $page
		places >"$tmp/places"
		place=$(nth "$tmp/places" $((round / 3)))
		gate "hold a task=$t0 at=$place limit_ms=60000"
		says ok read 0 $page
		gate "wait a held limit_ms=$patience"
	fi
	if [ $load_on = 1 ]; then
		snap
		until_true "round $round: the load swaps under $fix" faults_come
	fi
	[ $probes != late ] || probes_come

	begin=$(now_ms)
	# shellcheck disable=SC2046 # likewise
	$([ $plug = unload ] && echo beside || echo command) rmmod swaprace || fail "round $round: it was not unloaded"
	took=$(($(now_ms) - begin))
	[ $took -le $slowest ] || slowest=$took
	[ $hold_on = 0 ] || says $((1000 + page)) wait 0 "$patience"
	gone
	again
	case $probed$((round % 5)) in
	10 | 12) probes_go ;;
	esac
	[ $load_on = 0 ] || kill -STOP $load
	until_true "round $round: nobody sleeps" nobody_asleep
	[ $((round % 5)) != 4 ] || swap_again
}

faults_come() {
	[ "$(rise faults)" -ge 20 ]
}

for kind in fix fix_loop fix_swapoff; do
	supported ${kind}_info >"$tmp/$kind"
done
is_num 'policies' "$(wc -l <"$tmp/fix")" -ge "$(expected kernels policies)"
awk -v label="$SWR_KERNEL_LABEL" '$1 == label && $5 == "armed" { print $4 }' \
	"$case_tests/expect/hooks" | sort -u >"$tmp/symbols"
is_num 'functions to probe' "$(wc -l <"$tmp/symbols")" -gt 5
rmmod swaprace

probed=''
hooks >"$tmp/hooks"
swap_on zram 16384
device=$(device)
before=$(areas)
functions=$(functions)
load_module
is_num 'areas while it is loaded' "$(areas)" -gt "$before"
is_num 'functions that ftrace knows of while it is loaded' "$(functions)" -gt "$functions"
rmmod swaprace

swapload 2 300 86400 >"$tmp/load" &
load=$!
kill -STOP $load
puppet 16 2
page=0
slowest=0
round=0
begun=$(now_ms)
while [ $round -lt "$rounds" ]; do
	features
	cycle
	echo "round $round: $fix load $load_on held $hold_on traced $trace_on probes $probes CPU $plug: $took ms, slab $(kib SUnreclaim) vmalloc $(kib VmallocUsed) percpu $(kib Percpu) KiB"
	round=$((round + 1))
	# everything was there: what the kernel makes at first use, and keeps, it has
	if [ $round = "$warm" ]; then
		slab=$(kib SUnreclaim) vmalloc=$(kib VmallocUsed) percpu=$(kib Percpu) areas=$(areas)
	fi
done
echo "$((rounds * (1 + plain))) cycles, $rounds of them with all that, in $(($(now_ms) - begun)) ms, the slowest rmmod took $slowest ms"
[ -z "$probed" ] || probes_go
is_num 'ms of the slowest rmmod' "$slowest" -lt 55000
# A debugging kernel keeps what was freed for a while; it has kmemleak instead.
[ -n "${SWR_KERNEL_DEBUG:-}" ] || flat SUnreclaim "$slab"
flat VmallocUsed "$vmalloc"
flat Percpu "$percpu"
is 'functions that ftrace knows of' "$(functions)" "$functions"
until_true "areas back from $(areas) to $areas" areas_are "$areas"
is 'symbols of it' "$(grep -c '\[swaprace\]' /proc/kallsyms || true)" 0

# The device is what it was for the kernel, too: faults go past the swap cache again.
load_module
snap
kill -CONT $load
until_true 'the load swaps' faults_come
kill $load
status=0
wait $load || status=$?
cat "$tmp/load"
[ "$(expected kernels bypass)" = no ] || is_num faults_bypass "$(rise faults_bypass)" -gt 0
matches 'what swapload says' "$(cat "$tmp/load")" '*misplaced=0*'
# The oracle of the load is whole unless this kernel loses writes anyway.
[ "$status" = 0 ] || [ "$(expected kernels.list S1)" = VULNERABLE ] ||
	fail "swapload: exit status $status"
says yes intact
puppet_ends
swap_off
nothing_left
rmmod swaprace
gone
no_leaks
