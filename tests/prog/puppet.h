/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The pages of puppet, and what its threads can be told to do with them.
 */
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE		4096
#define WORDS		(PAGE / sizeof(uint64_t))
#define FIRST_VALUE	1000		/* page P begins with FIRST_VALUE + P */

enum job { READ, WRITE, REMAP, WANT, MOVE, PROTECT, ANEW, FORK };

#define NR_JOBS	(FORK + 1)

/* How a job is told, and of how many words. */
static const struct {
	const char *verb;
	int words;
} jobs[NR_JOBS] = {
	[READ] = { "read", 3 },
	[WRITE] = { "write", 4 },
	[REMAP] = { "remap", 2 },
	[WANT] = { "want", 3 },
	[MOVE] = { "move", 3 },
	[PROTECT] = { "protect", 3 },
	[ANEW] = { "anew", 3 },
	[FORK] = { "fork", 3 },
};

struct thread {
	pthread_t id;
	pid_t tid;
	enum job job;
	unsigned long page;
	uint64_t value;
	bool busy;
	bool due;	/* busy, and not let go yet */
	sem_t go;
	sem_t done;
};

static uint64_t (*region)[WORDS];

static uint64_t pattern(unsigned long page, unsigned int word)
{
	return (page + 1) * 0x9e3779b97f4a7c15ull ^ (word + 1) * 0xbf58476d1ce4e5b9ull;
}

static void fill(unsigned long page)
{
	unsigned long w;

	for (w = 0; w < WORDS; w++)
		region[page][w] = w ? pattern(page, w) : FIRST_VALUE + page;
}

/* Whoever touches the page meanwhile finds one of zeroes, never nothing. */
static bool move(void *page)
{
	void *away = mremap(page, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP);

	return away != MAP_FAILED &&
	       mremap(away, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, page) == page;
}

static bool anew(unsigned long page)
{
	if (mmap(region[page], PAGE, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != region[page])
		return false;
	fill(page);
	return true;
}

static bool fork_reader(unsigned long page)
{
	pid_t reader = fork();
	int status;

	if (!reader)
		_exit(*(volatile uint64_t *)region[page] != FIRST_VALUE + page);
	return reader > 0 && waitpid(reader, &status, 0) == reader && !status;
}

static void work(struct thread *t)
{
	switch (t->job) {
	case READ:
		t->value = *(volatile uint64_t *)region[t->page];
		break;
	case WRITE:
		*(volatile uint64_t *)region[t->page] = t->value;
		break;
	case REMAP:
		t->value = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
			   MAP_FAILED;
		break;
	case WANT:
		t->value = madvise(region[t->page], PAGE, MADV_WILLNEED);
		break;
	case MOVE:
		t->value = move(region[t->page]);
		break;
	case PROTECT:
		t->value = !mprotect(region[t->page], PAGE, PROT_READ) &&
			   !mprotect(region[t->page], PAGE, PROT_READ | PROT_WRITE);
		break;
	case ANEW:
		t->value = anew(t->page);
		break;
	case FORK:
		t->value = fork_reader(t->page);
		break;
	}
}
