/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A swap device that is ours alone, from its making to its end.
 */
#ifndef SWR_SWAPDEV_H
#define SWR_SWAPDEV_H

#include <stdbool.h>
#include <stddef.h>

#define SWR_SWAPDEV_PATH	32	/* bytes of a path, with the closing 0 */

struct swr_swapdev;

/**
 * struct swr_swapdev_ops - one kind of device
 * @name: as --device takes it
 * @make: bring a device of dev->bytes into being and set dev->path; leaves
 *        nothing behind if it fails
 * @unmake: give back what @make took; called without the swap on it
 * @asked_for: `swr verdict` leaves it out unless it is asked for
 */
struct swr_swapdev_ops {
	const char *name;
	int (*make)(struct swr_swapdev *dev);
	int (*unmake)(struct swr_swapdev *dev);
	bool asked_for;
};

/**
 * struct swr_swapdev - a device
 * @ops: its kind
 * @path: its node in /dev, or a file
 * @bytes: its size, a multiple of the page size; one page is for the header, the
 *         others are slots
 * @id: its number
 * @loaded: we loaded its module
 * @made: there is something to unmake
 * @on: swap is on
 */
struct swr_swapdev {
	const struct swr_swapdev_ops *ops;
	char path[SWR_SWAPDEV_PATH];
	size_t bytes;
	unsigned int id;
	bool loaded;
	bool made;
	bool on;
};

extern const struct swr_swapdev_ops swr_zram, swr_brd, swr_file;
/* All kinds; NULL last. */
extern const struct swr_swapdev_ops *const swr_swapdevs[];

const struct swr_swapdev_ops *swr_swapdev_find(const char *name);
int swr_swapdev_up(struct swr_swapdev *dev, const struct swr_swapdev_ops *ops, unsigned int pages);
int swr_swapdev_down(struct swr_swapdev *dev);
int swr_unload(const char *module);

#endif
