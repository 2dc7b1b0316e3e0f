/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is in the pages of a scenario, and what has to be.
 */
#ifndef SWR_SCN_DATA_H
#define SWR_SCN_DATA_H

#include "judge.h"
#include "region.h"
#include "scn.h"

/**
 * struct swr_scn_done - what became of a step in a run
 * @begun: number in the order of all events, 0: it has not
 * @at: likewise when it was done, 0: it is not
 * @had: swap entry of the page before a pageout
 * @out: the pageout succeeded
 * @entry: and where the page went
 * @failed: it could not be done
 * @why: and why not, or empty
 * @child: of a fork, 0: none
 */
struct swr_scn_done {
	unsigned int begun;
	unsigned int at;
	uint64_t had;
	bool out;
	uint64_t entry;
	bool failed;
	char why[SWR_WHY_MAX / 2];
	pid_t child;
};

/* Of one run. */
struct swr_scn_data {
	struct swr_scn_done done[SWR_SCN_STEPS];
};

int swr_scn_data_fill(struct swr_scn_data *d, const struct swr_scn *scn, struct swr_region *g,
		      uint64_t run);
void swr_scn_data_step(const struct swr_scn_step *st, struct swr_region *g, const char *swap,
		       struct swr_scn_done *done);
bool swr_scn_data_did(const struct swr_scn_data *d, const struct swr_scn *scn,
		      enum swr_scn_op op);
bool swr_scn_word_right(const struct swr_scn *scn, const struct swr_scn_data *d,
			unsigned int page, uint64_t first, uint64_t word, bool *known);
void swr_scn_data_look(const struct swr_scn_data *d, const struct swr_scn *scn,
		       const struct swr_region *g, uint64_t run, struct swr_run *r);
int swr_scn_data_drop(const struct swr_scn_data *d, const struct swr_scn *scn,
		      struct swr_region *g);

#endif
