#!/bin/sh
# description: swr verdict says what is expected of this kernel, and INCONCLUSIVE without a window
# requires: root, module zram, module brd
# quick: yes
. /tests/lib/case.sh

# told nothing where that comes to the same
runs=$(size verdict.runs)
options="--repeat $runs"
[ "$runs" != 10 ] || options=''

# verdict_of BUG: sets verdict, and status, the exit status that goes with it
verdict_of() {
	verdict=$(expected kernels.list "$1")
	case $verdict in
	FIXED | ABSENT) status=0 ;;
	VULNERABLE) status=1 ;;
	*) fail "no such verdict in kernels.list: $verdict" ;;
	esac
}

verdict_of S3
s3=$verdict s3_status=$status
case $s3 in
FIXED) early=0 waited=$runs ;;
VULNERABLE) early=$runs waited=0 ;;
esac
verdict_of S2
s2=$verdict
is 'the exit status of S2' "$status" 0
verdict_of S4
s4=$verdict s4_status=$status
verdict_of S1
case $verdict in
FIXED) lost=0 ;;
VULNERABLE) lost=$runs ;;
esac
# of all bugs
worst=$((status > s3_status ? status : s3_status))
worst=$((worst > s4_status ? worst : s4_status))

# All bugs on both devices, as text and as JSON; the exit status is the worst verdict.
got=0
# shellcheck disable=SC2086 # two words or none
swr verdict $options >"$tmp/text" || got=$?
is 'the exit status' "$got" "$worst"
for device in zram brd; do
	grep -qx "S1 $verdict on $device: $runs runs, $runs windows entered, $lost stale installs, $lost lost writes" \
		"$tmp/text" || fail "no such line for $device: $(cat "$tmp/text")"
	grep -qx "S2 $s2 on $device: $runs runs, $runs windows entered, 0 livelocks" "$tmp/text" ||
		fail "no such line for S2 and $device: $(cat "$tmp/text")"
	grep -qx "S3 $s3 on $device: $runs runs, $runs windows entered, $early swapoffs too early, $waited waited, 0 lost writes" \
		"$tmp/text" || fail "no such line for S3 and $device: $(cat "$tmp/text")"
	grep -qx "S4 $s4 on $device: $((6 * runs)) runs, $((6 * runs)) windows entered, 0 unfit let pass, 0 wrong data" \
		"$tmp/text" || fail "no such line for S4 and $device: $(cat "$tmp/text")"
done
is 'the number of reasons' "$(grep -c '^ *reason: .' "$tmp/text")" 8
is 'the number of hints for S3' "$(grep -c '^ *hint: .*2799e77529c2' "$tmp/text" || true)" $((2 * early / runs))
is 'the number of hints' "$(grep -c '^ *hint: CVE-2024-26759' "$tmp/text" || true)" $((2 * lost / runs))

got=0
swr verdict --json --bug S1 --repeat 3 --device brd >"$tmp/json" || got=$?
is 'the exit status with --json' "$got" "$status"
jsonq verdict status kernel fix bugs.0.bug bugs.0.cve bugs.0.fixed_by bugs.0.verdict -n bugs \
	-n bugs.0.results bugs.0.results.0.device bugs.0.results.0.runs \
	bugs.0.results.0.windows_entered bugs.0.results.0.verdict <"$tmp/json" >"$tmp/parts"
is 'the JSON object' "$(xargs <"$tmp/parts")" \
	"$verdict $status $(uname -r) stock S1 CVE-2024-26759 13ddaf26be32 $verdict 1 1 brd 3 3 $verdict"

got=0
swr verdict --json --bug S3 --repeat 3 --device file >"$tmp/json" || got=$?
is 'the exit status of S3' "$got" "$s3_status"
jsonq verdict fix_swapoff bugs.0.bug bugs.0.scenario bugs.0.cve bugs.0.fixed_by -n bugs -n bugs.0.results \
	bugs.0.results.0.device bugs.0.results.0.windows_entered bugs.0.results.0.swapoffs_early \
	bugs.0.results.0.swapoff_waits <"$tmp/json" >"$tmp/parts"
is 'the JSON object of S3' "$(xargs <"$tmp/parts")" \
	"$s3 stock S3 swapoff null 2799e77529c2 1 1 file 3 $((3 * early / runs)) $((3 * waited / runs))"
got=0
swr verdict --json --bug S4 --repeat 2 --device brd >"$tmp/json" || got=$?
is 'the exit status of S4' "$got" "$s4_status"
jsonq verdict fix_collapse bugs.0.bug bugs.0.scenario bugs.0.cve bugs.0.fixed_by -n bugs -n bugs.0.results \
	bugs.0.results.0.device bugs.0.results.0.runs bugs.0.results.0.windows_entered \
	bugs.0.results.0.wrong_data bugs.0.results.0.let_pass <"$tmp/json" >"$tmp/parts"
is 'the JSON object of S4' "$(xargs <"$tmp/parts")" \
	"$s4 stock S4 collapse null 72695862529b 1 1 brd 12 12 0 0"
got=0
swr verdict --json --repeat 1 --device zram >"$tmp/json" || got=$?
is 'the exit status of all' "$got" "$worst"
jsonq status -n bugs bugs.0.bug bugs.0.verdict bugs.1.bug bugs.1.verdict \
	bugs.2.bug bugs.2.verdict bugs.3.bug bugs.3.verdict <"$tmp/json" >"$tmp/parts"
is 'the JSON object of all' "$(xargs <"$tmp/parts")" "$worst 4 S1 $verdict S2 $s2 S3 $s3 S4 $s4"

# The window is not entered if somebody keeps T1 from doing its part for longer
# than T0 is held. That proves nothing and has to be called that.
mkfifo "$tmp/out"
swr run aba --repeat 40 --limit-ms 400 --format json >"$tmp/json" &
swr=$!
until_true 'swr makes its threads' sh -c 'grep -qx swr-T1 /proc/[0-9]*/task/*/comm'
t1=$(grep -lx swr-T1 /proc/[0-9]*/task/*/comm)
t1=${t1%/comm} t1=${t1##*/}
gate "hold late task=$t1 at=$(expected kernels t1_late) limit_ms=600"
wait "$swr"
is 'the end of the hold of T1' "$(gate_field late end)" limit
gate drop late
jsonq verdict runs windows_entered lost_writes reason <"$tmp/json" >"$tmp/parts"
is_num runs "$(sed -n 2p "$tmp/parts")" -eq 40
is_num windows_entered "$(sed -n 3p "$tmp/parts")" -lt 40
if [ "$verdict" = FIXED ]; then
	is 'the verdict with a window missed' "$(sed -n 1p "$tmp/parts")" INCONCLUSIVE
	matches reason "$(sed -n 5p "$tmp/parts")" '?*'
else
	# one write lost is proof enough, whatever the other runs were
	is 'the verdict with a window missed' "$(sed -n 1p "$tmp/parts")" VULNERABLE
	is 'writes lost' "$(sed -n 4p "$tmp/parts")" "$(sed -n 3p "$tmp/parts")"
fi
nothing_left
