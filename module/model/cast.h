/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Actors of all worlds, for the table of casts, and what makes and judges a world.
 */
#ifndef SWR_MODEL_CAST_H
#define SWR_MODEL_CAST_H

#include "model.h"

enum swm_ret swm_use(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_reclaim(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_zap(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_fork(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_read_ahead(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_dev_read(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_dev_off(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_thp_collapse(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_thp_unmap(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_thp_exit(struct swm_world *w, struct swm_actor *a);
enum swm_ret swm_thp_other(struct swm_world *w, struct swm_actor *a);

void swm_swap_init(struct swm_world *w);
enum swm_prop swm_swap_end(struct swm_world *w);
void swm_dev_init(struct swm_world *w);
enum swm_prop swm_dev_end(struct swm_world *w);
void swm_thp_init(struct swm_world *w);

#endif
