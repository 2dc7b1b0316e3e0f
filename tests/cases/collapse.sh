#!/bin/sh
# description: swr run collapse on zram: each change is made in the window, and the kernel's check is right about it
# requires: root, module zram, point collapse, point revalidate
# quick: yes
. /tests/lib/case.sh
. /tests/lib/collapse.sh

collapses stock --repeat "$collapse_runs"
is verdict "$(jsonq verdict <"$tmp/collapse.json")" FIXED
is unsafe "$(jsonq unsafe <"$tmp/collapse.json")" false
is 'the number of changes' "$(jsonq -n changes <"$tmp/collapse.json")" 6
for nr in 0 1 2 3 4 5; do
	collapse_is stock $nr "$collapse_runs"
	# a process that ends takes its own MADV_COLLAPSE with it
	want=$(expected kernels collapse_by)
	[ "$(collapse_part $nr change)" != exit ] || want=khugepaged
	is "who collapses for $(collapse_part $nr change)" "$(collapse_part $nr by)" "$want"
	is swapins "$(collapse_part $nr swapins)" $((8 * collapse_runs))
	# what fits becomes a huge page, with the data that is there now, unless a page of it
	# happens to be in use by the kernel; khugepaged goes on to look, and may find what was
	# moved away, or not be done yet
	case $(collapse_part $nr fits)$want in
	truemadvise) is_num huge "$(collapse_part $nr huge)" -ge 1 ;;
	falsemadvise) is huge "$(collapse_part $nr huge)" 0 ;;
	esac
done

# The module counted the same: one swap-in a run, before it a check, after it another.
is_num collapses "$(rise collapses)" -ge $((6 * collapse_runs))
is_num collapse_swapins "$(rise collapse_swapins)" -ge $((48 * collapse_runs))
is_num revalidations "$(rise revalidations)" -ge $((12 * collapse_runs))
rose revalidations_faked 0
rose unfit_vmas 0
rose lost_collapses 0
rose collapse_retries 0
rose collapse_refused 0
rose collapses_beaten 0

# A swap-in that is refused the claim leaves its page out, and the collapse goes on and fails.
if [ "$(expected kernels claim)" = fault ]; then
	inject=$swr_dir/inject/claim
	echo swr-collapse >"$inject/comm"
	echo eexist >"$inject/error"
	echo 100 >"$inject/probability"
	# what was made up is counted, and is no base for a verdict
	status=0
	swr run collapse --format json --change dontneed >"$tmp/collapse.json" || status=$?
	is 'the status of a run with a forged refusal' $status 2
	is 'its events_lost' "$(jsonq events_lost <"$tmp/collapse.json")" 1
	rose claims_forged 1
	nothing_left
	echo inject >"$swr_dir/reset"
	is 'refused, swap-ins, beaten and huge' "$(jsonq changes.0.refused changes.0.swapins \
		changes.0.beaten changes.0.huge <"$tmp/collapse.json" | xargs)" '1 7 1 0'
fi

# As text, with the one change that is asked for.
swr run collapse --change munmap --repeat 2 >"$tmp/text" || fail "swr run collapse: exit status $?"
matches 'the headline' "$(head -n 1 "$tmp/text")" 'S4 FIXED on zram: 2 runs, 2 windows entered, 0 unfit let pass, 0 wrong data'
is 'the lines of changes' "$(grep -cE '^  (mremap|mprotect|dontneed|exit|remap|munmap) ' "$tmp/text")" 1
