# shellcheck shell=bash disable=SC2154,SC2034
# One boot of one kernel under QEMU, and what became of it.

# How many console logs are kept.
boot_keep_logs=50

# An AMD model, so that page table isolation, which costs an emulated TLB flush
# at every system call, stays off; every feature is one that TCG has.
boot_cpu=qemu64-v1,+sse4.1,+sse4.2,+ssse3,+popcnt,+smep,+smap,+fsgsbase,+erms,+rdtscp

# Whatever is wrong with a guest ends it at once.  Without tsc=reliable 5.10 and
# 6.1 read the time from the HPET, an exit to QEMU each time; the crypto tests
# take half a second of every boot.  An emulated CPU that the host lets wait sees
# too few ticks in the time of the timer check, and the kernel would panic.
boot_append=(
	console=ttyS0 tsc=reliable no_timer_check panic=-1 oops=panic softlockup_panic=1
	sysctl.kernel.hung_task_panic=1 sysctl.kernel.hung_task_timeout_secs=60
	sysctl.kernel.hung_task_check_interval_secs=10 sysctl.kernel.panic_on_rcu_stall=1
	cryptomgr.notests
)

# The other CPUs come up in guest-init, behind the last device: to see the size of a
# PCI window the kernel moves it, and if another emulated CPU uses a device at that
# moment, QEMU 10.0 now and then aborts (assertions in iotlb_to_section() and
# msix_table_mmio_write() were seen, at one boot of several hundred).  A CPU that
# comes late measures its delay loop, for seconds on 6.12, unless it is told: here as
# if the TSC had 3 GHz, at CONFIG_HZ=250. The devices of this machine are emulated by the
# host that is slower or faster than that, and mind neither. What the kernel does not
# know, swr_late, it hands to guest-init.
boot_late=(maxcpus=1 lpj=12000000 swr_late=1)

# boot_quote WORD: as one word that any shell reads back byte for byte
boot_quote() {
	local LC_ALL=C
	printf "'%s'" "${1//\'/\'\\\'\'}"
}

# boot_accel LABEL WANT: kvm or tcg
boot_accel() {
	local label=$1 want=$2 dir boot_id
	# Older ones corrupt a guest that patches its text while several CPUs run.
	if [[ $(root_qemu) != [1-9][0-9]* ]]; then
		die "the tool root has QEMU $(root_qemu), expected 10 or newer: scripts/setup --refresh"
	fi
	if [[ $want != auto ]]; then
		echo "$want"
		return
	fi
	read -r boot_id </proc/sys/kernel/random/boot_id
	dir=$swr_cache/run/accel-$boot_id
	if [[ ! -c /dev/kvm || -e $dir/broken ]]; then
		echo tcg
		return
	fi
	if [[ ! -e $dir/$label ]]; then
		with_lock accel boot_probe "$label" "$dir"
	fi
	if [[ -e $dir/$label ]]; then
		echo kvm
	else
		echo tcg
	fi
}

# A /dev/kvm may be there and still boot nothing (nested, filtered), so only a
# guest that reached its user space counts.  One failure is enough to leave KVM
# alone until the host is booted again; a success is noted for each kernel.
boot_probe() {
	local label=$1 dir=$2 run
	[[ ! -e $dir/broken && ! -e $dir/$label ]] || return 0
	rm -rf "$swr_cache"/run/accel-*
	mkdir -p "$dir"
	say "trying KVM with kernel $label (10 seconds at most)"
	run=$(mktemp -d "$swr_cache/run/probe.XXXXXX")
	boot_files "$run" "$label"
	# It says that it is up before it asks for its job.
	: >"$run/job"
	: >"$run/log"
	boot_qemu "$run" "$label" kvm 2 512M '' </dev/null 9>>"$run/log" >&9 2>&9 &
	local pid=$! tries=0
	while ((tries++ < 100)) && kill -0 "$pid" 2>/dev/null && ! grep -qs '^up' "$run/status"; do
		sleep 0.1
	done
	if grep -qs '^up' "$run/status"; then
		: >"$dir/$label"
	else
		say "KVM does not work here: emulating"
		: >"$dir/broken"
	fi
	{ kill -9 "$pid" && wait "$pid"; } 2>/dev/null || true
	rm -rf "$run"
}

# boot_mem LABEL: how much memory a guest has that asks for none
boot_mem() {
	if is_debug "$1"; then
		echo 2G
	else
		echo 768M
	fi
}

# boot_job RUN LABEL MODULE PARAMS COMMAND...: what the guest is to do
boot_job() {
	local run=$1 label=$2 module=$3 params=$4 add word
	shift 4
	mkdir -p "$run/tree/swr"
	{
		echo "swr_module=$module"
		echo "swr_params=$(boot_quote "$params")"
		echo "swr_now=$EPOCHSECONDS"
		echo "export SWR_KERNEL_LABEL=$(kernel_of "$label")"
		! is_debug "$label" || echo "export SWR_KERNEL_DEBUG=$label"
		echo "export SWR_KERNEL_PACKAGE=$(kernel_meta "$label" package)"
		echo "export SWR_KERNEL_VERSION=$(kernel_meta "$label" version)"
		[[ -z ${boot_icount:-} ]] || echo "export SWR_ICOUNT=1"
	} >"$run/tree/swr/env"
	{
		echo 'echo 0 >/proc/self/oom_score_adj'
		printf exec
		for word; do
			printf ' '
			boot_quote "$word"
		done
		echo
	} >"$run/tree/swr/job"
	for add in "${boot_add[@]}"; do
		mkdir -p "$run/tree/$(dirname "${add#*:}")"
		cp -aL "${add%%:*}" "$run/tree/${add#*:}"
	done
	# shellcheck disable=SC2016 # expanded by the inner shell
	root_run sh -euc 'cd "$1/tree"; find . | cpio -o -H newc -R 0:0 --quiet >"$1/job"' \
		sh "/swr/${run#"$swr_cache"/}"
	rm -rf "$run/tree"
}

# boot_files RUN LABEL: what QEMU reads and writes besides
boot_files() {
	local run=$1 label=$2
	# What boot_over names is unpacked over the image.
	if [[ -n ${boot_over:-} ]]; then
		cat "$swr_cache/$swr_build/$label/initrd" "$boot_over" >"$run/initrd"
	else
		ln "$swr_cache/$swr_build/$label/initrd" "$run/initrd"
	fi
	ln "$swr_cache/kernels/$label/image" "$run/kernel"
	: >"$run/out"
	: >"$run/err"
	: >"$run/status"
}

# boot_leaks LABEL on|off: prints what boot_kmemleak is to be, nothing for a kernel that
# has no kmemleak
boot_leaks() {
	! debug_has "$1" DEBUG_KMEMLEAK || echo "$2"
}

# boot_qemu RUN LABEL ACCEL SMP MEM APPEND [STATE]: becomes QEMU.  Descriptor 9 is the
# log.  The ports are plain files: a file never makes the guest wait, and loses
# nothing when QEMU ends.
#
# ACCEL may also be icount.  Then whatever differs from boot to boot is fixed, too:
# addresses, seeds, the date.
#
# STATE is `save` for a guest that waits for its job and obeys QMP on stdin, or
# `load` for one that goes on where RUN/state was saved.
boot_qemu() {
	local run=/swr/${1#"$swr_cache"/} accel=$3 smp=$4 mem=$5 append=$6 state=${7:-} cpu=$boot_cpu
	local job="file,id=job,path=/dev/null,input-path=$run/job" more=()
	case $accel in
	tcg)
		accel=tcg,thread=$([[ -n ${boot_turns:-} ]] && echo single || echo multi)
		# who says how many are to come up has a reason
		[[ $append == *maxcpus=* ]] || append="${boot_late[*]} $append"
		;;
	icount)
		accel=tcg,thread=single
		# shellcheck disable=SC2054 # commas of QEMU
		more=(-icount shift=0,sleep=off -seed 1 -rtc 'base=2026-01-01T00:00:00,clock=vm')
		append="nokaslr $append"
		;;
	esac
	[[ -z ${boot_kmemleak:-} ]] || append="kmemleak=$boot_kmemleak $append"
	# With a place of its own for each page, what is zero is not written, and what is not
	# is read in large pieces. That it was stopped to be saved is not part of the state.
	case $state in
	?*) more+=(-global migration.mapped-ram=on -global migration.store-global-state=off) ;;&
	save)
		# open and silent, so that the guest waits for what it reads
		job=ringbuf,id=job,size=4096
		more+=(-global migration.x-events=on -qmp stdio)
		;;
	load) more+=(-incoming "file:$run/state") ;;
	esac
	# A killed script must not leave its guest behind.
	root_exec setpriv --pdeathsig KILL qemu-system-x86_64 \
		-nodefaults -no-user-config -display none -monitor none -no-reboot \
		-machine q35,i8042=off -accel "$accel" -cpu "$cpu" -smp "$smp" -m "$mem" \
		"${more[@]}" \
		-kernel "$run/kernel" -initrd "$run/initrd" \
		-append "${boot_append[*]} $append" \
		-add-fd fd=9,set=1 \
		-chardev file,id=console,path=/dev/fdset/1,append=on -serial chardev:console \
		-device virtio-serial-pci,max_ports=5 \
		-chardev "file,id=status,path=$run/status" -device virtserialport,chardev=status,name=status,nr=1 \
		-chardev "file,id=out,path=$run/out" -device virtserialport,chardev=out,name=out,nr=2 \
		-chardev "file,id=err,path=$run/err" -device virtserialport,chardev=err,name=err,nr=3 \
		-chardev "$job" -device virtserialport,chardev=job,name=job,nr=4,id=job
}

# boot_stale LOG: is the first complaint an oops of a breakpoint that memory does not hold?
# "Code:" has the byte that was run before the one in brackets. Unless its patching is broken,
# of which a kernel would have warned before, no CPU runs one: who patches waits until all have
# seen it. QEMU drops its translation of a byte before the byte is stored; a CPU that another
# thread emulates can translate the old one in between, and runs that until the byte is stored
# again.
boot_stale() {
	LC_ALL=C awk '/------------\[ cut here|WARNING: |BUG: |ftrace (bug|failed)/ && !oops { exit }
		/(Oops:|\]) int3: / { oops = 1 }
		oops && /RIP: 0010:/ { at = NR }
		at && NR == at + 1 { stale = /\] Code: .* [0-9a-f][0-9a-f] </ && !/ cc </; exit }
		END { exit !stale }' "$1"
}

# boot_verdict LOG [HOW]: HOW QEMU ran it, `threads` if each CPU had one; "STATUS TEXT" if the console tells of more than a failed
# command.  What the kernel said first decides: an oops is followed by a panic.
boot_verdict() {
	local line lockup oops panic
	lockup='BUG: (soft lockup|workqueue lockup)|hard LOCKUP|INFO: rcu.*stall|INFO: task .* blocked.* for more than'
	# A user program's fault has no counter in brackets. KCSAN says BUG and goes on; what
	# its reports are worth is for the reader of the console.
	oops='BUG: |kernel BUG at|Oops: |: [0-9a-f]{4} \[#[0-9]+\]'
	panic='Kernel panic - not syncing'
	line=$(LC_ALL=C grep -aE "$lockup|$oops|$panic" "$1" | grep -av 'BUG: KCSAN: ' | sed -n 1p | tr -cd '[:print:]' | sed -E 's/^\[ *[0-9.]+\] //') || return 0
	if [[ $line =~ $lockup ]]; then
		echo "123 the guest locked up: $line"
	elif [[ ${2:-} == threads && $line =~ 'int3: ' ]] && boot_stale "$1"; then
		echo "119 QEMU, it seems, ran a breakpoint that memory does not hold: $line"
	elif [[ $line =~ $oops ]]; then
		echo "122 the guest had an oops: $line"
	else
		echo "121 the guest panicked: $line"
	fi
}

# boot_last LOG: the last line of a console, where QEMU says why it gives up
boot_last() {
	LC_ALL=C tail -n 1 "$1" | LC_ALL=C tr -cd '[:print:]' | cut -c 1-200
}
