# shellcheck shell=sh disable=SC2154 # what case.sh sets
# Swap traffic with an oracle, and what the counters have to say to it. Sourced
# after case.sh.

vmstat() {
	sed -n "s/^$1 //p" /proc/vmstat
}

# load_begins PAGES: of swap, on zram
load_begins() {
	swap_on zram "$1"
	load_in=$(vmstat pswpin) load_out=$(vmstat pswpout)
	snap
}

# The load that began is over, and what was counted goes together. $load_large: it has large
# folios, $load_zeros: it has pages of zeroes, which are in no count of the kernel from 6.12 on,
# $load_ooms: it has less memory than it takes.
load_adds_up() {
	nothing_left

	# Every fault has one outcome, every installed one an install, and none went by.
	rose lost_no_record 0
	rose faults "$(outcomes rise)"
	rose faults_done 0
	# a fault that found no memory, of a task that is killed for it or tries again
	[ -n "${load_ooms:-}" ] || rose faults_error 0
	rose installs "$(rise faults_installed)"
	is_num faults "$(rise faults)" -gt 100
	is_num faults_bypass "$(rise faults_bypass)" -le "$(rise faults)"
	is_num reads_bypass "$(rise reads_bypass)" -le "$(rise reads)"
	is_num repeats "$(rise repeats)" -le $(($(rise faults_lost) + $(rise faults_retry)))
	is_num wasted_reads "$(rise wasted_reads)" -le "$(rise reads_bypass)"
	is_num unclaims "$(rise unclaims)" -le "$(rise claims)"
	is events_lost "$(status_of events_lost)" 0
	is hooks_missed "$(counter hooks_missed)" 0
	rose gate_holds 0

	# The kernel's own count of pages, where every page is a read of its own.
	if [ -n "${load_zeros:-}" ]; then
		is_num reads "$(rise reads)" -ge $(($(vmstat pswpin) - load_in))
		is_num writeouts "$(rise writeouts)" -ge $(($(vmstat pswpout) - load_out))
	elif [ -z "${load_large:-}" ]; then
		rose reads $(($(vmstat pswpin) - load_in))
		# One whose entry is given up on the way is handed over and not written.
		is_num writeouts "$(rise writeouts)" -ge $(($(vmstat pswpout) - load_out))
		is_num writeouts "$(rise writeouts)" -le $((($(vmstat pswpout) - load_out) * 21 / 20 + 1))
	else
		is_num reads "$(rise reads)" -le $(($(vmstat pswpin) - load_in))
		is_num writeouts "$(rise writeouts)" -le $(($(vmstat pswpout) - load_out))
	fi
	case $(expected kernels bypass) in
	yes)
		is_num faults_bypass "$(rise faults_bypass)" -gt 0
		is_num reads_bypass "$(rise reads_bypass)" -gt 0
		;;
	*)
		rose faults_bypass 0
		rose reads_bypass 0
		rose wasted_reads 0
		;;
	esac
}

# load THREADS PAGES: for a few seconds or $load_seconds
load() {
	load_for=${load_seconds:-$(size load.seconds)}
	load_begins $(($2 * 8))
	load_status=0
	swapload "$1" "$2" "$load_for" >"$tmp/load" || load_status=$?
	cat "$tmp/load"
	is 'the number of lines of swapload' "$(wc -l <"$tmp/load")" 1
	# shellcheck disable=SC2013 # words are wanted
	for load_word in $(cat "$tmp/load"); do
		load_n=${load_word#*=}
		case $load_word in
		rounds=*) is_num rounds "$load_n" -gt 1 ;;
		lost=*) load_lost=$load_n ;;
		misplaced=*) is misplaced "$load_n" 0 ;;
		esac
	done
	load_adds_up

	# A lost write shows in the events and a stale install in the data. That the
	# data is whole after an uncertain install is luck.
	load_stale=$(rise stale_installs) load_uncertain=$(rise uncertain_installs)
	is 'races' "$(status_of races)" $((load_stale + load_uncertain))
	case $(expected kernels.list S1) in
	FIXED)
		is 'writes lost' "$load_lost" 0
		is 'the exit status of swapload' "$load_status" 0
		is stale_installs "$load_stale" 0
		is uncertain_installs "$load_uncertain" 0
		;;
	VULNERABLE)
		[ "$load_lost" -eq 0 ] || is_num 'stale and uncertain installs' $((load_stale + load_uncertain)) -gt 0
		;;
	esac
	swap_off
	rose swapoffs 1
}
