// SPDX-License-Identifier: GPL-2.0
/*
 * The trace of a run, drawn: a record that is not whole is said to be none.
 */
#include "account.h"
#include "fuzz.h"

static const struct swr_hooks hooks = {
	.symbol = {
		[SWR_P_fault] = "do_swap_page",
		[SWR_P_claim] = "swapcache_prepare",
		[SWR_P_install] = "swap_free",
	},
};

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	char *text = fuzz_string(data, len), *drawn = NULL;
	struct swr_account a = {
		.kernel = "5.10.0",
		.device = "zram",
		.hooks = &hooks,
		.tid = { 71, 72 },
		.run = 1,
		.runs = 1,
		.trace = text,
		.lost = len & 1,
		.wrote = 7777,
		.read_back = len & 1 ? 1111 : 7777,
	};
	size_t drawn_len;
	FILE *out = open_memstream(&drawn, &drawn_len);

	EXPECT(out);
	EXPECT(!swr_account_draw(out, &a));
	EXPECT(!fclose(out) && drawn && *drawn);
	EXPECT(strlen(drawn) == drawn_len && drawn[drawn_len - 1] == '\n');
	free(drawn);
	free(text);
	return 0;
}
