// SPDX-License-Identifier: GPL-2.0
/*
 * The module's files. Reads and writes use a caller's buffer and no heap: some of
 * them happen while a thread of this process is held inside a page fault with
 * mmap_lock taken for reading, and an mmap() or brk() then would wait for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "ctl.h"
#include "err.h"
#include "util.h"

static char debugfs[128];
static pid_t gate_owner;

/**
 * swr_debugfs() - where debugfs is mounted
 */
const char *swr_debugfs(void)
{
	return debugfs;
}

static void ctl_path(char *path, size_t len, const char *file)
{
	snprintf(path, len, "%s/%s/%s", debugfs, SWR_DIR, file);
}

/*
 * How the kernel is locked down: "integrity" or "confidentiality"; NULL if it is not, or
 * does not say.
 */
static const char *locked_down(char *buf, size_t len)
{
	char dir[128], path[256], *mode;

	if (swr_find_mount("securityfs", dir, sizeof(dir)))
		return NULL;
	snprintf(path, sizeof(path), "%s/lockdown", dir);
	if (swr_read_file(path, buf, len))
		return NULL;
	/* "none [integrity] confidentiality" */
	mode = strchr(buf, '[');
	if (!mode)
		return NULL;
	mode++;
	mode[strcspn(mode, "]")] = '\0';
	return strcmp(mode, "none") ? mode : NULL;
}

/* A file of the module cannot be opened, for errno. */
static int ctl_denied(const char *path)
{
	char text[64];
	int err = errno;
	const char *mode = locked_down(text, sizeof(text));

	if (err == ENOENT && mode)
		return swr_err("swaprace is not loaded, and this kernel is locked down (%s): it takes signed modules only",
			       mode);
	if (err == ENOENT)
		return swr_err("swaprace is not loaded: modprobe swaprace");
	if (err == EPERM && mode)
		return swr_err("this kernel is locked down (%s): it lets nobody write to debugfs",
			       mode);
	if (err == EPERM || err == EACCES)
		return swr_err("%s: %s: this takes CAP_SYS_ADMIN, which root of a user namespace does not have, and a kernel that is not locked down",
			       path, strerror(err));
	return swr_err("%s: %s", path, strerror(err));
}

/**
 * swr_ctl_open() - find the module
 *
 * Return: 0, or -1 if this is not root, or root of a user namespace, or the module
 * is not loaded or not the one this command was built for.
 */
int swr_ctl_open(void)
{
	char text[128], path[256];
	int abi, fd;

	if (geteuid())
		return swr_err("only root can do that");
	if (swr_find_mount("debugfs", debugfs, sizeof(debugfs)))
		return swr_err("debugfs is not mounted: mount -t debugfs none /sys/kernel/debug");
	ctl_path(path, sizeof(path), SWR_F_VERSION);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ctl_denied(path);
	close(fd);
	if (swr_ctl_read(SWR_F_VERSION, text, sizeof(text)))
		return -1;
	if (swr_parse_version(text, &abi))
		return swr_err("%s does not name a version of swaprace", path);
	if (abi != SWR_ABI)
		return swr_err("the module speaks abi %d, this swr %d: use those of one build",
			       abi, SWR_ABI);
	gate_owner = getpid();
	return 0;
}

/* A module that only counts, or not even that: no run of anything would mean anything. */
static int need_hooks(void)
{
	char text[4096], value[8];

	if (swr_ctl_read(SWR_F_STATUS, text, sizeof(text)))
		return -1;
	if (!swr_parse_key(text, "enabled", value, sizeof(value)))
		*value = '\0';
	if (!strcmp(value, "1"))
		return 0;
	return swr_err("the hooks %s: echo 1 >%s/%s/%s",
		       strcmp(value, "count") ? "are off" : "only count", debugfs, SWR_DIR,
		       SWR_F_ENABLED);
}

/**
 * swr_ctl_lock() - be the only swr that drives the module, whose hooks are all on
 *
 * The lock is gone with the process that took it. It has to be taken before
 * anything is changed.
 *
 * Return: 0, or -1 if there is another, the module lets nobody write, or the hooks
 * are off or only count.
 */
int swr_ctl_lock(void)
{
	char path[256];
	int fd;

	ctl_path(path, sizeof(path), SWR_F_VERSION);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ctl_denied(path);
	/* The descriptor stays open for the life of the process. */
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		close(fd);
		return swr_err("another swr is at work");
	}
	ctl_path(path, sizeof(path), SWR_F_GATE);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return ctl_denied(path);
	close(fd);
	return need_hooks();
}

/**
 * swr_ctl_read() - a whole file as text
 * @file: which, one of SWR_F_*
 * @buf: where to
 * @len: its size
 *
 * Return: 0 or -1.
 */
int swr_ctl_read(const char *file, char *buf, size_t len)
{
	char path[256];

	ctl_path(path, sizeof(path), file);
	return swr_read_file(path, buf, len);
}

/* One line without its end. */
static void ctl_error(char *buf, size_t len)
{
	if (swr_ctl_read(SWR_F_ERROR, buf, len))
		*buf = '\0';
	buf[strcspn(buf, "\n")] = '\0';
}

/**
 * swr_ctl_write() - one command
 * @file: to which, one of SWR_F_*
 * @fmt: the command
 *
 * Return: 0, or -1 with errno set and the module's own words in swr_errstr().
 */
int swr_ctl_write(const char *file, const char *fmt, ...)
{
	char path[256], cmd[256], why[SWR_ERR_MAX];
	va_list args;
	int err;

	va_start(args, fmt);
	vsnprintf(cmd, sizeof(cmd), fmt, args);
	va_end(args);

	ctl_path(path, sizeof(path), file);
	if (!swr_write_file(path, cmd))
		return 0;
	err = errno;
	ctl_error(why, sizeof(why));
	if (!strncmp(why, file, strlen(file)))
		swr_err("%s", why);
	else
		swr_err("%s: %s", file, *why ? why : strerror(err));
	errno = err;
	return -1;
}

/**
 * swr_ctl_counters() - the counters as they stand
 * @c: where to
 */
int swr_ctl_counters(struct swr_counters *c)
{
	char text[4096];

	if (swr_ctl_read(SWR_F_COUNTERS, text, sizeof(text)))
		return -1;
	if (swr_parse_counters(text, c))
		return swr_err("a counter is missing in the file '%s'", SWR_F_COUNTERS);
	return 0;
}

/**
 * swr_ctl_hooks() - which function is which point
 * @h: where to
 */
int swr_ctl_hooks(struct swr_hooks *h)
{
	char text[8192];

	if (swr_ctl_read(SWR_F_HOOKS, text, sizeof(text)))
		return -1;
	if (swr_parse_hooks(text, h))
		return swr_err("the file '%s' could not be read", SWR_F_HOOKS);
	return 0;
}

/**
 * swr_ctl_gate() - how far a gate is
 * @name: which
 * @g: where to
 */
int swr_ctl_gate(const char *name, struct swr_gate_line *g)
{
	char text[4096];

	if (swr_ctl_read(SWR_F_GATE, text, sizeof(text)))
		return -1;
	if (swr_parse_gate(text, name, g))
		return swr_err("the file '%s' could not be read", SWR_F_GATE);
	return 0;
}

/**
 * swr_ctl_fix() - the policy the module runs
 * @fix: where to
 * @len: its size
 * @unsafe: whether it opens a hole
 */
int swr_ctl_fix(char *fix, size_t len, bool *unsafe)
{
	char text[4096], value[8];

	if (swr_ctl_read(SWR_F_STATUS, text, sizeof(text)))
		return -1;
	if (!swr_parse_key(text, "fix", fix, len))
		return swr_err("the file '%s' names no fix", SWR_F_STATUS);
	if (!swr_parse_key(text, "unsafe", value, sizeof(value)))
		return swr_err("the file '%s' does not say whether that is unsafe", SWR_F_STATUS);
	*unsafe = strcmp(value, "0");
	return 0;
}

static int policy(const char *key, char *fix, size_t len)
{
	char text[4096];

	if (swr_ctl_read(SWR_F_STATUS, text, sizeof(text)))
		return -1;
	if (!swr_parse_key(text, key, fix, len))
		return swr_err("the file '%s' names no %s", SWR_F_STATUS, key);
	return 0;
}

/**
 * swr_ctl_fix_swapoff() - the policy for swapoff that the module runs
 * @fix: where to
 * @len: its size
 */
int swr_ctl_fix_swapoff(char *fix, size_t len)
{
	return policy("fix_swapoff", fix, len);
}

/**
 * swr_ctl_fix_loop() - the policy of calls that loop on -EEXIST
 * @fix: where to
 * @len: its size
 */
int swr_ctl_fix_loop(char *fix, size_t len)
{
	return policy("fix_loop", fix, len);
}

/**
 * swr_ctl_fix_order() - when calls that loop on -EEXIST allocate
 * @fix: where to
 * @len: its size
 */
int swr_ctl_fix_order(char *fix, size_t len)
{
	return policy("fix_order", fix, len);
}

/**
 * swr_ctl_fix_collapse() - the check in collapses that the module makes
 * @fix: where to
 * @len: its size
 */
int swr_ctl_fix_collapse(char *fix, size_t len)
{
	return policy("fix_collapse", fix, len);
}

/**
 * swr_gate_name() - one of the gates of this process and its children
 * @nr: which, below SWR_GATES_OWN
 */
const char *swr_gate_name(unsigned int nr)
{
	static char name[SWR_GATES_OWN][SWR_GATE_NAME_MAX];

	snprintf(name[nr], sizeof(name[nr]), nr ? "swr-%d.%u" : "swr-%d", gate_owner, nr);
	return name[nr];
}
