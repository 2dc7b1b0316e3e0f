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

# Whatever prints something is called as $(counter faults), in a shell of its own. Another
# process for that costs 40 ms and more on a debugging kernel: who needs one becomes it, and
# who only looks for a line reads it as the shell does. Called by its bare name, such a one
# would end the case, as passed: scripts/check looks for those of tests/lib.

# expected FILE COLUMNS [LABEL]: from the tables of expectations, whose first line that is
# not a comment names the columns and whose first column the kernel. Of several columns,
# separated by commas, the first that does not say -, or the last whatever it says.
expected() {
	exec awk -v label="${3:-$SWR_KERNEL_LABEL}" -v columns="$2" -v file="$1" '
		/^#/ || !NF { next }
		!head { head = 1; for (i = 1; i <= NF; i++) column[$i] = i; next }
		$1 == label {
			last = split(columns, name, ",")
			for (i = 1; i < last && name[i] in column && $column[name[i]] == "-"; i++);
			if (name[i] in column) { print $column[name[i]]; found = 1 }
			exit
		}
		END {
			if (found) exit
			print "FAILED: tests/expect/" file " says nothing about " columns " of " label >"/dev/stderr"
			exit 1
		}' "$case_tests/expect/$1"
}

# passes: where a fault can be held on this kernel, a word each
passes() {
	case_places=$(expected kernels passes)
	echo "$case_places" | tr ',' ' '
}

# nth FILE N: its line number N, from 0, and round again
nth() {
	sed -n "$(($2 % $(wc -l <"$1") + 1))p" "$1"
}

# size NAME: how much of something a case does, from tests/expect/sizes
size() {
	expected sizes "${SWR_LONG:+long,}${SWR_KERNEL_DEBUG:+debug,}usual" "$1"
}

# --- the module ---

load_module() {
	modprobe swaprace
}

# peek FILE NAME: the rest of the line "NAME: " of a file of the module, in $peeked; nothing
# if there is none
peek() {
	peeked=''
	while IFS= read -r case_line; do
		case $case_line in
		"$2: "*)
			peeked=${case_line#*: }
			return
			;;
		esac
	done <"$swr_dir/$1"
}

counter() {
	peek counters "$1"
	[ -z "$peeked" ] || echo "$peeked"
}

# snap: remember the counters
snap() {
	case_snap=' '
	while IFS= read -r case_line; do
		case_snap="$case_snap$case_line "
	done <"$swr_dir/counters"
}

# risen NAME N: by how much the counter that is N now rose since, in $risen. What was not there
# is no number, and equal to nothing.
risen() {
	case_was=${case_snap#* "$1: "}
	if [ -z "$2" ] || [ "$case_was" = "$case_snap" ]; then
		risen="no counter $1"
	else
		risen=$(($2 - ${case_was%% *}))
	fi
}

rise() {
	peek counters "$1"
	risen "$1" "$peeked"
	echo "$risen"
}

# rose NAME N: it rose by exactly N
rose() {
	peek counters "$1"
	risen "$1" "$peeked"
	is "the rise of $1" "$risen" "$2"
}

# outcomes counter|rise: of all faults that are not under way. At the level count these are
# faults_done, _retry and _error, at the level 1 all but faults_done.
outcomes() {
	case_sum=0 case_kinds=0
	while read -r case_name case_n; do
		case $case_name in
		faults_installed: | faults_lost: | faults_retry: | faults_error: | faults_done: | lost_no_record:)
			risen=$case_n
			[ "$1" = counter ] || risen "${case_name%:}" "$case_n"
			case_sum=$((case_sum + risen)) case_kinds=$((case_kinds + 1))
			;;
		esac
	done <"$swr_dir/counters"
	[ $case_kinds = 6 ] || case_sum="of $case_kinds kinds"
	echo "$case_sum"
}

status_of() {
	peek status "$1"
	echo "$peeked"
}

status_is() {
	peek status "$1"
	[ "$peeked" = "$2" ]
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
	while IFS= read -r case_line; do
		case $case_line in
		"name=$1 "*" $2="*)
			case_line=${case_line#* "$2="}
			echo "${case_line%% *}"
			;;
		esac
	done <"$swr_dir/gate"
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
	case_line=''
	IFS= read -r case_line <"$swr_dir/gate" || :
	is gate "$case_line" ''
	until_true 'all tasks leave' status_is tasks_in_frames 0
	for case_name in tasks_held faults_inflight; do
		peek status $case_name
		is $case_name "$peeked" 0
	done
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
	# without a process to ask: the first one is of root
	root) [ -O /proc/1 ] || skip 'needs root' ;;
	'point '*)
		[ -r "$swr_dir/hooks" ] || skip 'swaprace is not loaded'
		case_row=''
		while IFS= read -r case_line; do
			case ,${case_line%% *}, in
			*,"${1#point }",*) case_row=$case_line ;;
			esac
		done <"$swr_dir/hooks"
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
		peek counters "${1#counter }"
		[ -n "$peeked" ] || skip "no counter '${1#counter }' in this module"
		;;
	'module '*) modprobe -D "${1#module }" >/dev/null 2>&1 || skip "no module '${1#module }' on this kernel" ;;
	'program '*) command -v "${1#program }" >/dev/null || skip "no program '${1#program }' here" ;;
	'file '*) [ -e "${1#file }" ] || skip "no ${1#file } on this kernel" ;;
	*) fail "requires: what is '$1'?" ;;
	esac
}

# They are a line of the comment that the case begins with, which nothing interrupts.
case_requires() {
	case_things=''
	while IFS= read -r case_line; do
		case $case_line in
		'# requires: '*) case_things=$case_things${case_line#\# requires: }, ;;
		'#'*) ;;
		*) break ;;
		esac
	done <"$0"
	while [ -n "$case_things" ]; do
		case_thing=${case_things%%,*} case_things=${case_things#*,}
		case_needs "${case_thing# }"
	done
}

case_requires
