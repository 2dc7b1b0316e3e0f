#!/bin/bash
# description: what became of a test is read rightly from its status, its output and its console
# quick: yes
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/../lib/result.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bad() {
	echo "FAILED: $*"
	exit 1
}

# What every good boot has, and what comes near to a complaint without being one.
cat >"$work/good" <<'EOF'
[    0.000000] Linux version 6.12.0 (debian-kernel@lists.debian.org) (gcc-14) #1 SMP
[    0.041000] Memory: 700000K/786000K available
[    0.300000] PCI: Using host bridge windows from ACPI; if necessary, use "pci=nocrs" and report a bug
[    0.400000] NMI watchdog: Perf NMI watchdog permanently disabled
[    0.500000] rcu: Hierarchical SRCU implementation.
[    0.600000] clocksource: tsc: mask: 0xffffffffffffffff
[    3.100000] swaprace: loading out-of-tree module taints kernel.
[    3.200000] swaprace: 0.1.0 loaded, abi 1, policy stock: S1 is open: faults past the swap cache claim nothing
[    3.300000] Adding 188k swap on /dev/zram0.  Priority:-2 extents:1 across:188k SSFS
[    3.400000] swaprace: swap_free: redirected by somebody else (a livepatch, a kprobe), or ftrace is off
[    3.500000] swaprace: refused: gate: expected the name of a point, not 'BU'
EOF
: >"$work/none"

# outcome WORD STATUS OUT ERR [CONSOLE-LINE]
outcome() {
	local want=$1 status=$2
	printf '%s\n' "$3" >"$work/out"
	printf '%s\n' "$4" >"$work/err"
	cp "$work/good" "$work/log"
	[[ -z ${5:-} ]] || printf '%s\n' "$5" >>"$work/log"
	result_of "$status" "$work/out" "$work/err" "$work/log" 6.12
	[[ $result_word == "$want" ]] ||
		bad "status $status, '$3', '$4', '${5:-}' is '$result_word' ($result_why), not '$want'"
}

outcome pass 0 'fine' ''
outcome pass 0 '' 'a word on stderr'
outcome fail 1 'FAILED: x is 1, expected 2' ''
[[ $result_why == 'x is 1, expected 2' ]] || bad "the reason of a failure is '$result_why'"
outcome skip 4 'SKIP: no such point' ''
[[ $result_why == 'no such point' ]] || bad "the reason of a skip is '$result_why'"
outcome broken 4 '' ''
outcome broken 4 'SKIP:' ''
outcome broken 2 '' 'usage'
outcome broken 127 '' 'not found'

# A guest that has to die, and of what.
dying() {
	local want=$1 console=$2 status=$3 err=$4
	shift 4
	cp "$work/good" "$work/log"
	printf '%s' "$console" >>"$work/log"
	echo "$err" >"$work/err"
	: >"$work/out"
	[[ $status != 4 ]] || echo 'SKIP: not here' >"$work/out"
	result_of "$status" "$work/out" "$work/err" "$work/log" 5.10
	result_dies "$work/log" 5.10 "$@"
	[[ $result_word == "$want" ]] ||
		bad "expected to die of '$*', '$console' is '$result_word' ($result_why), not '$want'"
}
bug=$'[    4.1] ------------[ cut here ]------------\n[    4.1] kernel BUG at mm/swapfile.c:220!\n[    4.2] RIP: 0010:offset_to_swap_extent+0x23/0x40\n'
died='vm: [122] the guest had an oops: kernel BUG; console log: x'
dying pass "$bug" 122 "$died" 'kernel BUG at mm/swapfile.c' 'RIP: .*offset_to_swap_extent'
dying console "$bug" 122 "$died" 'kernel BUG at mm/memory.c'
dying console "$bug" 122 "$died" 'kernel BUG at mm/swapfile.c' 'RIP: .*do_swap_page'
dying console $'[    4.0] ------------[ cut here ]------------\n[    4.0] WARNING: CPU: 0 PID: 1\n'"$bug" 122 "$died" 'kernel BUG at mm/swapfile.c'
dying fail '' 0 '' 'kernel BUG at mm/swapfile.c'
dying fail '' 1 '' 'kernel BUG at mm/swapfile.c'
dying fail '' 124 'vm: [124] not done; console log: x' 'kernel BUG at mm/swapfile.c'
dying skip '' 4 '' 'kernel BUG at mm/swapfile.c'
dying setup '' 120 'vm: [120] it cannot be built; console log: x' 'kernel BUG at mm/swapfile.c'

# complaining HOW WANT CONSOLE STATUS OUT PATTERN...: a kernel that complains and goes on,
# after which result_HOW is asked
complaining() {
	local how=$1 want=$2 console=$3
	printf '%s' "$console" >"$work/log"
	printf '%s\n' "$5" >"$work/out.case"
	: >"$work/err.case"
	result_of "$4" "$work/out.case" "$work/err.case" "$work/log" 5.10
	shift 5
	"result_$how" "$work/log" 5.10 "$@"
	[[ $result_word == "$want" ]] ||
		bad "$how '$*', '$console' is '$result_word' ($result_why), not '$want'"
}

# reporting, allowing WANT CONSOLE STATUS OUT PATTERN...: it has to, it may
reporting() {
	complaining reports "$@"
}

allowing() {
	complaining allows "$@"
}
circle=$'WARNING: possible circular locking dependency detected\n (s_active#1){}, at: x\n'
reporting pass "$circle" 0 fine 'circular locking' 's_active'
reporting console "$circle" 0 fine 'suspicious RCU'
reporting console "$circle" 0 fine 'circular locking' 'mmap_lock'
reporting fail '' 0 fine 'circular locking'
reporting console "$circle
BUG: KASAN: use-after-free in swr_x" 0 fine 'circular locking'
reporting console "$circle
WARNING: CPU: 0 PID: 1 at mm/x.c:1" 0 fine 'circular locking'
reporting pass "$circle
Call Trace:" 0 fine 'circular locking'

percpu=$'percpu: allocation failed, size=1\nCall Trace:\n'
allowing pass '' 0 fine 'percpu: allocation failed'
allowing pass "$percpu" 0 fine 'percpu: allocation failed'
allowing fail "$percpu" 1 'FAILED: x' 'percpu: allocation failed'
allowing console $'Call Trace:\n' 0 fine 'percpu: allocation failed'
allowing console "${percpu}BUG: KASAN: use-after-free in swr_x" 0 fine 'percpu: allocation failed'
reporting fail "$circle" 1 'FAILED: x' 'circular locking'
reporting skip '' 4 'SKIP: x' 'circular locking'

# Statuses of vm count only with its line.
for pair in 119:emulator 120:setup 121:panic 122:oops 123:lockup 124:timeout 125:vanished; do
	outcome "${pair#*:}" "${pair%:*}" '' "vm: [${pair%:*}] what it was; console log: x"
	[[ $result_why == 'what it was' ]] || bad "the reason of ${pair#*:} is '$result_why'"
	outcome broken "${pair%:*}" '' 'nothing from vm'
	outcome broken "${pair%:*}" '' 'vm: [118] of another status'
done
outcome broken 121 '' "$(printf 'vm: [121] in the middle\nand more')"

# One complaint of each kind, on a pass and on a skip; a failure stays one.
while IFS= read -r line; do
	outcome console 0 'fine' '' "[    9.000000] $line"
	outcome console 4 'SKIP: whatever' '' "[    9.000000] $line"
	outcome fail 1 'FAILED: x' '' "[    9.000000] $line"
done <<'EOF'
swaprace guest: /sys/devices/system/cpu/cpu1/online stays off
BUG: Bad rss-counter state mm:0000 type:MM_SWAPENTS val:1
BUG: Bad page map in process puppet  pte:1 pmd:1
BUG: Bad page state in process puppet  pfn:1
BUG: kernel NULL pointer dereference, address: 0000000000000000
BUG: scheduling while atomic: puppet/120/0x00000002
BUG: sleeping function called from invalid context at mm/memory.c:1
------------[ cut here ]------------
WARNING: CPU: 0 PID: 120 at mm/swapfile.c:1 swap_free+0x1/0x2
WARNING: possible circular locking dependency detected
WARNING: possible recursive locking detected
WARNING: inconsistent lock state
WARNING: suspicious RCU usage
Call Trace:
Oops: 0000 [#1] PREEMPT SMP
Kernel panic - not syncing: planted
general protection fault, probably for non-canonical address
rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
INFO: rcu_tasks detected stalls on tasks:
INFO: task puppet:120 blocked for more than 60 seconds.
watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [puppet:120]
watchdog: hard LOCKUP on cpu 0
BUG: workqueue lockup - pool cpus=0 stuck for 30s!
swap_info_get: Bad swap file entry 100000000
get_swap_device: Bad swap offset entry 3f
_swap_info_get: Unused swap offset entry 00000001
Read-error on swap-device (254:0:8)
refcount_t: underflow; use-after-free.
list_del corruption. prev->next should be 1
Out of memory: Killed process 120 (puppet)
ftrace failed to modify
UBSAN: array-index-out-of-bounds in mm/swapfile.c:1:1
EOF
result_complaints "$work/good" 6.12 >"$work/complaints"
[[ ! -s $work/complaints ]] || bad "a good console: $(cat "$work/complaints")"

# Bytes that are no text do not hide a complaint.
printf 'x\0\377\nBUG: behind them\r\n' >"$work/log"
[[ $(result_complaints "$work/log" 6.12) == 'BUG: behind them' ]] || bad 'a complaint behind a 0 byte is not seen'

# ktap WANT TEXT: WANT is part of why not, or nothing
ktap() {
	local why status=0
	printf '%b' "$2" >"$work/ktap"
	why=$(result_ktap "$work/ktap") || status=$?
	if [[ -z $1 ]]; then
		[[ $status -eq 0 && -z $why ]] || bad "'$2': $why"
	else
		[[ $status -ne 0 && $why == *"$1"* ]] || bad "'$2': '$why', expected '$1'"
	fi
}
ktap '' 'KTAP version 1\n1..2\nok 1 a\nok 2 b # SKIP no\n'
ktap 'not ok 2 b' 'KTAP version 1\n1..2\nok 1 a\nnot ok 2 b\n'
ktap '1 of 2' 'KTAP version 1\n1..2\nok 1 a\n'
ktap '3 of 2' 'KTAP version 1\n1..2\nok 1 a\nok 2 b\nok 3 c\n'
ktap 'not the next' 'KTAP version 1\n1..2\nok 1 a\nok 3 b\n'
ktap 'no test' 'ok 1 a\n'
ktap 'no test' 'KTAP version 1\n1..0\n'
ktap 'no test' ''
