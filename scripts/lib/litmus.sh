# shellcheck shell=bash disable=SC2154,SC2034
# herd7 and the kernel's memory model. Of Debian's releases only unstable has herdtools7,
# for a C library that is newer than that of the tool root, which therefore comes along;
# linux-kernel.cat and its kin are in Debian's source of the kernel and nowhere else.

litmus_suite=sid
litmus_dir=litmus

# Runs under the lock litmus.
litmus_setup() {
	local dir=$swr_cache/$litmus_dir apt=$swr_cache/apt/litmus new source
	[[ -e $dir/memory-model/linux-kernel.cat ]] && return
	apt_host_lists
	say "getting herd7 from Debian $litmus_suite and the memory model of the kernel (250 MB, once)"
	sweep "$dir"
	rm -rf "$apt" "$dir"
	new=$(mktemp -d "$dir.new.XXXXXX")
	chmod 755 "$new"
	apt_private "$apt" "$litmus_suite"
	(cd "$apt" && apt_in "$apt" apt-get -qq download herdtools7 libc6 libgmp10 >&2) ||
		die "cannot download herdtools7 of Debian $litmus_suite"
	for deb in "$apt"/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$new" --wildcards './usr/bin/herd7' \
			'./usr/lib/x86_64-linux-gnu/lib*' './usr/lib/x86_64-linux-gnu/ld-*' \
			'./usr/share/herdtools7/herd/*' >&2 2>/dev/null || true
	done
	rm -rf "$apt"
	apt_private "$apt" "$root_suite"
	source=$(apt_in "$apt" apt-cache depends linux-source | sed -nE 's/^ *Depends: (linux-source-.*)/\1/p')
	[[ -n $source ]] || die "$root_suite has no linux-source"
	(cd "$apt" && apt_in "$apt" apt-get -qq download "$source" >&2) || die "cannot download $source"
	mkdir "$new/memory-model"
	dpkg-deb --fsys-tarfile "$(echo "$apt/$source"_*.deb)" | tar -xO "./usr/src/$source.tar.xz" |
		root_run xz -dc -T0 | tar -x -C "$new/memory-model" --strip-components=3 --wildcards \
		'*/tools/memory-model/linux-kernel.*' '*/tools/memory-model/lock.cat' >&2
	echo "$source" >"$new/source"
	mv "$new" "$dir"
	rm -rf "$apt"
}

# herd ARG...: herd7 in the tool root, in the directory of the memory model
herd() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	root_run sh -euc '
		dir=$1
		shift
		cd "$dir/memory-model"
		lib=$dir/usr/lib/x86_64-linux-gnu
		exec timeout 120 "$lib/ld-linux-x86-64.so.2" --library-path "$lib" "$dir/usr/bin/herd7" \
			-set-libdir "$dir/usr/share/herdtools7/herd" "$@"' sh "/swr/$litmus_dir" "$@"
}
