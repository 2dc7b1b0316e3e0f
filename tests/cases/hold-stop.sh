#!/bin/sh
# description: a held task that is traced, frozen with its cgroup, or whose process ends: the hold lasts as long as it should, and nothing is lost
# requires: root, module zram, point read, counter gate_holds, program meddle
# limit: 240
# vm: --kmemleak
. /tests/lib/case.sh

swap_on zram 1024
page=0

# held PLACE LIMIT: t0 is, in a fault on a page that is out, in $page
held() {
	page=$(((page + 1) % 32))
	out "$page"
	gate "hold a task=$t0 at=$1 limit_ms=$2"
	says ok read 0 "$page"
	gate "wait a held limit_ms=$patience"
	is tasks_held "$(status_of tasks_held)" 1
}

# ended END: the hold has, so
ended() {
	gate "wait a done limit_ms=$patience"
	is 'the end of the hold' "$(gate_field a end)" "$1"
	gate "drop a"
}

comes_back() {
	says $((1000 + page)) wait 0 "$patience"
}

# tracer HOW: of t0, and it has got as far as it can while t0 is held
tracer() {
	mkfifo "$tmp/go"
	meddle "$1" "$t0" <"$tmp/go" >"$tmp/trace" 2>&1 &
	tracer=$!
	exec 6>"$tmp/go"
	rm "$tmp/go"
	until_true "$1" traced traced
}

traced() {
	grep -qx "$1" "$tmp/trace"
}

puppet 32 4
for place in read:return fault_end; do
	for how in seize attach; do
		snap
		held $place 60000
		tracer $how
		# It is asked to stop, and does when it would go back to user space.
		says late wait 0 100
		is "the hold of one traced by $how at $place" "$(gate_field a state)" held
		if traced stopped; then
			fail "it stopped while it was held at $place"
		fi
		gate "release a"
		until_true 'it stops' traced stopped
		ended released
		says late wait 0 100
		exec 6>&-
		wait $tracer || fail "meddle $how: $(cat "$tmp/trace")"
		comes_back
		rose gate_holds 1
		rose gate_timeouts 0
		rose gate_kills 0
	done

	# The tracer dies: its task is held still, and free afterwards. Nobody releases it.
	snap
	held $place 1500
	tracer seize
	kill -KILL $tracer
	wait $tracer || true
	exec 6>&-
	ended limit
	comes_back
	rose gate_timeouts 1
	rose gate_kills 0
done
says yes intact
nothing_left

# A cgroup is frozen when its last task has left the kernel.
mkdir -p /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
group=/sys/fs/cgroup/hold
mkdir $group
echo "$pid" >$group/cgroup.procs

frozen_is() {
	grep -qx "frozen $1" $group/cgroup.events
}

echo 1 >$group/cgroup.freeze
until_true 'it is frozen' frozen_is 1
echo 0 >$group/cgroup.freeze
until_true 'it is thawed' frozen_is 0
for end in released limit killed; do
	snap
	case $end in
	limit) held read:return 1500 ;;
	*) held read:return 60000 ;;
	esac
	echo 1 >$group/cgroup.freeze
	if [ $end != limit ]; then
		is "the hold in a cgroup to be frozen" "$(gate_field a state)" held
		frozen_is 0 || fail 'the cgroup is frozen with a task that is held'
	fi
	case $end in
	released) gate "release a" ;;
	killed)
		kill -KILL "$pid"
		wait "$case_puppet" || true
		exec 7>&- 8<&-
		;;
	esac
	ended $end
	if [ $end != killed ]; then
		until_true "it is frozen after the hold, which was $end" frozen_is 1
		echo 0 >$group/cgroup.freeze
		comes_back
		says yes intact
	fi
	kills=0 timeouts=0
	case $end in
	killed) kills=1 ;;
	limit) timeouts=1 ;;
	esac
	rose gate_kills $kills
	rose gate_timeouts $timeouts
done
echo 0 >$group/cgroup.freeze
nothing_left

# The process ends by another thread: exit_group() kills the held one.
snap
puppet 32 2
held read:return 60000
puppet_ends
ended killed
rose gate_kills 1
rose gate_timeouts 0
nothing_left
swap_off
no_leaks
