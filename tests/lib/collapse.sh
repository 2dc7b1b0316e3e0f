# shellcheck shell=sh disable=SC2034,SC2154 # what case.sh sets, and what cases use
# `swr run collapse` as a test: what tests/expect/collapse says becomes of each change.
# Sourced after case.sh.

collapse_runs=$(size collapse.runs)

# What this kernel makes of a collapse that should not have been: dies, warns, or - for nothing
collapse_wrong=-
[ -z "${SWR_KERNEL_DEBUG:-}" ] || collapse_wrong=$(expected debug collapse "$SWR_KERNEL_DEBUG")
case $collapse_wrong in
dies | warns | -) ;;
*) fail "tests/expect/debug: collapse is '$collapse_wrong', expected dies, warns or -" ;;
esac

# needs_wrong WHAT: the case is about kernels that make that of it
needs_wrong() {
	[ "$collapse_wrong" = "$1" ] ||
		skip "what this kernel makes of a wrong collapse is '$collapse_wrong', not '$1'"
}

thp=/sys/kernel/mm/transparent_hugepage

# thp_settings: all that may have been borrowed
thp_settings() {
	cat $thp/enabled $thp/khugepaged/*_millisecs $thp/khugepaged/pages_to_scan
}

# collapse_wants FIX CHANGE
collapse_wants() {
	awk -F '\t' -v label="$SWR_KERNEL_LABEL" -v fix="$1" -v change="$2" '
		/^# label/ { for (i = 1; i <= NF; i++) if ($i == change) n = i }
		/^#/ { next }
		n && $1 == label && $2 == fix { print $n; found = 1 }
		END { exit !found }' "$case_tests/expect/collapse" ||
		fail "tests/expect/collapse says nothing about $1 and $2 of kernel $SWR_KERNEL_LABEL"
}

# collapse_part NUMBER MEMBER: of one change
collapse_part() {
	exec jsonq "changes.$1.$2" <"$tmp/collapse.json"
}

# collapse_is FIX NUMBER RUNS: what became of the change is what is expected. In a shell of
# its own: nothing that was read takes the place of what the case expects.
collapse_is() (
	n=$3
	at=changes.$2
	jsonq "$at.change" "$at.reason" "$at.runs" "$at.windows_entered" "$at.wrong_data" \
		"$at.let_pass" "$at.unfit_vmas" "$at.fit" "$at.verdict" "$at.answers" \
		<"$tmp/collapse.json" >"$tmp/parts"
	{
		IFS= read -r change && IFS= read -r reason && read -r runs && read -r windows &&
			read -r wrong && read -r let_pass && read -r unfit && read -r fit &&
			read -r verdict && IFS= read -r answers
	} <"$tmp/parts" || fail "the parts of a change: $(cat "$tmp/parts")"
	what="$1, $change:"
	echo "$what $reason"
	want=$(collapse_wants "$1" "$change")
	case $want in
	refuses) result="$n $n 0 0 0 0 FIXED" ;;
	# the kernel's own check is asked too, and what it says of the area is the same
	fits) result="$n $n 0 0 0 $n FIXED" ;;
	# a collapse that was let pass gives up if a page is in use by the kernel just then
	wrong)
		is_num "$what wrong" "$wrong" -ge 1
		result="$n $n $wrong $n 0 0 VULNERABLE"
		;;
	reused)
		result="$n $n 0 0 $unfit $n VULNERABLE"
		[ "$unfit" != 0 ] || result="$n $n 0 0 0 $n FIXED"
		;;
	unfit)
		result="$n $n 0 0 $n 0 VULNERABLE"
		[ "$change" != remap ] || result="$n $n 0 0 $n $n VULNERABLE"
		;;
	*) fail "tests/expect/collapse: what is '$want'?" ;;
	esac
	is "$what runs, windows, wrong, let pass, unfit, fit, verdict" \
		"$runs $windows $wrong $let_pass $unfit $fit $verdict" "$result"
	case $change in
	dontneed | remap) answer=$(collapse_fits) ;;
	exit) answer=no_process_for_page ;;
	*) answer=not_suitable_address_range ;;
	esac
	is "$what the kernel's answer" "$answers" "{\"$answer\":$n}"
)

# The name of the kernel's answer to a VMA that fits: SCAN_SUCCEED is new in 6.1.
collapse_fits() {
	expected kernels collapse_fits
}

none_collapses() {
	! grep -q ^tid= "$swr_dir/collapse"
}

# collapses FIX [OPTION...]: all changes
collapses() {
	fix=$1
	shift
	thp_settings >"$tmp/thp"
	snap
	swr run collapse --format json "$@" >"$tmp/collapse.json" ||
		fail "swr run collapse $*: exit status $?: $(jsonq reason <"$tmp/collapse.json")"
	is fix_collapse "$(jsonq fix_collapse <"$tmp/collapse.json")" "$fix"
	is events_lost "$(jsonq events_lost <"$tmp/collapse.json")" 0
	is kernel "$(jsonq kernel <"$tmp/collapse.json")" "$(uname -r)"
	is 'the settings of huge pages' "$(thp_settings)" "$(cat "$tmp/thp")"
	rose gate_timeouts 0
	until_true 'no collapse is under way' none_collapses
	nothing_left
	is 'swap in use' "$(sed 1d /proc/swaps)" ''
}
