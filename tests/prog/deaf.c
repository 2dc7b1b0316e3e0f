// SPDX-License-Identifier: GPL-2.0
/*
 * deaf: what it becomes has signals ignored that a shell does not offer to.
 *
 *	deaf COMMAND [ARGUMENT]...
 *
 * SIGCHLD and SIGHUP. Exit 2 with a line on stderr if COMMAND cannot be run.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: deaf COMMAND [ARGUMENT]...\n");
		return 2;
	}
	signal(SIGCHLD, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	execvp(argv[1], argv + 1);
	perror("deaf");
	return 2;
}
