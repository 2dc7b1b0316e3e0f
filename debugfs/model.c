// SPDX-License-Identifier: GPL-2.0
/*
 * model: the reference implementations, run by kernel threads.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "../module/model/run.h"
#include "view.h"

#define RUN_MS	1000

static int model_show(struct seq_file *m)
{
	const char *id, *name;
	struct swm_result r;
	unsigned int nr;

	for (nr = 0; swm_result(nr, &id, &name, &r); nr++)
		seq_printf(m, "id=%s cast=%s rounds=%llu steps=%llu ms=%u broken=\"%s\" name=\"%s\"\n",
			   id, r.cast ?: "-", r.rounds, r.steps, r.ms, r.broken ?: "-", name);
	return 0;
}

static int model_store(char *line)
{
	const char *id = NULL, *cast = NULL;
	unsigned int ms = RUN_MS;
	char *word = strsep(&line, " ");

	if (strcmp(word, "run") || !line)
		return swr_refuse(-EINVAL, "model: expected run ID [cast=NAME] [ms=N], not '%s'", word);
	while ((word = strsep(&line, " "))) {
		if (!id)
			id = word;
		else if (!strncmp(word, "cast=", 5))
			cast = word + 5;
		else if (strncmp(word, "ms=", 3) || kstrtouint(word + 3, 10, &ms))
			return swr_refuse(-EINVAL, "model: expected cast=NAME or ms=N, not '%s'", word);
	}
	return swm_run(id, cast, ms);
}

const struct swr_attr swr_model_attrs[] = {
	{ .name = SWR_F_MODEL, .show = model_show, .store = model_store },
	{}
};
