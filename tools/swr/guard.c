// SPDX-License-Identifier: GPL-2.0
/*
 * Three processes, each of which may die:
 *
 *	the user's	waits; passes signals on
 *	the manager	sets up, waits, cleans up
 *	the players	the choreography, see aba.c
 *
 * The signals that end a command are blocked and asked for where a process
 * waits, so they cannot hit in the middle of a set-up. The players ignore them
 * and are killed by the manager. A SIGKILL, which nobody can block, hits the
 * process the user knows, and reaches the manager as SIGTERM.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "args.h"
#include "ctl.h"
#include "err.h"
#include "guard.h"
#include "util.h"

static const int endings[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
static int caught;

/*
 * What whoever started us had ignored, as nohup and a shell's `&` do, does not end us. But
 * SIGTERM does: it may be that the user's process was killed.
 */
static bool heeded(int sig)
{
	struct sigaction now;

	return sig == SIGTERM || sigaction(sig, NULL, &now) || now.sa_handler != SIG_IGN;
}

static void end_set(sigset_t *set)
{
	unsigned int i;

	sigemptyset(set);
	for (i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (heeded(endings[i]))
			sigaddset(set, endings[i]);
}

/* The process the user knows: the end of the manager is its own. */
static _Noreturn void stand_in(pid_t manager)
{
	sigset_t set;
	int status = 0, sig;
	pid_t ended;

	end_set(&set);
	sigaddset(&set, SIGCHLD);
	while (!(ended = waitpid(manager, &status, WNOHANG))) {
		sig = sigwaitinfo(&set, NULL);
		if (sig > 0 && sig != SIGCHLD)
			kill(manager, sig);
	}
	if (ended < 0)
		_exit(SWR_EXIT_NO);
	if (WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	caught = WTERMSIG(status);
	swr_guard_reraise();
	_exit(SWR_EXIT_NO);
}

/**
 * swr_guard_up() - from here on signals wait until they are asked for, and who
 *                  returns is the manager
 *
 * Return: 0 or -1.
 */
int swr_guard_up(void)
{
	pid_t user = getpid(), manager;
	sigset_t set;

	end_set(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fflush(stdout);
	manager = fork();
	if (manager < 0)
		return swr_err("fork: %s", strerror(errno));
	if (manager)
		stand_in(manager);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != user)
		raise(SIGTERM);
	return 0;
}

/* Sleep until a child ends, a signal ends us, or a second is over. */
static void wait_signal(void)
{
	struct timespec second = { .tv_sec = 1 };
	sigset_t set;
	int sig;

	end_set(&set);
	sigaddset(&set, SIGCHLD);
	sig = sigtimedwait(&set, NULL, &second);
	if (sig > 0 && sig != SIGCHLD)
		caught = sig;
}

/**
 * swr_guard_interrupted() - has a signal asked us to end?
 *
 * Return: its number, or 0.
 */
int swr_guard_interrupted(void)
{
	struct timespec now = { 0 };
	sigset_t set;
	int sig;

	end_set(&set);
	sig = sigtimedwait(&set, NULL, &now);
	if (sig > 0)
		caught = sig;
	return caught;
}

/**
 * swr_guard_reraise() - end by the signal that was caught, now that all is
 *                       unwound, so that a shell sees what it was
 *
 * Returns only if that signal does not end a process.
 */
void swr_guard_reraise(void)
{
	sigset_t set;

	signal(caught, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, caught);
	raise(caught);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* A gate outlives the tasks it names. None may be left. */
static void drop_gates(void)
{
	struct swr_gate_line gate;
	unsigned int i;

	for (i = 0; i < SWR_GATES_OWN; i++)
		if (!swr_ctl_gate(swr_gate_name(i), &gate) && gate.state != SWR_GATE_GONE)
			swr_ctl_write(SWR_F_GATE, "drop %s", swr_gate_name(i));
}

static int ended(int status, const char *what, unsigned int nr)
{
	if (WIFSIGNALED(status))
		return swr_err("the process under test died in %s %u: %s", what, nr,
			       strsignal(WTERMSIG(status)));
	return 0;
}

/**
 * swr_guard_child() - run something in a child and outlive it
 * @series: it; its result goes through shared memory in @arg
 * @arg: for @series
 * @progress: rises as @series goes on, in shared memory
 * @what: one step of it
 * @limit_ms: longest time without progress
 *
 * When this returns the child is gone and no gate is left.
 *
 * Return: 0, or -1 if the child died, made no progress, or a signal asked us to
 * end.
 */
int swr_guard_child(int (*series)(void *arg), void *arg, const unsigned int *progress,
		    const char *what, unsigned int limit_ms)
{
	unsigned int now, last = 0;
	pid_t parent = getpid(), pid;
	uint64_t since = swr_now_ns();
	int status = 0, err = 0;

	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
		_exit(series(arg) ? 1 : 0);
	}
	if (pid < 0)
		return swr_err("fork: %s", strerror(errno));

	while (!err && waitpid(pid, &status, WNOHANG) != pid) {
		now = __atomic_load_n(progress, __ATOMIC_ACQUIRE);
		if (now != last) {
			last = now;
			since = swr_now_ns();
		}
		if (caught)
			err = swr_err("ended by %s", strsignal(caught));
		else if (swr_now_ns() - since > limit_ms * UINT64_C(1000000))
			err = swr_err("%s %u did not end within %u ms", what, last, limit_ms);
		else
			wait_signal();
	}
	if (err) {
		kill(pid, SIGKILL);
		drop_gates();
		waitpid(pid, &status, 0);
	}
	/* when it is gone: it may have been in the middle of setting one */
	drop_gates();
	if (err)
		return err;
	return ended(status, what, __atomic_load_n(progress, __ATOMIC_ACQUIRE));
}
