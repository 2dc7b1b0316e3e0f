# shellcheck shell=bash disable=SC2034 # used by those who source this
# A copy of this tree to plant offences in.

tree=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy=$work/tree out=$work/out

bad() {
	echo "FAILED: $*"
	[[ ! -s $out ]] || cat "$out"
	exit 1
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

planted() {
	"$copy/scripts/check" "$@"
}

passes() {
	planted --rule "$1" >"$out" || bad "$1 fails without an offence"
	[[ $(<"$out") == "ok $1" ]] || bad "$1 does not say that it passes"
}

# fails NAME TEXT: and says TEXT
fails() {
	local status=0
	planted --rule "$1" >"$out" || status=$?
	[[ $status -eq 1 ]] || bad "$1 ends with status $status after an offence with '$2'"
	[[ $(head -n 1 "$out") == "not ok $1" ]] || bad "$1 does not say that it fails"
	grep -qF -e "$2" "$out" || bad "$1 does not name '$2'"
}
