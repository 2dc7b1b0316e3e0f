#!/bin/sh
# description: pages that were touched on one CPU go out to swap from another, and none counts as out that is in the swap cache
# requires: root, module zram, program allout, file /sys/devices/system/cpu/cpu1/online
. /tests/lib/case.sh

swap_on zram 1024
is 'what allout says' "$(allout 20)" 'rounds=20 stayed=0'
swap_off
is 'what allout says without swap' "$(allout 1)" 'rounds=1 stayed=1'

swap_on zram 64
is 'of a page that a pipe has, and of one that nobody has' "$(allout kept | tr '\n' ';')" \
	'the victim stays in the swap cache;out;'
swap_off
