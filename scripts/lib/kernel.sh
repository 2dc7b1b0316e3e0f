# shellcheck shell=bash disable=SC2154
# A kernel from Debian: image, modules and headers, unpacked in the cache.

. "${BASH_SOURCE[0]%/*}/debug.sh"

# Bump to fetch every kernel again.
kernel_format=2

# What is remembered is good as long as the line of its list is the same.
kernel_key() {
	if is_debug "$1"; then
		debug_key "$1"
		return
	fi
	echo "$kernel_format $(kernel_field "$1" suites) $(kernel_field "$1" package) $(kernel_field "$1" flavour)"
}

kernel_ready() {
	local meta=$swr_cache/kernels/$1/meta
	[[ -e $meta ]] && grep -qxF -e "key=$(kernel_key "$1")" "$meta"
}

# kernel_meta LABEL FIELD: package, version, release (uname -r), gcc
kernel_meta() {
	sed -n "s/^$2=//p" "$swr_cache/kernels/$1/meta"
}

# kernel_headers LABEL: where the headers lie in the tool root
kernel_headers() {
	echo "/swr/kernels/$1/usr/src/linux-headers-$(kernel_meta "$1" release)"
}

# Runs under the lock `kernel-LABEL`.  With a second argument the newest package
# is looked up again.
kernel_setup() {
	local label=$1 refresh=${2:-} apt suites newest package version release new
	local search=apt_newest_kernel make=kernel_unpack what pattern=()
	if [[ -z $refresh ]] && kernel_ready "$label"; then
		return
	fi
	apt_host_lists
	suites=$(kernel_field "$label" suites)
	pattern=("$(kernel_field "$label" package)")
	if is_debug "$label"; then
		search=apt_newest_source what=${pattern[0]} make=debug_build
	else
		pattern+=("$(kernel_field "$label" flavour)")
		what="${pattern[0]}-${pattern[1]} with headers"
	fi
	apt=$swr_cache/apt/$label
	say "kernel $label: looking for the newest $what in $suites"
	rm -rf "$apt"
	apt_private "$apt" "$suites"
	newest=$($search "$apt" "${pattern[@]}")
	[[ -n $newest ]] || die "no $what in $suites"
	package=${newest% *} version=${newest#* }
	if kernel_ready "$label" && [[ "$(kernel_meta "$label" package) $(kernel_meta "$label" version)" == "$newest" ]]; then
		say "kernel $label: $package $version is still the newest"
		rm -rf "$apt"
		return
	fi

	sweep "$swr_cache/kernels/$label"
	new=$(mktemp -d "$swr_cache/kernels/$label.new.XXXXXX")
	say "kernel $label: getting $package $version"
	release=''
	$make "$label" "$apt" "$package" "$new"
	rm -rf "$apt"
	{
		echo "key=$(kernel_key "$label")"
		echo "package=$package"
		echo "version=$version"
		echo "release=$release"
	} >"$new/meta"
	rm -rf "$swr_cache/kernels/$label"
	mv "$new" "$swr_cache/kernels/$label"
}

# kernel_unpack LABEL APT PACKAGE DIR: Debian's image and headers; sets release
kernel_unpack() {
	local label=$1 apt=$2 package=$3 new=$4 deb names
	release=${package#linux-image-}
	mkdir "$new/deb"
	mapfile -t names < <(apt_kernel_closure "$apt" "$package" "linux-headers-$release")
	(cd "$new/deb" && apt_in "$apt" apt-get -qq download "${names[@]}" >&2) ||
		die "cannot download ${names[*]}"
	for deb in "$new"/deb/*.deb; do
		dpkg-deb -x "$deb" "$new"
	done
	rm -rf "$new/deb" "${new:?}/usr/share"
	kernel_arrange "$label" "$new" "$release"
}

# Makes the trees of all releases look alike: the image at the top, modules in
# usr/lib, headers that know where they lie.
kernel_arrange() {
	local label=$1 dir=$2 release=$3 src
	if [[ -d $dir/lib/modules ]]; then
		mkdir -p "$dir/usr/lib"
		mv "$dir/lib/modules" "$dir/usr/lib/modules"
		rmdir "$dir/lib"
	fi
	ln -s usr/lib "$dir/lib"
	for src in "$dir/boot/vmlinuz-$release" "$dir/usr/lib/modules/$release/vmlinuz"; do
		if [[ -e $src ]]; then
			mv "$src" "$dir/image"
		fi
	done
	[[ -e $dir/image && -d $dir/usr/src/linux-headers-$release ]] ||
		die "kernel $label: the packages of $release have no image or no headers where they are expected"
	# The links inside the headers are relative; the makefile is not.
	sed -i "s#\(^\|[ =]\)/usr/src/#\1/swr/kernels/$label/usr/src/#" \
		"$dir/usr/src/linux-headers-$release/Makefile"
	root_run depmod -b "/swr/${dir#"$swr_cache"/}" "$release"
	kernel_uncompress "$dir/image"
}

# Takes the ELF kernel out of a bzImage: QEMU enters it directly (PVH), which
# saves the second that emulated decompression takes at every boot.  A kernel
# that cannot be had this way is booted as it came.
kernel_uncompress() {
	local image=$1 sects offset length tool
	sects=$(od -An -tu1 -j $((0x1f1)) -N 1 "$image")
	offset=$(od -An -tu4 -j $((0x248)) -N 4 "$image")
	length=$(od -An -tu4 -j $((0x24c)) -N 4 "$image")
	offset=$(((sects + 1) * 512 + offset))
	# The last four bytes of the payload are its size, not part of the stream.
	length=$((length - 4))
	case $(od -An -tx1 -j "$offset" -N 4 "$image" | tr -d ' ') in
	02214c18) tool=lz4 ;;
	28b52ffd) tool=zstd ;;
	fd377a58) tool=xz ;;
	1f8b*) tool=gzip ;;
	*) return 0 ;;
	esac
	if dd if="$image" iflag=skip_bytes,count_bytes skip="$offset" count="$length" bs=1M status=none |
		root_run "$tool" -dc >"$image.elf" && root_run readelf -n "/swr/${image#"$swr_cache"/}.elf" 2>/dev/null |
		grep -q Xen; then
		mv "$image.elf" "$image"
	else
		rm -f "$image.elf"
	fi
}
