#!/bin/sh
# description: under plain swap load the counters add up, and events and data agree
# requires: root, module zram, program swapload
# parallel: yes
# quick: yes
. /tests/lib/case.sh
. /tests/lib/load.sh

load 4 200
