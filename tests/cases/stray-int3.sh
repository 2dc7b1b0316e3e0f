#!/bin/sh
# description: a task that meets a breakpoint nobody put at a function that is being looked up goes on
# requires: module stray
# vm: --no-module
. /tests/lib/case.sh

load_module
rmmod swaprace
met=/sys/module/stray/parameters/met
modprobe stray symbol=stack_trace_save_tsk
is 'breakpoints met before' "$(cat $met)" 0
load_module
is 'breakpoints met' "$(cat $met)" 1
is fix "$(status_of fix)" stock
rmmod swaprace
rmmod stray
