#!/bin/sh
# description: collapse.scn enters the window of S4 on every device, replays what it recorded, and sees a draft fail
# requires: root, module zram, module brd, point collapse, point revalidate
# quick: yes
# vm: --swr-args allow_unsafe=1
# limit: 240
. /tests/lib/case.sh
. /tests/lib/collapse.sh

scn=/usr/share/swaprace/scenarios/collapse.scn

# run_for STATUS FILE [OPTION]...: it ends so
run_for() {
	got=0 want=$1
	shift
	swr run "$@" --format json >"$tmp/json" || got=$?
	[ "$got" = "$want" ] || fail "swr run $*: exit status $got, expected $want: $(cat "$tmp/json")"
}

run() {
	run_for 0 "$@"
}

# result: what it came to
result() {
	jsonq bug verdict runs windows_entered let_pass lost_writes events_lost unmet \
		<"$tmp/json" | xargs
}

swr check "$scn" >"$tmp/out" || fail "swr check $scn: exit status $?"
thp_settings >"$tmp/settings"
for device in zram brd file; do
	run "$scn" --device $device --repeat "$collapse_runs"
	is "the result on $device" "$(result)" \
		"S4 FIXED $collapse_runs $collapse_runs 0 0 0 null"
	is_num "the checks on $device" "$(jsonq checks <"$tmp/json")" -ge "$collapse_runs"
	nothing_left
done

# Before the swap-in, and with changes that leave a huge page.
sed 's/at=collapse:return/at=revalidate/' "$scn" >"$tmp/alloc.scn"
run "$tmp/alloc.scn" --repeat 3
is 'held before the swap-in' "$(result)" 'S4 FIXED 3 3 0 0 0 null'
sed 's/munmap page=7/discard page=7/' "$scn" >"$tmp/discard.scn"
run "$tmp/discard.scn" --repeat 3
is 'with a page that is dropped' "$(result)" 'S4 FIXED 3 3 0 0 0 null'
# Nothing changed while it is held: no window.
sed 's/munmap page=7/touch page=9/' "$scn" >"$tmp/touch.scn"
run "$tmp/touch.scn" --repeat 2
is 'a touch in place of a change' "$(jsonq verdict <"$tmp/json")" INCONCLUSIVE
matches reason "$(jsonq reason <"$tmp/json")" '*nothing was changed while the collapse was held'
sed 's/release:h0 //; s/limit_ms=4000/limit_ms=200/' "$scn" >"$tmp/limit.scn"
run "$tmp/limit.scn"
is 'a hold that ends by its limit' "$(jsonq verdict <"$tmp/json")" INCONCLUSIVE
matches reason "$(jsonq reason <"$tmp/json")" "*the hold of the collapse ended as 'limit'"
# An area that has a hole before is not collapsed, and nobody tries for long.
sed 's/hold:h0 c0 u1 release:h0/u1 hold:h0 c0 release:h0/' "$scn" >"$tmp/hole.scn"
run "$tmp/hole.scn"
is 'a collapse of what has a hole' "$(jsonq verdict <"$tmp/json")" INCONCLUSIVE
is 'the wrong memory of it' "$(jsonq lost_writes <"$tmp/json")" 0
sed 's/c0 u1 release:h0 wait:c0/c0 release:h0 wait:c0 u1/' "$scn" >"$tmp/late.scn"
run "$tmp/late.scn" --repeat 2
is 'a change that comes too late' "$(jsonq verdict <"$tmp/json")" INCONCLUSIVE
# A change that has to wait is told before; with the lock held there is no window of S4.
sed 's/at=collapse:return/at=collapse/; /^bug/d' "$scn" >"$tmp/stuck.scn"
got=0
swr check "$tmp/stuck.scn" 2>"$tmp/err" || got=$?
is 'the exit status of swr check' "$got" 2
matches 'what swr check says' "$(cat "$tmp/err")" '*possible deadlock: *mmap_lock in u1*'

# What was recorded happens again, under the same check.
run "$scn" --repeat 2 --record "$tmp/record.scn"
matches 'the record' "$(cat "$tmp/record.scn")" \
	'*fix_collapse stock*step c0 collapse*lost_writes=0 windows=1 verdict=FIXED*'
run "$tmp/record.scn" --device brd
is 'the replay' "$(result)" 'S4 FIXED 2 2 0 0 0 null'

# The drafts do not find out; with DEBUG_VM that ends the guest, see collapse-crash.
if [ "$collapse_wrong" = - ]; then
	for fix in none find_vma; do
		case $(collapse_wants $fix munmap) in
		unfit) key=unfit_vmas ;;
		*) key=let_pass ;;
		esac
		# a run that found wrong memory is not what the file expects
		status=0
		[ $key = unfit_vmas ] || status=1
		run_for "$status" "$scn" --repeat 5 --fix-collapse "$fix" --record "$tmp/$fix.scn"
		is "the draft $fix" "$(jsonq verdict windows_entered $key unsafe fix_collapse \
			<"$tmp/json" | xargs)" "VULNERABLE 5 5 true $fix"
		if [ $key = let_pass ]; then
			is_num "the wrong memory under $fix" "$(jsonq lost_writes <"$tmp/json")" -ge 1
			matches 'what is unmet' "$(jsonq unmet <"$tmp/json")" 'expected lost_writes 0 in each run, *'
		fi
		# What was recorded of it can happen again: a collapse may give up for other reasons.
		matches "the record under $fix" "$(cat "$tmp/$fix.scn")" "*fix_collapse $fix*"
		if grep -q 'verdict=VULNERABLE' "$tmp/$fix.scn"; then
			again=0
			until swr run "$tmp/$fix.scn" --repeat 1 >"$tmp/text"; do
				again=$((again + 1))
				[ $again -lt 20 ] || fail "the replay under $fix: $(cat "$tmp/text")"
			done
		fi
	done
	is 'fix_collapse afterwards' "$(status_of fix_collapse)" stock
	got=0
	swr run "$tmp/record.scn" --fix-collapse find_vma >"$tmp/text" || got=$?
	is 'the exit status of a replay under a draft' "$got" 1
	matches 'what is unmet' "$(grep '^  unmet' "$tmp/text")" '*expected verdict FIXED, got *'
fi

got=0
sed '/^setup/d' "$scn" >"$tmp/small.scn"
swr run "$tmp/small.scn" >"$tmp/out" 2>"$tmp/err" || got=$?
is 'the exit status of a region that is no huge page' "$got" 2
one_line 'its error' "$tmp/err"
matches 'its error' "$line" '*expected setup with pages=512*'

thp_settings >"$tmp/now"
cmp -s "$tmp/settings" "$tmp/now" || fail "settings of huge pages were left changed: $(cat "$tmp/now")"
nothing_left
