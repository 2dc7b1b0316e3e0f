// SPDX-License-Identifier: GPL-2.0
/*
 * zram: a device of its own, added and removed through zram-control, so that the
 * zram devices of the machine are not touched.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "parse.h"
#include "swapdev.h"
#include "util.h"

#define CONTROL	"/sys/class/zram-control"

static int unmake(struct swr_swapdev *dev);

static int load(struct swr_swapdev *dev)
{
	static const char *const argv[] = { "modprobe", "zram", "num_devices=0", NULL };
	char why[SWR_ERR_MAX];

	if (!access(CONTROL, F_OK))
		return 0;
	if (swr_exec(argv)) {
		snprintf(why, sizeof(why), "%s", swr_errstr());
		return swr_err("no zram on this kernel: %s", why);
	}
	dev->loaded = true;
	if (!access(CONTROL, F_OK))
		return 0;
	swr_unload("zram");
	return swr_err("no zram on this kernel: the module made no %s", CONTROL);
}

static int set_size(struct swr_swapdev *dev)
{
	char path[64], bytes[24];

	snprintf(path, sizeof(path), "/sys/block/zram%u/disksize", dev->id);
	snprintf(bytes, sizeof(bytes), "%zu", dev->bytes);
	return swr_write_file(path, bytes);
}

static int add(struct swr_swapdev *dev)
{
	uint64_t id;
	char text[24];

	/* reading adds a device and tells its number */
	if (swr_read_file(CONTROL "/hot_add", text, sizeof(text)))
		return -1;
	text[strcspn(text, "\n")] = '\0';
	if (!swr_parse_number(text, 0, UINT32_MAX, &id))
		return swr_err(CONTROL "/hot_add: no number of a device but '%s'", text);
	dev->id = id;
	snprintf(dev->path, sizeof(dev->path), "/dev/zram%u", dev->id);
	return 0;
}

static int make(struct swr_swapdev *dev)
{
	char why[SWR_ERR_MAX];

	if (load(dev))
		return -1;
	if (!add(dev) && !set_size(dev))
		return 0;
	snprintf(why, sizeof(why), "%s", swr_errstr());
	unmake(dev);
	return swr_err("%s", why);
}

static int unmake(struct swr_swapdev *dev)
{
	uint64_t until = swr_now_ns() + UINT64_C(3000000000);
	char id[16];

	snprintf(id, sizeof(id), "%u", dev->id);
	while (*dev->path && swr_write_file(CONTROL "/hot_remove", id)) {
		if (errno != EBUSY || !swr_again(until))
			return -1;
	}
	return dev->loaded ? swr_unload("zram") : 0;
}

const struct swr_swapdev_ops swr_zram = {
	.name = "zram",
	.make = make,
	.unmake = unmake,
};
