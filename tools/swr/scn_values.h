/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Values of a scenario file: each reads one word to where it is told, or leaves
 * an error at the place of the word.
 */
#ifndef SWR_SCN_VALUES_H
#define SWR_SCN_VALUES_H

#include "scn_words.h"

int swr_scn_take_u32(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		     const struct swr_scn_key *key);
int swr_scn_take_page(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		      const struct swr_scn_key *key);
int swr_scn_take_u64(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		     const struct swr_scn_key *key);
int swr_scn_take_session(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
			 const struct swr_scn_key *key);
int swr_scn_take_hold(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		      const struct swr_scn_key *key);
int swr_scn_take_pageout(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
			 const struct swr_scn_key *key);
int swr_scn_take_count(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		       const struct swr_scn_key *key);
int swr_scn_take_verdict(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
			 const struct swr_scn_key *key);
int swr_scn_take_at(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		    const struct swr_scn_key *key);
int swr_scn_take_until(struct swr_scn_words *p, void *to, const struct swr_scn_word *w,
		       const struct swr_scn_key *key);
int swr_scn_find_session(const struct swr_scn *scn, const char *name);
int swr_scn_find_step(const struct swr_scn *scn, const char *name);
int swr_scn_find_hold(const struct swr_scn *scn, const char *name);

#endif
