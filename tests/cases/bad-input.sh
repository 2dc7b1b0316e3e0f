#!/bin/sh
# description: every file answers nonsense with an error, one clear line, and no change
# requires: root, point read
# quick: yes
. /tests/lib/case.sh

puppet 4 2
gate "hold mine task=$t0 at=read:return limit_ms=1000"
state() {
	cat "$swr_dir/gate" "$swr_dir/counters" "$swr_dir/status" "$swr_dir/races" "$swr_dir/fix" \
		"$swr_dir/inject/read/delay_us" "$swr_dir/fix_loop" "$swr_dir"/livelock/* \
		"$swr_dir/livelocks" "$swr_dir/fix_collapse" "$swr_dir/fix_order"
}
state >"$tmp/before"

bad() {
	refused gate 'Invalid argument' "$@"
}

ok="task=$t0 at=read limit_ms=1"
expect='gate: expected'
for text in x hold 'hold ' "HOLD a $ok" "holda $ok" 'release' 'drop' 'wait' 'clear all' \
	'release mine now' 'drop mine now' '0' '-1' '%s%n' '../../etc'; do
	bad "$expect" "$text"
done
for name in a/b 'a*' abcdefghijklmnop ü; do
	bad "$expect a name" "hold $name $ok"
	bad "$expect a name" "drop $name"
done
for text in "task=$t0" 'at=read' "task=$t0 at=read" 'at=read limit_ms=1' "task=$t0 limit_ms=1"; do
	bad 'hold needs task=, at= and limit_ms=' "hold a $text"
done
for text in 'color=red' "task=$t0" 'at=read' '=' '=1'; do
	bad "$expect task=, at=, until=, nth=, limit_ms=" "hold a $ok $text"
done
bad "$expect key=value" "hold a $ok x"
for n in '' -1 0 1x 0x10 1.5 ' 1' 99999999999999999999; do
	bad gate: "hold a task=$n at=read limit_ms=1"
	bad gate: "hold a task=$t0 at=read limit_ms=$n"
	bad gate: "hold a $ok nth=$n"
	bad gate: "wait mine held limit_ms=$n"
done
bad "$expect limit_ms=1..60000, not '60001'" "hold a task=$t0 at=read limit_ms=60001"
bad "$expect limit_ms=1..60000, not '60001'" 'wait mine held limit_ms=60001'
bad 'wait NAME held|done' 'wait mine'
bad 'wait NAME held|done' 'wait mine free limit_ms=1'
bad 'wait needs limit_ms=' 'wait mine held'
bad 'wait needs limit_ms=' 'wait mine held task=1'
for point in '' reed READ read,claim ' '; do
	bad gate: "hold a task=$t0 at=$point limit_ms=1"
	bad gate: "hold a $ok until=$t1:$point"
done
bad "$expect entry or return" "hold a task=$t0 at=read:middle limit_ms=1"
bad "$expect entry or return" "hold a $ok until=$t1:read:"
bad "$expect until=TID:POINT" "hold a $ok until=$t1"
bad "$expect =ok, =eexist or =error" "hold a $ok until=$t1:claim:return=eperm"
bad 'only claim:return has a result' "hold a $ok until=$t1:read:return=ok"
refused gate 'No such process' 'no task 4194304' 'hold a task=4194304 at=read limit_ms=1'
refused gate 'No such process' 'no task 4194304' "hold a $ok until=4194304:read"
refused gate 'No such file or directory' "no gate 'x'" 'release x'
refused gate 'No such file or directory' "no gate 'x'" 'drop x'
refused gate 'File exists' "'mine' is taken" "hold mine $ok"

# Nobody may be held where the table does not say so; a point that is not there
# holds nobody.
awk '{ print $1, $4, $7 }' "$swr_dir/hooks" >"$tmp/table"
places=0
while read -r points state hold; do
	for point in $(echo "$points" | tr ',' ' '); do
		for phase in entry return; do
			place=$point:$phase
			if [ "$state" = absent ]; then
				bad "this kernel has no point '$point', see hooks" \
					"hold a task=$t0 at=$place limit_ms=1"
				bad "this kernel has no point '$point', see hooks" "hold a $ok until=$t1:$place"
			else
				case ,${hold#hold=}, in
				*,"$place",*) continue ;;
				esac
				bad "no task * $place" \
					"hold a task=$t0 at=$place limit_ms=1"
			fi
			places=$((places + 1))
		done
	done
done <"$tmp/table"
is_num 'places where nobody may be held' "$places" -ge 8

for text in x Counters 'counters races' 'all ' ' all' '*' 0; do
	refused reset 'Invalid argument' 'reset: expected counters, ' "$text"
done
for text in x Stock 'stock ' '[stock]' 'stock tick' '*' 0; do
	refused fix 'Invalid argument' 'fix: expected one of stock' "$text"
done
for text in x Stock 'stock ' '[stock]' 'stock tick' '*' 0; do
	refused fix_loop 'Invalid argument' 'fix_loop: expected one of stock' "$text"
done
for text in x -1 1000001 4294967296 1.5 '1 ' ' 1' '1ms'; do
	refused livelock/loops 'Invalid argument' 'loops: expected 0..1000000' "$text"
	refused livelock/ms 'Invalid argument' 'ms: expected 0..1000000' "$text"
	refused livelock/break_ms 'Invalid argument' 'break_ms: expected 1..1000000' "$text"
done
refused livelock/break_ms 'Invalid argument' 'break_ms: expected 1..1000000' 0
for text in x Stock 'stock ' '[stock]' 'stock inside' '*' 0; do
	refused fix_order 'Invalid argument' 'fix_order: expected stock or inside' "$text"
done
if grep -q '^cache_read [^ ]* [^ ]* armed' "$swr_dir/hooks"; then
	refused fix_order 'Operation not permitted' 'allow_unsafe=1' inside
else
	refused fix_order 'Invalid argument' 'no call that loops' inside
fi
for text in x Stock 'stock ' '[stock]' 'stock none' '*' 0; do
	refused fix_collapse 'Invalid argument' 'fix_collapse: expected stock, none' "$text"
done
for text in none vma_pointer find_vma; do
	refused fix_collapse 'Operation not permitted' 'allow_unsafe=1' "$text"
done
for text in x -1 1000001 4294967296 1.5 '1 ' ' 1' '1us'; do
	refused inject/read/delay_us 'Invalid argument' 'delay_us: expected 0..1000000' "$text"
done

# Policies this kernel cannot have, and those that would open a hole.
tr ' ' '\n' <"$swr_dir/fix" | tr -d '[]' >"$tmp/policies"
policies=0
while read -r policy; do
	info=$(grep "^name=$policy " "$swr_dir/fix_info")
	case $info in
	*' supported=0 '*)
		why=${info#*why_not=\"}
		[ "$why" != '"' ] || fail "fix_info does not say why not $policy"
		refused fix 'Invalid argument' "${why%\"}" "$policy"
		policies=$((policies + 1))
		;;
	*' unsafe=1 '*)
		refused fix 'Operation not permitted' 'allow_unsafe=1' "$policy"
		policies=$((policies + 1))
		;;
	esac
done <"$tmp/policies"
is_num 'policies refused' "$policies" -ge 1
case $(grep '^name=spin ' "$swr_dir/fix_loop_info") in
*' supported=1 '*) refused fix_loop 'Operation not permitted' 'allow_unsafe=1' spin ;;
*)
	for policy in tick cond_resched spin exact; do
		refused fix_loop 'Invalid argument' 'this kernel has no call that loops' "$policy"
	done
	;;
esac

# What is not one line of text, at all files.
not_a_line() {
	if dd if="$tmp/bytes" of="$swr_dir/$1" bs=65536 2>"$tmp/refused"; then
		fail "$1: $2 was taken"
	fi
	IFS= read -r line <"$tmp/refused"
	matches "the error of $2 to $1" "$line" '*: Invalid argument'
	one_line "error after $2 to $1" "$swr_dir/error"
	matches "error after $2 to $1" "$line" "${1##*/}: expected one line of $3"
}

for file in gate reset fix inject/read/delay_us fix_loop livelock/loops; do
	for bytes in '\n' 'all\nall' 'all\n\n' '\0' 'all\0' '\0all'; do
		printf '%b' "$bytes" >"$tmp/bytes"
		not_a_line $file "'$bytes'" text
	done
	for len in 256 4095 4096 65536; do
		head -c "$len" /dev/zero | tr '\0' a >"$tmp/bytes"
		not_a_line $file "a line of $len bytes" 'less than 256 bytes'
	done
done

# Not every file can be written or read, not even by root.
for file in version status error hooks counters inflight races reports fix_info hist \
	fix_loop_info livelocks livelock_reports; do
	if { echo all >"$swr_dir/$file"; } 2>/dev/null; then
		fail "$file could be written"
	fi
done
if cat "$swr_dir/reset" 2>/dev/null; then
	fail 'reset could be read'
fi

# What only takes commands has no place to go to.
if dd if=/dev/zero of="$swr_dir/reset" bs=1 seek=1 count=1 conv=notrunc 2>"$tmp/refused"; then
	fail 'a seek in reset was taken'
fi
IFS= read -r line <"$tmp/refused"
matches 'the error of a seek in reset' "$line" '*: Illegal seek'

state >"$tmp/after"
diff "$tmp/before" "$tmp/after" || fail 'a refused write changed something'

# And what is right is taken, right after all that.
gate "hold abcdefghijklmno $ok"
gate "hold A-Z_0.9  task=$t0	at=read:entry   nth=2147483647 limit_ms=60000"
gate clear
echo all >"$swr_dir/reset"
puppet_ends
