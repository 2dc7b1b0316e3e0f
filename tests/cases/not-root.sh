#!/bin/sh
# description: without root there is one clear line, and the files cannot be read
# requires: root, point read
. /tests/lib/case.sh
. /tests/lib/closed.sh

echo 'user:x:1000:1000:user:/tmp:/bin/sh' >>/etc/passwd
echo 'user:x:1000:' >>/etc/group
as_user() {
	su user -s /bin/sh -c "$1"
}
is 'the user' "$(as_user 'id -u')" 1000
chmod 755 "$tmp"
cat "$swr_dir/gate" "$swr_dir/counters" /proc/swaps >"$tmp/before"

for command in status counters 'counters --json' 'run aba' 'run aba --device brd' verdict; do
	got=0
	as_user "swr $command" >"$tmp/out" 2>"$tmp/err" || got=$?
	is "the exit status of swr $command" "$got" 2
	one_line "the error of swr $command" "$tmp/err"
	is "the error of swr $command" "$line" "swr ${command%% *}: only root can do that"
	[ ! -s "$tmp/out" ] || fail "swr $command prints something"
done

# What needs no module needs no root.
as_user 'swr list' >"$tmp/out" || fail "swr list: exit status $?"
grep -q '^  aba ' "$tmp/out" || fail 'swr list does not list aba'
as_user 'swr --help' >"$tmp/out" || fail "swr --help: exit status $?"

# The modes of the files are a wall of their own, whatever those above it are.
chmod 755 /sys/kernel/debug "$swr_dir"
closed_to as_user
open_to_root
if as_user 'rmmod swaprace' 2>/dev/null; then
	fail 'anybody can unload the module'
fi

cat "$swr_dir/gate" "$swr_dir/counters" /proc/swaps >"$tmp/after"
diff "$tmp/before" "$tmp/after" || fail 'somebody who is not root changed something'
