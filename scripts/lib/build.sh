# shellcheck shell=bash disable=SC2154
# The module and swr for one kernel, built in a copy of this tree: kbuild writes
# beside its sources and a clone must stay clean.

build_paths=(include module debugfs tools Kbuild Makefile tests/plant tests/prog tests/unit)

# The names of all sources, separated by NUL.
build_list() {
	local paths=() p
	for p in "${build_paths[@]}"; do
		[[ -e $swr_top/$p ]] && paths+=("$p")
	done
	[[ ${#paths[@]} -gt 0 ]] || return 0
	if [[ -e $swr_top/.git ]] && command -v git >/dev/null; then
		# A deleted file that git still tracks is listed: drop it.
		git -c safe.directory='*' -C "$swr_top" ls-files -z -co --exclude-standard -- "${paths[@]}" |
			(cd "$swr_top" && while IFS= read -r -d '' p; do
				[[ ! -f $p ]] || printf '%s\0' "$p"
			done)
	else
		(cd "$swr_top" && find "${paths[@]}" -type f -print0)
	fi | LC_ALL=C sort -zu
}

# build_key LABEL: changes when anything that goes into the build does
build_key() {
	{
		cat "$swr_cache/kernels/$1/meta" "$swr_cache/root/swr-root"
		cat "$swr_top/scripts/lib/build.sh"
		build_list | (cd "$swr_top" && xargs -0r sha256sum)
	} | sha256sum
}

# build_gcc LABEL: of the compilers in the tool root the one nearest to the one
# that built the kernel, rather newer than older
build_gcc() {
	local want have best='' vars
	vars=$swr_cache/root$(kernel_headers "$1")
	vars=$swr_cache/${vars#"$swr_cache"/root/swr/}/.kernelvariables
	want=$(sed -nE 's/^CC = .*gcc-([0-9]+)$/\1/p' "$vars")
	for have in "$swr_cache"/root/usr/bin/gcc-[0-9]*; do
		have=${have##*-}
		if [[ -z $best ]] || ((best < want && have > best)) || ((have >= want && have < best)); then
			best=$have
		fi
	done
	echo "gcc-$best"
}

# build_sync DIR: into DIR/src. Copies what differs and removes what is gone; an unchanged
# file keeps its date, so make builds only what it must. What was built of others is no
# build of these.
build_sync() {
	local dst=$1/src built=$1/built f
	local -A now=()
	mkdir -p "$dst"
	while IFS= read -r -d '' f; do
		now[$f]=1
		cmp -s "$swr_top/$f" "$dst/$f" && continue
		rm -f "$built"
		mkdir -p "$dst/$(dirname "$f")"
		cp "$swr_top/$f" "$dst/$f"
	done < <(build_list)
	if [[ -e $dst.files ]]; then
		while IFS= read -r -d '' f; do
			[[ -n ${now[$f]:-} ]] || rm -f "$built" "$dst/$f"
		done <"$dst.files"
	fi
	build_list >"$dst.files"
}

# Runs under the lock of the build.
build_setup() {
	local label=$1 key dir cc jobs headers
	dir=$swr_cache/$swr_build/$label
	key=$(build_key "$label")
	[[ "$(cat "$dir/built" 2>/dev/null)" == "$key" ]] && return
	[[ -e $swr_top/Kbuild && -e $swr_top/Makefile ]] ||
		die "no Kbuild and Makefile in $swr_top: nothing to build"
	mkdir -p "$dir"
	rm -f "$dir/built"
	: >"$dir/make.log"
	build_sync "$dir"
	cc=$(build_gcc "$label")
	headers=$(kernel_headers "$label")
	jobs=$(nproc)
	say "kernel $label: building swaprace.ko and swr with $cc"
	build_make "$dir" -C "$headers" "M=/swr/$swr_build/$label/src" "CC=$cc" KCFLAGS=-Werror -j"$jobs" modules
	build_make "$dir" -C "/swr/$swr_build/$label/src" -j"$jobs" swr progs
	if [[ -e $dir/src/tests/plant/Kbuild ]]; then
		build_make "$dir" -C "$headers" "M=/swr/$swr_build/$label/src/tests/plant" "CC=$cc" -j"$jobs" modules
	fi
	# Warnings of a build that went well are for whoever reads them.
	grep -E 'warning:|WARNING:' "$dir/make.log" >&2 || true
	[[ -e $dir/src/swaprace.ko && -x $dir/src/tools/swr/swr ]] ||
		die "the build left no swaprace.ko or no tools/swr/swr in $dir/src"
	echo "$key" >"$dir/built"
}

build_make() {
	local dir=$1
	shift
	if ! root_run timeout -k 10 900 make --no-print-directory "$@" >>"$dir/make.log" 2>&1; then
		cat "$dir/make.log" >&2
		die "the build failed: make $*"
	fi
}
