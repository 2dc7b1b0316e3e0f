# shellcheck shell=bash disable=SC2154
# The state of a guest of each kernel that is up and waits for its job. Under emulation
# most of what a short test takes is the boot, the same each time; a guest that begins
# with this state begins where that ends. Its memory is its own: nothing of one guest
# reaches another. What they have alike is what the boot has left: where the kernel has put
# things, and the speed of the clock that it has measured. The clock runs by that of the
# host, so that a state is of no use when the host has booted.
#
# Only what nobody asks anything special of: the default size, no arguments for the
# kernel, nothing that counts instructions. Under KVM a boot is no matter.

# How long one guest may take to come up and to be saved, in seconds.
state_limit=300

# What no good boot says. A kernel that says it each time is for whoever reads consoles.
state_bad='swaprace guest: |WARNING: |Call Trace'

# state_dir LABEL: where it is
state_dir() {
	local name=state
	[[ $boot_kmemleak != on ]] || name+=-kmemleak
	echo "$swr_cache/$swr_build/$1/$name"
}

# state_usable LABEL ACCEL SMP MEM APPEND
state_usable() {
	[[ $2 == tcg && $3 == 2 && $4 == "$(boot_mem "$1")" && -z $5$boot_over ]]
}

# state_key LABEL: changes when what comes up does, or what it comes up on
state_key() {
	cat "$swr_cache/$swr_build/$1/guest" "$swr_cache/root/swr-root" \
		"$swr_top"/scripts/lib/{boot,state}.sh /proc/sys/kernel/random/boot_id | sha256sum
}

# Runs under the lock of the build.
state_setup() {
	local label=$1 dir key try
	dir=$(state_dir "$label")
	key=$(state_key "$label")
	[[ "$(cat "$dir/key" 2>/dev/null)" == "$key" ]] && return
	say "kernel $label: saving the state of a guest"
	sweep "$dir"
	rm -rf "$dir"
	for try in 1 2 3; do
		rm -rf "$dir.new.$try"
		mkdir "$dir.new.$try"
		if state_save "$label" "$dir.new.$try" 9>"$dir.new.$try/console" &&
			{ [[ $try -eq 3 ]] || ! grep -aqE "$state_bad" "$dir.new.$try/console"; }; then
			echo "$key" >"$dir.new.$try/key"
			rm -f "$dir.new.$try"/{kernel,initrd,status,out,err}
			mv "$dir.new.$try" "$dir"
			sweep "$dir"
			return
		fi
		rm -f "$dir.new.$try"/{kernel,initrd,state}
		say "boot $try: $(state_why "$dir.new.$try")"
	done
	die "in three boots no guest of kernel $label came up; console log: $dir.new.3/console"
}

# state_why DIR: what became of a guest that did not come up
state_why() {
	local said verdict
	said=$(tail -n 1 "$1/status")
	verdict=$(boot_verdict "$1/console")
	[[ -n $verdict ]] || verdict=$(LC_ALL=C grep -aE "$state_bad" "$1/console" | sed -n 1p)
	if [[ $said == 'clock '* ]]; then
		echo "the clock of the guest is wrong: ${said#clock }"
	else
		echo "${verdict:-$(boot_last "$1/console")}"
	fi
}

# state_save LABEL DIR: boots one, and leaves its state in DIR/state. Descriptor 9 is
# its console.
#
# The guest opens the port of its job, QEMU says so, and the guest is stopped there. A
# line that QEMU says tells of each step.
state_save() (
	label=$1 dir=$2 line='' asked='' saved='' left=$state_limit until=$((SECONDS + state_limit))
	boot_files "$dir" "$label"
	coproc QEMU { boot_qemu "$dir" "$label" tcg 2 "$(boot_mem "$label")" '' save; }
	# shellcheck disable=SC2153 # set by coproc
	pid=$QEMU_PID
	# shellcheck disable=SC2064 # now
	trap "{ kill -9 $pid && wait $pid; } 2>/dev/null || true" EXIT
	exec {to}>&"${QEMU[1]}" {from}<&"${QEMU[0]}"
	echo '{"execute": "qmp_capabilities"}' >&"$to"
	while ((left > 0)) && read -r -t "$left" line <&"$from"; do
		left=$((until - SECONDS))
		case $line in
		*'"VSERPORT_CHANGE"'*)
			# shellcheck disable=SC2076 # literally
			[[ -z $asked && $line =~ '"open": true' && $line =~ '"id": "job"' ]] || continue
			asked=1
			echo '{"execute": "stop"}' >&"$to"
			echo "{\"execute\": \"migrate\", \"arguments\": {\"uri\": \"file:/swr/${dir#"$swr_cache"/}/state\"}}" >&"$to"
			;;
		*'"MIGRATION"'*'"completed"'*)
			saved=1
			break
			;;
		*'"MIGRATION"'*'"failed"'* | *'"error"'*)
			say "QEMU says: $line"
			break
			;;
		esac
	done
	[[ -n $saved && -z $(boot_verdict "$dir/console") ]]
)
