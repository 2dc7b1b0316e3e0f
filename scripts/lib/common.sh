# shellcheck shell=bash disable=SC2034 # used by those who source this
# Messages, the cache, locks, and what kernels.list says.

swr_top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
swr_prog=${0##*/}
swr_list=$swr_top/scripts/kernels.list
swr_debug_list=$swr_top/scripts/debug.list

# The status of everything that went wrong before a guest ran.
SWR_EXIT_SETUP=120

say() {
	printf '%s: %s\n' "$swr_prog" "$*" >&2
}

# The number in brackets tells the last line of a failed run from progress.
fail() {
	local status=$1
	shift
	say "[$status] $*"
	exit "$status"
}

die() {
	fail "$SWR_EXIT_SETUP" "$*"
}

need_root() {
	[[ $EUID -eq 0 ]] || die "must be run as root: it makes a Debian root and runs programs in it"
	[[ $(uname -m) == x86_64 ]] || die "needs an x86_64 host, this is $(uname -m)"
}

# The cache is shared by every clone of one user; only what is derived from a
# tree (build/) is kept per tree.
cache_init() {
	umask 022
	local base=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}
	[[ $base == /* ]] || die "XDG_CACHE_HOME must be an absolute path, not '$base'"
	swr_cache=$base/swaprace
	mkdir -p "$swr_cache"/{apt,kernels,build,run,log,lock} ||
		die "cannot make the cache in $swr_cache"
	swr_build=$(build_of "$swr_top")
}

# build_of TREE: where what is made of it lies in the cache
build_of() {
	local id
	id=$(printf %s "$1" | sha256sum)
	[[ -n $id ]] || die 'sha256sum says nothing'
	echo "build/${id:0:12}"
}

# with_lock NAME COMMAND...: one at a time over all processes.  The lock is
# held by a subshell, so that nothing started later inherits it.
with_lock() (
	local name=$1 fd
	shift
	exec {fd}>"$swr_cache/lock/$name"
	if ! flock -w 3 "$fd"; then
		say "waiting for another run that is setting up '$name'"
		flock -w 1800 "$fd" || die "gave up waiting for $swr_cache/lock/$name after 30 minutes"
	fi
	"$@"
)

# Temporary directories carry the name of what they will become; the holder of
# the lock of that name may remove what an interrupted run left.
sweep() {
	rm -rf "$1".new.*
}

list_labels() {
	awk '!/^#/ && NF && head++ { print $1 }' "$1"
}

# The kernels of scripts/kernels.list, upon which everything runs.
kernel_labels() {
	list_labels "$swr_list"
}

# Those of scripts/debug.list, which are built here and run when asked for.
debug_labels() {
	list_labels "$swr_debug_list"
}

# list_field FILE LABEL COLUMN
list_field() {
	awk -v label="$2" -v column="$3" '
		/^#/ || !NF { next }
		!head { head = 1; for (i = 1; i <= NF; i++) if ($i == column) n = i; next }
		n && $1 == label { print $n; exit }' "$1"
}

# kernel_of LABEL: the kernel of kernels.list whose code it is
kernel_of() {
	local of
	of=$(list_field "$swr_debug_list" "$1" of)
	echo "${of:-$1}"
}

is_debug() {
	[[ $(kernel_of "$1") != "$1" ]]
}

# kernel_field LABEL COLUMN: what its own list says, or the line of the kernel
# whose code it is
kernel_field() {
	local found
	found=$(list_field "$swr_debug_list" "$1" "$2")
	[[ -n $found ]] || found=$(list_field "$swr_list" "$(kernel_of "$1")" "$2")
	echo "$found"
}

check_label() {
	local known
	known=$(kernel_labels && debug_labels)
	grep -qxF -e "$1" <<<"$known" ||
		die "unknown kernel '$1', expected one of: ${known//$'\n'/ }"
}
