#!/bin/sh
# description: under swap load with large folios the counters add up, and events and data agree
# requires: root, module zram, program swapload, file /sys/kernel/mm/transparent_hugepage/hugepages-64kB/enabled
# parallel: yes
. /tests/lib/case.sh
. /tests/lib/load.sh

# a size without this file is one that only files have
for size in /sys/kernel/mm/transparent_hugepage/hugepages-*kB/enabled; do
	[ ! -e "$size" ] || echo never >"$size"
done
echo always >/sys/kernel/mm/transparent_hugepage/hugepages-64kB/enabled
load_large=1
load 4 800
is_num 'large folios' "$(cat /sys/kernel/mm/transparent_hugepage/hugepages-64kB/stats/anon_fault_alloc)" -gt 0
