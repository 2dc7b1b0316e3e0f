#!/bin/bash
# description: a guest whose QEMU aborts is run once more, which is said; a second abort fails it; one whose clock is wrong is booted anew; what QEMU did is told from what the kernel did
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/check.bash"
cases=$work/cases
mkdir "$cases"
marker=swr_emulator=$$

# waits NAME PARALLEL / ends NAME: a case that lasts for ever, or not
waits() {
	printf '#!/bin/sh\n# parallel: %s\n# vm: --append %s.%s.\ntail -f /dev/null\n' "$2" "$marker" "$1" \
		>"$cases/$1.sh"
}

ends() {
	printf '#!/bin/sh\n# vm: --append %s.%s.\necho fine\n' "$marker" "$1" >"$cases/$1.sh"
}

# pid_of NAME: its QEMU
pid_of() {
	pgrep -f "^qemu-system.*$marker\.$1\."
}

# killed NAME [PID]: QEMU aborts, once it is there and is not PID; sets pid, and how it
# emulates in threads_of[NAME]
declare -A threads_of=()
killed() {
	another() { pid=$(pid_of "$1") && [[ $pid != "${2:-}" ]]; }
	comes_true 180 another "$@" || bad "no guest of case '$1' in three minutes"
	[[ $1 != once ]] || ends once
	threads_of[$1]=$(tr '\0' '\n' <"/proc/$pid/cmdline" | sed -n 's/^tcg,thread=//p')
	kill -ABRT "$pid"
}

# A guest whose kernel says that two timers do not agree is booted anew, three times at most.
# What it is called with it says as well.
status=0
"$tree/scripts/vm" --kernel "$label" --no-module --append 'x="PIT calibration deviates"' -- true \
	>"$out" 2>"$work/err" || status=$?
[[ $status -eq 119 ]] || bad "a guest whose clock is wrong ends with status $status"
[[ $(grep -c '^vm: boot [123]: the clock of the guest is wrong: .*PIT calibration deviates' "$work/err") -eq 3 ]] ||
	bad 'three boots are not said'
tail -n 1 "$work/err" | grep -q '^vm: \[119\] in three boots the clock of the guest was wrong: .*PIT ' ||
	bad "it ends with '$(tail -n 1 "$work/err")'"

# A breakpoint that was run and is not in memory is QEMU's, one that is there the kernel's.
. "$tree/scripts/lib/boot.sh"
# verdict EXPECTED OOPS CODE [HOW [BEFORE]]
verdict() {
	printf '%s\n' ${5:+"$5"} "[    4.1]$2" '[    4.2] RIP: 0010:__x64_sys_write+0x5/0x20' \
		"[    4.2]$3" '[    4.2] Call Trace:' >"$work/console"
	[[ $(boot_verdict "$work/console" "${4-threads}") == "$1"* ]] ||
		bad "'$2', '$3', $4: $(boot_verdict "$work/console" "${4-threads}"), expected $1"
}
old=' int3: 0000 [#1] PREEMPT SMP NOPTI' new=' Oops: int3: 0000 [#1] PREEMPT SMP NOPTI'
gone=' Code: 90 f3 0f 1e fa e8 <97> b6 dc' there=' Code: 90 90 90 90 90 cc <1f> 44 00'
verdict '119 QEMU, ' "$new" "$gone"
verdict '119 QEMU, ' "$old" ' Code: 90 90 90 90 90 0f <1f> 44 00'
verdict '119 QEMU, ' "[  T123]$new" "[  T123]$gone"$'\r'
verdict '122 ' "$new" "$gone" ''
verdict '122 ' "$new" "$gone" threads '[    4.0] ------------[ cut here ]------------'
verdict '122 ' "$new" "$gone" threads '[    4.0] BUG: kernel NULL pointer dereference'
verdict '122 ' "$old" "$there"
verdict '122 ' "$old" ' Code: Unable to access opcode bytes at 0xffffffffffffffd6.'
verdict '122 ' "$old" ' RSP: 0018:ffffaf1600013e00 EFLAGS: 00000046'
verdict '122 ' ' Oops: 0000 [#1] PREEMPT SMP NOPTI' "$gone"

# Two guests of two CPUs: where the host has fewer than four those take turns, but for a case
# that is parallel; and a second one of those, though it is before it in the plan, comes after
# a case that takes turns.
others=multi
[[ $(nproc) -ge 4 ]] || others=single
waits once yes
if [[ $others == single ]]; then
	waits second yes
else
	ends second
fi
waits twice no
"$tree/scripts/test" --cases "$cases" --kernel "$label" >"$out" 2>"$work/err" &
runner=$!
trap 'kill -TERM "$runner" 2>/dev/null || true; wait "$runner" || true; clean_up' EXIT

both() { pid_of once && pid_of twice; }
comes_true 180 both >"$work/pids" || bad "no guest of case 'twice' beside 'once'"
[[ $others == multi ]] || ! pid_of second >"$work/pids" || bad 'two parallel cases at once'
ends second

# What the second boot takes is written before there is one.
killed once
killed twice
killed twice "$pid"

status=0
wait "$runner" || status=$?
[[ $status -eq 1 ]] || bad "the run ends with status $status"
for name in once twice; do
	grep -qE "^# $name on $label: run again: QEMU was ended by a signal \(ABRT\): " "$out" ||
		bad "that '$name' was run again is not said"
done
grep -qE "^ok [0-9]+ once on $label # [0-9.]+ s$" "$out" || bad "'once' has not passed"
grep -qE "^not ok [0-9]+ twice on $label # emulator: QEMU was ended by a signal" "$out" ||
	bad "'twice' has not failed"
[[ $(sed -n 's/^# once on .*; console log: //p' "$out") == *-once-aborted.log ]] ||
	bad 'the console of the QEMU that aborted is not kept'
grep -qx '# run again, because QEMU had failed: 2' "$out" || bad 'no count'
[[ $(tail -n 1 "$out") == '2 passed, 1 failed, 0 skipped' ]] || bad 'the last line'

[[ ${threads_of[once]} == multi ]] || bad "the CPUs of a parallel case: '${threads_of[once]}'"
[[ ${threads_of[twice]} == "$others" ]] || bad "the CPUs of a case: '${threads_of[twice]}', expected '$others'"
