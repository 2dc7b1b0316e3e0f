#!/bin/sh
# description: counterexamples of the explorer happen on a kernel that has the bug, and on no other
# requires: root, module zram, counter stale_installs
# limit: 240
# vm: --swr-args allow_unsafe=1
. /tests/lib/case.sh
. /tests/lib/races.sh

runs=20

json() {
	exec jsonq "$1" <"$tmp/json"
}

# replay NAME FIX: the file of scripts/model --scenario, under a policy
replay() {
	snap
	swr run "/tests/expect/scenarios/$1.scn" --device zram --fix "$2" --repeat $runs \
		--format json >"$tmp/json" 2>"$tmp/err" || true
	[ ! -s "$tmp/err" ] || fail "swr run $1 --fix $2: $(cat "$tmp/err")"
	echo "$1, $2: $(json reason)"
	is "$1, $2: runs" "$(json runs)" $runs
	is events_lost "$(json events_lost)" 0
}

# loses CAUSE: each run has lost the write, and the module says what overtook T0; a page that
# somebody refers to just then is unmapped and not written
loses() {
	is 'the verdict' "$(json verdict)" VULNERABLE
	is 'windows, lost writes, stale installs' \
		"$(json windows_entered) $(json lost_writes) $(json stale_installs)" "$runs $runs $runs"
	rose stale_installs $runs
	tail -n $runs "$swr_dir/races" | sed -n 's/.* cause=\([a-z]*\) .*/\1/p' | sort -u >"$tmp/causes"
	# of a page that somebody has in a batch they see no more than that it was unmapped
	[ "$1" != writeout ] || sed -i '/^unmap$/d' "$tmp/causes"
	is 'what they were overtaken by' "$(cat "$tmp/causes")" "$1"
}

keeps() {
	is 'lost writes, stale installs' "$(json lost_writes) $(json stale_installs)" '0 0'
	rose stale_installs 0
}

policies_of_s1
if [ -n "$open" ]; then
	# another fault maps the page in between, as in aba
	replay s1-unfixed-rt "$open"
	loses install
	# nobody does: the page is unmapped, and what is mapped anew goes out to its entry
	replay s1-unfixed-two "$open"
	loses writeout
	cat "$swr_dir/reports" >"$tmp/report"
	grep -q '^BUG: swaprace: stale-install in do_swap_page / swap_writepage$' "$tmp/report" ||
		fail "no title of a write-out: $(grep BUG: "$tmp/report")"
	grep -q '^write-out in between by task [0-9]* (reclaim) on cpu ' "$tmp/report" ||
		fail 'the report does not say who wrote'
	swr races --diagram --last 1 >"$tmp/drawing"
	grep -q 'a page goes out, ' "$tmp/drawing" || fail 'the write-out is not drawn'
fi
replay s1-unfixed-rt "$closed"
keeps
is 'the verdict' "$(json verdict)" FIXED
# The entry is kept, so the new page goes elsewhere: no window, and no word of FIXED.
replay s1-unfixed-two "$closed"
keeps
is 'the verdict' "$(json verdict)" INCONCLUSIVE

replay s3-unfixed-off stock
is 'the verdict of S3' "$(json verdict)" "$(expected kernels.list S3)"
is 'windows of S3' "$(json windows_entered)" $runs
