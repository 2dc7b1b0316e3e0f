// SPDX-License-Identifier: GPL-2.0
/*
 * Settings of transparent huge pages, borrowed and returned, and what the kernel calls
 * the answers of its checks.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "err.h"
#include "parse.h"
#include "thp.h"
#include "util.h"

#define THP	"/sys/kernel/mm/transparent_hugepage/"

/*
 * With MADV_COLLAPSE nobody else may collapse, and no fault may make a huge page. With
 * khugepaged, it looks again after 10 ms, at all there is, and does not rest for a
 * minute if it found no memory.
 */
static struct setting {
	const char *path;
	const char *madvise;
	const char *khugepaged;
	char before[80];
} settings[] = {
	{ .path = THP "enabled", .madvise = "never", .khugepaged = "madvise" },
	{ .path = THP "khugepaged/scan_sleep_millisecs", .khugepaged = "10" },
	{ .path = THP "khugepaged/alloc_sleep_millisecs", .khugepaged = "10" },
	{ .path = THP "khugepaged/pages_to_scan", .khugepaged = "65536" },
};

#define NR_SETTINGS	(sizeof(settings) / sizeof(*settings))

/**
 * swr_thp_bytes() - size of a huge page
 *
 * Return: in bytes, 0 with the reason in swr_errstr(): this kernel has none.
 */
size_t swr_thp_bytes(void)
{
	char text[24];
	uint64_t bytes;

	if (swr_read_file(THP "hpage_pmd_size", text, sizeof(text))) {
		swr_err("this kernel has no transparent huge pages");
		return 0;
	}
	text[strcspn(text, "\n")] = '\0';
	if (!swr_parse_number(text, 4096, UINT64_C(1) << 30, &bytes)) {
		swr_err("hpage_pmd_size: no size but '%s'", text);
		return 0;
	}
	return bytes;
}

/**
 * swr_thp_madvise() - is there MADV_COLLAPSE (6.1)?
 */
bool swr_thp_madvise(void)
{
	/* of no memory at all: what is not known is refused all the same */
	return !madvise(NULL, 0, MADV_COLLAPSE);
}

/* "a [b] c": b; "b": b */
static void active_word(char *text)
{
	char *from = strchr(text, '[');

	if (from) {
		from[strcspn(from, "]")] = '\0';
		memmove(text, from + 1, strlen(from));
	}
	text[strcspn(text, "\n")] = '\0';
}

static int set(struct setting *s, const char *value)
{
	char now[sizeof(s->before)];

	if (!*s->before) {
		if (swr_read_file(s->path, now, sizeof(now)))
			return -1;
		active_word(now);
		memcpy(s->before, now, sizeof(now));
	}
	return swr_write_file(s->path, value);
}

/**
 * swr_thp_borrow() - let one collapse, and nobody else
 * @by: whom
 *
 * Return: 0 or -1; swr_thp_return() is due in both cases.
 */
int swr_thp_borrow(enum swr_collapser by)
{
	const char *value;
	unsigned int i;

	for (i = 0; i < NR_SETTINGS; i++) {
		value = by == SWR_BY_MADVISE ? settings[i].madvise : settings[i].khugepaged;
		if (value && set(&settings[i], value))
			return -1;
	}
	return 0;
}

/**
 * swr_thp_return() - everything as it was
 */
int swr_thp_return(void)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < NR_SETTINGS; i++) {
		if (*settings[i].before && swr_write_file(settings[i].path, settings[i].before))
			err = -1;
		*settings[i].before = '\0';
	}
	return err;
}

/**
 * swr_thp_khugepaged() - the kernel thread
 *
 * Return: its number, -1: it does not run.
 */
pid_t swr_thp_khugepaged(void)
{
	char path[300], comm[32];
	struct dirent *d;
	pid_t pid = -1;
	uint64_t nr;
	DIR *proc;

	proc = opendir("/proc");
	if (!proc)
		return swr_err("/proc: %s", strerror(errno));
	while (pid < 0 && (d = readdir(proc))) {
		if (!swr_parse_number(d->d_name, 1, INT32_MAX, &nr))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/comm", d->d_name);
		if (!swr_read_file(path, comm, sizeof(comm)) && !strcmp(comm, "khugepaged\n"))
			pid = nr;
	}
	closedir(proc);
	return pid < 0 ? swr_err("khugepaged does not run") : pid;
}

/**
 * swr_thp_join() - let khugepaged look at this process from here on
 * @bytes: of a huge page
 *
 * It looks at those who have offered memory that is in use. This is room for a huge page
 * that nobody uses, so that nothing is collapsed, and one used page before it.
 *
 * Return: 0 or -1.
 */
int swr_thp_join(size_t bytes)
{
	size_t page = sysconf(_SC_PAGESIZE);
	char *room, *used;

	room = mmap(NULL, 3 * bytes, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (room == MAP_FAILED)
		return swr_err("mmap: %s", strerror(errno));
	used = (char *)((uintptr_t)room / bytes * bytes + bytes - page);
	if (used > room)
		munmap(room, used - room);
	*(volatile char *)used = 1;
	return madvise(used, page + bytes, MADV_HUGEPAGE) ?
	       swr_err("MADV_HUGEPAGE: %s", strerror(errno)) : 0;
}

static int rounds_ended(uint64_t *n)
{
	char text[24];

	if (swr_read_file(THP "khugepaged/full_scans", text, sizeof(text)))
		return -1;
	text[strcspn(text, "\n")] = '\0';
	return swr_parse_number(text, 0, UINT32_MAX, n) ? 0 :
	       swr_err("full_scans: no number but '%s'", text);
}

/**
 * swr_thp_settle() - wait until khugepaged is done with what it has begun
 * @limit_ms: longest wait
 *
 * It is one thread, and the end of its round through all processes is not inside a
 * collapse. Ask swr_thp_join() first: without anybody to look at there are no rounds.
 *
 * Return: 0 or -1.
 */
int swr_thp_settle(unsigned int limit_ms)
{
	uint64_t until = swr_now_ns() + limit_ms * UINT64_C(1000000), from, now;

	if (rounds_ended(&from))
		return -1;
	do {
		if (rounds_ended(&now))
			return -1;
	} while (now == from && swr_again(until));
	return now == from ? swr_err("khugepaged did not end a round within %u ms", limit_ms) : 0;
}

/**
 * swr_thp_answer() - an answer of the kernel's check, by the kernel's own name for it
 * @answer: its number
 * @name: where to; the number itself if there is no name to be had
 * @len: size of @name
 */
void swr_thp_answer(int answer, char *name, size_t len)
{
	char format[8192], dir[128], path[256], key[16];
	const char *p;

	snprintf(name, len, "%d", answer);
	if (swr_find_mount("tracefs", dir, sizeof(dir)))
		return;
	snprintf(path, sizeof(path), "%s/events/huge_memory/mm_collapse_huge_page/format", dir);
	if (swr_read_file(path, format, sizeof(format)))
		return;
	/* ... __print_symbolic(REC->status, {0, "failed"}, {1, "succeeded"}, ... */
	p = strstr(format, "REC->status");
	snprintf(key, sizeof(key), "{%d, \"", answer);
	p = p ? strstr(p, key) : NULL;
	if (p) {
		p += strlen(key);
		snprintf(name, len, "%.*s", (int)strcspn(p, "\""), p);
	}
}
