#!/bin/bash
# description: each layer rule of scripts/check fails on a planted offence
# quick: yes
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/check.bash"
plant_tree

# plant NAME: an offence against the rule; leaves the file it is in in $file. Some
# are written in two pieces, for this file must keep the rules itself.
plant() {
	local text=''
	file=module/fault.c
	case $1 in
	versions) text='#if LINUX_VERSION_CODE > 1' ;;
	probes) file=module/gate.c text='register_kprobe(&kp);' ;;
	hooks) file=module/gate.c text='register_ftrace_function(&ops);' ;;
	probe) file=module/probe.c text='	udelay(10);' ;;
	debugfs) text='debugfs_create_dir("x", NULL);' ;;
	view) text='#include "view.h"' ;;
	view-gets-and-sets) file=debugfs/fix.c text='	swr_fault_end(f, 0);' ;;
	view-state) file=debugfs/hooks.c text='static unsigned int shown;' ;;
	export) file=module/main.c text='EXPORT_SYMBOL_GPL(swr_fault_current);' ;;
	fault-path) file=module/races.c text='	p = kmalloc(8, GFP_ATOMIC);' ;;
	stats) file=module/stats.c text='	p = kzalloc(8, GFP_KERNEL);' ;;
	policy) file=module/detect.c text='	if (fix == &swr_fix_busted)' ;;
	bounded) file=module/inject.c text='	wait_event(wq, done);' ;;
	fix-knows-nothing) file=module/fixes/tick.c text='	swr_gate_pass(0, 0, 0);' ;;
	one-ops) file=module/fixes/tick.c text='const struct swr_fix_ops swr_fix_tick = {' ;;
	one-symbol) file=module/fixes/tick.c text='int losers;' ;;
	abi-path) file=tools/swr/ctl.c text='char path[] = "/sys/kernel/debug''/swaprace/fix";' ;;
	abi-file) file=tools/swr/show.c text='	swr_ctl_read("status", text, 1);' ;;
	case)
		file=tests/cases/fix.sh
		sed -i '/^# description:/d' "$copy/$file"
		;;
	case-lib)
		file=tests/cases/fix.sh
		sed -i '/case\.sh$/d' "$copy/$file"
		;;
	becomes) file=tests/cases/fix.sh text='hooked >n || fail none' ;;
	no-sleep) file=tests/cases/fix.sh text='sl''eep 1' ;;
	spdx)
		file=tools/swr/ctl.c
		sed -i 1d "$copy/$file"
		;;
	unfinished) file=README.md text='TO''DO: more' ;;
	mirrors) file=scripts/lib/apt.sh text='line=http://deb.deb''ian.org/x' ;;
	machine-paths) file=scripts/setup text='cd /wo''rk/main' ;;
	links) file=doc/cost.md text='See [it](../README.md#no-such-heading).' ;;
	length) file=module/main.c text=$(printf '/* */\n%.0s' {1..1050}) ;;
	*) return 1 ;;
	esac
	[[ -z $text ]] || printf '%s\n' "$text" >>"$copy/$file"
}

rules=$(planted --list | cut -d' ' -f1)
[[ $(wc -l <<<"$rules") -ge 20 ]] || bad "--list names hardly any rule"
for name in $rules; do
	case $name in
	shellcheck | checkpatch | analyzer | sparse) continue ;;
	esac
	passes "$name"
	plant "$name" || bad "nothing is planted here for the rule '$name'"
	fails "$name" "$file"
	cp "$tree/$file" "$copy/$file"
done

# A file that is not there, and what only looks like a link.
for link in no-such-file.md ../../../README.md '../README.md#in-a-block'; do
	# shellcheck disable=SC2016 # it is Markdown
	{
		printf '%s\n' '```' '# In a block' '```' >>"$copy/README.md"
		printf 'A `span\ngoes on`, [it](%s), `another`.\n' "$link" >>"$copy/doc/cost.md"
	}
	fails links doc/cost.md
	cp "$tree/doc/cost.md" "$copy/doc/cost.md"
	cp "$tree/README.md" "$copy/README.md"
done
# shellcheck disable=SC2016 # it is Markdown
printf '%s\n' '`a[1](x)`' '    b[1](y)' 'See [it](model.md#memory-order).' >>"$copy/doc/cost.md"
passes links
cp "$tree/doc/cost.md" "$copy/doc/cost.md"

# A comment may name what code may not.
printf '/*\n * kmalloc(), LINUX_VERSION_CODE\n */\n' >>"$copy/module/fault.c"
passes fault-path
passes versions
# A second policy in a file, and one without.
sed -i 's/swr_fix_tick/swr_fix_tock/' "$copy/module/fixes/tick.c"
fails one-ops module/fixes/tick.c
cp "$tree/module/fixes/tick.c" "$copy/module/fixes/tick.c"

status=0
planted --rule nonsense >"$out" 2>&1 || status=$?
[[ $status -eq 120 ]] || bad "an unknown rule ends with status $status, not 120"
[[ $(wc -l <"$out") -eq 1 ]] || bad "an unknown rule is not told in one line"
