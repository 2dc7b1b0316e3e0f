# shellcheck shell=bash disable=SC2154
# The kernels of scripts/debug.list: built from Debian's linux-source with the
# fragments of scripts/debug/, upon a configuration in which all else is off.

# Bump to build every one of them again.
debug_format=2

# debug_files LABEL: the fragments
debug_files() {
	local name
	for name in $(kernel_field "$1" fragments | tr , ' '); do
		echo "$swr_top/scripts/debug/$name.config"
	done
}

# debug_has LABEL OPTION: is it one of a fragment?
debug_has() {
	local files
	mapfile -t files < <(debug_files "$1")
	[[ ${#files[@]} -gt 0 ]] && grep -qx "CONFIG_$2=y" "${files[@]}"
}

# debug_key LABEL: changes when what the kernel is built from does
debug_key() {
	local files
	mapfile -t files < <(debug_files "$1")
	echo "$debug_format $(kernel_field "$1" suites) $(kernel_field "$1" package)" \
		"$(kernel_field "$1" gcc) $(cat "${files[@]}" | sha256sum | head -c 16)"
}

# debug_make LABEL TREE ARGUMENT...
#
# Entered by QEMU (PVH), a kernel runs enlighten.c and memcmp() before there is any
# shadow memory for KASAN, and before `current` for KCSAN; and the module hooks a function of khugepaged that is inlined
# where nothing keeps the compiler from it.
debug_make() {
	local label=$1 tree=$2
	shift 2
	if ! root_run timeout -k 10 5400 make -C "/swr/${tree#"$swr_cache"/}" -j"$(nproc)" \
		CC="gcc-$(kernel_field "$label" gcc)" HOSTCC="gcc-$(kernel_field "$label" gcc)" \
		LOCALVERSION="-${label#*-}" KBUILD_BUILD_USER=swaprace KBUILD_BUILD_HOST=swaprace \
		KASAN_SANITIZE_string.o=n KASAN_SANITIZE_enlighten.o=n \
		KCSAN_SANITIZE_enlighten.o=n CFLAGS_khugepaged.o=-fno-inline-functions-called-once \
		"$@" >>"$tree.log" 2>&1; then
		tail -n 30 "$tree.log" >&2
		die "kernel $label: make $* failed, see above and $tree.log"
	fi
}

# debug_config LABEL TREE: a line of a fragment that does not hold is a mistake,
# unless this release has no such option.
debug_config() {
	local label=$1 tree=$2 line option files
	mapfile -t files < <(debug_files "$label")
	cat "${files[@]}" >"$tree/all.config"
	debug_make "$label" "$tree" KCONFIG_ALLCONFIG=all.config allnoconfig
	while read -r line; do
		option=${line%%=*}
		case $line in
		*=n) ! grep -q "^$option=" "$tree/.config" && continue ;;
		*) grep -qxF -e "$line" "$tree/.config" && continue ;;
		esac
		grep -rqE "^(menu)?config ${option#CONFIG_}\$" --include='Kconfig*' "$tree" || continue
		die "kernel $label: '$line' of scripts/debug does not hold"
	done < <(grep ^CONFIG_ "$tree/all.config")
}

# debug_build LABEL APT PACKAGE DIR: from its source; sets release, as kernel_unpack
debug_build() {
	local label=$1 apt=$2 package=$3 new=$4 tree=$4/source gcc begin=$SECONDS
	gcc=gcc-$(kernel_field "$label" gcc)
	mkdir "$tree"
	(cd "$apt" && apt_in "$apt" apt-get -qq download "$package" >&2) || die "cannot download $package"
	say "kernel $label: unpacking it"
	dpkg-deb --fsys-tarfile "$apt/${package}"_*.deb | tar -xO "./usr/src/$package.tar.xz" |
		xz -dc -T0 | tar -x -C "$tree" --strip-components=1 || die "cannot unpack $package"
	say "kernel $label: building it with $gcc (about five minutes on two cores)"
	debug_config "$label" "$tree"
	debug_make "$label" "$tree" vmlinux modules
	release=$(<"$tree/include/config/kernel.release")
	mkdir -p "$new/usr/lib" "$new/usr/src"
	ln -s usr/lib "$new/lib"
	debug_make "$label" "$tree" INSTALL_MOD_PATH="/swr/${new#"$swr_cache"/}" modules_install
	rm -f "$new/usr/lib/modules/$release"/{build,source}
	root_run strip -o "/swr/${new#"$swr_cache"/}/image" "/swr/${tree#"$swr_cache"/}/vmlinux"

	# What a module is built with stays, as in a package of headers.
	(cd "$tree" && rm -rf Documentation block certs crypto drivers fs init io_uring ipc kernel lib \
		LICENSES mm net rust samples security sound usr virt vmlinux* .tmp_vmlinux*)
	find "$tree/arch" -mindepth 1 -maxdepth 1 -type d ! -name x86 -exec rm -rf {} +
	find "$tree/arch" -name '*.[ao]' -delete
	echo "CC = $gcc" >"$tree/.kernelvariables"
	mv "$tree" "$new/usr/src/linux-headers-$release"
	rm -f "$tree.log"
	say "kernel $label: built in $((SECONDS - begin)) s"
}
