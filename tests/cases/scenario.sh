#!/bin/sh
# description: a scenario file equals the built-in, replays what it recorded, ends by its limits, and is refused where it is wrong
# requires: root, module zram, module brd, counter stale_installs
# quick: yes
# limit: 240
. /tests/lib/case.sh
. /tests/lib/aba.sh

scn=/usr/share/swaprace/scenarios/aba.scn
# A policy that is not what this kernel does, where it can have one.
other_fix=stock
! grep -q '^name=refault .*supported=1 ' "$swr_dir/fix_info" || other_fix=refault

# json NAME: of the last run
json() {
	exec jsonq "$1" <"$tmp/json"
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
# Where and how it was run is in it, and is what a replay does if it is not told.
is 'how it was run' "$(grep -E '^(device|fix|fix_swapoff|fix_loop|repeat|seed) ' "$tmp/record.scn" | xargs)" \
	'device zram fix stock fix_swapoff stock fix_loop stock repeat 3'
run 0 "$scn" --device brd --fix "$other_fix" --repeat 2 --record "$tmp/there.scn"
there="$(json device) $(json fix) $(json runs) $(json verdict) $(json windows_entered) $(json lost_writes)"
matches 'how it is run there' "$there" "brd $other_fix 2 *"
run 0 "$tmp/there.scn"
is 'the replay there' \
	"$(json device) $(json fix) $(json runs) $(json verdict) $(json windows_entered) $(json lost_writes)" "$there"
run 0 "$tmp/record.scn" --device brd --repeat 1 --fix stock
is 'the command line' "$(json device) $(json runs) $(json fix)" 'brd 1 stock'
is 'the policy afterwards' "$(sed -n 's/.*\[\(.*\)\].*/\1/p' "$swr_dir/fix")" stock
# A policy that does not exist is refused by the module.
sed 's/^fix .*/fix nonsense/' "$tmp/record.scn" >"$tmp/nonsense.scn"
got=0
swr run "$tmp/nonsense.scn" >"$tmp/out" 2>"$tmp/err" || got=$?
is 'the exit status of a policy that does not exist' "$got" 2
one_line 'the error of a policy that does not exist' "$tmp/err"
# Recorded once more it is the same order. Where the refused claim lets T0 go on, its end and
# the beginning of p1 are nobody's doing: a wait may be over sooner than it was, not later.
run 0 "$tmp/record.scn" --record "$tmp/again.scn"
order=$(grep '^permutation' "$tmp/record.scn")
again=$(grep '^permutation' "$tmp/again.scn")
[ "$again" = "$order" ] ||
	is 'the record of a replay' "$again" "$(echo "$order" | sed 's/ p1 wait:r0 / wait:r0 p1 /')"

# --- random orders ---

run 0 "$scn" --shuffle 4 --seed 5 --record "$tmp/random.scn"
is 'random orders' "$(json shuffle) $(json seed) $(json runs) $(json unmet)" '4 5 4 null'
case $(json verdict) in
INCONCLUSIVE) is_num windows "$(json windows_entered)" -lt 4 ;;
*) is verdict "$(json verdict)" "$aba_verdict" ;;
esac
is 'the seed in the record' "$(grep ^seed "$tmp/random.scn")" 'seed 5'
is_num 'lost writes of random orders' "$(json lost_writes)" -le "$((lost * $(json windows_entered)))"
swr check "$tmp/random.scn" >"$tmp/out" || fail "swr check of a random order: exit status $?"
run 0 "$tmp/random.scn"
is 'the replay of a random order' "$(json runs) $(json unmet) $(json shuffle) $(json seed)" '1 null null null'
run 0 "$tmp/random.scn" --shuffle 1
is 'the seed of the file' "$(json seed)" 5
run 0 "$scn" --shuffle 1
is_num 'a seed that was not said' "$(json seed)" -ge 0
swr run "$scn" --shuffle 2 --seed 3 >"$tmp/out"
grep -qx '  orders   2 random ones, seed 3' "$tmp/out" || fail "no seed in: $(cat "$tmp/out")"
swr run "$scn" --shuffle 2 --seed 3 --format ktap >"$tmp/out"
grep -qx '# orders: 2 random ones, seed 3' "$tmp/out" || fail "no seed in: $(cat "$tmp/out")"
run 0 "$scn"
is 'without random orders' "$(json shuffle) $(json seed)" 'null null'
nothing_left

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

# All that can be read and set: of the module, of swap, and of the kernel's own knobs.
state() {
	find "$swr_dir" | sort
	# calls go on, of whoever else faults
	find "$swr_dir" -type f -perm -400 ! -name inflight -print0 | sort -z |
		xargs -0 grep -H '' | sed 's/ hits=[0-9]*//'
	cat /proc/swaps /proc/sys/vm/page-cluster
	ls /sys/block /sys/module /sys/kernel/tracing/instances
}
state >"$tmp/before"
# What a refused file may not change is seen if it is.
echo 2 >"$swr_dir/inject/read/interval"
state >"$tmp/after"
echo 1 >"$swr_dir/inject/read/interval"
! cmp -s "$tmp/before" "$tmp/after" || fail 'a knob that was changed is not seen'

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

edited 's/^session/sesion/' 5:1 'expected scenario, bug, device, fix'
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
sed '/^#/d; s/until=[^ ]* //; s/page=0/page=1/2; /step [wp]1/s/page=0/page=1/
	s/release:h0 wait:r0/wait:r0 release:h0/' "$scn" >"$tmp/bad.scn"
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
# Every place that hooks lists is one for a file.
grep -o 'hold=[^ ]*' "$swr_dir/hooks" | sed 's/hold=//; /^-$/d' | tr , '\n' >"$tmp/places"
is_num places "$(grep -c . "$tmp/places")" -ge 6
while read -r place; do
	sed "/^#/d; s/at=read:return/at=$place/" "$scn" >"$tmp/bad.scn"
	swr check "$tmp/bad.scn" >"$tmp/out" 2>&1 || ! grep 'no task can be held' "$tmp/out" ||
		fail "no file can hold at $place"
done <"$tmp/places"

for option in --account --limit-ms=5 --seed=3 --shuffle=0 --shuffle=10001 --shuffle=1x \
	'--shuffle=2 --seed=-1' '--shuffle=5001 --repeat=2'; do
	got=0
	# shellcheck disable=SC2086 # some are two options
	swr run "$scn" $option >"$tmp/out" 2>"$tmp/err" || got=$?
	is "the exit status of $option with a file" "$got" 2
	one_line "the error of $option with a file" "$tmp/err"
done
state >"$tmp/after"
diff "$tmp/before" "$tmp/after" || fail 'a refused file changed something'
