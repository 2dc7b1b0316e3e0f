# shellcheck shell=bash disable=SC2034 # used by those who source this
# A copy of this tree to plant offences in, and what a test of tests needs.

tree=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
work=$(mktemp -d)
copy=$work/tree out=$work/out
# shellcheck source=../../scripts/lib/common.sh
. "$tree/scripts/lib/common.sh"
cache_init
# One kernel is enough where it does not matter which.
label=$(kernel_labels | sed -n 1p)

# What was built for the copy goes with it.
clean_up() {
	local build
	build=$(build_of "$copy")
	rm -rf "${swr_cache:?}/${build:?}" "$swr_cache/lock/${build##*/}"-* "$work"
}
trap clean_up EXIT

bad() {
	echo "FAILED: $*"
	[[ ! -s $out ]] || cat "$out"
	echo "FAILED: $*"
	exit 1
}

# comes_true SECONDS COMMAND...: looks again and again, for what nobody tells us of
comes_true() {
	local until=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < until)) || return 1
		sleep 0.1
	done
}

plant_tree() {
	mkdir "$copy"
	if [[ -e $tree/.git ]]; then
		(cd "$tree" && git -c safe.directory='*' ls-files -z -co --exclude-standard |
			while IFS= read -r -d '' f; do
				[[ ! -f $f ]] || printf '%s\0' "$f"
			done | xargs -0 cp --parents -t "$copy")
	else
		cp -r "$tree/." "$copy"
	fi
}

# plant_build: the copy has what was built of the tree for $label, and a state of its guest
plant_build() {
	mkdir "$swr_cache/$(build_of "$copy")"
	cp -a --sparse=always "$swr_cache/$(build_of "$tree")/$label" "$swr_cache/$(build_of "$copy")"
}

planted() {
	"$copy/scripts/check" --kernel "$label" "$@"
}

passes() {
	planted --rule "$1" >"$out" || bad "$1 fails without an offence"
	[[ $(<"$out") == "ok $1" ]] || bad "$1 does not say that it passes"
}

# fails NAME TEXT [FILE]: and says TEXT
fails() {
	local status=0
	planted --rule "$1" "${@:3}" >"$out" || status=$?
	[[ $status -eq 1 ]] || bad "$1 ends with status $status after an offence with '$2'"
	[[ $(head -n 1 "$out") == "not ok $1" ]] || bad "$1 does not say that it fails"
	grep -qF -e "$2" "$out" || bad "$1 does not name '$2'"
}
