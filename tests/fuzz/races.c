// SPDX-License-Identifier: GPL-2.0
/*
 * The file `races`, drawn, and the file `reports`, cut.
 *
 * A line that is none of the module's is refused with a reason, and what is left of a
 * cut begins at a line.
 */
#include "err.h"
#include "fuzz.h"
#include "racedraw.h"

static const struct swr_hooks hooks = {
	.symbol = {
		[SWR_P_fault] = "do_swap_page",
		[SWR_P_read] = "swap_readpage",
		[SWR_P_install] = "swap_free",
	},
};

static void draw(const char *text, unsigned int last)
{
	char *drawn = NULL;
	size_t len;
	FILE *out = open_memstream(&drawn, &len);
	int err;

	EXPECT(out);
	swr_err("%s", "");
	err = swr_races_draw(out, text, last, "5.10.0", &hooks);
	EXPECT(!fclose(out) && drawn);
	EXPECT(err ? err == -1 && *swr_errstr() : !*text || strstr(drawn, "Not recorded: "));
	EXPECT(strlen(drawn) == len);
	free(drawn);
}

static void cut(const char *text, unsigned int last)
{
	const char *from = swr_reports_last(text, last);

	EXPECT(from >= text && from <= text + strlen(text));
	EXPECT(from == text || from[-1] == '\n');
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	char *text = fuzz_string(data, len);
	unsigned int last;

	for (last = 0; last < 3; last++) {
		draw(text, last);
		cut(text, last);
	}
	free(text);
	return 0;
}
