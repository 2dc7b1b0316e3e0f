# shellcheck shell=bash disable=SC2154,SC2034
# bpftrace, perf and stress-ng for a guest, as the Debian release of its kernel ships them: an
# archive that is unpacked over the initramfs. LLVM makes it 200 MB, so only those who
# ask get it.

tools_programs=(bpftrace perf stress-ng)

# tools_suite LABEL: bullseye, bookworm, ...
tools_suite() {
	local suites
	suites=$(kernel_field "$1" suites)
	suites=${suites%%,*}
	echo "${suites%-*}"
}

# tools_cpio LABEL: where the archive is
tools_cpio() {
	echo "$swr_cache/tools-$(tools_suite "$1")/tools.cpio"
}

# tools_setup LABEL: runs under the lock of tools_lock. A root of that release is made
# and what the programs load is taken out of it; the rest is not kept.
tools_setup() (
	local suite made
	suite=$(tools_suite "$1")
	made=tools-$suite
	root_name=$made root_suite=$suite
	root_packages=(bpftrace linux-perf linux-libc-dev stress-ng)
	root_text="bpftrace, perf and stress-ng of Debian $suite (a minute, 250 MB)"
	[[ -e $swr_cache/$made/tools.cpio ]] && root_ready && return
	# What was interrupted below is made anew.
	rm -rf "${swr_cache:?}/$made"
	root_setup
	say "packing ${tools_programs[*]} of Debian $suite"
	root_run timeout 300 sh /src/scripts/lib/tools-pack /pack "${tools_programs[@]}" >&2 ||
		die "cannot take ${tools_programs[*]} out of Debian $suite: see above"
	root_name=root
	# shellcheck disable=SC2016 # expanded by the inner shell
	root_run sh -euc 'cd "$1/pack"; find . | cpio -o -H newc -R 0:0 --quiet >../tools.new' \
		sh "/swr/$made" || die "cannot pack ${tools_programs[*]} of Debian $suite"
	find "$swr_cache/$made" -mindepth 1 -maxdepth 1 ! -name 'tools.new' ! -name swr-root \
		-exec rm -rf {} +
	mv "$swr_cache/$made/tools.new" "$swr_cache/$made/tools.cpio"
)
