// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/debug/swaprace: one directory, one file_operations, root only.
 */
#include <linux/capability.h>
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/swapops.h>
#include <linux/uaccess.h>

#include "view.h"

#define LINE_MAX_BYTES	256

/* Subdirectory, or "" for the top, and what is in it. */
static const struct {
	const char *dir;
	const struct swr_attr *attrs;
} views[] = {
	{ "", swr_status_attrs },
	{ "", swr_model_attrs },
	{ "", swr_hooks_attrs },
	{ "", swr_counters_attrs },
	{ "", swr_inflight_attrs },
	{ "", swr_races_attrs },
	{ "", swr_reports_attrs },
	{ "", swr_gate_attrs },
	{ "", swr_fix_attrs },
	{ "", swr_swapoff_attrs },
	{ "", swr_loopfix_attrs },
	{ "", swr_livelocks_attrs },
	{ "livelock", swr_livelock_attrs },
	{ "", swr_collapse_attrs },
#define INJECT(point, text)	{ "inject/" #point, swr_inject_##point##_attrs },
	SWR_POINTS(INJECT)
};

static struct dentry *dir;

void swr_show_entry(struct seq_file *m, unsigned long entry)
{
	swp_entry_t e = { entry };

	seq_printf(m, "%u:%lu", (unsigned int)swp_type(e), (unsigned long)swp_offset(e));
}

static int view_show(struct seq_file *m, void *unused)
{
	const struct swr_attr *attr = m->private;

	return attr->show ? attr->show(m) : attr->show_arg(m, attr->arg);
}

static bool readable(const struct swr_attr *attr)
{
	return attr->show || attr->show_arg;
}

static bool writable(const struct swr_attr *attr)
{
	return attr->store || attr->store_arg;
}

/**
 * swr_show_choice() - one name of a list, "a [b] c", the active one in brackets
 * @m: the file
 * @nr: its place in the list, from 0
 * @name: it
 * @active: it is the active one
 */
void swr_show_choice(struct seq_file *m, unsigned int nr, const char *name, bool active)
{
	seq_printf(m, "%s%s%s%s", nr ? " " : "", active ? "[" : "", name, active ? "]" : "");
}

static int view_open(struct inode *inode, struct file *file)
{
	const struct swr_attr *attr = inode->i_private;

	/* root of a user namespace may own the file all the same */
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if ((file->f_mode & FMODE_READ && !readable(attr)) ||
	    (file->f_mode & FMODE_WRITE && !writable(attr)))
		return -EACCES;
	/* seq_lseek() finds its place by showing the file, and not every file shows something */
	if (!(file->f_mode & FMODE_READ))
		nonseekable_open(inode, file);
	return single_open(file, view_show, inode->i_private);
}

/* One command a write: half a line, two lines or a 0 byte are refused. */
static ssize_t view_write(struct file *file, const char __user *from, size_t len, loff_t *ppos)
{
	const struct swr_attr *attr = ((struct seq_file *)file->private_data)->private;
	size_t written = len;
	char *line;
	ssize_t err;

	if (len >= LINE_MAX_BYTES)
		return swr_refuse(-EINVAL, "%s: expected one line of less than %d bytes",
				  attr->name, LINE_MAX_BYTES);
	line = memdup_user_nul(from, len);
	if (IS_ERR(line))
		return PTR_ERR(line);
	if (len && line[len - 1] == '\n')
		line[--len] = '\0';
	if (!len || strlen(line) != len || strchr(line, '\n'))
		err = swr_refuse(-EINVAL, "%s: expected one line of text", attr->name);
	else
		err = attr->store ? attr->store(line) : attr->store_arg(line, attr->arg);
	kfree(line);
	/* the position stays: it is that of reads on the same descriptor */
	return err ?: written;
}

static const struct file_operations view_fops = {
	.owner = THIS_MODULE,
	.open = view_open,
	.read = seq_read,
	.write = view_write,
	.llseek = seq_lseek,
	.release = single_release,
};

/* The directory of a path below ours, made as far as it is not there. */
static struct dentry *subdir(const char *path)
{
	struct dentry *at = dir;
	char name[16];

	while (*path) {
		size_t len = strcspn(path, "/");
		struct dentry *next;

		snprintf(name, sizeof(name), "%.*s", (int)len, path);
		next = debugfs_lookup(name, at);
		/* the directory above keeps it, no reference of our own is needed */
		if (next)
			dput(next);
		else
			next = debugfs_create_dir(name, at);
		at = next;
		path += len + (path[len] == '/');
	}
	return at;
}

/**
 * swr_debugfs_init() - make the files
 *
 * Return: 0 or a negative errno.
 */
int swr_debugfs_init(void)
{
	unsigned int i;

	dir = debugfs_create_dir(SWR_DIR, NULL);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	for (i = 0; i < ARRAY_SIZE(views); i++) {
		struct dentry *at = subdir(views[i].dir);
		const struct swr_attr *a;

		for (a = views[i].attrs; a->name; a++)
			debugfs_create_file(a->name,
					    (readable(a) ? 0400 : 0) | (writable(a) ? 0200 : 0),
					    at, (void *)a, &view_fops);
	}
	return 0;
}

/**
 * swr_debugfs_exit() - remove the files
 *
 * Nobody has one open: an open file holds the module.
 */
void swr_debugfs_exit(void)
{
	debugfs_remove_recursive(dir);
}
