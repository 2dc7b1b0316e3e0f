/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the models are made of where they run: kernel threads on real CPUs, with real
 * spinlocks, or the explorer in user space, which goes through all interleavings of
 * steps one at a time and so needs no lock to make a step atomic.
 */
#ifndef SWR_MODEL_ENV_H
#define SWR_MODEL_ENV_H

#ifdef __KERNEL__

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

typedef spinlock_t swm_real_lock;

#define swm_real_lock_init(lock)	spin_lock_init(lock)
#define swm_enter(lock)			spin_lock(lock)
#define swm_leave(lock)			spin_unlock(lock)
/* Held over steps: a real lock, or in the explorer one that has an owner. */
#define swm_hold(lock, owner, nr)	({ spin_lock(lock); true; })
#define swm_drop(lock, owner)		spin_unlock(lock)
/* for its arguments only */
#define swm_say(w, ...)			do { (void)(w); no_printk(__VA_ARGS__); } while (0)

#else

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;

/* Not in the state: it would make it bigger and never change. */
typedef struct { } swm_real_lock;

#define swm_real_lock_init(lock)	((void)(lock))
#define swm_enter(lock)			((void)(lock))
#define swm_leave(lock)			((void)(lock))
#define swm_hold(lock, owner, nr)	(*(owner) ? false : (*(owner) = (nr) + 1))
#define swm_drop(lock, owner)		(*(owner) = 0)
#define __acquires(x)
#define __releases(x)
#define READ_ONCE(x)			(x)
#define WRITE_ONCE(x, v)		((x) = (v))
#define fallthrough			__attribute__((__fallthrough__))
#define ARRAY_SIZE(a)			(sizeof(a) / sizeof((a)[0]))

/* Text of the step just made, for a diagram; nothing while states are counted. */
extern bool swm_telling;
void swm_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define swm_say(w, ...)	do { (void)(w); if (swm_telling) swm_tell(__VA_ARGS__); } while (0)

#endif
#endif
