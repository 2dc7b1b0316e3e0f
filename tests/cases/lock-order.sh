#!/bin/sh
# description: events counted inside mmap_lock close a circle of locks that lockdep reports; counted before, they do not
# requires: root, module order, file /proc/lockdep
# vm: --no-module --smp 1
# reports: possible circular locking dependency detected
# reports: cpu_hotplug_lock
# reports: (s_active|sb_writers)
. /tests/lib/case.sh

# One CPU: where a second one is brought up by a write to sysfs, lockdep knows a way from
# there to cpu_hotplug_lock before this begins.
order=/sys/kernel/debug/plant_order
modprobe order
echo 1 >/sys/kernel/plant_order/touch
echo hotplug >"$order"
echo good >"$order"
! dmesg | grep -q 'circular locking' || fail 'the good order is reported'
echo bad >"$order"
dmesg | grep -q 'circular locking' || fail 'the bad order is not reported'
