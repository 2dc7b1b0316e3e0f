#!/bin/sh
# description: a scenario file equals the built-in, replays what it recorded, ends by its limits, and is refused where it is wrong
# requires: root, module zram, module brd, counter stale_installs
# quick: yes
. /tests/lib/case.sh
. /tests/lib/aba.sh

scn=/usr/share/swaprace/scenarios/aba.scn

# json NAME: of the last run
json() {
	jsonq "$1" <"$tmp/json"
}

# run STATUS FILE [OPTION]...: it ends so, and leaves a result
run() {
	got=0
	want=$1
	shift
	swr run "$@" --format json >"$tmp/json" 2>"$tmp/err" || got=$?
	is "the exit status of swr run $*" "$got" "$want"
	[ ! -s "$tmp/err" ] || fail "swr run $*: $(cat "$tmp/err")"
}

# --- aba.scn is aba ---

swr check "$scn" >"$tmp/out" || fail "swr check $scn: exit status $?"
matches 'swr check' "$(cat "$tmp/out")" "$scn: ok: scenario aba, sessions 2, steps 3, holds 1, permutations 1"
aba zram "$scn"
aba brd "$scn"
case $aba_verdict in
VULNERABLE) lost=1 ;;
*) lost=0 ;;
esac

# --- an order that was recorded happens again ---

run 0 "$scn" --repeat 3 --record "$tmp/record.scn"
swr check "$tmp/record.scn" >"$tmp/out" || fail "swr check of a record: exit status $?"
matches 'the record' "$(cat "$tmp/record.scn")" "*expect *lost_writes=$lost windows=1 verdict=$aba_verdict"
run 0 "$tmp/record.scn" --repeat "$aba_runs"
is 'the replay' "$(json verdict) $(json runs) $(json windows_entered) $(json lost_writes)" \
	"$aba_verdict $aba_runs $aba_runs $((lost * aba_runs))"
is unmet "$(json unmet)" null
# A replay that is not the same is seen.
sed "s/lost_writes=$lost/lost_writes=$((1 - lost))/" "$tmp/record.scn" >"$tmp/other.scn"
run 1 "$tmp/other.scn"
is unmet "$(json unmet)" "expected lost_writes $((1 - lost)) in each run, run 1 has $lost"
# Recorded once more it is the same order.
run 0 "$tmp/record.scn" --record "$tmp/again.scn"
is 'the record of a replay' "$(grep '^permutation' "$tmp/again.scn")" "$(grep '^permutation' "$tmp/record.scn")"

# --- a hold that nothing can end ---

sed 's/^permutation .*/permutation hold:h0 r0 wait:r0 w1 p1/; s/ limit_ms=2000$/ limit_ms=200/' "$scn" >"$tmp/held.scn"
sed -i '/^setup/s/ limit_ms=200$/ limit_ms=2000/' "$tmp/held.scn"
snap
run 0 "$tmp/held.scn" --repeat 2
is 'a hold without a release' "$(json verdict) $(json runs) $(json windows_entered) $(json lost_writes)" \
	'INCONCLUSIVE 2 0 0'
matches reason "$(json reason)" "window not entered*the hold of T0 ended as 'limit'"
rose gate_timeouts 2
nothing_left
# A step that is late ends the permutation, and is no window, either.
sed 's/limit_ms=2000$/limit_ms=700/; /^setup/s/limit_ms=.*/limit_ms=200/; s/^permutation.*/permutation hold:h0 r0 wait:r0 w1 p1/' \
	"$scn" >"$tmp/late.scn"
run 0 "$tmp/late.scn"
is 'a step that is late' "$(json verdict) $(json windows_entered)" 'INCONCLUSIVE 0'
matches reason "$(json reason)" '*a step did not end within its limit'
nothing_left

# --- all that a step can do, in two orders ---

cat >"$tmp/all.scn" <<'SCN'
scenario all
setup spare=2
session A
	step t1 touch page=1
	step w1 write page=1 value=5
	step s1 sleep ms=1
session B
	step p1 pageout page=1
	step d2 discard page=2
	step u3 munmap page=3
	step m4 mremap page=4
	step f fork
permutation t1 w1 p1 s1 d2 u3 m4 f
permutation f u3 m4 d2 p1 w1 t1 s1
SCN
swr check "$tmp/all.scn" >"$tmp/out" || fail "swr check of all steps: exit status $?"
run 0 "$tmp/all.scn" --repeat 2
is 'without a hold' "$(json scenario) $(json bug) $(json verdict) $(json runs) $(json lost_writes)" \
	'all null INCONCLUSIVE 4 0'
swr run "$tmp/all.scn" --format ktap >"$tmp/ktap"
is ktap "$(grep -c '^ok .* # SKIP' "$tmp/ktap")" 2

# --- what is wrong ---

state() {
	cat "$swr_dir/gate" "$swr_dir/counters" "$swr_dir/status" /proc/swaps
	ls /sys/block /sys/module
}
state >"$tmp/before"

# bad COMMAND LINE:COLUMN WORDS: in bad.scn
bad() {
	got=0
	swr "$1" "$tmp/bad.scn" >"$tmp/out" 2>"$tmp/err" || got=$?
	is "the exit status of swr $1 for '$3'" "$got" 2
	one_line "the error for '$3'" "$tmp/err"
	matches 'the error' "$line" "$tmp/bad.scn:$2: *$3*"
	[ ! -s "$tmp/out" ] || fail "swr $1 prints something although it refuses"
}

# edited SED LINE:COLUMN WORDS: aba.scn, edited, is refused by both commands
edited() {
	sed "$1" "$scn" | sed '/^#/d' >"$tmp/bad.scn"
	bad check "$2" "$3"
	bad run "$2" "$3"
}

edited 's/^session/sesion/' 5:1 'expected scenario, bug, setup'
edited 's/bug S1/bug S9/' 2:5 'expected a bug of swr list'
edited 's/at=read/at=raed/' 12:23 'expected a point'
edited 's/at=read:return/at=install/' 12:23 'no task can be held at install'
edited 's/session=T0/session=T9/' 12:17 'expected a session declared above'
edited 's/ p1 release/ p9 release/' 14:27 'expected a step declared above'
edited 's/wait:r0/wait:r9/' 14:46 'expected a step or a hold'
edited 's/value=7777/value=x/' 9:29 'expected a number'
edited 's/limit_ms=2000$//; /^setup/d' 11:64 'expected limit_ms='
edited 's/hold:h0 r0/r0/' 12:6 'expected hold:h0 in a permutation'
edited '/^permutation/d' 15:27 'expected a permutation'
: >"$tmp/bad.scn"
bad check 1:1 'expected scenario NAME'
rm "$tmp/bad.scn"
bad run 1:1 'expected a file that can be read'

# What may wait for itself is for check alone: run has limits.
sed '/^#/d; s/until=[^ ]* //; s/release:h0 wait:r0/wait:r0 release:h0/' "$scn" >"$tmp/bad.scn"
bad check 14:30 'possible deadlock: expected release:h0 before this wait for r0, it is at 14:38'

# A place where this kernel holds nobody is known before anything is done.
sed '/^#/d; s/at=read:return/at=fault/' "$scn" >"$tmp/bad.scn"
swr check "$tmp/bad.scn" >"$tmp/out" || fail 'check refuses what some kernel can do'
grep -q ' hold=[^ ]*fault:entry' "$swr_dir/hooks" || bad run 12:23 'holds nobody at fault:entry'
sed '/^#/d; s/at=read:return/at=wait/' "$scn" >"$tmp/bad.scn"
grep -q '^wait [^ ]* [^ ]* armed' "$swr_dir/hooks" || bad run 12:23 'it has no wait'

got=0
swr run "$scn" --record /nowhere/out.scn >"$tmp/out" 2>"$tmp/err" || got=$?
is 'the exit status of a record that cannot be written' "$got" 2
one_line 'the error of a record that cannot be written' "$tmp/err"
for option in --account --limit-ms=5; do
	got=0
	swr run "$scn" $option >"$tmp/out" 2>"$tmp/err" || got=$?
	is "the exit status of $option with a file" "$got" 2
	one_line "the error of $option with a file" "$tmp/err"
done
state >"$tmp/after"
diff "$tmp/before" "$tmp/after" || fail 'a refused file changed something'
