#!/bin/sh
# description: swr run aba on zram does what the table says, every time
# requires: root, module zram, counter stale_installs
# quick: yes
. /tests/lib/case.sh
. /tests/lib/aba.sh

aba zram
