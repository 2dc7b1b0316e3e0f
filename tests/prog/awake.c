// SPDX-License-Identifier: GPL-2.0
/*
 * awake: what a guest that goes on from a saved state has to be told.
 *
 *	awake SECONDS <32 bytes
 *
 * Sets the time of day, in seconds since 1970, and has the kernel's random numbers begin
 * anew with these bytes: else all guests of a state draw the same. Exit 1 with a line on
 * stderr if that fails.
 */
#include <fcntl.h>
#include <linux/random.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct timespec now = { .tv_sec = argc == 2 ? atoll(argv[1]) : 0 };
	struct {
		struct rand_pool_info info;
		char seed[32];
	} pool = { .info = { .entropy_count = 256, .buf_size = sizeof(pool.seed) } };
	int fd = open("/dev/urandom", O_RDWR);

	/* What has no random numbers yet has them by that, and what has takes them anew. */
	if (now.tv_sec <= 0 || clock_settime(CLOCK_REALTIME, &now) || fd < 0 ||
	    read(STDIN_FILENO, pool.seed, sizeof(pool.seed)) != sizeof(pool.seed) ||
	    ioctl(fd, RNDADDENTROPY, &pool.info) || ioctl(fd, RNDRESEEDCRNG)) {
		perror("awake");
		return 1;
	}
	return 0;
}
