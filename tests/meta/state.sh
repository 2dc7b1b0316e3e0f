#!/bin/bash
# description: a guest begins with a saved state, has its own memory and its own job; what asks for another guest boots; a state of something else is not used
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/check.bash"

"$tree/scripts/setup" --kernel "$label" 2>"$work/err" || bad "setup: $(tail -n 1 "$work/err")"
if [[ ! -e $swr_cache/$(build_of "$tree")/$label/state ]]; then
	echo 'SKIP: QEMU does not emulate here'
	exit 4
fi

# guest [OPTION]... -- COMMAND...: what it prints; its console in $work/log
of=$tree
guest() {
	"$of/scripts/vm" --kernel "$label" --limit 120 --log "$work/log" "$@" 2>"$work/err" ||
		bad "a guest ($*) ends with status $?: $(tail -n 1 "$work/err")" >&2
}

# The kernel gives each boot a name, which guest-init has asked for.
boot_id='cat /proc/sys/kernel/random/boot_id'

first=$(guest -- sh -c "echo mine >/root/left; $boot_id")
[[ -n $first ]] || bad 'a guest says nothing'
grep -q 'Linux version' "$work/log" || bad 'the console of a guest lacks its boot'
second=$(guest -- sh -c "ls /root/left 2>/dev/null; $boot_id")
[[ $second == "$first" ]] || bad "two guests have begun in other ways: '$first', '$second'"

# Not alike: random numbers, and the time of day, which is not that of the state.
uuid='cat /proc/sys/kernel/random/uuid; date +%s'
begin=$EPOCHSECONDS
{ read -r first_uuid; read -r now; } < <(guest -- sh -c "$uuid")
((now >= begin && now <= EPOCHSECONDS)) || bad "it is $begin to $EPOCHSECONDS, in the guest $now"
read -r second_uuid < <(guest -- sh -c "$uuid")
[[ -n $second_uuid && $second_uuid != "$first_uuid" ]] || bad "two guests have drawn '$first_uuid'"

# Its job is its own: the module or none, its parameters, files.
echo 'for this one' >"$work/file"
got=$(guest --no-module --add "$work/file:/root/file" -- sh -c 'cat /root/file; ls -d /sys/module/swaprace 2>&1 || true')
[[ $got == 'for this one'*'No such file'* ]] || bad "without the module: '$got'"
got=$(guest --swr-args allow_unsafe=1 -- cat /sys/module/swaprace/parameters/allow_unsafe)
[[ $got == Y ]] || bad "with a parameter: '$got'"

for other in --fresh '--mem 512M' '--smp 1' '--append quiet'; do
	# shellcheck disable=SC2086 # words
	got=$(guest $other -- sh -c "$boot_id")
	[[ -n $got && $got != "$first" ]] || bad "a guest with $other has not booted: '$got'"
done

# Others are using that state: what follows is done to one of a copy of the tree.
plant_tree
plant_build
of=$copy state=$swr_cache/$(build_of "$copy")/$label/state
got=$(guest -- sh -c "$boot_id")
[[ $got == "$first" ]] || bad "a copy of the state is not used: '$got'"

# What cannot be read ends a guest, and is said.
truncate -s 100000 "$state/state"
status=0
"$of/scripts/vm" --kernel "$label" --limit 60 --log "$work/log" -- true >"$out" 2>"$work/err" || status=$?
[[ $status -eq 125 ]] || bad "a guest whose state is cut off ends with status $status: $(<"$work/err")"

# A state of something else is made anew.
echo other >"$state/key"
got=$(guest -- sh -c "$boot_id")
grep -q 'saving the state of a guest' "$work/err" || bad 'a state of something else is used'
[[ -n $got && $got != "$first" ]] || bad "the new state is the old one: '$got'"
