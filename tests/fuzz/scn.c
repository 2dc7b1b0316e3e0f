// SPDX-License-Identifier: GPL-2.0
/*
 * Scenario files: refused where they are wrong, or printed and read back as the same.
 *
 * The random orders of what is taken make sense.
 */
#include "fuzz.h"
#include "scn.h"
#include "scn_shuffle.h"

#define ORDERS	2

static struct swr_scn scn, again;
static struct swr_scn_error err;

static void refused(void)
{
	EXPECT(*err.text);
	EXPECT(strstr(err.text, "expected"));
	EXPECT(!strchr(err.text, '\n'));
}

/* What is behind the end of a name is whatever was there. */
static void strip_name(char *name)
{
	size_t len = strlen(name);

	memset(name + len, 0, SWR_SCN_NAME_MAX - len);
}

/* Without what says where it stood, and with one permutation. */
static void strip(struct swr_scn *s, const struct swr_scn_permutation *only)
{
	struct swr_scn_permutation kept = *only;
	const struct swr_scn_pos none = { 0, 0 };
	unsigned int i;

	memset(s->permutation, 0, sizeof(s->permutation));
	s->bug_pos = none;
	s->setup_pos = none;
	strip_name(s->name);
	strip_name(s->bug);
	strip_name(s->device);
	strip_name(s->fix);
	strip_name(s->fix_swapoff);
	strip_name(s->fix_loop);
	for (i = 0; i < s->nr_sessions; i++)
		strip_name(s->session[i]);
	for (i = 0; i < s->nr_steps; i++) {
		strip_name(s->step[i].name);
		s->step[i].pos = none;
		s->step[i].page_pos = none;
	}
	for (i = 0; i < s->nr_holds; i++) {
		strip_name(s->hold[i].name);
		s->hold[i].pos = none;
		s->hold[i].at_pos = none;
		s->hold[i].until.pos = none;
	}
	kept.pos = none;
	for (i = 0; i < kept.nr; i++)
		kept.item[i].pos = none;
	s->permutation[0] = kept;
	s->nr_permutations = 1;
}

static char *print(const struct swr_scn *s, const struct swr_scn_permutation *p, size_t *len)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len);

	EXPECT(out);
	swr_scn_print(out, s, p, &s->expect);
	EXPECT(!fclose(out) && text);
	return text;
}

static void reads_back(const struct swr_scn_permutation *p)
{
	static struct swr_scn first;
	size_t len, len_again;
	char *text = print(&scn, p, &len), *text_again;

	EXPECT(!swr_scn_parse(text, len, &again, &err));
	EXPECT(again.nr_permutations == 1);
	text_again = print(&again, again.permutation, &len_again);
	EXPECT(len == len_again && !memcmp(text, text_again, len));
	free(text_again);
	free(text);
	first = scn;
	strip(&first, p);
	strip(&again, again.permutation);
	EXPECT(!memcmp(&first, &again, sizeof(first)));
}

static void shuffles(uint32_t seed)
{
	struct swr_scn_permutation order;
	unsigned int i;

	for (i = 0; i < ORDERS; i++) {
		if (swr_scn_shuffle(&scn, seed, i, &order, &err)) {
			refused();
			continue;
		}
		EXPECT(order.nr == scn.permutation[i % scn.nr_permutations].nr);
		EXPECT(!swr_scn_order(&scn, &order, &err));
		EXPECT(!swr_scn_deadlock_in(&scn, &order, &err));
	}
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	char *text = malloc(len);
	unsigned int i;

	EXPECT(text || !len);
	if (len)
		memcpy(text, data, len);
	if (swr_scn_parse(text, len, &scn, &err)) {
		refused();
		EXPECT(err.pos.line && err.pos.column);
	} else {
		for (i = 0; i < scn.nr_permutations; i++)
			reads_back(&scn.permutation[i]);
		if (swr_scn_check(&scn, &err) || swr_scn_deadlock(&scn, &err))
			refused();
		else
			shuffles(len);
	}
	free(text);
	return 0;
}
