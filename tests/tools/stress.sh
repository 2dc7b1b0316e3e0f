#!/bin/sh
# description: under memory pressure by stress-ng, with every trace point on, the counters add up to the unit, and its own checks of memory pass
# requires: root, module zram, program stress-ng
# vm: --tools
# parallel: yes
# limit: 2700
# allows: Memory cgroup out of memory
. /tests/lib/case.sh
. /tests/lib/load.sh
. /tests/lib/traced.sh

# Large pages go out as a whole, one write and many pages.
echo never >/sys/kernel/mm/transparent_hugepage/enabled
mkdir -p /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
echo +memory >/sys/fs/cgroup/cgroup.subtree_control
group=/sys/fs/cgroup/stress
mkdir $group
echo 48M >$group/memory.max

traced_begins
load_zeros=1
load_ooms=1
load_begins 262144
echo $$ >$group/cgroup.procs
status=0
stress-ng --vm 2 --vm-bytes 64M --mmap 1 --mmap-bytes 16M --mremap 1 --mremap-bytes 16M --malloc 1 \
	--malloc-bytes 16M --verify --temp-path "$tmp" --timeout "$(size stress.seconds)s" \
	--metrics-brief >"$tmp/stress" 2>&1 || status=$?
echo $$ >/sys/fs/cgroup/cgroup.procs
cat "$tmp/stress"
is 'the exit status of stress-ng' "$status" 0
# Some of it is locked into memory at times, so that the rest does not fit: stress-ng begins anew.
killed=$(sed -n 's/^oom_kill //p' $group/memory.events)
rmdir $group
echo "$killed tasks were killed for memory, $(rise faults_error) faults found none"
load_adds_up
case $(expected kernels.list S1) in
FIXED)
	rose stale_installs 0
	rose uncertain_installs 0
	;;
esac
swap_off
traced_adds_up
