# shellcheck shell=bash disable=SC2154,SC2034
# What fuzz targets are built with: gcc of the tool root, or clang of a root of its own,
# which is 600 MB and only for those who ask.

fuzz_watch='-fsanitize=address,undefined -fno-sanitize-recover=undefined'

fuzz_targets() {
	local f
	for f in "$swr_top"/tests/fuzz/*.c; do
		[[ $f == */replay.c ]] || basename "$f" .c
	done
}

# The root of clang instead of the tool root, from here on.
fuzz_clang() {
	root_name=fuzz
	root_text="the root of scripts/fuzz: Debian $root_suite with clang (half a minute, 900 MB)"
	root_packages=(clang libclang-rt-dev llvm libc6-dev libjansson-dev make)
	with_lock fuzz root_setup >&2
}

# fuzz_build KIND ARGUMENT...: all targets, in a directory of the cache; runs under a lock
fuzz_build() {
	local dir=$swr_build/fuzz-$1
	mkdir -p "$swr_cache/$dir"
	root_run timeout -k 10 600 make -s -j"$(nproc)" -C "/swr/$dir" -f /src/tests/fuzz/Makefile \
		SRC=/src "${@:2}" >&2 || die "the fuzz targets cannot be built, see above"
}

# fuzz_seeds TARGET: directories of inputs to begin with, as the root sees them
fuzz_seeds() {
	echo "/src/tests/fuzz/corpus/$1"
	[[ $1 != scn ]] || printf '%s\n' /src/tests/expect/scenarios /src/tools/swr/scenarios
}
