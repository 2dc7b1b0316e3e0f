// SPDX-License-Identifier: GPL-2.0
/*
 * Swap on a device of our own. What the kinds of device differ in is in dev_zram.c,
 * dev_brd.c and dev_file.c.
 *
 * The choreography of aba needs the only free slot of the machine to be the one
 * that the victim left, and what is measured should be of the device asked for.
 * So no other swap may be on, and swap of somebody else is never touched.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "err.h"
#include "swapdev.h"
#include "util.h"

const struct swr_swapdev_ops *const swr_swapdevs[] = { &swr_zram, &swr_brd, &swr_file, NULL };

/**
 * swr_swapdev_find() - a kind of device by its name
 * @name: name
 *
 * Return: NULL if there is none.
 */
const struct swr_swapdev_ops *swr_swapdev_find(const char *name)
{
	unsigned int i;

	for (i = 0; swr_swapdevs[i]; i++)
		if (!strcmp(swr_swapdevs[i]->name, name))
			return swr_swapdevs[i];
	return NULL;
}

/**
 * swr_unload() - remove a module that we loaded
 * @module: its name
 */
int swr_unload(const char *module)
{
	uint64_t until = swr_now_ns() + UINT64_C(3000000000);

	while (syscall(SYS_delete_module, module, O_NONBLOCK)) {
		if ((errno != EAGAIN && errno != EBUSY && errno != EWOULDBLOCK) ||
		    !swr_again(until))
			return swr_err("module %s could not be unloaded: %s", module,
				       strerror(errno));
	}
	return 0;
}

/* No swap may be on but @own (or none at all). */
static int check_alone(const char *own)
{
	char text[4096], *line, *save;

	if (access("/proc/swaps", F_OK))
		return swr_err("this kernel has no swap");
	if (swr_read_file("/proc/swaps", text, sizeof(text)))
		return -1;
	strtok_r(text, "\n", &save);	/* the heading */
	while ((line = strtok_r(NULL, "\n", &save))) {
		line[strcspn(line, " \t")] = '\0';
		if (!own || strcmp(line, own))
			return swr_err("swap is in use on %s: all swap has to be on a device of our own, swapoff it first",
				       line);
	}
	return 0;
}

static int make_swap(const struct swr_swapdev *dev)
{
	char kib[24];
	const char *const argv[] = { "mkswap", dev->path, kib, NULL };

	snprintf(kib, sizeof(kib), "%zu", dev->bytes / 1024);
	return swr_exec(argv);
}

/**
 * swr_swapdev_up() - make a device and switch swap on
 * @dev: where to
 * @ops: its kind
 * @pages: its size, one of them for the header
 *
 * Return: 0, or -1 with nothing left behind.
 */
int swr_swapdev_up(struct swr_swapdev *dev, const struct swr_swapdev_ops *ops, unsigned int pages)
{
	char why[SWR_ERR_MAX];

	memset(dev, 0, sizeof(*dev));
	dev->ops = ops;
	dev->bytes = pages * sysconf(_SC_PAGESIZE);
	if (check_alone(NULL) || ops->make(dev))
		return -1;
	dev->made = true;
	if (make_swap(dev))
		goto undo;
	if (swapon(dev->path, 0)) {
		swr_err("swapon %s: %s", dev->path, strerror(errno));
		goto undo;
	}
	dev->on = true;
	if (check_alone(dev->path))
		goto undo;
	return 0;

undo:
	snprintf(why, sizeof(why), "%s", swr_errstr());
	swr_swapdev_down(dev);
	return swr_err("%s", why);
}

/**
 * swr_swapdev_down() - switch swap off and give the device back
 * @dev: the device; nothing is done twice
 *
 * Return: 0, or -1 if something is left behind.
 */
int swr_swapdev_down(struct swr_swapdev *dev)
{
	if (dev->on) {
		/* EINVAL: a scenario has done it already */
		if (swapoff(dev->path) && errno != EINVAL)
			return swr_err("swapoff %s: %s", dev->path, strerror(errno));
		dev->on = false;
	}
	if (dev->made) {
		dev->made = false;
		return dev->ops->unmake(dev);
	}
	return 0;
}
