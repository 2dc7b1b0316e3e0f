#!/bin/sh
# description: where a policy claims for the kernel, a fault that took no claim goes through the swap cache even if all that spoke for it has changed
# requires: root, module zram, point bypass
. /tests/lib/case.sh

grep -q '^bypass .* hold=bypass:entry ' "$swr_dir/hooks" ||
	skip 'this kernel claims by itself, nothing is decided for it'

# T0 sees an entry with two users and takes no claim. When the kernel looks there is
# one user, and it would go past the swap cache.
for policy in tick exact; do
	echo "$policy" >"$swr_dir/fix"
	swap_on zram 4096
	puppet 8 1
	out 0 4
	says ok share
	snap
	gate "hold a task=$t0 at=bypass:entry limit_ms=60000"
	says ok read 0 2
	gate "wait a held limit_ms=$patience"
	says ok alone
	gate 'release a'
	says 1002 wait 0 "$patience"
	rose reads_unclaimed 0
	rose reads_bypass 0
	rose reads 1

	# And one with the claim goes past it, whatever becomes of the count.
	gate "hold b task=$t0 at=claim:return limit_ms=60000"
	says ok read 0 3
	gate "wait b held limit_ms=$patience"
	says ok drop 3
	gate 'release b'
	says 0 wait 0 "$patience"
	rose reads_bypass 1
	rose wasted_reads 1
	puppet_ends
	gate clear
	swap_off
done
nothing_left
