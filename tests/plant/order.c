// SPDX-License-Identifier: GPL-2.0
/*
 * The lock order that made sum_vm_event() leave the mmap_lock in collapse_huge_page()
 * (Ebru Akagunduz, May 2016), for lockdep to look at. Three orders are a circle:
 *
 *	mmap_lock -> cpu_hotplug_lock	khugepaged counted events with mmap_lock held
 *	cpu_hotplug_lock -> s_active	a CPU that goes takes its files in sysfs along
 *	s_active -> mmap_lock		a file in sysfs is written, and user memory read;
 *					sb_writers -> mmap_lock is the same on the way there
 *
 * The last two are made here, by a file that is written from user space ("1"), and with
 * the lock of CPU hotplug held ("0"): kernels of today annotate the removal of a file
 * only while somebody uses it. The first is all_vm_events() of the kernel, inside
 * mmap_lock ("bad") or before it is taken ("good").
 *
 * debugfs/plant_order takes a word: hotplug, good, bad.
 */
#include <linux/cpu.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>
#include <linux/vmstat.h>

static struct kobject *kobj;
static struct dentry *file;
static unsigned long *events;

static ssize_t touch_store(struct kobject *k, struct kobj_attribute *attr, const char *buf,
			   size_t len)
{
	if (*buf == '1') {
		mmap_read_lock(current->mm);
		mmap_read_unlock(current->mm);
	}
	return len;
}

static struct kobj_attribute touch = __ATTR_WO(touch);

static int do_word(const char *word)
{
	struct file *f;
	loff_t at = 0;

	if (!strcmp(word, "hotplug")) {
		f = filp_open("/sys/kernel/plant_order/touch", O_WRONLY, 0);
		if (IS_ERR(f))
			return PTR_ERR(f);
		cpus_read_lock();
		kernel_write(f, "0", 1, &at);
		cpus_read_unlock();
		filp_close(f, NULL);
	} else if (!strcmp(word, "good")) {
		all_vm_events(events);
		mmap_write_lock(current->mm);
		mmap_write_unlock(current->mm);
	} else if (!strcmp(word, "bad")) {
		mmap_write_lock(current->mm);
		all_vm_events(events);
		mmap_write_unlock(current->mm);
	} else {
		return -EINVAL;
	}
	return 0;
}

static ssize_t order_write(struct file *f, const char __user *from, size_t len, loff_t *at)
{
	char word[16] = "";
	int err;

	if (len >= sizeof(word) || copy_from_user(word, from, len))
		return -EINVAL;
	err = do_word(strim(word));
	return err ?: len;
}

static const struct file_operations order_ops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = order_write,
};

static int __init order_init(void)
{
	events = kcalloc(NR_VM_EVENT_ITEMS, sizeof(*events), GFP_KERNEL);
	kobj = kobject_create_and_add("plant_order", kernel_kobj);
	if (!events || !kobj || sysfs_create_file(kobj, &touch.attr)) {
		kobject_put(kobj);
		kfree(events);
		return -ENOMEM;
	}
	file = debugfs_create_file("plant_order", 0200, NULL, NULL, &order_ops);
	return 0;
}

static void __exit order_exit(void)
{
	debugfs_remove(file);
	kobject_put(kobj);
	kfree(events);
}

module_init(order_init);
module_exit(order_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a lock order for lockdep, for tests of swaprace only");
