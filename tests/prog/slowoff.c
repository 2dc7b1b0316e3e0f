// SPDX-License-Identifier: GPL-2.0
/*
 * slowoff: a call of swapoff that stays in the kernel for as long as one likes.
 *
 *	slowoff <commands >answers
 *
 * The path it is given is on a page that userfaultfd has not filled yet. Prints "in"
 * when the kernel has asked for that page, fills it with zeros on the first line it
 * reads, and prints "out" when swapoff has returned; exit 1 if that is no error, as the
 * empty path has to be, or if anything else fails.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE	4096ul

static void *call(void *path)
{
	return swapoff(path) && errno == ENOENT ? path : NULL;
}

int main(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct uffdio_zeropage zero = { .range.len = PAGE };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);
	struct uffd_msg msg;
	pthread_t thread;
	void *page, *ret;

	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	reg.range.start = (unsigned long)page;
	reg.range.len = PAGE;
	if (fd < 0 || page == MAP_FAILED || ioctl(fd, UFFDIO_API, &api) ||
	    ioctl(fd, UFFDIO_REGISTER, &reg) || pthread_create(&thread, NULL, call, page) ||
	    read(fd, &msg, sizeof(msg)) != sizeof(msg)) {
		perror("slowoff");
		return 1;
	}
	puts("in");
	fflush(stdout);
	getchar();
	zero.range.start = (unsigned long)page;
	if (ioctl(fd, UFFDIO_ZEROPAGE, &zero) || pthread_join(thread, &ret)) {
		perror("slowoff");
		return 1;
	}
	puts("out");
	return !ret;
}
