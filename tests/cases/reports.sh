#!/bin/sh
# description: a race is reported with both threads, their CPUs and the functions of this kernel, one report each, and what the ring had no room for is counted
# requires: root, module zram
. /tests/lib/case.sh
. /tests/lib/races.sh

ring=64
over=3
install=$(awk '$1 == "install,free" { print $3 }' "$swr_dir/hooks")

reports() {
	cat "$swr_dir/reports" >"$tmp/reports"
	cat "$swr_dir/races" >"$tmp/races"
}

# lines PATTERN: how many of the reports
lines() {
	grep -cE "$1" "$tmp/reports" || true
}

reports
is 'reports before any race' "$(cat "$tmp/reports")" ''

snap
swr run aba --repeat 5 >"$tmp/out"
reports
if [ "$(expected kernels.list S1)" != VULNERABLE ]; then
	is reports "$(cat "$tmp/reports")" ''
	is races "$(cat "$tmp/races")" ''
	is 'swr races' "$(swr races)" 'no race was recorded'
	is 'swr races --diagram' "$(swr races --diagram)" 'no race was recorded'
	nothing_left
	exit 0
fi

is titles "$(lines '^BUG: swaprace: stale-install in do_swap_page / do_swap_page$')" 5
is rulers "$(lines '^={66}$')" 10
is 'machine lines' "$(wc -l <"$tmp/races")" 5
for side in a b; do
	is "lines of side $side" \
		"$(lines "by task $(field ${side}_tid) \($(field ${side}_comm)\) on cpu $(field ${side}_install_cpu), at [0-9]+\.[0-9]{3} us:$")" 5
	is "the CPU of side $side" "$(field ${side}_install_cpu)" "$(field ${side}_cpu)"
done
# Both stacks begin where the page was mapped and go back to the page fault.
is 'stacks that begin in the hooked function' "$(grep -A 1 'by task' "$tmp/reports" | grep -c "^ $install+0x" || true)" 10
is 'stacks that come from do_swap_page' "$(grep -A 1 "^ $install+0x" "$tmp/reports" | grep -c '^ do_swap_page+0x' || true)" 10
is 'stacks of the page fault' "$(lines '^ asm_exc_page_fault\+0x')" 10
is 'stacks that were not saved' "$(lines 'no stack')" 0
is 'functions without a name' "$(lines '^ 0x')" 0
# Both faults of a race are of its entry. Which of the 15 slots that is the kernel says, and
# not in each round the same.
is 'both faults are of one entry' "$(lines '^entry ([0-9]+:[0-9]+) when .*, \1 when ')" 5
is 'entries' "$(sed -n 's/^entry \([0-9]*:[0-9]*\) when .*, \1 when .*/\1/p' "$tmp/reports" | xargs)" \
	"$(sed -n 's/.* entry=\([^ ]*\) .*/\1/p' "$tmp/races" | xargs)"
# The numbers are those of the machine lines.
is 'numbers' "$(sed -n 's/^race \([0-9]*\), .*/\1/p' "$tmp/reports" | xargs)" \
	"$(sed -n 's/^race=\([0-9]*\) .*/\1/p' "$tmp/races" | xargs)"
zero=$(($(field a_begin_ns) < $(field b_begin_ns) ? $(field a_begin_ns) : $(field b_begin_ns)))
us=$(printf '%d.%03d' $((($(field a_install_ns) - zero) / 1000)) $((($(field a_install_ns) - zero) % 1000)))
is 'reports with the time of the newest install' "$(lines "^task $(field a_tid): .* install $us us$")" 1
rose races_overwritten 0

swr races >"$tmp/out"
diff "$tmp/reports" "$tmp/out" || fail 'swr races differs from the file'
swr races --last 1 >"$tmp/out"
tail -n "$(wc -l <"$tmp/out")" "$tmp/reports" | diff - "$tmp/out" || fail 'swr races --last 1 is not the last report'
is 'reports of --last 1' "$(grep -c '^BUG: ' "$tmp/out")" 1

# Drawn: what the ring knows of the newest, in its order, and what it does not know.
swr races --diagram --last 1 >"$tmp/out"
entry=$(field entry)
is 'points drawn' "$(sed -n 's/^ *[0-9][0-9]* *\(.*('"$entry"').*\)$/\1/p' "$tmp/out" | tr -s ' ' | tr '\n' ';')" \
	"do_swap_page($entry);swap_readpage($entry) begins;swap_readpage($entry) ends;do_swap_page($entry);swap_readpage($entry) begins;swap_readpage($entry) ends;maps its page, swap_free($entry);maps its stale page, swap_free($entry);"
for word in "CPU$(field a_cpu) (swr-T0, tid $(field a_tid))" "CPU$(field b_cpu) (swr-T1, tid $(field b_tid))" \
	"$(uname -r), race 5, stale install" 'Not recorded: '; do
	grep -qF "$word" "$tmp/out" || fail "the diagram does not say '$word': $(cat "$tmp/out")"
done
swr races --diagram >"$tmp/out"
is 'diagrams' "$(grep -c 'Not recorded: ' "$tmp/out")" 5

# More than the ring holds: the newest are kept, and how many went is counted.
swr run aba --repeat $((ring - 5 + over)) >"$tmp/out"
reports
is titles "$(lines '^BUG: ')" $ring
is 'machine lines' "$(wc -l <"$tmp/races")" $ring
is 'the number of the first' "$(sed -n 's/^race \([0-9]*\), .*/\1/p' "$tmp/reports" | head -n 1)" $((over + 1))
rose stale_installs $((ring + over))
rose races_overwritten $over
rose lost_races 0

echo races >"$swr_dir/reset"
reports
is 'reports after a reset' "$(cat "$tmp/reports")" ''
nothing_left
