/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `swr verdict`: all known bugs, on all devices.
 */
#ifndef SWR_VERDICT_H
#define SWR_VERDICT_H

#include <stdbool.h>
#include <stdio.h>

#include "bugs.h"
#include "swapdev.h"

/**
 * struct swr_verdict_plan - what is asked for
 * @bug: only this; NULL: all
 * @device: only on this; NULL: on zram and brd
 * @repeat: runs per bug and device
 * @json: as JSON
 */
struct swr_verdict_plan {
	const struct swr_bug *bug;
	const struct swr_swapdev_ops *device;
	unsigned int repeat;
	bool json;
};

int swr_verdict(FILE *out, const struct swr_verdict_plan *plan);

#endif
