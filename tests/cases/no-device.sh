#!/bin/sh
# description: without a device, a module or swap of its own swr says so in one line and touches nothing of the user's
# requires: root, module zram, module brd
. /tests/lib/case.sh

modules=/lib/modules/$(uname -r)
# What modprobe brought along before it failed is its own affair.
state() {
	cat /proc/swaps "$swr_dir/gate"
	ls /sys/block
	ls -d /sys/kernel/tracing/instances/* /sys/module/zram /sys/module/brd 2>/dev/null || true
}

# cannot WORDS COMMAND...: refused in one line, and all is as it was
cannot() {
	words=$1
	shift
	state >"$tmp/before"
	got=0
	"$@" >"$tmp/out" 2>"$tmp/err" || got=$?
	state >"$tmp/after"
	is "the exit status of $*" "$got" 2
	one_line "the error of $*" "$tmp/err"
	matches "the error of $*" "$line" "swr*: *$words*"
	diff "$tmp/before" "$tmp/after" || fail "$* changed something"
}

# no such module
for device in zram brd; do
	file=$(find "$modules" -name "$device.ko")
	mv "$file" "$tmp/hidden"
	cannot "no $device on this kernel" swr run aba --device $device
	cannot "no $device on this kernel" swr verdict --device $device
	mv "$tmp/hidden" "$file"
done

# swap in use by somebody else, with something in it
swap_on brd 1024
puppet 8 1
out 0 8
for device in zram brd; do
	cannot 'swap is in use on /dev/ram0' swr run aba --device $device
done
cannot 'swap is in use on /dev/ram0' swr verdict
for page in 0 1 2 3 4 5 6 7; do
	says ok read 0 $page
	says $((1000 + page)) wait 0 "$patience"
done
says yes intact
puppet_ends
swapoff /dev/ram0
case_swap=''

# the user's RAM disk with data on it is not taken, an empty one is and is empty
# again afterwards
md5sum </dev/ram0 >"$tmp/sum"
cannot 'every RAM disk of brd is in use or holds data' swr run aba --device brd
is 'the RAM disk' "$(md5sum </dev/ram0)" "$(cat "$tmp/sum")"
dd if=/dev/zero of=/dev/ram0 bs=65536 2>/dev/null || true
state >"$tmp/before"
swr run aba --device brd >"$tmp/out" || fail "on an empty RAM disk: exit status $?"
state >"$tmp/after"
diff "$tmp/before" "$tmp/after" || fail 'the run on an empty RAM disk left something'
is 'bytes on the RAM disk' "$(tr -d '\0' </dev/ram0 | wc -c)" 0
rmmod brd

# the user's zram device is left alone, used or not
modprobe zram num_devices=1
echo 1048576 >/sys/block/zram0/disksize
head -c 65536 /proc/kallsyms >/dev/zram0
md5sum </dev/zram0 >"$tmp/sum"
state >"$tmp/before"
swr run aba --device zram >"$tmp/out" || fail "beside another zram: exit status $?"
state >"$tmp/after"
diff "$tmp/before" "$tmp/after" || fail 'the run beside another zram left something'
is 'the other zram' "$(md5sum </dev/zram0)" "$(cat "$tmp/sum")"
rmmod zram

# what has to be mounted or loaded
umount /sys/kernel/tracing
cannot 'tracefs' swr run aba --account
mount -t tracefs tracefs /sys/kernel/tracing
umount /sys/kernel/debug 2>/dev/null || umount -l /sys/kernel/debug
got=0
swr status >"$tmp/out" 2>"$tmp/err" || got=$?
mount -t debugfs debugfs /sys/kernel/debug
is 'the exit status without debugfs' "$got" 2
one_line 'the error without debugfs' "$tmp/err"
matches 'the error without debugfs' "$line" 'swr status: debugfs is not mounted*'

rmmod swaprace
for command in status counters 'run aba' verdict; do
	got=0
	# shellcheck disable=SC2086 # words
	swr $command >"$tmp/out" 2>"$tmp/err" || got=$?
	is "the exit status of swr $command without the module" "$got" 2
	one_line "the error of swr $command without the module" "$tmp/err"
	is "the error of swr $command without the module" "$line" \
		"swr ${command%% *}: swaprace is not loaded: modprobe swaprace"
done
swr list >"$tmp/out" || fail "swr list without the module: exit status $?"
