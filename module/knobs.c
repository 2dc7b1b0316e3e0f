// SPDX-License-Identifier: GPL-2.0
/*
 * The knobs of injection: what may be set, and how a setting is published.
 *
 * A hook reads the knobs of its point under RCU and never waits. A writer copies
 * them, changes the copy and publishes it, one writer at a time.
 */
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "swr_inject.h"

/* What may be set, and what is set when the module is loaded. */
static const struct knob {
	const char *name;
	enum { KNOB_num, KNOB_flag, KNOB_hex } kind;
	s64 min;
	s64 max;
	s64 def;
} knobs[SWR_NR_KNOBS] = {
#define KNOB(x, name, file, kind, min, max, def) \
	[SWR_K_##name] = { file, KNOB_##kind, min, max, def },
	SWR_KNOBS(KNOB, -)
};

const char *const swr_mode_names[SWR_NR_MODES] = {
	[SWR_M_sleep] = "sleep",
	[SWR_M_yield] = "yield",
	[SWR_M_busy] = "busy",
};

static DEFINE_MUTEX(knobs_mutex);	/* writers of swr_injects[].conf and of what moves */
static bool stopped;			/* nothing is injected any more; knobs_mutex */

/* What moves, to be set anew; SAME: as it is. */
#define SAME	INT_MIN
struct moving {
	int times;
	int space;
	int count;
	int nth;
};

static const struct moving all_same = { SAME, SAME, SAME, SAME };

/* All knobs are set to what they are when the module is loaded. */
static const struct moving at_first = { .times = 1 };

static struct swr_inject_conf *conf_of(enum swr_point point)
{
	return rcu_dereference_protected(swr_injects[point].conf,
					 lockdep_is_held(&knobs_mutex));
}

static const char *place(enum swr_point point, unsigned int phase, char *buf, size_t len)
{
	snprintf(buf, len, "%s:%s", swr_point_names[point],
		 phase == SWR_RETURN ? "return" : "entry");
	return buf;
}

/**
 * swr_mode_allowed() - may a delay be spent so at a place?
 * @point: the point
 * @phase: before or after the call
 * @mode: how
 */
bool swr_mode_allowed(enum swr_point point, unsigned int phase, enum swr_mode mode)
{
	return mode == SWR_M_busy || swr_probe_sleeps(point, phase);
}

static int check(enum swr_point point, const struct swr_inject_conf *c)
{
	char at[32];

	place(point, c->phase, at, sizeof(at));
	if (!swr_probe_present(point))
		return swr_refuse(-EINVAL, "inject: this kernel has no point '%s', see hooks",
				  swr_point_names[point]);
	if (!swr_probe_passes(point, c->phase))
		return swr_refuse(-EINVAL, "inject: no task is seen to pass %s", at);
	if (!swr_mode_allowed(point, c->phase, c->mode))
		return swr_refuse(-EINVAL, "inject: expected mode busy, no task may sleep at %s on this kernel",
				  at);
	if (c->mode == SWR_M_busy && c->v[SWR_K_delay_us] > SWR_BUSY_US_MAX)
		return swr_refuse(-EINVAL, "inject: expected delay_us=0..%d in mode busy, not %lld",
				  SWR_BUSY_US_MAX, c->v[SWR_K_delay_us]);
	if (c->error && (point != SWR_P_claim || c->phase != SWR_ENTRY))
		return swr_refuse(-EINVAL, "inject: only claim:entry can be answered by an error");
	return 0;
}

/* Can anything be injected at all? */
static bool live(const struct swr_inject_conf *c)
{
	return (c->v[SWR_K_delay_us] || c->error) && (c->v[SWR_K_probability] || c->nth_task);
}

/* The copy of the knobs a setter may change; NULL without memory. Takes the mutex. */
static struct swr_inject_conf *change(enum swr_point point)
{
	struct swr_inject_conf *new;

	mutex_lock(&knobs_mutex);
	new = kmemdup(conf_of(point), sizeof(*new), GFP_KERNEL);
	if (!new)
		mutex_unlock(&knobs_mutex);
	else
		get_pid(new->nth_task);
	return new;
}

static void set_unless_same(atomic_t *v, int value)
{
	if (value != SAME)
		atomic_set(v, value);
}

/*
 * Publishes the copy unless it makes no sense, or @err says so already. Who begins
 * to pass from now on finds it; who has begun may still go by what was before. What
 * moves is shared by both, and set while nobody is considered:
 *
 *	CPU0: writes fail-nth		CPU1: the task of the old one passes
 *	  nth = 1
 *					  nth-- == 0: it is injected
 *	  publishes the new task
 *	    which finds nothing left
 */
static int publish(enum swr_point point, struct swr_inject_conf *new,
		   const struct moving *move, int err)
{
	struct swr_inject *in = &swr_injects[point];
	struct swr_inject_conf *old = new;
	bool hooks = false;

	/* what everything is at first makes sense at every point: nothing is done */
	if (!err && move != &at_first)
		err = check(point, new);
	if (!err && live(new)) {
		err = swr_enabled_get("inject");
		hooks = !err;
	}
	if (!err) {
		new->live = live(new) && !stopped;
		old = conf_of(point);
		if (memcmp(move, &all_same, sizeof(*move)) && swr_inject_armed(point)) {
			swr_inject_arm(point, false);
			swr_inject_quiesce();
		}
		set_unless_same(&in->times, move->times);
		set_unless_same(&in->space, move->space);
		set_unless_same(&in->count, move->count);
		set_unless_same(&in->nth, move->nth);
		rcu_assign_pointer(in->conf, new);
		swr_inject_arm(point, new->live);
	}
	if (hooks)
		swr_enabled_put();
	/* of a struct pid hooks look at the address only, that may go at once */
	put_pid(old->nth_task);
	kfree_rcu(old, rcu);
	mutex_unlock(&knobs_mutex);
	return err;
}

static int parse(const struct knob *k, const char *text, s64 *value)
{
	bool flag;

	switch (k->kind) {
	case KNOB_flag:
		if (strlen(text) != 1 || kstrtobool(text, &flag))
			return swr_refuse(-EINVAL, "%s: expected N or Y, not '%s'", k->name, text);
		*value = flag;
		return 0;
	case KNOB_hex:
		if (kstrtou64(text, 16, (u64 *)value))
			return swr_refuse(-EINVAL, "%s: expected an address in hex, not '%s'", k->name,
					  text);
		return 0;
	default:
		if (kstrtos64(text, 10, value) || *value < k->min || *value > k->max)
			return swr_refuse(-EINVAL, "%s: expected %lld..%lld, not '%s'", k->name, k->min,
					  k->max, text);
		return 0;
	}
}

/**
 * swr_knob_set() - set a knob that is a number
 * @point: of this point
 * @knob: which
 * @text: its new value
 *
 * Return: 0, -EINVAL for anything that is not expected, -ENOMEM; then nothing has
 * changed. The other setters likewise.
 */
int swr_knob_set(enum swr_point point, enum swr_knob knob, const char *text)
{
	struct moving move = all_same;
	struct swr_inject_conf *new;
	s64 value;
	int err;

	err = parse(&knobs[knob], text, &value);
	if (err)
		return err;
	new = change(point);
	if (!new)
		return -ENOMEM;
	new->v[knob] = value;
	if (knob == SWR_K_times)
		move.times = value;
	else if (knob == SWR_K_space)
		move.space = value;
	else if (knob == SWR_K_interval)
		move.count = 0;
	return publish(point, new, &move, 0);
}

/**
 * swr_knob_get() - a knob that is a number; of times and space what is left
 * @point: of this point
 * @knob: which
 */
s64 swr_knob_get(enum swr_point point, enum swr_knob knob)
{
	s64 value;

	if (knob == SWR_K_times)
		return atomic_read(&swr_injects[point].times);
	if (knob == SWR_K_space)
		return atomic_read(&swr_injects[point].space);
	mutex_lock(&knobs_mutex);
	value = conf_of(point)->v[knob];
	mutex_unlock(&knobs_mutex);
	return value;
}

/**
 * swr_knob_hex() - is it an address?
 * @knob: which
 */
bool swr_knob_hex(enum swr_knob knob)
{
	return knobs[knob].kind == KNOB_hex;
}

/**
 * swr_knob_flag() - is it N or Y?
 * @knob: which
 */
bool swr_knob_flag(enum swr_knob knob)
{
	return knobs[knob].kind == KNOB_flag;
}

/**
 * swr_knob_set_mode() - how delays are spent
 * @point: of this point
 * @name: sleep, yield or busy
 */
int swr_knob_set_mode(enum swr_point point, const char *name)
{
	int mode = match_string(swr_mode_names, SWR_NR_MODES, name);
	struct swr_inject_conf *new;

	if (mode < 0)
		return swr_refuse(-EINVAL, "mode: expected sleep, yield or busy, not '%s'", name);
	new = change(point);
	if (!new)
		return -ENOMEM;
	new->mode = mode;
	return publish(point, new, &all_same, 0);
}

/**
 * swr_knob_set_phase() - before or after the call
 * @point: of this point
 * @name: entry or return
 */
int swr_knob_set_phase(enum swr_point point, const char *name)
{
	static const char *const names[] = { [SWR_ENTRY] = "entry", [SWR_RETURN] = "return" };
	int phase = match_string(names, ARRAY_SIZE(names), name);
	struct swr_inject_conf *new;

	if (phase < 0)
		return swr_refuse(-EINVAL, "phase: expected entry or return, not '%s'", name);
	new = change(point);
	if (!new)
		return -ENOMEM;
	new->phase = phase;
	return publish(point, new, &all_same, 0);
}

/**
 * swr_knob_set_error() - what a claim is answered
 * @point: of this point
 * @name: none or eexist
 */
int swr_knob_set_error(enum swr_point point, const char *name)
{
	struct swr_inject_conf *new;
	int error;

	if (!strcmp(name, "none"))
		error = 0;
	else if (!strcmp(name, "eexist"))
		error = -EEXIST;
	else
		return swr_refuse(-EINVAL, "error: expected none or eexist, not '%s'", name);
	new = change(point);
	if (!new)
		return -ENOMEM;
	new->error = error;
	return publish(point, new, &all_same, 0);
}

static int parse_tgids(char *list, struct swr_inject_conf *c)
{
	char *word;

	c->nr_tgids = 0;
	if (!strcmp(list, "none"))
		return 0;
	while ((word = strsep(&list, ","))) {
		if (c->nr_tgids == SWR_INJECT_TASKS)
			return swr_refuse(-EINVAL, "tgids: expected %d at most", SWR_INJECT_TASKS);
		if (kstrtoint(word, 10, &c->tgids[c->nr_tgids]) || c->tgids[c->nr_tgids] <= 0)
			return swr_refuse(-EINVAL, "tgids: expected numbers with commas between, or none, not '%s'",
					  word);
		c->nr_tgids++;
	}
	return 0;
}

/**
 * swr_knob_set_tgids() - the processes that task-filter lets pass
 * @point: of this point
 * @list: their numbers in the initial pid namespace, or none; is cut up
 */
int swr_knob_set_tgids(enum swr_point point, char *list)
{
	struct swr_inject_conf *new = change(point);

	if (!new)
		return -ENOMEM;
	return publish(point, new, &all_same, parse_tgids(list, new));
}

/**
 * swr_knob_set_comm() - only tasks of this name
 * @point: of this point
 * @name: as in /proc/PID/comm; any: all tasks
 */
int swr_knob_set_comm(enum swr_point point, const char *name)
{
	struct swr_inject_conf *new;

	if (strlen(name) >= sizeof(new->comm))
		return swr_refuse(-EINVAL, "comm: expected a name of at most %zu bytes, or any",
				  sizeof(new->comm) - 1);
	new = change(point);
	if (!new)
		return -ENOMEM;
	memset(new->comm, 0, sizeof(new->comm));
	if (strcmp(name, "any"))
		strscpy(new->comm, name, sizeof(new->comm));
	return publish(point, new, &all_same, 0);
}

static int parse_nth(char *text, struct swr_inject_conf *c, int *nth)
{
	char *tid = strsep(&text, " ");
	bool alive;
	int nr;

	*nth = 0;
	if (!text && !strcmp(tid, "none"))
		return 0;
	if (!text || kstrtoint(tid, 10, &nr) || nr <= 0 || kstrtoint(text, 10, nth) || *nth <= 0)
		return swr_refuse(-EINVAL, "fail-nth: expected TID N, both from 1, or none");
	c->nth_task = find_get_pid(nr);
	/* the number of a group or session may live on without a task */
	rcu_read_lock();
	alive = c->nth_task && pid_task(c->nth_task, PIDTYPE_PID);
	rcu_read_unlock();
	if (!alive)
		return swr_refuse(-ESRCH, "fail-nth: no task %d", nr);
	return 0;
}

/**
 * swr_knob_set_nth() - inject the n-th pass of a task, whatever the filters say
 * @point: of this point
 * @text: "TID N" or "none"; is cut up
 *
 * Return: as swr_knob_set(), or -ESRCH if there is no such task.
 */
int swr_knob_set_nth(enum swr_point point, char *text)
{
	struct swr_inject_conf *new = change(point);
	struct moving move = all_same;
	int err;

	if (!new)
		return -ENOMEM;
	put_pid(new->nth_task);
	new->nth_task = NULL;
	err = parse_nth(text, new, &move.nth);
	return publish(point, new, &move, err);
}

/**
 * swr_knobs_look() - all knobs of a point
 * @point: the point
 * @copy: where to; its nth_task is not to be used
 * @nth_tid: the task of fail-nth, or 0
 * @nth: passes left to it
 */
void swr_knobs_look(enum swr_point point, struct swr_inject_conf *copy, pid_t *nth_tid,
		    unsigned int *nth)
{
	mutex_lock(&knobs_mutex);
	*copy = *conf_of(point);
	*nth_tid = pid_vnr(copy->nth_task);
	*nth = atomic_read(&swr_injects[point].nth);
	mutex_unlock(&knobs_mutex);
}

static void begin(enum swr_point point, struct swr_inject_conf *c)
{
	unsigned int i;

	for (i = 0; i < SWR_NR_KNOBS; i++)
		c->v[i] = knobs[i].def;
	/* what a delay after the read is good for is what most come here for */
	c->phase = point == SWR_P_read ? SWR_RETURN : SWR_ENTRY;
	c->mode = swr_mode_allowed(point, c->phase, SWR_M_sleep) ? SWR_M_sleep : SWR_M_busy;
}

/**
 * swr_knobs_init() - nothing is injected yet
 *
 * After the hooks are armed: they say where a task may sleep.
 *
 * Return: 0 or -ENOMEM; what was made stays until swr_knobs_exit().
 */
int swr_knobs_init(void)
{
	struct swr_inject_conf *c;
	unsigned int i;
	int err;

	err = swr_inject_init();
	if (err)
		return err;
	for (i = 0; i < SWR_NR_POINTS; i++) {
		c = kzalloc(sizeof(*c), GFP_KERNEL);
		if (!c)
			return -ENOMEM;
		begin(i, c);
		atomic_set(&swr_injects[i].times, at_first.times);
		rcu_assign_pointer(swr_injects[i].conf, c);
	}
	return 0;
}

/**
 * swr_knobs_reset() - nothing is injected any more, and all knobs are as at first
 *
 * Return: 0 or -ENOMEM, then some points are reset and some are not.
 */
int swr_knobs_reset(void)
{
	struct swr_inject_conf *new;
	unsigned int i;

	for (i = 0; i < SWR_NR_POINTS; i++) {
		new = change(i);
		if (!new)
			return -ENOMEM;
		put_pid(new->nth_task);
		memset(new, 0, sizeof(*new));
		begin(i, new);
		publish(i, new, &at_first, 0);
	}
	return 0;
}

/**
 * swr_knobs_stats_reset() - count passes from 0 again, to the unit
 *
 * Passes are not considered meanwhile.
 */
void swr_knobs_stats_reset(void)
{
	unsigned int i;

	mutex_lock(&knobs_mutex);
	for (i = 0; i < SWR_NR_POINTS; i++)
		swr_inject_arm(i, false);
	swr_inject_quiesce();
	swr_inject_stats_reset();
	for (i = 0; i < SWR_NR_POINTS; i++)
		swr_inject_arm(i, conf_of(i)->live);
	mutex_unlock(&knobs_mutex);
}

/**
 * swr_knobs_stop() - inject nothing any more, whatever is still written
 *
 * A task that is refused its claim over and over would never leave its frame.
 *
 * Context: unload, before anybody is waited for.
 */
void swr_knobs_stop(void)
{
	unsigned int i;

	mutex_lock(&knobs_mutex);
	stopped = true;
	for (i = 0; i < SWR_NR_POINTS; i++)
		swr_inject_arm(i, false);
	mutex_unlock(&knobs_mutex);
}

/**
 * swr_knobs_exit() - the knobs go
 *
 * Context: unload, no hook is armed any more and no frame is left.
 */
void swr_knobs_exit(void)
{
	unsigned int i;

	for (i = 0; i < SWR_NR_POINTS; i++) {
		struct swr_inject_conf *c = rcu_dereference_protected(swr_injects[i].conf, true);

		if (c)
			put_pid(c->nth_task);
		kfree(c);
	}
	swr_inject_exit();
}
