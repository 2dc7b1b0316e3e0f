#!/bin/sh
# description: with every trace point on the counters add up to the unit under swap load, and each of their events is a record or is counted as overwritten
# requires: root, module zram, program swapload
# parallel: yes
# limit: 2700
. /tests/lib/case.sh
. /tests/lib/load.sh
. /tests/lib/traced.sh

load_seconds=$(size load-traced.seconds)
traced_begins
load 4 200
traced_adds_up
