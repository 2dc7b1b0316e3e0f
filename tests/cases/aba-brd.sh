#!/bin/sh
# description: swr run aba on brd does what the table says, every time
# requires: root, module brd, counter stale_installs
. /tests/lib/case.sh
. /tests/lib/aba.sh

aba brd
