# SPDX-License-Identifier: GPL-2.0
# swaprace: the module for the running kernel, the command, host unit tests.

KDIR ?= /lib/modules/$(shell uname -r)/build
SWR_CFLAGS := -std=gnu11 -O2 -Wall -Wextra -Werror -Iinclude -Itools/swr

swr := tools/swr/swr
swr-objs := $(patsubst %.c,%.o,$(wildcard tools/swr/*.c))
# What needs neither root nor the module, for the unit tests to link with.
pure-objs := $(addprefix tools/swr/,account.o bench_out.o collapse_judge.o columns.o dist.o err.o fixes.o \
	     herd.o json.o judge.o judge_loop.o judge_swapoff.o judge_thp.o loop_out.o loopjudge.o middle.o parse.o racedraw.o region.o \
	     result.o scn_check.o scn_data.o scn_deadlock.o \
	     scn_parse.o scn_points.o scn_print.o scn_record.o scn_shuffle.o scn_values.o scn_words.o storm_out.o util.o)
units := $(patsubst tests/unit/%.c,tests/unit/bin/%,$(wildcard tests/unit/*.c))
progs := $(patsubst tests/prog/%.c,tests/prog/bin/%,$(wildcard tests/prog/*.c))

.PHONY: all module swr progs unit check clean
all: module swr

module:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

swr: $(swr)

# Static: it runs in guests and on test machines that have no libraries for it.
$(swr): $(swr-objs)
	$(CC) -static $(LDFLAGS) -o $@ $^ -ljansson -lpthread

tools/swr/%.o: tools/swr/%.c $(wildcard tools/swr/*.h include/swr_*.h)
	$(CC) $(CFLAGS) $(SWR_CFLAGS) -c -o $@ $<

tests/unit/bin/%: tests/unit/%.c $(pure-objs) $(wildcard tests/unit/*.h tools/swr/*.h include/swr_*.h)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SWR_CFLAGS) $(LDFLAGS) -o $@ $< $(pure-objs) -ljansson -lpthread

# What the cases run in the guest.
progs: $(progs)

tests/prog/bin/%: tests/prog/%.c $(wildcard tests/prog/*.h)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SWR_CFLAGS) -static $(LDFLAGS) -o $@ $(filter %.c %.o,$^) -ljansson -lpthread

tests/prog/bin/allout: $(addprefix tools/swr/,err.o player.o region.o util.o)

# Each prints KTAP and says by its exit status whether all went well.
unit: $(units)
	@failed=0; for t in $(units); do echo "# $$t"; ./$$t || failed=1; done; exit $$failed

check:
	scripts/check

clean:
	rm -f $(swr) $(swr-objs) $(units) $(progs)
	@if [ -d "$(KDIR)" ]; then $(MAKE) -C $(KDIR) M=$(CURDIR) clean; fi
