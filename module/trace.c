// SPDX-License-Identifier: GPL-2.0
/*
 * The one place that makes the trace points of swr_trace.h.
 */
#define CREATE_TRACE_POINTS
#include "swr_trace.h"
