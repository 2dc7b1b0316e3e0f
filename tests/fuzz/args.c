// SPDX-License-Identifier: GPL-2.0
/*
 * Options and arguments: refused in one line, or within the bounds that the help tells.
 *
 * The first line of an input is the command, those that follow are its arguments, and
 * behind an empty line is the text of whatever file they name.
 *
 * An end of the command is caught by a jump out of exit(), and what argp had allocated by
 * then is freed here, since the process goes on.
 */
#include <argp.h>
#include <setjmp.h>
#include <stdbool.h>

#include "args.h"
#include "bench.h"
#include "fuzz.h"
#include "result.h"
#include "run_storm.h"
#include "scenario.h"
#include "scn_file.h"

#define ARGS_MAX	24
#define LIVE_MAX	256

_Noreturn void __real_exit(int status);
_Noreturn void __wrap_exit(int status);
FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
int __sanitizer_install_malloc_and_free_hooks(void (*alloc)(const volatile void *p, size_t len),
					      void (*gone)(const volatile void *p))
	__attribute__((weak));

const char *argp_program_version = "swr";

static const struct command {
	const char *name;
	const struct argp_option *options;
	enum swr_wants wants;
} commands[] = {
	{ "swr list", swr_no_options, SWR_WANTS_NOTHING },
	{ "swr counters", swr_counters_options, SWR_WANTS_NOTHING },
	{ "swr races", swr_races_options, SWR_WANTS_NOTHING },
	{ "swr run", swr_run_options, SWR_WANTS_SCENARIO },
	{ "swr check", swr_no_options, SWR_WANTS_FILE },
	{ "swr bench", swr_bench_options, SWR_WANTS_BENCH },
	{ "swr verdict", swr_verdict_options, SWR_WANTS_NOTHING },
	{}
};

static jmp_buf out;
static bool inside;			/* exit() comes back to us */
static int ended;
static const char *file;		/* the text of any file */
static size_t file_len;
/* Allocated inside and not freed. The compiler knows malloc() and free() to leave it alone. */
static const void *volatile live[LIVE_MAX];
static volatile unsigned int nr_live;

void __wrap_exit(int status)
{
	if (!inside)
		__real_exit(status);
	ended = status;
	longjmp(out, 1);
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
	if (!inside)
		return __real_fopen(path, mode);
	/* fmemopen() refuses a length of 0 */
	return file ? fmemopen((void *)file, file_len + !file_len, "r") : NULL;
}

static void allocated(const volatile void *p, size_t len)
{
	(void)len;
	if (inside && nr_live < LIVE_MAX) {
		live[nr_live] = (const void *)p;
		nr_live++;
	}
}

static void freed(const volatile void *p)
{
	unsigned int i;

	for (i = 0; i < nr_live; i++) {
		if (live[i] == p) {
			nr_live--;
			live[i] = live[nr_live];
		}
	}
}

static void taken(const struct swr_args *a)
{
	EXPECT(a->wants != SWR_WANTS_SCENARIO || a->scenario);
	EXPECT(a->wants != SWR_WANTS_BENCH || a->bench);
	EXPECT(a->wants != SWR_WANTS_FILE || a->file);
	EXPECT(!a->file || (a->scenario == &a->file->as && *a->file->scn.name));
	EXPECT(a->repeat <= SWR_REPEAT_MAX && a->last <= SWR_REPEAT_MAX);
	EXPECT(a->shuffle <= SWR_REPEAT_MAX && a->limit_ms <= SWR_LIMIT_MS_MAX);
	EXPECT(a->seconds <= SWR_STORM_SECONDS_MAX && a->hold_us <= SWR_DELAY_US_MAX);
	EXPECT(!a->shuffle || a->file);
	EXPECT(!a->allow_oops || !strcmp(a->scenario->name, "swapoff"));
	EXPECT(!a->format || !a->bench || a->format->load);
}

/* One line, whatever the arguments were. */
static void refused(const char *said, size_t len)
{
	EXPECT(len > 1 && strlen(said) == len);
	EXPECT(strchr(said, '\n') == said + len - 1);
}

static void parse(const struct command *c, int argc, char **argv)
{
	struct argp argp = { .options = c->options, .parser = swr_args_parse };
	static FILE *true_stdout, *true_stderr;
	static struct swr_args a;
	static char *said;
	static size_t len;

	true_stdout = stdout;
	true_stderr = stderr;
	said = NULL;
	a = (struct swr_args){ .name = c->name, .wants = c->wants };
	stdout = open_memstream(&said, &len);
	stderr = stdout;
	ended = -1;
	nr_live = 0;
	if (!setjmp(out)) {
		inside = true;
		if (argp_parse(&argp, argc, argv, ARGP_NO_ERRS | ARGP_NO_HELP, NULL, &a))
			ended = -2;
	}
	inside = false;
	fclose(stdout);
	stdout = true_stdout;
	stderr = true_stderr;
	if (ended == -1)
		taken(&a);
	else if (ended)
		refused(said, len);
	else
		EXPECT(len);
	EXPECT(ended == -1 || !ended || ended == SWR_EXIT_NO);
	/* each takes itself off the list */
	free(said);
	while (nr_live)
		free((void *)live[nr_live - 1]);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	/* without a sanitizer nobody counts what is lost */
	if (__sanitizer_install_malloc_and_free_hooks)
		__sanitizer_install_malloc_and_free_hooks(allocated, freed);
	return 0;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	char *text = fuzz_string(data, len), *line, *next, *behind;
	const struct command *c;
	char *argv[ARGS_MAX + 1];
	int argc = 0;

	behind = strstr(text, "\n\n");
	file = behind ? behind + 2 : NULL;
	file_len = file ? len - (file - text) : 0;
	if (behind)
		*behind = '\0';
	for (line = text; line && argc < ARGS_MAX; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		argv[argc++] = line;
	}
	argv[argc] = NULL;
	for (c = commands; c->name; c++) {
		if (!strcmp(c->name + strlen("swr "), argv[0])) {
			argv[0] = (char *)c->name;
			parse(c, argc, argv);
			break;
		}
	}
	free(text);
	return 0;
}
