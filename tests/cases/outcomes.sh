#!/bin/sh
# description: a fault that waits for a slow device comes again, one whose read fails is an error, and each is counted as that, by the hooks that follow faults and by those that only count
# requires: root, module null_blk, point read
# allows: Read-error on swap-device
. /tests/lib/case.sh

device=/sys/kernel/config/nullb/nullb0

# Each transfer takes 0.1 s, and its page is locked: who asks for it meanwhile waits, and comes
# again.
device_on() {
	modprobe null_blk nr_devices=0
	[ -d /sys/kernel/config/nullb ] || mount -t configfs none /sys/kernel/config
	mkdir $device
	while read -r knob value; do
		echo "$value" >"$device/$knob"
	done <<-END
		memory_backed 1
		size 1
		irqmode 2
		completion_nsec 100000000
		power 1
	END
	mkswap /dev/nullb0 >/dev/null
	echo 0 >/proc/sys/vm/page-cluster
	swapon /dev/nullb0
}

device_off() {
	swapoff /dev/nullb0
	rmdir $device
	rmmod null_blk
}

# counted: each fault has one outcome, and none that is of the other level
counted() {
	nothing_left
	rose faults "$(outcomes rise)"
	for outcome in $of_the_other; do
		rose "$outcome" 0
	done
	rose lost_no_record 0
}

# away: page 0 is on the device alone. It is in the swap cache while it is written, and after
# that until it comes in and goes out unchanged.
away() {
	say out 0
	say cached 0
	[ "$answer" = yes ] || return 0
	says ok read 0 0
	says 1000 wait 0 "$patience"
	return 1
}

# comes_again: one of two threads at least, but if the one is done before the other begins
comes_again() {
	tries=0
	until [ $tries -gt 0 ] && [ "$(rise faults_retry)" -gt 0 ]; do
		tries=$((tries + 1))
		[ $tries -le 20 ] || fail 'each transfer was over before somebody else asked for its page'
		until_true 'the page is on the device alone' away
		snap
		says ok all 0
		says 'done 2' join "$patience"
		counted
		is_num "the rise of $good" "$(rise "$good")" -ge 1
		is_num 'those that did not come again' \
			$(($(rise faults) - $(rise faults_retry))) -le 2
		rose faults_error 0
	done
}

# bad +|-: from now on no sector can be read, or all; a range has 512 of them at most
bad() {
	for first in 0 512 1024 1536; do
		echo "$1$first-$((first + 511))" >$device/badblocks
	done
}

dead() {
	! grep -qs '^State:.[^XZ]' "/proc/$pid/status"
}

# fails: who reads its page is killed
fails() {
	until_true 'the page is on the device alone' away
	snap
	bad +
	says ok read 0 0
	until_true 'who cannot read its page is killed' dead
	status=0
	wait "$case_puppet" || status=$?
	is 'the exit status of who cannot read its page' "$status" $((128 + 7))
	puppet_ends
	bad -
	counted
	rose faults_error 1
	is_num 'faults that came again' "$(rise faults_retry)" -le 1
	rose "$good" 0
	rose faults_lost 0
}

device_on
for level in 1 count; do
	echo $level >"$swr_dir/enabled"
	case $level in
	1) good=faults_installed of_the_other=faults_done ;;
	count) good=faults_done of_the_other='faults_installed faults_lost' ;;
	esac
	puppet 4 2
	comes_again
	fails
done
device_off
