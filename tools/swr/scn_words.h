/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words of a scenario file and where they stand.
 */
#ifndef SWR_SCN_WORDS_H
#define SWR_SCN_WORDS_H

#include "scn.h"

#define SWR_SCN_WORD_MAX	80

struct swr_scn_word {
	char text[SWR_SCN_WORD_MAX];
	struct swr_scn_pos pos;
};

/**
 * struct swr_scn_words - how far a text is read
 * @p: next byte
 * @end: behind the last one
 * @pos: of @p
 * @first: first word of this line
 * @scn: what is being filled
 * @err: where an error goes
 */
struct swr_scn_words {
	const char *p;
	const char *end;
	struct swr_scn_pos pos;
	struct swr_scn_word first;
	struct swr_scn *scn;
	struct swr_scn_error *err;
};

/**
 * struct swr_scn_key - a word of the form KEY=VALUE
 * @name: the key
 * @take: reads the value
 * @at: offset of where it goes
 * @min: for numbers
 * @max: for numbers
 * @need: it must be there
 */
struct swr_scn_key {
	const char *name;
	int (*take)(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		    const struct swr_scn_key *key);
	size_t at;
	uint64_t min;
	uint64_t max;
	bool need;
};

void swr_scn_words(struct swr_scn_words *p, const char *text, size_t len);
bool swr_scn_next_line(struct swr_scn_words *p);
int swr_scn_next(struct swr_scn_words *p, struct swr_scn_word *w);
int swr_scn_need(struct swr_scn_words *p, struct swr_scn_word *w, const char *what);
int swr_scn_need_name(struct swr_scn_words *p, struct swr_scn_word *w);
int swr_scn_end(struct swr_scn_words *p);
bool swr_scn_split(struct swr_scn_word *w, struct swr_scn_word *rest, char at);
int swr_scn_index(const char *const *list, const char *name);
int swr_scn_keys(struct swr_scn_words *p, const struct swr_scn_key *keys, void *to);

#endif
