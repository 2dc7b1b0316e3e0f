# shellcheck shell=bash disable=SC2154
# The initramfs of a kernel: busybox, the few modules of that kernel that
# swaprace works with, swaprace.ko and swr.

# With what they depend on; a name that a kernel does not have is left out.
guest_modules=(
	virtio_pci virtio_console
	zram brd loop null_blk
	lzo lzo-rle lz4 lz4hc zstd deflate 842
)

# Runs under the lock of the build.
guest_setup() {
	local label=$1 dir key
	dir=$swr_cache/$swr_build/$label
	key=$(cat "$dir/built" "$swr_top"/scripts/lib/guest{.sh,-init,-image} | sha256sum)
	[[ "$(cat "$dir/guest" 2>/dev/null)" == "$key" ]] && return
	rm -f "$dir/guest"
	root_run timeout --foreground 300 sh "/src/scripts/lib/guest-image" "/swr/kernels/$label" \
		"$(kernel_meta "$label" release)" "/swr/$swr_build/$label" "${guest_modules[*]}" >&2 ||
		die "cannot make the initramfs of kernel $label"
	echo "$key" >"$dir/guest"
}
