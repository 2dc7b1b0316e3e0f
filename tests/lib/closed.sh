# shellcheck shell=sh disable=SC2154 # what case.sh sets
# The files of the module, tried by somebody else. Sourced after case.sh.

# closed_to WHO: a function of the case, which runs a line of sh as somebody. That one can
# open none of the files, and has tried all of them. Some hundred files, so without a
# process for each.
closed_to() {
	find "$swr_dir" -type f >"$tmp/files"
	is_num 'files' "$(wc -l <"$tmp/files")" -ge 9
	"$1" "while read -r file; do
			{ :; } 2>/dev/null <\$file && echo \$file can be read
			{ :; } 2>/dev/null >\$file && echo \$file can be written
			echo tried >&2
		done <$tmp/files" >"$tmp/open" 2>"$tmp/tried"
	[ ! -s "$tmp/open" ] || fail "$1: $(head -n 1 "$tmp/open")"
	is "files that $1 tried" "$(grep -cx tried "$tmp/tried")" "$(wc -l <"$tmp/files")"
}

# open_to_root: what is refused to others root can have; leaves the names in $tmp/readable
open_to_root() {
	find "$swr_dir" -type f -perm -400 >"$tmp/readable"
	is_num 'files that root can read' "$(wc -l <"$tmp/readable")" -ge 9
	xargs cat <"$tmp/readable" >"$tmp/text" || fail 'root cannot read a file'
}
