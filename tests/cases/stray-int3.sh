#!/bin/sh
# description: a task that meets a breakpoint nobody put at a function that is being looked up goes on
# requires: module stray
# vm: --no-module
. /tests/lib/case.sh

load_module
rmmod swaprace
seen=/sys/module/stray/parameters
modprobe stray symbol=stack_trace_save_tsk
is 'breakpoints met before' "$(cat $seen/met)" 0
load_module
is 'breakpoints met' "$(cat $seen/met)" 1
is 'functions with two probes' "$(cat $seen/twins)" 0
is fix "$(status_of fix)" stock
rmmod swaprace
rmmod stray
