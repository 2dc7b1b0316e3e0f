#!/bin/sh
# description: swr run collapse on brd, by khugepaged on every kernel, and held before its swap-in
# requires: root, module brd, point collapse, point revalidate
. /tests/lib/case.sh
. /tests/lib/collapse.sh

runs=$((collapse_runs / 2))
for more in '--by khugepaged' '--window alloc'; do
	# shellcheck disable=SC2086 # two words
	collapses stock --device brd --repeat $runs $more
	is 'the number of changes' "$(jsonq -n changes <"$tmp/collapse.json")" 6
	for nr in 0 1 2 3 4 5; do
		collapse_is stock $nr "$runs"
	done
	is "verdict with $more" "$(jsonq verdict <"$tmp/collapse.json")" FIXED
done
# a range that does not fit is not swapped in
is 'swap-ins of what was unmapped before' "$(collapse_part 0 swapins)" 0

# One that finds its area unfit at once is over, for khugepaged too, which goes on living.
swr run collapse --device brd --window alloc --by khugepaged --change munmap --format json >"$tmp/collapse.json" ||
	fail "swr run collapse of an area that is gone: exit status $?"
is 'windows entered' "$(jsonq windows_entered <"$tmp/collapse.json")" 1
until_true 'no collapse is under way' none_collapses
