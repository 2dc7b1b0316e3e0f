// SPDX-License-Identifier: GPL-2.0
/*
 * Gates: a task sleeps at a point until another task has passed one.
 *
 * A gate is set for one task and holds it once. It ends when the other task
 * passes its point, on `release`, at its limit, by a fatal signal, or on unload;
 * whichever comes first. A hold is a killable sleep in the task's own context,
 * in a diverted frame, so only where the hook row says that one may sleep.
 *
 *	task T0                         task T1
 *	-------                         -------
 *	read returns
 *	  swr_gate_pass(read, RETURN)
 *	    gate armed -> held
 *	    sleep
 *	                                claim refused
 *	                                  swr_gate_pass(claim, RETURN, -EEXIST)
 *	                                    gate held -> done, wake T0
 *	    end = until
 *	  read goes on
 */
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/wait.h>

#include "swr.h"
#include "swr_trace.h"

enum gate_state { GATE_FREE, GATE_ARMED, GATE_HELD, GATE_DONE };

static const char *const state_names[] = {
	[GATE_ARMED] = "armed",
	[GATE_HELD] = "held",
	[GATE_DONE] = "done",
};

static const char *const end_names[SWR_NR_ENDS] = {
	SWR_ENDS(SWR_END_NAME)
};

static bool result_ok(int result)
{
	return result == 0;
}

static bool result_eexist(int result)
{
	return result == -EEXIST;
}

static bool result_error(int result)
{
	return result < 0 && result != -EEXIST;
}

/* Which answers of the other task's point count. */
static const struct {
	const char *name;
	bool (*match)(int result);
} results[] = {
	{ "ok", result_ok },
	{ "eexist", result_eexist },
	{ "error", result_error },
};

/**
 * struct gate - one hold
 * @name: chosen by the user
 * @generation: number of the gate since load; names are used again
 * @state: armed, held, done
 * @end: why it is done
 * @inside: the held task has not left its wait queue yet; the slot is not
 *          given away before
 * @task: whom it holds
 * @at: where
 * @at_phase: before or after the call
 * @nth: at which pass
 * @passes: passes so far
 * @until: whose passing ends it, or NULL
 * @until_point: where
 * @until_phase: before or after the call
 * @until_result: index into results[], or -1 for any
 * @limit_ms: longest hold
 * @held_ns: CLOCK_MONOTONIC when the hold began, then its length
 *
 * All of it under gate_lock. The lock is not held while sleeping.
 */
struct gate {
	char name[SWR_GATE_NAME_MAX];
	u64 generation;
	enum gate_state state;
	enum swr_end end;
	bool inside;
	struct pid *task;
	enum swr_point at;
	enum swr_phase at_phase;
	unsigned int nth;
	unsigned int passes;
	struct pid *until;
	enum swr_point until_point;
	enum swr_phase until_phase;
	int until_result;
	unsigned int limit_ms;
	u64 held_ns;
};

static struct gate gates[SWR_GATES];
static DEFINE_SPINLOCK(gate_lock);
unsigned int swr_nr_gates __read_mostly;	/* written under gate_lock */
static bool stopping;
/* Held tasks and `wait` sleep here; few at a time, each rechecks its own gate. */
static DECLARE_WAIT_QUEUE_HEAD(gate_wq);

/* Only a claim has an answer worth waiting for. */
static bool has_result(enum swr_point point, enum swr_phase phase)
{
	return point == SWR_P_claim && phase == SWR_RETURN;
}

/* gate_lock held */
static void gate_done(struct gate *g, enum swr_end end)
{
	if (g->state != GATE_ARMED && g->state != GATE_HELD)
		return;
	if (g->state == GATE_HELD)
		g->held_ns = ktime_get_mono_fast_ns() - g->held_ns;
	g->state = GATE_DONE;
	g->end = end;
	WRITE_ONCE(swr_nr_gates, swr_nr_gates - 1);
	wake_up_all(&gate_wq);
}

/* gate_lock held */
static bool gate_until(const struct gate *g, struct pid *task, enum swr_point point,
		       enum swr_phase phase, int result)
{
	return g->until == task && g->until_point == point && g->until_phase == phase &&
	       (g->until_result < 0 || results[g->until_result].match(result));
}

static bool gate_is_done(struct gate *g)
{
	return READ_ONCE(g->state) == GATE_DONE;
}

/*
 * The hold itself. gate_lock is not held; the slot stays this gate's because
 * @g->inside is set.
 */
static void gate_hold(struct gate *g)
{
	unsigned long flags;
	enum swr_end end;
	long left;

	trace_swr_gate(g->at, g->at_phase, SWR_E_none, 0);
	wake_up_all(&gate_wq);		/* `wait NAME held` */

	/* the tick that is under way does not count: never less than the limit */
	left = wait_event_killable_timeout(gate_wq, gate_is_done(g),
					   msecs_to_jiffies(g->limit_ms) + 1);

	spin_lock_irqsave(&gate_lock, flags);
	if (left < 0)
		gate_done(g, SWR_E_killed);
	else if (!left)
		gate_done(g, SWR_E_limit);
	end = g->end;
	trace_swr_gate(g->at, g->at_phase, end, div_u64(g->held_ns, NSEC_PER_USEC));
	/* before `wait NAME done` lets its caller look at the counters */
	if (end == SWR_E_limit)
		swr_count(gate_timeouts);
	else if (end == SWR_E_killed)
		swr_count(gate_kills);
	g->inside = false;
	spin_unlock_irqrestore(&gate_lock, flags);
	wake_up_all(&gate_wq);		/* `drop` waits for inside to fall */
}

/**
 * swr_gate_passed() - swr_gate_pass(), and there is a gate
 * @point: which
 * @phase: before or after the call
 * @result: answer of the call
 */
void swr_gate_passed(enum swr_point point, enum swr_phase phase, int result)
{
	struct gate *g, *mine = NULL;
	struct pid *task;
	unsigned long flags;

	task = task_pid(current);
	spin_lock_irqsave(&gate_lock, flags);
	for (g = gates; g < gates + SWR_GATES; g++) {
		if (g->state != GATE_ARMED && g->state != GATE_HELD)
			continue;
		if (gate_until(g, task, point, phase, result)) {
			gate_done(g, g->state == GATE_HELD ? SWR_E_until : SWR_E_early);
			continue;
		}
		if (stopping || g->state != GATE_ARMED || g->task != task ||
		    g->at != point || g->at_phase != phase)
			continue;
		/* a pass is one for every gate, also if another holds */
		if (++g->passes < g->nth || mine)
			continue;
		g->state = GATE_HELD;
		g->held_ns = ktime_get_mono_fast_ns();
		g->inside = true;
		swr_count(gate_holds);
		mine = g;
	}
	spin_unlock_irqrestore(&gate_lock, flags);

	if (mine)
		gate_hold(mine);
}

/* gate_lock held */
static struct gate *gate_find(const char *name)
{
	struct gate *g;

	for (g = gates; g < gates + SWR_GATES; g++)
		if (g->state != GATE_FREE && !strcmp(g->name, name))
			return g;
	return NULL;
}

static void put_tasks(const struct gate *g)
{
	put_pid(g->task);
	put_pid(g->until);
}

/*
 * gate_lock held; the held task, if any, has left. The caller gives the tasks of
 * the copy in @gone back, outside of the lock.
 */
static void gate_free(struct gate *g, struct gate *gone)
{
	*gone = *g;
	memset(g, 0, sizeof(*g));
}

/* The next word of a line, blanks before it passed over; NULL at its end. */
static char *next_word(char **line)
{
	char *word;

	do {
		word = strsep(line, " \t");
	} while (word && !*word);
	return word;
}

/* "POINT[:entry|:return]" */
static int parse_point(char *text, enum swr_point *point, enum swr_phase *phase)
{
	char *name = strsep(&text, ":");
	int nr;

	nr = match_string(swr_point_names, SWR_NR_POINTS, name);
	if (nr < 0)
		return swr_refuse(-EINVAL, "gate: expected the name of a point, not '%s'", name);
	*point = nr;
	if (!text || !strcmp(text, "entry"))
		*phase = SWR_ENTRY;
	else if (!strcmp(text, "return"))
		*phase = SWR_RETURN;
	else
		return swr_refuse(-EINVAL, "gate: expected entry or return after '%s:', not '%s'",
				  name, text);
	if (!swr_probe_present(nr))
		return swr_refuse(-EINVAL, "gate: this kernel has no point '%s', see hooks", name);
	if (!swr_probe_passes(nr, *phase))
		return swr_refuse(-EINVAL, "gate: no task is seen to pass %s:%s", name,
				  *phase == SWR_RETURN ? "return" : "entry");
	return 0;
}

static int parse_number(const char *key, const char *text, unsigned int min,
			unsigned int max, unsigned int *value)
{
	if (kstrtouint(text, 10, value) || *value < min || *value > max)
		return swr_refuse(-EINVAL, "gate: expected %s=%u..%u, not '%s'", key, min, max,
				  text);
	return 0;
}

/* A thread by the number that the writer's pid namespace gives it. */
static int parse_task(const char *key, const char *text, struct pid **task)
{
	unsigned int tid;
	int err;

	err = parse_number(key, text, 1, INT_MAX, &tid);
	if (err)
		return err;
	*task = find_get_pid(tid);
	if (*task) {
		struct task_struct *there;

		/* the number of a dead task may live on as that of a group */
		rcu_read_lock();
		there = pid_task(*task, PIDTYPE_PID);
		rcu_read_unlock();
		if (there)
			return 0;
		put_pid(*task);
		*task = NULL;
	}
	return swr_refuse(-ESRCH, "gate: no task %u", tid);
}

/* "TID:POINT[:return][=RESULT]" */
static int parse_until(char *text, struct gate *g)
{
	char *tid = strsep(&text, ":"), *result;
	int err;

	if (!text)
		return swr_refuse(-EINVAL, "gate: expected until=TID:POINT[:return][=RESULT]");
	result = strchr(text, '=');
	if (result)
		*result++ = '\0';
	err = parse_point(text, &g->until_point, &g->until_phase);
	if (err)
		return err;
	g->until_result = -1;
	if (result) {
		unsigned int i;

		for (i = 0; i < ARRAY_SIZE(results); i++)
			if (!strcmp(results[i].name, result))
				g->until_result = i;
		if (g->until_result < 0)
			return swr_refuse(-EINVAL, "gate: expected =ok, =eexist or =error, not '%s'",
					  result);
		if (!has_result(g->until_point, g->until_phase))
			return swr_refuse(-EINVAL, "gate: only claim:return has a result");
	}
	return parse_task("until", tid, &g->until);
}

static int parse_at(char *text, struct gate *g)
{
	int err = parse_point(text, &g->at, &g->at_phase);

	if (err)
		return err;
	if (!swr_probe_sleeps(g->at, g->at_phase))
		return swr_refuse(-EINVAL, "gate: no task may sleep at %s:%s on this kernel, see hooks",
				  swr_point_names[g->at],
				  g->at_phase == SWR_RETURN ? "return" : "entry");
	return 0;
}

static int parse_hold(char *args, struct gate *g)
{
	bool at = false;
	char *word;
	int err;

	g->until_result = -1;
	while ((word = next_word(&args))) {
		char *value = strchr(word, '=');

		if (!value)
			return swr_refuse(-EINVAL, "gate: expected key=value, not '%s'", word);
		*value++ = '\0';
		if (!strcmp(word, "task") && !g->task) {
			err = parse_task(word, value, &g->task);
		} else if (!strcmp(word, "at") && !at) {
			err = parse_at(value, g);
			at = true;
		} else if (!strcmp(word, "until") && !g->until) {
			err = parse_until(value, g);
		} else if (!strcmp(word, "nth") && !g->nth) {
			err = parse_number(word, value, 1, INT_MAX, &g->nth);
		} else if (!strcmp(word, "limit_ms") && !g->limit_ms) {
			err = parse_number(word, value, 1, SWR_LIMIT_MS_MAX, &g->limit_ms);
		} else {
			err = swr_refuse(-EINVAL,
					 "gate: expected task=, at=, until=, nth=, limit_ms=, each once, not '%s'",
					 word);
		}
		if (err)
			return err;
	}
	if (!g->task || !at || !g->limit_ms)
		return swr_refuse(-EINVAL, "gate: hold needs task=, at= and limit_ms=");
	if (!g->nth)
		g->nth = 1;
	return 0;
}

static int cmd_hold(const char *name, char *args)
{
	static u64 generation;		/* under gate_lock */
	struct gate new = { .state = GATE_ARMED }, *g, *slot = NULL;
	int err;

	strscpy(new.name, name, sizeof(new.name));
	err = parse_hold(args, &new) ?: swr_enabled_get(SWR_F_GATE);
	if (err)
		goto out;

	spin_lock_irq(&gate_lock);
	for (g = gates; g < gates + SWR_GATES; g++)
		if (!slot && g->state == GATE_FREE)
			slot = g;
	if (gate_find(name))
		err = -EEXIST;
	else if (!slot)
		err = -ENOSPC;
	if (!err) {
		new.generation = ++generation;
		*slot = new;
		WRITE_ONCE(swr_nr_gates, swr_nr_gates + 1);
	}
	spin_unlock_irq(&gate_lock);
	swr_enabled_put();

	if (err == -EEXIST)
		swr_refuse(err, "gate: '%s' is taken, drop it first", name);
	else if (err)
		swr_refuse(err, "gate: no room for a gate beside the %d there are", SWR_GATES);
out:
	if (err)
		put_tasks(&new);
	return err;
}

static int cmd_release(const char *name)
{
	struct gate *g;

	spin_lock_irq(&gate_lock);
	g = gate_find(name);
	if (g)
		gate_done(g, SWR_E_released);
	spin_unlock_irq(&gate_lock);
	return g ? 0 : swr_refuse(-ENOENT, "gate: no gate '%s'", name);
}

/* Has the gate got as far as @state? A gate that is gone is done. */
static bool gate_reached(struct gate *g, u64 generation, enum gate_state state)
{
	bool yes;

	spin_lock_irq(&gate_lock);
	yes = g->generation != generation ||
	      (g->state >= state && (state != GATE_DONE || !g->inside));
	spin_unlock_irq(&gate_lock);
	return yes;
}

static int cmd_wait(const char *name, char *args)
{
	char *what = next_word(&args), *limit = next_word(&args);
	enum gate_state state;
	unsigned int limit_ms;
	u64 generation = 0;
	struct gate *g;
	long left;
	int err;

	if (what && !strcmp(what, "held"))
		state = GATE_HELD;
	else if (what && !strcmp(what, "done"))
		state = GATE_DONE;
	else
		return swr_refuse(-EINVAL, "gate: expected wait NAME held|done limit_ms=N");
	if (!limit || strncmp(limit, "limit_ms=", 9) || next_word(&args))
		return swr_refuse(-EINVAL, "gate: wait needs limit_ms= and nothing else");
	err = parse_number("limit_ms", limit + 9, 1, SWR_LIMIT_MS_MAX, &limit_ms);
	if (err)
		return err;

	spin_lock_irq(&gate_lock);
	g = gate_find(name);
	if (g)
		generation = g->generation;
	spin_unlock_irq(&gate_lock);
	if (!g)
		return swr_refuse(-ENOENT, "gate: no gate '%s'", name);

	left = wait_event_interruptible_timeout(gate_wq,
						gate_reached(g, generation, state),
						msecs_to_jiffies(limit_ms));
	/* not to be restarted: that would begin the limit anew with every signal */
	if (left < 0)
		return -EINTR;
	return left ? 0 : swr_refuse(-ETIMEDOUT, "gate: '%s' was not %s within %u ms", name,
				     state_names[state], limit_ms);
}

/*
 * Release, wait until the held task has gone on, forget.
 * Return: false if there was no such gate.
 */
static bool drop(struct gate *g, u64 generation)
{
	struct gate gone = { };
	bool ours, inside;

	do {
		spin_lock_irq(&gate_lock);
		ours = g->state != GATE_FREE && g->generation == generation;
		inside = ours && g->inside;
		if (ours)
			gate_done(g, SWR_E_released);
		if (ours && !inside)
			gate_free(g, &gone);
		spin_unlock_irq(&gate_lock);
		/* The task was woken and needs the CPU only: short. */
		if (inside)
			wait_event(gate_wq, gate_reached(g, generation, GATE_DONE));
	} while (inside);
	put_tasks(&gone);
	return ours;
}

static int cmd_drop(const char *name)
{
	u64 generation = 0;
	struct gate *g;

	spin_lock_irq(&gate_lock);
	g = gate_find(name);
	if (g)
		generation = g->generation;
	spin_unlock_irq(&gate_lock);
	return g && drop(g, generation) ? 0 : swr_refuse(-ENOENT, "gate: no gate '%s'", name);
}

static bool good_name(const char *name)
{
	size_t len = strlen(name);

	return len && len < SWR_GATE_NAME_MAX &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") == len;
}

/**
 * swr_gate_command() - do what a line written to the file `gate` says
 * @cmd: the line, without its newline; it is cut up
 *
 * Context: process, may sleep as long as the command says.
 * Return: 0, or a negative errno with the reason in `error`; see swr_abi.h.
 */
int swr_gate_command(char *cmd)
{
	char *verb = next_word(&cmd), *name = next_word(&cmd);

	if (verb && !strcmp(verb, "clear") && !name) {
		swr_gate_clear();
		return 0;
	}
	if (name && !good_name(name))
		return swr_refuse(-EINVAL, "gate: expected a name of up to %d letters, digits, '_-.'",
				  SWR_GATE_NAME_MAX - 1);
	if (name && !strcmp(verb, "hold"))
		return cmd_hold(name, cmd);
	if (name && !strcmp(verb, "wait"))
		return cmd_wait(name, cmd);
	if (name && !strcmp(verb, "release") && !next_word(&cmd))
		return cmd_release(name);
	if (name && !strcmp(verb, "drop") && !next_word(&cmd))
		return cmd_drop(name);
	return swr_refuse(-EINVAL,
			  "gate: expected hold NAME ..., release NAME, wait NAME ..., drop NAME or clear");
}

/**
 * swr_gate_clear() - drop all gates
 *
 * Context: process, may sleep.
 */
void swr_gate_clear(void)
{
	struct gate *g;

	for (g = gates; g < gates + SWR_GATES; g++)
		drop(g, READ_ONCE(g->generation));
}

/**
 * swr_gate_stop() - wake everybody, hold nobody any more
 *
 * Nobody sleeps in `wait`: an open file holds the module.
 *
 * Context: unload. Held tasks still leave through this file; once they have,
 * swr_gate_clear() gives back what the gates refer to.
 */
void swr_gate_stop(void)
{
	struct gate *g;

	spin_lock_irq(&gate_lock);
	WRITE_ONCE(stopping, true);
	for (g = gates; g < gates + SWR_GATES; g++)
		gate_done(g, SWR_E_unload);
	spin_unlock_irq(&gate_lock);
	wake_up_all(&gate_wq);
}

/**
 * swr_gate_held() - how many tasks are held right now
 */
unsigned int swr_gate_held(void)
{
	unsigned int held = 0;
	struct gate *g;

	spin_lock_irq(&gate_lock);
	for (g = gates; g < gates + SWR_GATES; g++)
		held += g->state == GATE_HELD;
	spin_unlock_irq(&gate_lock);
	return held;
}

/**
 * swr_gate_info() - look at one gate
 * @nr: which, from 0
 * @info: where to
 *
 * Return: false if @nr is not in use.
 */
bool swr_gate_info(unsigned int nr, struct swr_gate_info *info)
{
	const struct gate *g = &gates[nr];
	u64 held_ns = 0;
	bool used;

	spin_lock_irq(&gate_lock);
	used = g->state != GATE_FREE;
	if (used) {
		if (g->state == GATE_HELD)
			held_ns = ktime_get_mono_fast_ns() - g->held_ns;
		else if (g->state == GATE_DONE)
			held_ns = g->held_ns;
		*info = (struct swr_gate_info){
			.tid = pid_vnr(g->task),
			.point = g->at,
			.phase = g->at_phase,
			.nth = g->nth,
			.until_tid = g->until ? pid_vnr(g->until) : 0,
			.until_point = g->until_point,
			.until_phase = g->until_phase,
			.until_result = g->until_result < 0 ? NULL : results[g->until_result].name,
			.limit_ms = g->limit_ms,
			.state = state_names[g->state],
			.end = end_names[g->end],
			.held_us = div_u64(held_ns, NSEC_PER_USEC),
		};
		strscpy(info->name, g->name, sizeof(info->name));
	}
	spin_unlock_irq(&gate_lock);
	return used;
}
