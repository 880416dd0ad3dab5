# libmmapnative: `make help` lists the targets.  This needs GNU make.
#
# No target prompts, and only `make install` writes outside this folder.  `make
# demo`, `make test` and `make check` install missing packages with tools/need.

CC = cc
CFLAGS = -O2 -g
WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Werror=implicit-function-declaration
PREFIX = /usr/local
LIBDIR = $(PREFIX)/lib
DESTDIR =

version := $(shell sed -n 's/^.define MN__VERSION "\(.*\)"/\1/p' src/internal.h)
major := $(firstword $(subst ., ,$(version)))

# Options that harden the library, and make builds in two folders identical, as
# far as this compiler and its linker accept them.
hardening := $(shell tools/takes '$(CC)' -fstack-protector-strong -fstack-clash-protection \
	'-ffile-prefix-map=$(CURDIR)=.') $(shell tools/takes '$(CC)' -fcf-protection) \
	$(shell tools/takes '$(CC)' -mbranch-protection=standard)
# glibc's _FORTIFY_SOURCE needs an optimizer.  A packager's own level is kept.
fortify := $(if $(findstring _FORTIFY_SOURCE,$(CC) $(CPPFLAGS) $(CFLAGS)),,$(shell \
	$(CC) $(CPPFLAGS) $(CFLAGS) -dM -E -x c /dev/null 2>/dev/null | grep -q __OPTIMIZE__ && \
	echo -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2))
# Alignment of functions to cache lines makes a read up to a fifth faster.
aligned := $(shell tools/takes '$(CC)' -falign-functions=32)
sealed := $(shell tools/takes '$(CC)' -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
# A position-independent program has another address in each process.
pie := $(shell echo 'int main(void) { return 0; }' | $(CC) -Werror -fPIE -pie -o /dev/null -x c - 2>/dev/null && echo -fPIE -pie)
flags = -std=c11 -fPIC -fvisibility=hidden -Isrc -Ibuild $(hardening) $(fortify) $(aligned) $(WARNINGS) $(CPPFLAGS) $(CFLAGS)

# Options of the linkers.  Old glibcs have shm_open and threads in separate libraries.
system := $(shell uname -s)
libs_Linux = -lrt -lpthread
# nodelete keeps the library loaded after dlclose: the handler for SIGBUS and the
# destructors of threads still point into it.
shared = -shared -Wl,-soname,libmmapnative.so.$(major) -Wl,-Bsymbolic-functions \
	-Wl,--version-script=src/os/hidden.map -Wl,-z,nodelete -Wl,--as-needed
defs = -Wl,-z,defs
resource = resources/libraries/libmmapnative.so
ifeq ($(system),Darwin)
shared = -dynamiclib -install_name @rpath/libmmapnative.so.$(major)
defs =
resource = resources/libraries/libmmapnative.dylib
endif

sources = libmmapnative.c mmapnative.h $(wildcard src/*.[ch] src/*/*.[ch] src/os/*.map)
generated = build/constants.inc build/errors.inc
needed = $(sources) $(generated) build/flags

all: build/libmmapnative.so build/libmmapnative.a $(resource)  ## build the library

build/%.inc: constants src/errors tools/generate tools/generate.awk tools/generate-errors.awk
	@mkdir -p build
	tools/generate $* >$@.new && mv $@.new $@

# Holds the compiler's command line, and is rewritten only if that changed.
build/flags: FORCE
	@mkdir -p build
	@echo '$(subst ','\'',$(CC) $(flags) $(shared) $(sealed) $(pie) $(LDFLAGS))' | cmp -s - $@ || \
		echo '$(subst ','\'',$(CC) $(flags) $(shared) $(sealed) $(pie) $(LDFLAGS))' >$@

# build/ has the files that are installed.  The folders below it have the same
# library with sanitizers.  These intercept functions that _FORTIFY_SOURCE would
# replace.
build/asan/%: extra = -U_FORTIFY_SOURCE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
build/asan/%: defs =
build/tsan/%: extra = -U_FORTIFY_SOURCE -fsanitize=thread -fno-omit-frame-pointer
build/tsan/%: defs =
build/ubsan/%: extra = -fsanitize=undefined -fno-sanitize-recover=all
kinds = build $(patsubst %,build/%,asan tsan ubsan)
$(kinds:%=%/libmmapnative.o): $(needed)
	@mkdir -p $(@D)
	$(CC) $(flags) $(extra) -c -o $@ libmmapnative.c
$(kinds:%=%/libmmapnative.so): %.so: %.o
	$(CC) $(flags) $(shared) $(sealed) $(defs) $(extra) $(LDFLAGS) -o $@.new $< $(libs_$(system))
	mv $@.new $@
	ln -sf libmmapnative.so $@.$(major)

build/libmmapnative.a: build/libmmapnative.o
	rm -f $@
	$(AR) rcsD $@ $< 2>/dev/null || $(AR) rcs $@ $<

# A rebuilt library may have other values, and modules that Raku precompiled with
# the old one would refuse to load.  The checkout's precompiled modules are deleted.
$(resource): build/libmmapnative.so
	@mkdir -p $(@D)
	cp build/libmmapnative.so $@.new && mv $@.new $@
	rm -rf .precomp lib/.precomp

# ---- The program.  It includes only mmapnative.h.  It needs more libraries than
# the library does, so it is a target of its own.

program_sources = $(wildcard programs/*.[ch] programs/serve/*.[ch])
program_uses = jansson yajl nettle libuv
program_flags = -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -I. $(pie) $(hardening) $(fortify) $(WARNINGS) $(CPPFLAGS) $(CFLAGS) $(shell pkg-config --cflags $(program_uses))
program_libs = $(shell pkg-config --libs $(program_uses)) -lpthread

# The program finds the library in its own folder in build/, or in LIBDIR when installed.
build/mmapnative build/asan/mmapnative: rpath = $$ORIGIN
build/installed/mmapnative: rpath = $(LIBDIR)
build/installed/mmapnative: FORCE
build/mmapnative build/installed/mmapnative: build/libmmapnative.so
build/asan/mmapnative: build/asan/libmmapnative.so
build/mmapnative build/asan/mmapnative build/installed/mmapnative: $(program_sources) build/flags
	@mkdir -p $(@D)
	$(CC) $(program_flags) $(sealed) $(extra) $(LDFLAGS) -o $@ $(filter %.c,$(program_sources)) \
		-L$(dir $(filter %.so,$^)) -lmmapnative -Wl,-rpath,'$(rpath)' $(program_libs)

program: need-program  ## install missing packages and build the program mmapnative
	@$(MAKE) --no-print-directory build/mmapnative

# ---- Tests.  t/FOLDER/word.c is a Check program, t/raku/word.rakutest a test in Raku.
#
# A folder tests one part of the library.  quick, test and torture run more and
# more of them: see CONTRIBUTING.md.  TESTS='slice guard' selects files or folders.

# Two files are programs that a test runs, and not tests.
all_c = $(filter-out torture/one-call ffi/client,$(patsubst t/%.c,%,$(wildcard t/*/*.c)))
all_raku = $(patsubst t/%,%,$(wildcard t/raku/*.rakutest))
# Tests that include the library's source, with a call missing, with allocations
# that fail, or with the answers of another machine.
told_to_fail = manager/walk manager/allocation region/allocation region/no-mremap
own_text = $(told_to_fail) manager/entry service/entries unit/lock unit/handle region/high region/narrow
in_torture = $(filter torture/%,$(all_c)) $(told_to_fail)
# These run other programs (compilers, strace, interpreters) rather than the library.
run_others = ffi/header torture/injected ffi/clients ffi/runtimes
# In these a sanitizer or valgrind examines the server, not the test.
of_service = service/service service/stream torture/soak
# These measure, or need the whole machine.
alone = torture/soak

quick_c = $(filter-out $(in_torture) $(of_service) $(run_others),$(all_c))
quick_raku = $(filter-out $(patsubst %,raku/%.rakutest,install load message model own readme),$(all_raku))
test_c = $(filter-out $(in_torture),$(all_c))

under_asan = $(filter-out $(run_others),$(all_c))
# install builds its own libraries; load and readme test importing and documents.
under_ubsan = $(filter-out $(patsubst %,raku/%.rakutest,install load readme),$(all_raku))
# Some tests take minutes under valgrind, and the sanitizers find the same errors.
# valgrind delivers signals differently, which breaks the guard's tests.  The locks'
# test forks while other threads are inside an assertion of Check, whose memory the
# child leaks.
under_valgrind = $(filter-out unit/find unit/lock region/fault region/guard region/handlers region/runtime region/allocation manager/allocation $(of_service),$(under_asan))
# The thread sanitizer runs the tests that have threads.
under_tsan = region/fault region/follow region/guard region/handlers region/threads region/view region/waits manager/threads
# Older sanitizers fail if the kernel randomizes addresses widely, so this is
# turned off if setarch can.
unscattered = $(shell setarch -R true 2>/dev/null && echo setarch -R || echo env)

# The elements of a list that TESTS names, by file or folder; without TESTS all.
named = $(if $(TESTS),$(foreach t,$1,$(if $(filter $(TESTS),$(notdir $(basename $t)) $(notdir $(patsubst %/,%,$(dir $t)))),$t)),$1)

test_flags = -std=c11 -It -Isrc -Ibuild -Wall -Wextra $(CFLAGS) $(shell pkg-config --cflags check)
test_libs = $(shell pkg-config --libs --static check) -lpthread
build_test = mkdir -p $(@D) && $(CC) $(test_flags) $(extra) -o $@ $< $(filter %.o,$^) \
	-L$(dir $(filter %.so,$^)) -lmmapnative -Wl,-rpath,'$$ORIGIN/../..' $(test_libs)
test_headers = $(wildcard t/*.h t/*/*.h)

build/t/test.o build/asan/t/test.o build/tsan/t/test.o: t/test.c t/test.h build/flags
	@mkdir -p $(@D)
	$(CC) $(test_flags) $(extra) -c -o $@ $<
build/t/%: t/%.c build/t/test.o $(test_headers) build/libmmapnative.so
	$(build_test)
build/asan/t/%: t/%.c build/asan/t/test.o $(test_headers) build/asan/libmmapnative.so
	$(build_test)
build/tsan/t/%: t/%.c build/tsan/t/test.o $(test_headers) build/tsan/libmmapnative.so
	$(build_test)

# This test traces a program that makes one call.
build/t/torture/injected: build/t/torture/one-call
build/t/torture/one-call: build/calls.inc
build/calls.inc: mmapnative.h tools/generate-calls.awk
# These include the program's source that reads requests.
of_requests = service/pieces service/entries
$(of_requests:%=build/t/%) $(of_requests:%=build/asan/t/%): $(program_sources)
$(of_requests:%=build/t/%) $(of_requests:%=build/asan/t/%): test_flags += -I. -D_GNU_SOURCE $(shell pkg-config --cflags yajl nettle)
$(of_requests:%=build/t/%) $(of_requests:%=build/asan/t/%): test_libs += $(shell pkg-config --libs yajl nettle)
# Each of these runs the program that is built with the same options.
$(of_service:%=build/t/%): build/mmapnative
$(of_service:%=build/asan/t/%): build/asan/mmapnative
# Tests that include the library's source, or the search alone, are rebuilt with it.
$(own_text:%=build/t/%) $(own_text:%=build/asan/t/%): $(needed)
build/t/unit/% build/asan/t/unit/%: src/region/engine.h src/internal.h

need_build = $(firstword $(CC)):gcc stdio.h:libc6-dev raku:rakudo
need_program = pkg-config jansson.h:libjansson-dev yajl/yajl_parse.h:libyajl-dev nettle/base64.h:nettle-dev uv.h:libuv1-dev
need_test = prove:perl script:bsdutils strace valgrind pkg-config check.h:check zef:raku-zef
# The package with this header of clang also has libFuzzer.
need_fuzz = clang sanitizer/asan_interface.h:libclang-rt-dev
need-build:
	@tools/need $(need_build)
need-program:
	@tools/need $(need_build) $(need_program)
need-test:
	@tools/need $(need_build) $(need_program) $(need_test)
	-@CC=clang tools/need $(need_fuzz)
need-fuzz:
	@tools/need $(need_program)
	@CC=clang tools/need $(need_fuzz)
# Other awks, a formatter, another linker and a compiler for Windows: the checks use
# those that are installed.
need_others = original-awk busybox clang-format ld.lld:lld x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64
need-check:
	@tools/need $(need_build) $(need_program) gcc clang check.h:check
	-@tools/need $(need_others)

demo: need-build  ## install missing packages, and map a file from Raku
	@$(MAKE) --no-print-directory all
	@raku -I. doc/demo.raku

# How many compilers and tests run at once.
JOBS ?= $(shell getconf _NPROCESSORS_ONLN)
build = $(MAKE) --no-print-directory -j $(JOBS)
run_tests = JOBS=$(JOBS) TESTS='$(TESTS)' MACHINES='$(MACHINES)' tools/run-tests

quick: need-test  ## run the tests for daily work: one minute, no children that die, no sanitizers
	@$(build) all $(call named,$(quick_c:%=build/t/%))
	@QUICK=1 $(run_tests) quick $(call named,$(quick_raku:%=t/%) $(quick_c:%=build/t/%))

# The story of t/ffi/ in each language that is there.
languages = $(notdir $(wildcard t/ffi/languages/*))
tell = --as language t/ffi/run $(call named,$(languages))

test: need-test  ## install missing packages and run the tests; TESTS='slice guard' selects some
	@$(build) all build/mmapnative $(call named,$(test_c:%=build/t/%))
	@$(run_tests) test $(call named,$(all_raku:%=t/%) $(test_c:%=build/t/%) t/programs/run) $(tell)

torture: need-test need-languages  ## test with sanitizers, valgrind, injected errors, other machines and Rakudos; TESTS= as above
	@$(build) all build/mmapnative build/asan/mmapnative build/ubsan/libmmapnative.so \
		$(call named,$(in_torture:%=build/t/%) $(under_asan:%=build/asan/t/%) \
			$(under_tsan:%=build/tsan/t/%) $(under_valgrind:%=build/t/%) build/t/service/service build/t/service/stream)
	@INSTALL=1 $(run_tests) torture $(call named,$(filter-out $(alone:%=build/t/%),$(in_torture:%=build/t/%)) t/torture/fuzz/run) \
		--as valgrind tools/under-valgrind $(call named,$(under_valgrind:%=build/t/%)) \
		--as valgrind tools/server-under-valgrind $(call named,build/t/service/service build/t/service/stream) \
		--as tsan '$(unscattered)' $(call named,$(under_tsan:%=build/tsan/t/%)) \
		--as asan '$(unscattered)' $(call named,$(filter-out $(alone:%=build/asan/t/%),$(under_asan:%=build/asan/t/%))) \
		--as asan '$(unscattered) env BUILD=build/asan' $(call named,t/programs/run) \
		--as ubsan 'env MMAPNATIVE_LIB=$(CURDIR)/build/ubsan/libmmapnative.so' $(call named,$(under_ubsan:%=t/%)) \
		--alone $(call named,$(alone:%=build/t/%) tools/machines tools/test-rakudos) $(tell) \
		--as asan '$(unscattered)' $(call named,$(alone:%=build/asan/t/%))

fuzz: need-fuzz  ## fuzz the service's requests and the path resolver, ten minutes each
	@$(MAKE) --no-print-directory all
	@FUZZ_SECONDS=$(or $(FUZZ_SECONDS),600) TEST_TIMEOUT=3600 tools/run-tests fuzz t/torture/fuzz/run

soak: need-test  ## run mmapnative serve with five hundred clients, a tenth of them hostile, for a minute
	@$(MAKE) --no-print-directory build/t/torture/soak
	@VERBOSE=1 SECONDS=$(or $(SECONDS),60) tools/run-tests soak build/t/torture/soak

check: need-check  ## check warnings, layers, generated files, exported symbols and documents
	@$(build) all
	@CC='$(CC)' MAKE='$(MAKE)' tools/run-checks 'check-warnings gcc clang' 'check-layers gcc clang' 'check-generated $(committed)' \
		check-symbols check-readme check-links check-requirements check-tests 'check-no-system gcc clang' check-awk 'check-format src=300 programs=160 t=320 bench=20' check-link check-hardened
	@tools/new-constants $(CC) || [ $$? = 1 ]

format:  ## apply .clang-format to FILES='src/guard.c', or count the changes it would make
	@$(if $(FILES),clang-format -i $(FILES),tools/check-format src programs t bench)

bench: all program  ## measure ratios to peers; OLD=folder of a checkout of the old module
	@status=0; for b in $(shell find bench -maxdepth 1 -type f -perm -u+x | sort); do \
		echo "---- $$b"; OLD='$(OLD)' $$b || status=1; done; exit $$status

# bench/region builds the library with these options, and once without its guard.
print-flags:
	@echo "$(flags)"

test-rakudos: need-test  ## test and install on Debian 13's Rakudo, with both its compilers
	@$(run_tests) rakudos tools/test-rakudos

# A language whose packages are not to be had is skipped: if all together fail, each is tried.
need-languages:
	-@needs=; for l in $(call named,$(languages)); do need=; . t/ffi/languages/$$l; needs="$$needs $$need"; done; \
	timeout 400 tools/need $$needs || for l in $(call named,$(languages)); do \
		need=; . t/ffi/languages/$$l; timeout 45 tools/need $$need || true; done
test-languages: need-build need-test need-languages  ## tell the story of t/ffi/ in every language; TESTS='ruby php' selects some
	@$(build) all
	@INSTALL=1 $(run_tests) languages $(tell); status=$$?; tools/languages; exit $$status

machines: need-build  ## run the C tests on other libcs and processors; MACHINES='i386 musl' selects some
	@rm -f build/machines/ran
	@TEST_TIMEOUT=3600 $(run_tests) machines tools/machines || \
		grep -q '^0 passed, 0 failed, [1-9]' build/closing/machines
	@cat build/machines/ran

cross:  ## compile with every installed cross compiler
	tools/cross

# The generated files of a binding are those that its file `generated` lists.
bindings = $(patsubst %/generated,%,$(wildcard bindings/*/generated))
committed = $(foreach b,$(bindings),$(addprefix $b/,$(shell cat $b/generated))) mmapnative.h share/mmapnative.cdef share/mmapnative.json doc/constants.md doc/errors.md doc/requirements.md doc/mmapnative.3 lib/Mmap/Native/Constants.rakudoc lib/Mmap/Native/Raw.rakumod
generate:  ## rewrite the committed files that are generated from the lists
	tools/generate --into $(into)mmapnative.h header
	tools/generate --into $(into)mmapnative.h enums
	tools/generate --into $(into)doc/constants.md readme
	tools/generate --into $(into)doc/constants.md own
	tools/generate --into $(into)doc/errors.md sentences
	tools/generate --into $(into)doc/mmapnative.3 manual
	tools/check-requirements --into $(into)doc/requirements.md
	tools/generate raku >$(into)lib/Mmap/Native/Constants.rakudoc
	tools/generate natives >$(into)lib/Mmap/Native/Raw.rakumod
	tools/generate cdef >$(into)share/mmapnative.cdef
	tools/generate json >$(into)share/mmapnative.json
	@set -e; mkdir -p build; for b in $(bindings); do for file in $$(cat $$b/generated); do echo "$$b/generate $$file"; \
		mkdir -p $(into)$$b/$$(dirname $$file); $$b/generate $$file >build/generated; cat build/generated >$(into)$$b/$$file; done; done

# ---- Installation.

libdir = $(DESTDIR)$(LIBDIR)
header = $(DESTDIR)$(PREFIX)/include/mmapnative.h
manual = $(DESTDIR)$(PREFIX)/share/man/man3/mmapnative.3
pc = $(libdir)/pkgconfig/mmapnative.pc
contract = $(DESTDIR)$(PREFIX)/share/mmapnative
so = $(libdir)/libmmapnative.so

bin = $(DESTDIR)$(PREFIX)/bin/mmapnative
manual1 = $(DESTDIR)$(PREFIX)/share/man/man1/mmapnative.1
completion = $(DESTDIR)$(PREFIX)/share/bash-completion/completions/mmapnative

# Only an installation into this machine changes the loader's cache.
ldconfig = [ -n '$(DESTDIR)' ] || [ "$$(id -u)" != 0 ] || ! command -v ldconfig >/dev/null || ldconfig

install: all  ## install into PREFIX (default /usr/local), below DESTDIR
	mkdir -p $(libdir)/pkgconfig $(dir $(header)) $(dir $(manual)) $(contract)
	install -m 755 build/libmmapnative.so $(so).$(version)
	ln -sf libmmapnative.so.$(version) $(so).$(major)
	ln -sf libmmapnative.so.$(major) $(so)
	install -m 644 build/libmmapnative.a $(libdir)
	install -m 644 mmapnative.h $(header)
	install -m 644 doc/mmapnative.3 $(manual)
	install -m 644 share/mmapnative.cdef share/mmapnative.json $(contract)
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(LIBDIR)' 'includedir=$${prefix}/include' \
		'cdef=$${prefix}/share/mmapnative/mmapnative.cdef' 'json=$${prefix}/share/mmapnative/mmapnative.json' '' 'Name: mmapnative' \
		'Description: Memory mapping for every language with a foreign function interface' \
		'Version: $(version)' 'Libs: -L$${libdir} -lmmapnative' 'Libs.private: $(libs_$(system))' \
		'Cflags: -I$${includedir}' >$(pc)
	@$(ldconfig)
	@if pkg-config --exists $(program_uses) 2>/dev/null; then $(MAKE) --no-print-directory install-program; else \
		echo 'The library is installed.  The program mmapnative is not: it needs $(program_uses) and pkg-config.'; \
		echo 'Install these, then run "make install-program".'; fi

install-program: build/installed/mmapnative  ## install only the program
	mkdir -p $(dir $(bin)) $(dir $(manual1)) $(dir $(completion))
	install -m 755 build/installed/mmapnative $(bin)
	install -m 644 doc/mmapnative.1 $(manual1)
	install -m 644 doc/mmapnative-serve.1 $(manual1:.1=-serve.1)
	install -m 644 programs/mmapnative.bash $(completion)

uninstall:  ## remove the installed files
	rm -f $(so).$(version) $(so).$(major) $(so) $(libdir)/libmmapnative.a $(header) $(manual) $(pc) $(bin) $(manual1) $(manual1:.1=-serve.1) $(completion)
	rm -rf $(contract)
	@$(ldconfig)

help:  ## print this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## /  \1	/p' Makefile | expand -t 14

clean:  ## delete all built files
	rm -rf build resources .precomp lib/.precomp

FORCE:
.PHONY: all print-flags program need-build need-program need-test need-fuzz need-check need-languages demo quick test torture test-rakudos test-languages soak fuzz check format bench cross machines generate install install-program uninstall help clean FORCE
