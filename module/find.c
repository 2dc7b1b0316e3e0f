// SPDX-License-Identifier: GPL-2.0
/*
 * Where the functions of this kernel are that are hooked or called.
 *
 * They are found by kprobes that are never armed: kallsyms_lookup_name() is not exported,
 * and a kprobe says as well whether ftrace can patch the function. They go all at once,
 * for one grace period and not one each.
 */
#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/string.h>

#include "swr_hook.h"

#define NR_FINDERS	64

/* Names come from the stack of who asks, too; a longer one would only not be found again. */
struct finder {
	struct kprobe kp;
	char name[56];
};

static struct finder finders[NR_FINDERS];
static unsigned int nr_finders;
static bool out_of_memory;	/* a function may be there and was not found */

/*
 * A probe that is not armed is found by the handler of int3 all the same, and one of ftrace
 * has no copy of the instruction to go on at: a task that meets an int3 of which text_poke()
 * no more knows would go on at address 0 with interrupts off. Unless text_poke() is broken
 * no CPU meets one. QEMU may, where another of its CPUs was slow to store the byte that ends
 * a patch: its translation outlives the int3. So the task is to try again, and spins until
 * the function is patched again, as it did without a probe until 6.3; since then it dies.
 *
 * Two probes at one address would be one that asks neither, hence finder_of(). Nothing helps
 * if somebody else has one there that is not armed, or if the task was in a probe already.
 *
 * Context: int3, interrupts off.
 */
static int notrace stray_int3(struct kprobe *kp, struct pt_regs *regs)
{
	instruction_pointer_set(regs, (unsigned long)kp->addr);
	return 1;
}

NOKPROBE_SYMBOL(stray_int3);

static struct finder *finder_of(const char *symbol)
{
	unsigned int i;

	for (i = 0; i < nr_finders; i++)
		if (!strcmp(finders[i].name, symbol))
			return &finders[i];
	return NULL;
}

/**
 * swr_find_site() - the ftrace site of a function by its name
 * @symbol: the name
 * @site: where it is put
 *
 * Context: process, may sleep; on load, before swr_find_end().
 * Return: 0; -EOPNOTSUPP if it cannot be hooked by ftrace (notrace, or inlined to nothing
 * but a name). Otherwise @site is not set: -ENOENT if there is no such function, or what
 * kprobes says; after -ENOMEM swr_find_end() will fail.
 */
int swr_find_site(const char *symbol, unsigned long *site)
{
	struct finder *f = finder_of(symbol);
	int err;

	if (!f) {
		if (WARN_ON_ONCE(nr_finders == NR_FINDERS))
			return -ENOSPC;
		f = &finders[nr_finders];
		f->kp = (struct kprobe){
			.symbol_name = symbol,
			.pre_handler = stray_int3,
			.flags = KPROBE_FLAG_DISABLED,
		};
		err = register_kprobe(&f->kp);
		out_of_memory |= err == -ENOMEM;
		if (err)
			return err;
		f->kp.symbol_name = NULL;
		if (strscpy(f->name, symbol, sizeof(f->name)) < 0)
			f->name[0] = '\0';
		nr_finders++;
	}
	*site = (unsigned long)f->kp.addr;
	return f->kp.flags & KPROBE_FLAG_FTRACE ? 0 : -EOPNOTSUPP;
}

/* Does the code of @caller, its unlikely part included, call @site's function? */
static bool calls(const char *caller, unsigned long site)
{
	static const char *const parts[] = { "", ".cold" };
	char name[KSYM_NAME_LEN], text[KSYM_SYMBOL_LEN];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		unsigned long start, size = 0;
		const char *slash;
		int err;

		snprintf(name, sizeof(name), "%s%s", caller, parts[i]);
		err = swr_find_site(name, &start);
		if (err && err != -EOPNOTSUPP)
			continue;
		/* "symbol+0x0/0x<size>" */
		snprintf(text, sizeof(text), "%pS", (void *)start);
		slash = strchr(text, '/');
		if (slash && !kstrtoul(slash + 1, 16, &size) &&
		    swr_code_calls(start, size, site))
			return true;
	}
	return false;
}

static bool called_by(const struct swr_hook *h)
{
	unsigned int i;

	for (i = 0; i < SWR_NR_CALLERS && h->from[i]; i++)
		if (calls(h->from[i], h->site))
			return true;
	return false;
}

/**
 * swr_find_row() - the function of a hook, by its symbols and who calls it
 * @h: the hook; its site and symbol are set if it is to be had
 *
 * Context: as swr_find_site().
 * Return: 0, also for one that need not be had and is not; otherwise as swr_find_site().
 */
int swr_find_row(struct swr_hook *h)
{
	unsigned int i;
	int err;

	for (i = 0; i < SWR_NR_SYMBOLS && h->symbols[i]; i++) {
		err = swr_find_site(h->symbols[i], &h->site);
		if (!err && h->from[0] && !called_by(h))
			err = -ENOENT;
		if (!err) {
			h->symbol = h->symbols[i];
			return 0;
		}
		h->site = 0;
		if (err != -ENOENT)
			pr_notice("%s: cannot be hooked, error %d\n", h->symbols[i], err);
	}
	if (!h->must)
		return 0;
	pr_err("%s: not to be had in this kernel\n", h->symbols[0]);
	return err;
}

/**
 * swr_find_end() - all that is looked for was
 *
 * Context: process, sleeps for an RCU grace period.
 * Return: 0; -ENOMEM if a function may be there that was said not to be.
 */
int swr_find_end(void)
{
	struct kprobe *all[NR_FINDERS];
	unsigned int i;

	for (i = 0; i < nr_finders; i++)
		all[i] = &finders[i].kp;
	unregister_kprobes(all, nr_finders);
	nr_finders = 0;
	return out_of_memory ? -ENOMEM : 0;
}
