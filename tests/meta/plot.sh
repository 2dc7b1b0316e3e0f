#!/bin/bash
# description: scripts/plot draws storms and costs, every number given; what is neither is refused and no picture touched
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/check.bash"

# measured KERNEL WAY THREADS MEDIAN ADDED_PERCENT: as scripts/bench --json has it
measured() {
	printf '{"kernel": "%s", "way": "%s", "threads": %d, "unit": "instructions", "median": %d, "min": %d, "max": %d, "n": 5, "added_percent": %s}' \
		"$1" "$2" "$3" "$4" $(($4 - 7)) $(($4 + 9)) "$5"
}

# texts: of the picture, a line each
texts() {
	sed -n 's/.*<text>\(.*\)<\/text>.*/\1/p' "$work/picture.svg"
}

# has TEXT...: the picture has each
has() {
	local text
	for text; do
		texts | grep -qF -- "$text" || bad "the picture does not say '$text'"
	done
}

# bars N COLOUR: the picture has so many
bars() {
	local n
	n=$(grep -c "<polygon fill = 'rgb($2)'" "$work/picture.svg" || true)
	[[ $n -eq $1 ]] || bad "the picture has $n bars of colour $2, expected $1"
}

# draw JSON: into picture.svg
draw() {
	printf '%s\n' "$1" >"$work/json"
	"$tree/scripts/plot" "$work/json" "$work/picture.svg" >"$out" 2>&1 || bad "scripts/plot does not draw: $1"
}

none=$(measured 6.1 none 1 1000 0.00)
some="$none, $(measured 6.1 count 1 1020 2.04), $(measured 6.1 perf 1 1500 50.00)"
others="$(measured 7 none 1 2000 0.00), $(measured 7 count 1 1999 -0.06), $(measured 7 perf 1 2600 30.00)"

# by kernel: a bar each, and one in the key
draw "[$some, $others]"
has count perf 6.1 7 2.0% 50.0% -0.1% 30.0% 'instructions added' 'n = 5' '1 thread'
bars 3 ' 31, 111, 180'
bars 3 '200,  96,  42'
# by threads
draw "[$some, ${some//\"threads\": 1/\"threads\": 8}]"
has '6.1, 1 thread' '6.1, 8 threads' 'threads as named'
bars 3 '200,  96,  42'
# a way that adds nothing at all
draw "[$none, $(measured 6.1 idle 1 1000 0.00)]"
has 0.0%
draw "[$none, $(measured 6.1 idle 1 1000 -0.04)]"
has 0.0%
! texts | grep -qF -- -0.0% || bad 'the picture says -0.0%'

policy='"resolved_per_s": 800, "repeats_per_resolved": 12.5, "lost_writes": 3, "misplaced": 0, "writes": 90'
times='"wait_us": {"p50": 1, "p99": 20, "max": 400}, "touch_us": {"p50": 1100, "p99": null, "max": 5000}'
storm='"scenario": "storm", "kernel": "6.12.9", "device": "zram", "threads": 8, "pages": 64, "hold_us": 500, "seconds": 2'
draw "{$storm, \"storms\": [{\"fix\": \"stock\", $policy, $times}, {\"fix\": \"busted\", \"unsafe\": true, $policy, $times}]}"
has stock busted '(unsafe)' 12.50 800 'swr run storm on 6.12.9' '8 threads, 64 pages' '6 of 180 writes lost'
bars 4 ' 90, 127, 149'

"$tree/scripts/plot" - "$work/picture.png" <"$work/json" >"$out" 2>&1 || bad 'scripts/plot does not read stdin'
[[ $(head -c 8 "$work/picture.png" | od -An -tx1 | tr -d ' \n') == 89504e470d0a1a0a ]] ||
	bad 'picture.png is none'

# refused JSON TEXT: by a line that has TEXT
refused() {
	local status=0
	printf '%s\n' "$1" >"$work/json"
	echo old >"$work/old.svg"
	"$tree/scripts/plot" "$work/json" "$work/old.svg" >"$out" 2>&1 || status=$?
	[[ $status -eq 2 && $(wc -l <"$out") -eq 1 && $(<"$out") == *"$2"* ]] ||
		bad "scripts/plot ends with status $status, expected 2 and '$2', for: $1"
	[[ $(<"$work/old.svg") == old ]] || bad "scripts/plot has touched the picture, for: $1"
}

refused '' 'no JSON object or list'
refused '[' 'no JSON object or list'
refused '7' 'no JSON object or list'
refused '{}' 'not the JSON object of a storm'
refused "{$storm, \"storms\": []}" 'without policies'
refused "{$storm, \"storms\": [{\"fix\": \"stock\"}]}" 'not the JSON object of a storm'
refused '[]' 'no way but none'
refused '[1]' 'not the JSON list of scripts/bench'
refused "[$none]" 'no way but none'
refused "[${some/1020/\"many\"}]" 'not the JSON list of scripts/bench'
refused "[$some, $(measured 7 count 1 1000 1.00)]" 'no way none on 7'
refused "[$some, ${others//instructions/ns}]" 'not of one unit'

for wrong in '' one 'one two.svg three' 'one.json two.jpg' '/nowhere two.svg'; do
	status=0
	# shellcheck disable=SC2086 # words
	"$tree/scripts/plot" $wrong >"$out" 2>&1 || status=$?
	[[ $status -eq 2 && $(wc -l <"$out") -eq 1 ]] || bad "scripts/plot $wrong ends with status $status"
done
