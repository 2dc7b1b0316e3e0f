# shellcheck shell=bash disable=SC2154
# The tool root: a Debian trixie with QEMU, compilers and checkers, the same on
# every host.  Debian 12's own QEMU 7.2 corrupts guests that patch their text
# when its CPUs run in threads of their own.

root_suite=trixie
# Where it is in the cache, and what it is; another root may be made in another
# place of other packages.
root_name=root
root_text='the tool root: Debian trixie with QEMU, gcc, kmod (one to three minutes, 600 MB)'
root_packages=(
	qemu-system-x86 qemu-system-data seabios
	gcc gcc-12 make bc bison flex perl libc6-dev libelf-dev libjansson-dev pahole
	kmod cpio busybox-static xz-utils zstd lz4
	sparse shellcheck
)

# Bump to rebuild every root.
root_format=2

root_key() {
	echo "$root_format $root_suite ${root_packages[*]}"
}

root_ready() {
	[[ -e $swr_cache/$root_name/swr-root && "$(head -n 1 "$swr_cache/$root_name/swr-root")" == "$(root_key)" ]]
}

# The QEMU of the root, as 10.0.13
root_qemu() {
	sed -n 2p "$swr_cache/$root_name/swr-root"
}

# Runs under the lock $root_name.
root_setup() {
	local new line
	root_ready && [[ -z ${1:-} ]] && return
	sweep "$swr_cache/$root_name"
	apt_host_lists
	if ! command -v mmdebstrap >/dev/null; then
		say "installing mmdebstrap on the host"
		DEBIAN_FRONTEND=noninteractive timeout --foreground 600 apt-get -qq -y --no-install-recommends \
			install mmdebstrap >&2 || die "apt-get could not install mmdebstrap"
	fi
	line=$(apt_line "$root_suite")
	say "making $root_text"
	new=$(mktemp -d "$swr_cache/$root_name.new.XXXXXX")
	# In a mount namespace of its own, so that nothing stays mounted in a half
	# made root that the next run removes.
	timeout --foreground -k 10 1500 unshare -m --propagation private \
		mmdebstrap --quiet --mode=root --variant=minbase \
		--include="$(IFS=,; echo "${root_packages[*]}")" \
		--aptopt='APT::Install-Recommends "false"' \
		--aptopt='Acquire::Retries "3"' \
		--dpkgopt=force-unsafe-io \
		"$root_suite" "$new" "$line" >&2 ||
		die "mmdebstrap could not make ${root_text%%:*}: see above"
	rm -rf "$new"/usr/share/{doc,man,locale,info}
	mkdir -p "$new/swr" "$new/src"
	{
		root_key
		# shellcheck disable=SC2016 # expanded by dpkg-query
		{ chroot "$new" dpkg-query -W -f '${Version}' qemu-system-x86 2>/dev/null || true; } | sed -E 's/^[0-9]+://; s/[^0-9.].*/\n/'
		# What is built in this root is built again in the next.
		cat /proc/sys/kernel/random/uuid
	} >"$new/swr-root"
	chmod 755 "$new"
	rm -rf "${swr_cache:?}/$root_name"
	mv "$new" "$swr_cache/$root_name"
}

# root_exec COMMAND...: replaces this shell by COMMAND in the tool root, with
# the cache at /swr and this tree, read only, at /src.  The process keeps its
# id, so whoever started it can wait for and kill what runs inside.
root_exec() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	exec unshare -m --propagation private sh -euc '
		root=$1/$3
		mount --bind "$1" "$root/swr"
		mount --bind -o ro "$2" "$root/src"
		mount --rbind /dev "$root/dev"
		mount --rbind /proc "$root/proc"
		mount -t tmpfs tmpfs "$root/tmp"
		shift 3
		exec chroot "$root" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 \
			PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
	' sh "$swr_cache" "$swr_top" "$root_name" "$@"
}

root_run() (
	root_exec "$@"
)
