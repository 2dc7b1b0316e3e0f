// SPDX-License-Identifier: GPL-2.0
/*
 * A swap file on an ext2 of its own, on a RAM disk of brd that is ours alone. With
 * a RAM disk below it, a fault goes past the swap cache as it does for the disk
 * itself; what differs is where the extents are and what swapoff gives back.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "err.h"
#include "swapdev.h"
#include "util.h"

#define OVERHEAD	(1024 * 1024)	/* what the file system needs for itself, at most */

/* There is one swap device at a time. */
static struct swr_swapdev disk;
static char dir[SWR_SWAPDEV_PATH - sizeof("/swap")];

static int write_file(const struct swr_swapdev *dev)
{
	static const char zeros[4096];
	size_t done;
	int fd, err;

	fd = open(dev->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return swr_err("%s: %s", dev->path, strerror(errno));
	/* a swap file must not have holes */
	for (done = 0; done < dev->bytes; done += sizeof(zeros))
		if (write(fd, zeros, sizeof(zeros)) != sizeof(zeros))
			break;
	err = done < dev->bytes || fsync(fd);
	close(fd);
	return err ? swr_err("%s could not be written", dev->path) : 0;
}

static int mount_disk(void)
{
	const char *const argv[] = { "mke2fs", "-F", disk.path, NULL };

	if (swr_exec(argv))
		return -1;
	snprintf(dir, sizeof(dir), "/tmp/swr-XXXXXX");
	if (!mkdtemp(dir))
		return swr_err("%s: %s", dir, strerror(errno));
	if (!mount(disk.path, dir, "ext2", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL))
		return 0;
	swr_err("mount %s as ext2: %s", disk.path, strerror(errno));
	rmdir(dir);
	return -1;
}

static int unmount_disk(void)
{
	if (umount(dir))
		return swr_err("umount %s: %s", dir, strerror(errno));
	rmdir(dir);
	return 0;
}

static int make(struct swr_swapdev *dev)
{
	char why[SWR_ERR_MAX];

	memset(&disk, 0, sizeof(disk));
	disk.bytes = dev->bytes + OVERHEAD;
	if (swr_brd.make(&disk))
		return -1;
	if (!mount_disk()) {
		snprintf(dev->path, sizeof(dev->path), "%s/swap", dir);
		if (!write_file(dev))
			return 0;
		snprintf(why, sizeof(why), "%s", swr_errstr());
		unmount_disk();
	} else {
		snprintf(why, sizeof(why), "%s", swr_errstr());
	}
	swr_brd.unmake(&disk);
	return swr_err("%s", why);
}

static int unmake(struct swr_swapdev *dev)
{
	(void)dev;
	return unmount_disk() ? -1 : swr_brd.unmake(&disk);
}

const struct swr_swapdev_ops swr_file = {
	.name = "file",
	.make = make,
	.unmake = unmake,
	.asked_for = true,
};
