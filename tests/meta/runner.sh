#!/bin/bash
# description: planted failures fail the run, each under its own name, and what is missing is skipped with its reason
# quick: yes
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/check.bash"
cases=$work/cases
mkdir "$cases"

# A point this kernel does not have.
absent=$(awk -v label="$label" '$1 == label && $5 == "absent" { print $2; exit }' "$tree/tests/expect/hooks")
[[ -n $absent ]] || bad "kernel $label has all points: take another for this test"

# new NAME WORD [HEADER]: a case from stdin, of which WORD is expected
declare -A want=()
new() {
	{
		echo '#!/bin/sh'
		[[ -z ${3:-} ]] || echo "# $3"
		# shellcheck disable=SC2016 # for the guest
		echo '. /tests/lib/case.sh'
		cat
	} >"$cases/$1.sh"
	want[$1]=$2
}

new pass 'ok' <<<'echo fine'
new fail 'fail: planted' <<<'fail planted'
new number 'fail: faults is 0, expected -gt 0' <<<'is_num faults 0 -gt 0'
new command 'fail: a command failed' <<<'false; echo not reached'
new status 'broken: exit status 9' <<<'exit 9'
new silent 'broken: it was skipped without a reason' <<<'exit 4'
new point "SKIP no point '$absent' on this kernel, lost: " "requires: root, point $absent" <<<'fail reached'
new counter "SKIP no counter 'nonsense'" 'requires: counter nonsense' <<<'fail reached'
new missing "SKIP no module 'nonsense' on this kernel" 'requires: module nonsense' <<<'fail reached'
new typo 'fail: requires: no point has the name' 'requires: point nonsense' <<<'fail reached'
new warn 'console: the console says: ' <<<'modprobe plant what=warn || true'
new say 'console: the console says: .*Bad swap file entry' <<<'modprobe plant what=say text="Bad swap file entry" || true'
new quiet 'ok' <<<'modprobe plant what=say text=nothing || true'
new warn-skip 'console: ' <<<'modprobe plant what=warn || true; skip whatever'
new oops 'oops: ' <<<'modprobe plant what=oops'
new panic 'panic: ' <<<'modprobe plant what=panic'
new lockup 'lockup: .*soft lockup' <<<'echo 2 >/proc/sys/kernel/watchdog_thresh; modprobe plant what=lockup'
new hung 'lockup: .*blocked for more than' <<<'
echo 2 >/proc/sys/kernel/hung_task_timeout_secs
echo 1 >/proc/sys/kernel/hung_task_check_interval_secs
modprobe plant what=hung'
new timeout 'timeout: ' 'limit: 12' <<<'tail -f /dev/null'
new vanished 'vanished: ' <<<'poweroff -f'
new noload 'setup: ' 'vm: --swr-args fix=nonsense' <<<'fail reached'

status=0
"$tree/scripts/test" --cases "$cases" --kernel "$label" >"$out" 2>"$work/err" || status=$?
[[ $status -eq 1 ]] || bad "a run with failures ends with status $status"
grep -qx "1\.\.${#want[@]}" "$out" || bad "no plan of ${#want[@]} tests"
failed=0 skipped=0 passed=0
for name in "${!want[@]}"; do
	line=$(grep -E "^(not )?ok [0-9]+ $name on $label " "$out") || bad "no result of '$name'"
	case ${want[$name]} in
	ok)
		passed=$((passed + 1))
		expect="^ok [0-9]+ $name on $label # [0-9.]+ s$"
		;;
	SKIP*)
		skipped=$((skipped + 1))
		expect="^ok [0-9]+ $name on $label # ${want[$name]}"
		;;
	*)
		failed=$((failed + 1))
		expect="^not ok [0-9]+ $name on $label # ${want[$name]}"
		;;
	esac
	[[ $line =~ $expect ]] || bad "$name: '$line', expected '${want[$name]}'"
done
[[ $(tail -n 1 "$out") == "$passed passed, $failed failed, $skipped skipped" ]] ||
	bad "the last line is '$(tail -n 1 "$out")'"
grep -qx '# FAILED: planted' "$out" || bad 'what a failed case printed is not shown'
grep -q '^# .*Bad swap file entry' "$out" || bad 'the line of the console is not shown'
if grep -q reached "$out"; then
	bad 'a skipped case went on'
fi

# end STATUS LAST-LINE ARGUMENT...: of a run
end() {
	local wanted=$1 last=$2
	shift 2
	status=0
	[[ " $* " == *' --kernel '* ]] || set -- --kernel "$label" "$@"
	"$tree/scripts/test" "$@" >"$out" 2>"$work/err" || status=$?
	[[ $status -eq $wanted ]] || bad "test $*: status $status, expected $wanted"
	[[ $(tail -n 1 "$out") == "$last" ]] || bad "test $*: the last line is '$(tail -n 1 "$out")'"
}
end 0 '1 passed, 0 failed, 0 skipped' --cases "$cases" --case pass
end 0 '1 passed, 0 failed, 1 skipped' --cases "$cases" --case pass --case point
# nothing that passed is nothing shown
end 1 '0 passed, 0 failed, 1 skipped' --cases "$cases" --case point
end 1 '0 passed, 0 failed, 0 skipped' --cases "$cases" --case nonsense
end 1 '0 passed, 0 failed, 0 skipped' --cases "$cases" --quick
end 120 '' --nonsense
end 120 '' --kernel nonsense
end 120 '' --cases "$cases/nonsense"
end 120 '' --jobs 0
end 120 '' --case
[[ $(wc -l <"$work/err") -eq 1 ]] || bad 'wrong usage is not told in one line'

# Only a kernel that counts preemption can tell; the newest does.
newest=$(kernel_labels | tail -n 1)
cat >"$cases/atomic.sh" <<'EOF'
#!/bin/sh
. /tests/lib/case.sh
modprobe plant what=atomic
EOF
end 1 '0 passed, 1 failed, 0 skipped' --cases "$cases" --case atomic --kernel "$newest"
grep -q "^not ok 1 atomic on $newest # oops: .*scheduling while atomic" "$out" || bad 'scheduling while atomic is not told'

status=0
"$tree/.ci/run" --kernel "$label" --cases "$cases" --case nonsense >"$out" 2>"$work/err" || status=$?
[[ $status -eq 1 && $(tail -n 1 "$out") == '0 passed, 0 failed, 0 skipped' ]] ||
	bad ".ci/run: status $status, last line '$(tail -n 1 "$out")'"
