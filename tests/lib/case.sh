# shellcheck shell=sh
# What every case begins with, in the guest:
#
#	# description: one line
#	# requires: THING, THING...	or it is skipped
#	# quick: yes			part of a --quick run
#	# limit: SECONDS		for the whole boot
#	# vm: OPTION...			more for scripts/vm, as --no-module
#	# parallel: yes			its CPUs run at once, even where they would be
#	#				quicker by turns (see scripts/test --help)
#	# dies: REGEX			the guest has to die, of this; may be
#	#				repeated for lines that follow
#	# allows: REGEX			the kernel may complain, of this, and nothing else
#	# reports: REGEX		the kernel has to complain, of this, and go on; may be
#	#				repeated for lines that follow
#	. /tests/lib/case.sh
#
# A THING is `point NAME`, `counter NAME`, `module NAME`, `program NAME`,
# `file PATH` or `root`. A case passes if it gets to its end, fails by `fail` or
# by any command that fails where no answer was expected, and is skipped by
# `skip`. What it prints is shown if it fails.
#
# Exit status: 0 passed, 1 failed, 4 skipped; the last line of a skipped case is
# "SKIP: " and the reason.
set -eu

case_tests=${SWR_TESTS:-/tests}
swr_dir=/sys/kernel/debug/swaprace
# Longest time anything takes that has no limit of its own, in ms; a guest that
# shares its CPUs is slow, and nothing is gained by giving up early.
patience=20000
[ -z "${SWR_KERNEL_DEBUG:-}" ] || patience=60000
tmp=$(mktemp -d)
export PATH="$case_tests/bin:$PATH"

fail() {
	echo "FAILED: $*"
	exit 1
}

skip() {
	echo "SKIP: $*"
	exit 4
}

# is WHAT GOT WANTED
is() {
	[ "$2" = "$3" ] || fail "$1 is '$2', expected '$3'"
}

# is_num WHAT GOT TEST NUMBER, as: is_num faults "$n" -gt 0
is_num() {
	case $2 in
	'' | *[!0-9]*) fail "$1 is '$2', expected a number" ;;
	esac
	test "$2" "$3" "$4" || fail "$1 is $2, expected $3 $4"
}

# matches WHAT TEXT PATTERN: a shell pattern
matches() {
	# shellcheck disable=SC2254 # it is a pattern
	case $2 in
	$3) ;;
	*) fail "$1 is '$2', expected '$3'" ;;
	esac
}

# one_line WHAT FILE: exactly one line of text, left in $line. Without a process,
# since that costs more than all the rest under emulation.
one_line() {
	line='' case_more=''
	# shellcheck disable=SC2034 # to see that there is no more
	{ IFS= read -r line && IFS= read -r case_more && fail "$1 has more than one line"; } <"$2" || :
	[ -n "$line" ] || fail "$1 has no line of text"
}

# nap MS: three digits. To read what nobody writes takes no process, which under emulation
# would take from whoever is waited for.
exec 4<>/dev/ptmx
nap() {
	# shellcheck disable=SC2034,SC3045 # nothing is read; busybox has it, and no fork for it
	read -r -t "0.$1" case_nothing <&4 || :
}

# until_true WHAT COMMAND...: for what nobody can be asked to announce. To look is work as
# well, so what takes long is looked at less often.
until_true() {
	case_what=$1 case_ms=0 case_nap=020
	shift
	until "$@"; do
		case_ms=$((case_ms + 1$case_nap - 1000))
		[ $case_ms -lt $patience ] || fail "$case_what: not within $patience ms"
		nap $case_nap
		case $case_nap in
		020) case_nap=040 ;;
		040) case_nap=080 ;;
		080) case_nap=160 ;;
		esac
	done
}

now_ms() {
	read -r case_up _ </proc/uptime
	echo $((${case_up%.*} * 1000 + 1${case_up#*.} * 10 - 1000))
}

# expected FILE COLUMN [LABEL]: from the tables of expectations, whose first
# line that is not a comment names the columns and whose first column the kernel
expected() {
	awk -v label="${3:-$SWR_KERNEL_LABEL}" -v column="$2" '
		/^#/ || !NF { next }
		!head { head = 1; for (i = 1; i <= NF; i++) if ($i == column) n = i; next }
		n && $1 == label { print $n; found = 1; exit }
		END { exit !found }' "$case_tests/expect/$1" ||
		fail "tests/expect/$1 says nothing about '$2' of ${3:-$SWR_KERNEL_LABEL}" >&2
}

# nth FILE N: its line number N, from 0, and round again
nth() {
	sed -n "$(($2 % $(wc -l <"$1") + 1))p" "$1"
}

# size NAME: how much of something a case does, from tests/expect/sizes
size() {
	for case_column in ${SWR_LONG:+long} ${SWR_KERNEL_DEBUG:+debug} usual; do
		case_size=$(expected sizes "$case_column" "$1")
		[ "$case_size" = - ] || break
	done
	echo "$case_size"
}

# --- the module ---

load_module() {
	modprobe swaprace
}

# What says a number is called as $(counter faults), in a shell of its own, and becomes the
# one process that it needs: on a debugging kernel each takes 40 ms and more.
counter() {
	exec sed -n "s/^$1: //p" "$swr_dir/counters"
}

# snap: remember the counters. rise NAME: by how much it rose since.
snap() {
	cat "$swr_dir/counters" >"$tmp/snap"
}

# What is not in both is no number, and equal to nothing.
rise() {
	exec awk -v name="$1:" '$1 == name { n = $2 - n; seen++ }
		END { if (seen == 2) print n; else print "no counter", name }' \
		"$tmp/snap" "$swr_dir/counters"
}

# rose NAME N: it rose by exactly N
rose() {
	is "the rise of $1" "$(rise "$1")" "$2"
}

# outcomes counter|rise: of all faults that are not under way. At the level count these are
# faults_done, _retry and _error, at the level 1 all but faults_done.
outcomes() {
	echo $(($($1 faults_installed) + $($1 faults_lost) + $($1 faults_retry) + \
		$($1 faults_error) + $($1 faults_done) + $($1 lost_no_record)))
}

status_of() {
	exec sed -n "s/^$1: //p" "$swr_dir/status"
}

# hooked: how many functions call us. Somebody else's trampoline may lie where this module
# had its init section, and then has its name, too.
hooked() {
	exec awk '/hook\+[^ ]* \[swaprace\]/ { n++ } END { print n + 0 }' \
		/sys/kernel/tracing/enabled_functions
}

# gate COMMAND: it must be taken
gate() {
	echo "$*" >"$swr_dir/gate" ||
		fail "gate: '$*' was refused: $(cat "$swr_dir/error")"
}

# gate_field NAME FIELD: of one line of the file
gate_field() {
	exec sed -n "s/^name=$1 .* $2=\([^ ]*\).*/\1/p" "$swr_dir/gate"
}

# refused FILE ERROR WORDS TEXT: the write of TEXT fails by ERROR, as the shell
# writes it, and `error` says why, in one line that has WORDS in it
refused() {
	if { echo "$4" >"$swr_dir/$1"; } 2>"$tmp/refused"; then
		fail "$1: '$4' was taken"
	fi
	one_line "the error of '$4' to $1" "$tmp/refused"
	matches "the error of '$4' to $1" "$line" "*: $2"
	one_line "error after '$4' to $1" "$swr_dir/error"
	matches "error after '$4' to $1" "$line" "*$3*"
}

status_is() {
	[ "$(status_of "$1")" = "$2" ]
}

# On a kernel with kmemleak: memory that nobody points to any more. What is younger than
# five seconds it does not look at. For cases with `# vm: --kmemleak`.
no_leaks() {
	[ -e /sys/kernel/debug/kmemleak ] || return 0
	grep -q 'kmemleak=on' /proc/cmdline || fail 'kmemleak is off: the case needs "# vm: --kmemleak"'
	sleep 6
	echo scan >/sys/kernel/debug/kmemleak
	is 'what kmemleak found' "$(head -n 20 /sys/kernel/debug/kmemleak)" ''
}

# nothing_left: no gate, nobody in a frame, no fault on the way
nothing_left() {
	is gate "$(cat "$swr_dir/gate")" ''
	until_true 'all tasks leave' status_is tasks_in_frames 0
	is tasks_held "$(status_of tasks_held)" 0
	is faults_inflight "$(status_of faults_inflight)" 0
}

# --- swap ---

case_swap=''

# swap_on zram|brd KIB
swap_on() {
	case $1 in
	zram)
		modprobe zram num_devices=1
		echo "$(($2 * 1024))" >/sys/block/zram0/disksize
		case_swap=/dev/zram0
		;;
	brd)
		modprobe brd rd_nr=1 rd_size="$2"
		case_swap=/dev/ram0
		;;
	esac
	# neighbours that come along would be faults nobody asked for
	echo 0 >/proc/sys/vm/page-cluster
	mkswap "$case_swap" >/dev/null
	swapon "$case_swap"
}

# Off, and the module with it, so that the next test finds what it found.
swap_off() {
	swapoff "$case_swap"
	case $case_swap in
	*zram*) rmmod zram ;;
	*) rmmod brd ;;
	esac
	case_swap=''
}

# swap_free: free slots
swap_free() {
	exec awk '$1 == "SwapFree:" { print $2 / 4 }' /proc/meminfo
}

# --- the process under test, see tests/prog/puppet.c ---

# puppet PAGES THREADS: sets pid, t0, t1, t2
puppet() {
	mkfifo "$tmp/say" "$tmp/answer"
	"$case_tests/bin/puppet" "$1" "$2" <"$tmp/say" >"$tmp/answer" &
	case_puppet=$!
	exec 7>"$tmp/say" 8<"$tmp/answer"
	rm "$tmp/say" "$tmp/answer"
	IFS= read -r case_said <&8 || fail 'puppet did not start'
	case_tids=${case_said#*tids=},,,
	pid=${case_said#pid=} pid=${pid%% *}
	# shellcheck disable=SC2034 # for the cases
	t0=${case_tids%%,*} case_tids=${case_tids#*,}
	# shellcheck disable=SC2034 # for the cases
	t1=${case_tids%%,*} case_tids=${case_tids#*,}
	# shellcheck disable=SC2034 # for the cases
	t2=${case_tids%%,*}
}

# say LINE: the answer is in $answer
say() {
	echo "$*" >&7
	IFS= read -r answer <&8 || fail "puppet died at '$*'"
	case $answer in
	error*) fail "puppet: '$*': $answer" ;;
	esac
}

# says ANSWER LINE
says() {
	case_want=$1
	shift
	say "$*"
	is "the answer to '$*'" "$answer" "$case_want"
}

# out FIRST [COUNT]: page out, all of them
out() {
	says "out ${2:-1}" out "$1" "${2:-1}"
}

# puppet_ends: it does, and what it held is gone
puppet_ends() {
	exec 7>&-
	wait "$case_puppet" || true
	exec 8<&-
}

# --- conditions ---

case_needs() {
	case $1 in
	root) [ "$(id -u)" = 0 ] || skip 'needs root' ;;
	'point '*)
		[ -r "$swr_dir/hooks" ] || skip 'swaprace is not loaded'
		case_row=$(awk -v p="${1#point }" '
			{ n = split($1, names, ","); for (i = 1; i <= n; i++) if (names[i] == p) print }' \
			"$swr_dir/hooks")
		[ -n "$case_row" ] || fail "requires: no point has the name '${1#point }'"
		case $case_row in
		*' armed '* | *' off '*) ;;
		*)
			case_row=${case_row#*lost=\"}
			skip "no point '${1#point }' on this kernel, lost: ${case_row%\"}"
			;;
		esac
		;;
	'counter '*)
		[ -r "$swr_dir/counters" ] || skip 'swaprace is not loaded'
		[ -n "$(counter "${1#counter }")" ] || skip "no counter '${1#counter }' in this module"
		;;
	'module '*) modprobe -D "${1#module }" >/dev/null 2>&1 || skip "no module '${1#module }' on this kernel" ;;
	'program '*) command -v "${1#program }" >/dev/null || skip "no program '${1#program }' here" ;;
	'file '*) [ -e "${1#file }" ] || skip "no ${1#file } on this kernel" ;;
	*) fail "requires: what is '$1'?" ;;
	esac
}

case_requires() {
	sed -n 's/^# requires: //p' "$0" | tr ',' '\n' | sed 's/^ *//; s/ *$//' >"$tmp/requires"
	while IFS= read -r case_thing; do
		[ -z "$case_thing" ] || case_needs "$case_thing"
	done <"$tmp/requires"
}

case_requires
