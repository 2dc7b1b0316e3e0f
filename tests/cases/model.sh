#!/bin/sh
# description: models of candidates run by kernel threads: what is clean stays so, an oracle fires where it must, bad commands are refused
# requires: root
# parallel: yes
# limit: 600
. /tests/lib/case.sh

[ -d "$swr_dir" ] || load_module

# field ID NAME: of the last run
field() {
	exec sed -nE "s/^id=$1 (.* )?$2=\"([^\"]*)\".*/\2/p; t; s/^id=$1 (.* )?$2=([^ ]*) .*/\2/p" "$swr_dir/model"
}

model() {
	echo "run $*" >"$swr_dir/model" || fail "model: 'run $*' was refused: $(cat "$swr_dir/error")"
}

ms=$(size model.ms)
# Those of which nothing is broken with any cast.
awk -F '\t' '
	/^#/ { next }
	!($1 in clean) { order[++n] = $1; clean[$1] = 1 }
	$3 != "clean" { clean[$1] = 0 }
	END { for (i = 1; i <= n; i++) if (clean[order[i]]) print order[i] }' \
	/tests/expect/models >"$tmp/clean"
is_num 'clean candidates' "$(grep -c . "$tmp/clean")" -ge 12
while read -r id; do
	model "$id" ms="$ms"
	is "$id" "$(field "$id" broken)" clean
	is_num "rounds of $id" "$(field "$id" rounds)" -gt 0
	echo "$id: $(field "$id" rounds) rounds in $ms ms"
done <"$tmp/clean"
model S1-F cast=fork ms="$ms"
is 'S1-F with fork' "$(field S1-F broken) $(field S1-F cast)" 'clean fork'

# Its own oracle, on the first round.
model S3-f ms=2000
is S3-f "$(field S3-f broken)" 'sleep under a spinlock or in RCU'
model S3-g ms=2000
is S3-g "$(field S3-g broken)" 'sleep under a spinlock or in RCU'

# Those that tasks of their own run into; it ends with the first time.
while read -r id cast; do
	model "$id" ms=60000
	is "cast of $id" "$(field "$id" cast)" "$cast"
	is "$id" "$(field "$id" broken)" "$(awk -F '\t' -v id="$id" -v cast="$cast" '
		$1 == id && $2 == cast { print $3 }' /tests/expect/models)"
done <<-EOF
	S1-unfixed two
	S3-unfixed off
EOF
for id in S4-none S4-pointer S4-find; do
	model "$id" ms=60000
	case $(field "$id" broken) in
	'use of a freed object' | 'collapse of what is not there any more') ;;
	*) fail "$id is '$(field "$id" broken)'" ;;
	esac
done

refused model 'Invalid argument' 'expected a candidate' 'run S9'
refused model 'Invalid argument' 'expected a cast of S1-F' 'run S1-F cast=off'
refused model 'Invalid argument' 'needs no CPU for itself' 'run S1-F cast=rt'
refused model 'Invalid argument' 'expected ms=1 to ms=60000' 'run S1-F ms=0'
refused model 'Invalid argument' 'expected cast=NAME or ms=N' 'run S1-F slots=2'
refused model 'Invalid argument' 'expected run ID' 'stop'
is 'the run before' "$(field S1-F cast)" fork
