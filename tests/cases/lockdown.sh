#!/bin/sh
# description: a kernel that is locked down takes neither the module nor a command to it, and swr says so; what is loaded goes on and can be unloaded
# requires: root, module zram, point read
. /tests/lib/case.sh

mount -t securityfs none /sys/kernel/security 2>/dev/null || true
lockdown=/sys/kernel/security/lockdown
[ -e $lockdown ] || skip "no lockdown on this kernel"
is 'the lockdown of this boot' "$(cut -d ' ' -f 1 $lockdown)" '[none]'

# says_locked COMMAND WORDS: it does nothing, by 2 and this one line
says_locked() {
	got=0
	# shellcheck disable=SC2086 # words
	swr $1 >"$tmp/out" 2>"$tmp/err" || got=$?
	is "the exit status of swr $1" "$got" 2
	one_line "the error of swr $1" "$tmp/err"
	is "the error of swr $1" "$line" "swr ${1%% *}: $2"
	[ ! -s "$tmp/out" ] || fail "swr $1 prints something"
}

# A file that could be written to cannot be read either.
state() {
	cat "$swr_dir/status" "$swr_dir/races" "$swr_dir/counters" /proc/swaps
	ls /sys/block
}

# not yet locked down: it works
swr run aba >"$tmp/out" || fail "swr run aba: exit status $?"

puppet 4 2
swap_on zram 1024
echo integrity >$lockdown
state >"$tmp/before"
for file in gate fix reset; do
	if { echo stock >"$swr_dir/$file"; } 2>"$tmp/why"; then
		fail "$file could be written to"
	fi
	matches "the error of $file" "$(cat "$tmp/why")" '*Operation not permitted'
done
words='this kernel is locked down (integrity): it lets nobody write to debugfs'
says_locked 'run aba' "$words"
says_locked 'run storm' "$words"
says_locked verdict "$words"
# what only looks may, where the file is for nothing else
for command in status counters; do
	swr $command >"$tmp/out" || fail "swr $command: exit status $?"
	[ -s "$tmp/out" ] || fail "swr $command prints nothing"
done
state >"$tmp/after"
diff "$tmp/before" "$tmp/after" || fail 'something was changed in spite of the lockdown'

# What was loaded before counts as it did.
snap
out 0
says ok read 0 0
says 1000 wait 0 "$patience"
rose faults 1
puppet_ends
swap_off
rmmod swaprace

for mode in integrity confidentiality; do
	[ $mode = integrity ] || echo $mode >$lockdown
	if load_module 2>"$tmp/why"; then
		fail "an unsigned module was loaded in spite of the lockdown ($mode)"
	fi
	matches "the error of modprobe ($mode)" "$(cat "$tmp/why")" '*Operation not permitted*'
	words="swaprace is not loaded, and this kernel is locked down ($mode): it takes signed modules only"
	for command in status counters 'run aba' verdict; do
		says_locked "$command" "$words"
	done
	modprobe brd rd_nr=1 rd_size=1024 || fail "a signed module is refused ($mode)"
	rmmod brd
done

# Without securityfs nobody knows why it is not loaded.
umount /sys/kernel/security
says_locked status 'swaprace is not loaded: modprobe swaprace'
