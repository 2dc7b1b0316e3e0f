# shellcheck shell=sh disable=SC2154 # what case.sh sets
# `swr run aba` as a test: what the table of kernels says, and what has to be
# true whatever it says. Sourced after case.sh.

aba_runs=$(size aba.runs)

# aba_json NAME: a member of the result
aba_json() {
	exec jsonq "$1" <"$tmp/aba.json"
}

# aba DEVICE [SCENARIO]: the built-in, or a file that is to equal it
aba() {
	aba_verdict=$(expected kernels.list S1)
	snap
	swr run "${2:-aba}" --device "$1" --repeat "$aba_runs" --format json >"$tmp/aba.json" ||
		fail "swr run ${2:-aba}: exit status $?: $(cat "$tmp/aba.json")"

	is scenario "$(aba_json scenario)" aba
	is device "$(aba_json device)" "$1"
	is fix "$(aba_json fix)" stock
	is kernel "$(aba_json kernel)" "$(uname -r)"
	is kernel_package "$(aba_json kernel_package)" "$SWR_KERNEL_PACKAGE"
	is verdict "$(aba_json verdict)" "$aba_verdict"
	is runs "$(aba_json runs)" "$aba_runs"
	is windows_entered "$(aba_json windows_entered)" "$aba_runs"
	is events_lost "$(aba_json events_lost)" 0
	case $aba_verdict in
	VULNERABLE)
		is stale_installs "$(aba_json stale_installs)" "$aba_runs"
		is lost_writes "$(aba_json lost_writes)" "$aba_runs"
		matches hint "$(aba_json hint)" '*CVE-2024-26759*13ddaf26be32*'
		;;
	FIXED)
		is stale_installs "$(aba_json stale_installs)" 0
		is lost_writes "$(aba_json lost_writes)" 0
		is hint "$(aba_json hint)" null
		;;
	esac
	is uncertain_installs "$(aba_json uncertain_installs)" 0
	for aba_key in ms.min ms.median ms.max; do
		matches "the type of $aba_key" "$(jsonq -t "$aba_key" <"$tmp/aba.json")" '[ir][ne][ta]*'
		is_num "$aba_key in us" "$(aba_json "$aba_key" | tr -d .)" -gt 0
	done

	# The module counted the same, and who was refused is the fault path alone.
	rose stale_installs "$(aba_json stale_installs)"
	is_num windows "$(rise windows)" -ge "$aba_runs"
	rose gate_holds "$aba_runs"
	rose gate_timeouts 0
	rose eexist_readahead 0
	rose eexist_shmem 0
	rose eexist_other 0
	is eexist "$(aba_json eexist)" "$(rise eexist_fault)"
	case $(expected kernels claim) in
	fault) is_num eexist_fault "$(rise eexist_fault)" -ge "$aba_runs" ;;
	*) rose eexist_fault 0 ;;
	esac
	rose swapoffs 1
	nothing_left
	is 'swap in use' "$(sed 1d /proc/swaps)" ''
}
