#!/bin/sh
# description: whatever is written to the files of the module, by one and by many and while it comes and goes: what is refused changes nothing, and memory stays flat
# requires: root, program fuzz, program fuzzcrowd, module zram
# parallel: yes
# limit: 1200
# vm: --kmemleak
. /tests/lib/case.sh

# Another seed makes other inputs: SWR_SEED=N in the place of this one.
seed=${SWR_SEED:-1}
inputs=$(size fuzz.inputs)
crowd=$(size fuzz.crowd)
rounds=$(size fuzz.rounds)

# Collapses would come into the counters and hooks.
echo never >/sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null || true

# All that can be read, but for what goes on by itself, for results that nothing resets, and
# for a hook that comes on with the first policy that needs it and stays.
state() {
	find "$swr_dir" -type f -perm -400 ! -name error ! -name model | sort | xargs grep -H '' |
		sed 's/ hits=[0-9]* missed=[0-9]*//; s/tasks_in_frames: .*//
			s/hooks_armed: .*//; s/\(hooks:bypass [^ ]* [^ ]*\) [a-z]*/\1/'
}

# What nobody but the kernel can free, in KiB.
unmovable() {
	awk '$1 == "SUnreclaim:" || $1 == "Percpu:" || $1 == "KernelStack:" { sum += $2 }
		END { print sum }' /proc/meminfo
}

state >"$tmp/begin"
is 'files that the parameters of the module can be written by' \
	"$(find /sys/module/swaprace/parameters -type f -perm /222)" ''

# Objects that the kernel has allocated by their size alone, as lines and knobs are. What a CPU
# has at hand of a cache counts as allocated, some hundred objects of the small ones: it is
# given back first, but on debugging kernels, where lockdep complains of how 5.10 does that.
objects() {
	if [ -z "${SWR_KERNEL_DEBUG:-}" ]; then
		for cache in /sys/kernel/slab/kmalloc-*; do
			echo 1 >"$cache/shrink"
		done
	fi
	awk '/^kmalloc/ { sum += $2 } END { print sum + 0 }' /proc/slabinfo
}

# An object lost in every eighth input is more than the bound of objects; what a CPU takes in
# hand between giving it back and being counted is less, most times. What is freed under RCU
# is waited for.
bound=512 bound_objects=$((inputs / 8))
flat() {
	[ $(($(objects) - before_objects)) -le $bound_objects ] &&
		[ $(($(unmovable) - before)) -le $bound ]
}
fuzz one "$swr_dir" "$((seed + 1))" "$(size fuzz.warm)" >"$tmp/warm" || fail "fuzz: $(cat "$tmp/warm")"
before_objects=$(objects) before=$(unmovable)
begin=$(now_ms)
fuzz one "$swr_dir" "$seed" "$inputs" >"$tmp/out" || fail "fuzz: $(cat "$tmp/out")"
# KASAN keeps what is freed for a while; there kmemleak says what is lost, at the end. The
# kernel with KCSAN looks for something else.
[ -n "${SWR_KERNEL_DEBUG:-}" ] || until_true "no more than $bound KiB and $bound_objects objects are lost" flat
echo "one: $(cat "$tmp/out"), $(($(now_ms) - begin)) ms, $(($(unmovable) - before)) KiB and $(($(objects) - before_objects)) objects more"

# At the same time others swap, so that knobs change while hooks read them.
swap_on zram 16384
swapload 2 300 600 >"$tmp/load" 2>&1 &
load=$!
echo all >"$swr_dir/reset"
echo 1 >"$swr_dir/enabled"
swaps() {
	[ "$(counter faults)" -gt 0 ]
}
until_true 'it swaps' swaps
before=$(unmovable)
begin=$(now_ms)
fuzzcrowd write "$swr_dir" "$seed" "$crowd" >"$tmp/out" || fail "fuzzcrowd: $(cat "$tmp/out")"
echo "many: $(cat "$tmp/out"), $(($(now_ms) - begin)) ms"
echo inject >"$swr_dir/reset"
kill "$load"
wait "$load" || true
swap_off
echo "many: $(($(unmovable) - before)) KiB more"

begin=$(now_ms)
fuzzcrowd reload "$swr_dir" "$seed" "$rounds" swaprace >"$tmp/out" ||
	fail "fuzzcrowd: $(cat "$tmp/out")"
echo "reload: $(cat "$tmp/out"), $(($(now_ms) - begin)) ms"
is_num 'files that were not there' "$(sed -n 's/.* gone=\([0-9]*\).*/\1/p' "$tmp/out")" -gt 0

# Everything can be put back to what it was.
echo 1 >"$swr_dir/enabled"
for file in fix fix_loop fix_order fix_swapoff fix_collapse livelock/loops livelock/ms livelock/break_ms pass_gone; do
	was=$(sed -n "s,^$swr_dir/$file:\(.*\[\)\{0\,1\}\([^]]*\).*,\2,p" "$tmp/begin")
	echo "$was" >"$swr_dir/$file" || fail "$file: '$was' is refused"
done
echo all >"$swr_dir/reset"
echo 1 >"$swr_dir/enabled"
nothing_left
state >"$tmp/end"
diff "$tmp/begin" "$tmp/end" || fail 'the state cannot be put back'

fuzz open "$swr_dir" swaprace >"$tmp/out" || fail "fuzz open: $(cat "$tmp/out")"
no_leaks
