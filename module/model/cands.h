/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All candidates, a line and a file each, in the order of tables.
 */
#define SWM_CANDS(X) \
	X(s1_unfixed) \
	X(s1_a) \
	X(s1_b) \
	X(s1_c) \
	X(s1_d) \
	X(s1_e) \
	X(s1_f) \
	X(s1_g) \
	X(s1_h) \
	X(s1_i) \
	X(s1_j) \
	X(s1_j_late) \
	X(s1_k) \
	X(s1_l) \
	X(s1_l_recheck) \
	X(s1_m) \
	X(s1_n) \
	X(s1_n_recheck) \
	X(s1_o) \
	X(s1_p) \
	X(s1_p_hashed) \
	X(s1_p_forever) \
	X(s1_cached) \
	X(s1_exact) \
	X(s2_inside) \
	X(s2_before) \
	X(s2_keep) \
	X(s2_spin) \
	X(s2_cond_resched) \
	X(s2_tick) \
	X(s2_exact) \
	X(s3_unfixed) \
	X(s3_a) \
	X(s3_b) \
	X(s3_c) \
	X(s3_d) \
	X(s3_e) \
	X(s3_f) \
	X(s3_g) \
	X(s4_none) \
	X(s4_pointer) \
	X(s4_find) \
	X(s4_full) \
	X(s4_vma) \
	X(s4_pmd)
