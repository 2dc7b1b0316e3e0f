// SPDX-License-Identifier: GPL-2.0
/*
 * brd: the only RAM disk of a module that we load; or, if brd is there already, a
 * RAM disk that nobody has open and that holds nothing but zeros. What we wrote
 * to it is zeroed again.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "swapdev.h"
#include "util.h"

#define BRD_DISKS_MAX	256

static bool present(unsigned int id)
{
	char path[32];

	snprintf(path, sizeof(path), "/sys/block/ram%u", id);
	return !access(path, F_OK);
}

static bool any_present(void)
{
	unsigned int id;

	for (id = 0; id < BRD_DISKS_MAX; id++)
		if (present(id))
			return true;
	return false;
}

static int load(struct swr_swapdev *dev)
{
	char size[40], why[SWR_ERR_MAX];
	const char *const argv[] = { "modprobe", "brd", "rd_nr=1", size, NULL };

	if (any_present())
		return 0;
	/* there without disks: not ours to reload */
	if (!access("/sys/module/brd", F_OK))
		return swr_err("brd is loaded but has no RAM disk");
	snprintf(size, sizeof(size), "rd_size=%zu", dev->bytes / 1024);
	if (swr_exec(argv)) {
		snprintf(why, sizeof(why), "%s", swr_errstr());
		return swr_err("no brd on this kernel: %s", why);
	}
	dev->loaded = true;
	return 0;
}

static bool all_zero(int fd)
{
	static const char zeros[65536];
	static char buf[65536];
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		if (memcmp(buf, zeros, n))
			return false;
	return !n;
}

static bool unused(const struct swr_swapdev *dev)
{
	bool yes;
	int fd;

	/* O_EXCL: nobody has mounted it or swaps to it */
	fd = open(dev->path, O_RDWR | O_EXCL | O_CLOEXEC);
	if (fd < 0)
		return false;
	yes = lseek(fd, 0, SEEK_END) >= (off_t)dev->bytes && !lseek(fd, 0, SEEK_SET) &&
	      all_zero(fd);
	close(fd);
	return yes;
}

static int make(struct swr_swapdev *dev)
{
	unsigned int id;

	if (load(dev))
		return -1;
	for (id = 0; id < BRD_DISKS_MAX; id++) {
		snprintf(dev->path, sizeof(dev->path), "/dev/ram%u", id);
		if (present(id) && unused(dev))
			return 0;
	}
	if (dev->loaded)
		swr_unload("brd");
	return swr_err("every RAM disk of brd is in use or holds data");
}

static int wipe(const struct swr_swapdev *dev)
{
	static const char zeros[4096];
	size_t done;
	int fd, err;

	fd = open(dev->path, O_WRONLY | O_EXCL | O_CLOEXEC);
	if (fd < 0)
		return swr_err("%s: %s", dev->path, strerror(errno));
	for (done = 0; done < dev->bytes; done += sizeof(zeros))
		if (write(fd, zeros, sizeof(zeros)) != sizeof(zeros))
			break;
	err = done < dev->bytes || fsync(fd);
	close(fd);
	return err ? swr_err("%s could not be zeroed", dev->path) : 0;
}

static int unmake(struct swr_swapdev *dev)
{
	return dev->loaded ? swr_unload("brd") : wipe(dev);
}

const struct swr_swapdev_ops swr_brd = {
	.name = "brd",
	.make = make,
	.unmake = unmake,
};
