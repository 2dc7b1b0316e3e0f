# shellcheck shell=bash disable=SC2034 # used by those who source this
# What became of a test, from how its guest ended, what it printed and what
# the console says. No boot is needed to test this file.

result_tests=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)

# Lines of a data file that mean something.
result_data() {
	grep -vE '^(#|[[:space:]]*$)' "$1" || true
}

# result_complaints LOG LABEL: lines of a console that no good kernel prints
result_complaints() {
	local log=$1 label=$2 known
	known=$(result_data "$result_tests/expect/console-known" |
		awk -F '\t+' -v label="$label" '$1 == label || $1 == "*" { print $2 }')
	LC_ALL=C grep -aE -f <(result_data "$result_tests/expect/console-bad") -- "$log" |
		LC_ALL=C grep -avE -f <(printf '%s' "${known:-^$}") |
		LC_ALL=C tr -d '\r' | LC_ALL=C tr -c '\n[:print:]' '?' || true
}

# result_of STATUS OUT ERR LOG LABEL: sets result_word to pass, skip, fail,
# broken, console, emulator, setup, panic, oops, lockup, timeout or vanished, and
# result_why to the reason
result_of() {
	local status=$1 out=$2 err=$3 log=$4 label=$5 last complaints
	result_why=''
	last=$(tail -n 1 "$err")
	if [[ $last == "vm: [$status] "* ]]; then
		result_why=${last#*\] }
		# the runner keeps the log elsewhere
		result_why=${result_why%%; console log: *}
		case $status in
		119) result_word=emulator ;;
		120) result_word=setup ;;
		121) result_word=panic ;;
		122) result_word=oops ;;
		123) result_word=lockup ;;
		124) result_word=timeout ;;
		125) result_word=vanished ;;
		*) result_word=broken ;;
		esac
		return
	fi
	last=$(tail -n 1 "$out")
	case $status in
	0) result_word=pass ;;
	1)
		result_word=fail
		result_why='a command failed'
		[[ $last != 'FAILED: '* ]] || result_why=${last#FAILED: }
		;;
	4)
		result_word=skip
		result_why=${last#SKIP: }
		if [[ $last != 'SKIP: '?* ]]; then
			result_word=broken
			result_why='it was skipped without a reason'
		fi
		;;
	*)
		result_word=broken
		result_why="exit status $status"
		;;
	esac
	if [[ $result_word == pass || $result_word == skip ]]; then
		complaints=$(result_complaints "$log" "$label")
		if [[ -n $complaints ]]; then
			result_word=console
			result_why="the console says: ${complaints%%$'\n'*}"
		fi
	fi
}

# result_dies LOG LABEL PATTERN...: of a case whose guest is expected to die: what it
# complained of first has to match the first pattern, and for each of the others
# there has to be a line. After result_of, of which it changes what it set; a case
# that was skipped or had no guest stays that.
result_dies() {
	local log=$1 label=$2 first pattern
	shift 2
	case $result_word in
	skip | setup | emulator) return ;;
	oops | panic) ;;
	*)
		result_why="the guest was expected to die, it was: $result_word${result_why:+: $result_why}"
		result_word=fail
		return
		;;
	esac
	# the line above every BUG and WARNING says nothing of which it is
	first=$(result_complaints "$log" "$label" | grep -vF -- '--[ cut here ]--' || true)
	first=${first%%$'\n'*}
	result_word=pass
	if [[ ! $first =~ $1 ]]; then
		result_word=console
		result_why="expected '$1' first, the console says: $first"
		return
	fi
	for pattern; do
		LC_ALL=C grep -aqE -e "$pattern" -- "$log" && continue
		result_word=console
		result_why="the console does not say '$pattern'"
	done
}

# result_others LOG LABEL PATTERN...: complaints that match none, but for lines of every
# report that say nothing of which it is
result_others() {
	local log=$1 label=$2
	shift 2
	result_complaints "$log" "$label" | grep -vE -- '--\[ cut here \]--|Call Trace' |
		grep -vE -f <(printf '%s\n' "$@") || true
}

# result_allows LOG LABEL PATTERN...: of a case after which the kernel may have complained
# of these, and of nothing else. After result_of.
result_allows() {
	local log=$1 label=$2 other
	shift 2
	[[ $result_word == console ]] || return 0
	LC_ALL=C grep -aqE -f <(printf '%s\n' "$@") -- "$log" || return 0
	other=$(result_others "$log" "$label" "$@")
	if [[ -n $other ]]; then
		result_why="the console says as well: ${other%%$'\n'*}"
		return
	fi
	result_word=pass
}

# result_reports LOG LABEL PATTERN...: of a case after which the kernel is expected to
# have complained, first of the first pattern and of nothing that is none of them, and to
# go on. After result_of.
result_reports() {
	local log=$1 label=$2 first pattern other
	shift 2
	case $result_word in
	skip) return ;;
	console) ;;
	pass)
		result_word=fail
		result_why="the kernel was expected to report '$1', and said nothing"
		return
		;;
	*) return ;;
	esac
	first=$(result_complaints "$log" "$label" | grep -vE -- '--\[ cut here \]--|WARNING: CPU' || true)
	first=${first%%$'\n'*}
	if ! [[ $first =~ $1 ]]; then
		result_why="expected '$1' first, $result_why"
		return
	fi
	other=$(result_others "$log" "$label" "$@")
	if [[ -n $other ]]; then
		result_why="the console says as well: ${other%%$'\n'*}"
		return
	fi
	result_word=pass
	for pattern; do
		LC_ALL=C grep -aqE -e "$pattern" -- "$log" && continue
		result_word=console
		result_why="the console does not say '$pattern'"
	done
}

# result_ktap FILE: does a KTAP text say that all it planned went well?
# Prints why not.
result_ktap() {
	awk '
		/^[0-9]+\.\.[0-9]+/ && !planned { split($1, p, /\.\./); planned = 1; plan = p[2] }
		/^ok / { n++; if ($2 != n) wrong = "result " $2 " is not the next" }
		/^not ok / { n++; if (!bad) bad = $0 }
		END {
			if (bad) print bad
			else if (!planned || !plan) print "no test was planned"
			else if (n != plan) print n + 0 " of " plan " tests ended"
			else if (wrong) print wrong
			else exit 0
			exit 1
		}' "$1"
}
