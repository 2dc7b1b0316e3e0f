#!/bin/sh
# description: root of a user namespace is not root, no parameter can be changed, and nothing that anybody may read has a kernel address
# requires: root, module zram, point read, file /proc/self/ns/user, program unshare
. /tests/lib/case.sh
. /tests/lib/closed.sh

echo 'user:x:1000:1000:user:/tmp:/bin/sh' >>/etc/passwd
echo 'user:x:1000:' >>/etc/group
chmod 755 "$tmp"
tracing=/sys/kernel/tracing
parameters=/sys/module/swaprace/parameters

# Root there: the one of the machine without its rights, who owns the files still, and
# one that anybody can be where the kernel lets him.
as_root_of_ns() {
	unshare -Ur sh -c "$1"
}

as_user_of_ns() {
	su user -s /bin/sh -c "unshare -Ur sh -c '$1'"
}

# addresses FILE...: of the kernel, that stand in them. All bits set is no address.
addresses() {
	grep -anHE '(^|[^0-9a-f])ffff[0-9a-f]{12}([^0-9a-f]|$)' "$@" | grep -v 'f\{16\}' || true
}

# Something to be read first: races, reports, a gate.
swr run aba --repeat 2 >"$tmp/out"
puppet 4 2
gate "hold a task=$t0 at=read:return limit_ms=60000"
state() {
	cat "$swr_dir/gate" "$swr_dir/counters" "$swr_dir/fix" "$parameters"/* /proc/swaps
}
state >"$tmp/before"

# The modes of the directories are no part of this wall.
chmod 755 /sys/kernel/debug "$swr_dir"
find "$swr_dir" -type d -exec chmod 755 {} +
for who in as_root_of_ns as_user_of_ns; do
	is "the user of $who" "$($who 'id -u')" 0
	closed_to "$who"
	for command in status counters 'run aba' verdict; do
		got=0
		$who "swr $command" >"$tmp/out" 2>"$tmp/err" || got=$?
		is "the exit status of swr $command, $who" "$got" 2
		one_line "the error of swr $command, $who" "$tmp/err"
		matches "the error of swr $command, $who" "$line" \
			"swr ${command%% *}: */swaprace/version: *: this takes CAP_SYS_ADMIN, which root of a user namespace does not have, *"
		[ ! -s "$tmp/out" ] || fail "swr $command prints something, $who"
	done
	for command in 'mount -t debugfs none /mnt' 'rmmod swaprace' 'modprobe brd'; do
		if $who "$command" 2>/dev/null; then
			fail "$who can: $command"
		fi
	done
done
open_to_root

# A mount namespace of root's own has what is mounted there, and a line if it is not.
mkdir -p /mnt
unshare -m sh -c "umount /sys/kernel/debug; swr status" >"$tmp/out" 2>"$tmp/err" &&
	fail 'swr status without debugfs'
one_line 'the error of swr status without debugfs' "$tmp/err"
is 'the error of swr status without debugfs' "$line" \
	'swr status: debugfs is not mounted: mount -t debugfs none /sys/kernel/debug'
unshare -m sh -c "umount /sys/kernel/debug; mount -t debugfs none /mnt; swr status" >"$tmp/out" ||
	fail 'swr status with debugfs elsewhere'

# What is given at load stays as it was given: above all the leave to lose data.
is 'the parameters' "$(cd $parameters && stat -c '%n %a' ./* | xargs)" './allow_unsafe 444 ./enabled 444 ./fix 444'
for parameter in allow_unsafe fix; do
	for value in 1 Y busted; do
		if { echo $value >$parameters/$parameter; } 2>/dev/null; then
			fail "$parameter could be set to $value after load"
		fi
	done
done
is allow_unsafe "$(cat $parameters/allow_unsafe)" N
state >"$tmp/after"
diff "$tmp/before" "$tmp/after" || fail 'somebody changed something'
gate clear
puppet_ends

# Kernel addresses: where they are expected they are seen, and they are in nothing of ours.
echo 0 >/proc/sys/kernel/kptr_restrict
grep '\[swaprace\]$' /proc/kallsyms >"$tmp/symbols"
[ -n "$(addresses "$tmp/symbols")" ] || fail 'no address is recognised as one'
# shellcheck disable=SC2046 # names without blanks
is 'the addresses in the files' "$(addresses $(cat "$tmp/readable"))" ''
for file in "$tracing"/events/swaprace/*/format; do
	if grep '^print fmt' "$file" | grep -q '%[0-9.*-]*p'; then
		fail "$file prints a pointer"
	fi
done
echo 1 >$tracing/events/swaprace/enable
swr run aba --repeat 2 --account >"$tmp/out"
echo 0 >$tracing/events/swaprace/enable
is 'the addresses in an account' "$(addresses "$tmp/out")" ''
grep swr_ $tracing/trace >"$tmp/text"
is 'the addresses in trace records' "$(addresses "$tmp/text")" ''

# Anybody's view: the kernel log, if it is open, and sysfs.
echo 0 >/proc/sys/kernel/dmesg_restrict
su user -s /bin/sh -c dmesg >"$tmp/dmesg"
grep swaprace "$tmp/dmesg" >"$tmp/text"
is 'the addresses in the kernel log' "$(addresses "$tmp/text")" ''
su user -s /bin/sh -c 'find /sys/module/swaprace -type f -exec cat {} + 2>/dev/null' >"$tmp/text" || true
is 'the addresses in sysfs' "$(addresses "$tmp/text")" ''
su user -s /bin/sh -c 'grep "\[swaprace\]$" /proc/kallsyms' >"$tmp/text" || true
is 'the addresses in kallsyms' "$(addresses "$tmp/text")" ''
if su user -s /bin/sh -c "cat $tracing/events/swaprace/enable" >/dev/null 2>&1; then
	fail 'anybody can read the trace events'
fi
nothing_left
