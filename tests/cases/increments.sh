#!/bin/sh
# description: threads that count in pages lose nothing as the kernel is; with reads delayed they lose where S1 is open, and nowhere else
# requires: root, module zram, program swapload, program taskset, point read
# limit: 900
. /tests/lib/case.sh

# The load knows nothing of swaprace and nothing is held: whether a page comes
# back to the swap entry that a slow reader remembers is left to the kernel. It
# does so often where hardly any other entry is free, so the device has just as
# many as the region has pages; and on one CPU, as what others keep in their
# pagevecs cannot be paged out.
threads=16
pages=$(size increments.pages)
delay_us=20000
share=20
seconds=$(size increments.seconds)
enough=$(size increments.enough)

inject=$swr_dir/inject/read

injected() {
	sed -n 's/^injected: //p' "$inject/stats"
}

seen_enough() {
	if [ "$wanted" = VULNERABLE ]; then
		[ "$(rise stale_installs)" -gt 0 ]
	else
		[ "$(injected)" -ge "$enough" ]
	fi
}

wanted=$(expected kernels.list S1)
[ -z "${SWR_KERNEL_DEBUG:-}" ] || [ "$wanted" = FIXED ] ||
	skip 'how soon this kernel loses a write is a matter of its speed'
patience=600000
# the header of the device takes a page
swap_on zram $((4 * (pages + 1)))

snap
taskset 1 swapload $threads "$pages" "$seconds" >"$tmp/plain" || fail "without delays: $(cat "$tmp/plain")"
faults=$(rise faults)
echo "without: $(cat "$tmp/plain") faults=$faults seconds=$seconds"
is_num 'faults without delays' "$faults" -gt 100
is 'delays before any was asked for' "$(injected)" 0
rose stale_installs 0

snap
taskset 1 swapload $threads "$pages" 600 >"$tmp/slow" &
load=$!
echo $delay_us >"$inject/delay_us"
echo -1 >"$inject/times"
echo Y >"$inject/own-fault"
echo $share >"$inject/probability"
begin=$(now_ms)
until_true "$enough delays, or a loss where there may be one" seen_enough
took=$(($(now_ms) - begin))
# else main() of the load would wait through all of its own reads
echo 0 >"$inject/probability"
kill $load
status=0
wait $load || status=$?
echo "with: $(cat "$tmp/slow") faults=$(rise faults) injected=$(injected) stale=$(rise stale_installs) ms=$took"
is 'passes considered' "$(sed -n 's/^considered: //p' "$inject/stats")" \
	$(($(sed -n 's/^filtered: //p' "$inject/stats") + $(injected)))
is_num 'delays' "$(injected)" -gt 0
lost=$(sed -n 's/.* lost=\([0-9]*\) .*/\1/p' "$tmp/slow")
if [ "$wanted" = VULNERABLE ]; then
	is_num 'increments lost' "$lost" -gt 0
else
	is "with delays: $(cat "$tmp/slow"): the exit status" "$status" 0
	rose stale_installs 0
fi
echo inject >"$swr_dir/reset"
swap_off
