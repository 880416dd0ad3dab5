/* Every wrapper, as the kernel sees it: it makes exactly one system call
   with unchanged arguments, and returns each documented errno after that one
   call. strace traces build/t/torture/one-call and makes the call fail.  The
   errors of a row are those of the call's manual page, and ENOSYS and EPERM,
   which a sandbox may give for any call. */

#include "test.h"

#include <dlfcn.h>

static const struct {
	const char *name;
	int number;
} numbers[] = {
#define E(name) { #name, name }
	E(EACCES), E(EAGAIN), E(EBADF), E(EBUSY), E(EDQUOT), E(EEXIST), E(EFAULT), E(EINTR), E(EINVAL), E(EIO), E(EISDIR),
	E(ELOOP), E(EMFILE), E(ENAMETOOLONG), E(ENFILE), E(ENODEV), E(ENOENT), E(ENOMEM), E(ENOSPC), E(ENOSYS), E(ENOTDIR),
	E(EOPNOTSUPP), E(EOVERFLOW), E(EPERM), E(EROFS), E(ETXTBSY),
#if defined EHWPOISON
	E(EHWPOISON),
#endif
#undef E
};

/* `arguments` is what strace shows of them, or how that begins, with @ for the address of pages;
   an argument list that the kernel refuses keeps unusual bits harmless. */
static const struct row {
	const char *call;
	const char *line;
	const char *arguments;
	const char *system_calls;
	const char *errors;
} rows[] = {
	{ "mmap", "NULL 50 1 1 file:%s 0", "(NULL, 50, 0x1, 0x1, 3, 0)", " mmap mmap2 ",
	  "EACCES EAGAIN EBADF EEXIST EINVAL ENFILE ENODEV ENOMEM EOPNOTSUPP EOVERFLOW EPERM ETXTBSY ENOSYS" },
	{ "munmap", "pages 4096", "(@, 4096)", " munmap ", "EINVAL ENOMEM EPERM ENOSYS" },
	{ "msync", "pages 8192 4", "(@, 8192, 0x4)", " msync ", "EBUSY EINVAL ENOMEM EIO EPERM ENOSYS" },
	{ "madvise", "pages 4096 1", "(@, 4096, 0x1)", " madvise ",
	  "EACCES EAGAIN EBADF EBUSY EFAULT EHWPOISON EINVAL EIO ENOMEM EPERM ENOSYS" },
	{ "posix_madvise", "pages 4096 3", "(@, 4096, 0x3)", " madvise fadvise64 ", "EINVAL ENOMEM EPERM ENOSYS" },
	{ "mprotect", "pages 4096 1", "(@, 4096, 0x1)", " mprotect ", "EACCES EINVAL ENOMEM EPERM ENOSYS" },
	{ "mremap", "pages 4096 8192 1 NULL", "(@, 4096, 8192, 0x1)", " mremap ",
	  "EAGAIN EFAULT EINVAL ENOMEM EPERM ENOSYS" },
	{ "mlock", "pages 4096", "(@, 4096)", " mlock ", "EAGAIN EINVAL ENOMEM EPERM ENOSYS" },
	{ "mlock2", "pages 4096 1", "(@, 4096, 0x1)", " mlock2 ", "EAGAIN EINVAL ENOMEM EPERM ENOSYS" },
	{ "munlock", "pages 4096", "(@, 4096)", " munlock ", "EAGAIN EINVAL ENOMEM EPERM ENOSYS" },
	{ "mlockall", "8", "(0x8)", " mlockall ", "EAGAIN EINVAL ENOMEM EPERM ENOSYS" },
	{ "munlockall", "", "()", " munlockall ", "EPERM ENOMEM ENOSYS" },
	{ "mincore", "pages 8192 vec", "(@, 8192, ", " mincore ", "EAGAIN EFAULT EINVAL ENOMEM EPERM ENOSYS" },
	{ "memfd_create", "name:asked 3", "(\"asked\", 0x3)", " memfd_create ",
	  "EFAULT EINVAL EMFILE ENFILE ENOMEM EPERM EACCES ENOSYS" },
	{ "shm_open", "name:/mmapnative-no-such-name 0 0", NULL, " open openat ",
	  "EACCES EEXIST EINVAL EMFILE ENAMETOOLONG ENFILE ENOENT ENOMEM ENOSYS" },
	{ "shm_unlink", "name:/mmapnative-no-such-name", NULL, " unlink unlinkat ",
	  "EACCES ENOENT ENAMETOOLONG EROFS EBUSY ENOSYS" },
	{ "pkey_alloc", "0 8", "(0, 0x8)", " pkey_alloc ", "EINVAL ENOSPC EPERM ENOSYS" },
	{ "pkey_free", "12345", "(12345)", " pkey_free ", "EINVAL EPERM ENOSYS" },
	{ "pkey_mprotect", "pages 4096 1 12345", "(@, 4096, 0x1, 12345)", " pkey_mprotect ",
	  "EACCES EINVAL ENOMEM EPERM ENOSYS" },
	{ "close", "file:%s", "(3)", " close ", "EBADF EINTR EIO ENOSPC EDQUOT EPERM ENOSYS" },
};

/* Arguments with all their bits set but one, which the kernel refuses: nothing
   may be cut, widened or looked at on the way.  With that one they would carry
   an absent constant, and no call is made with one. */
static const struct row unusual[] = {
	{ "mmap", "0x7123456789000 0x7fff00000001 0x7f123456 0x12 -559038737 0x123456789000",
	  "(0x7123456789000, 140733193388033, 0x7f123456, 0x12, -559038737, 0x123456789000)", " mmap ", "" },
	{ "mmap", "NULL 18446744073709551615 0xbfffffff 0xbfffffff -1 -4096",
	  "(NULL, 18446744073709551615, 0xbfffffff, 0xbfffffff, -1, 0xfffffffffffff000)", " mmap ", "" },
	{ "munmap", "0x7123456789001 0xfedcba9876543210", "(0x7123456789001, 18364758544493064720)", " munmap ", "" },
	{ "msync", "0x7123456789001 0xfedcba9876543210 0xbfffffff", "(0x7123456789001, 18364758544493064720, 0xbfffffff)",
	  " msync ", "" },
	{ "madvise", "0x7123456789001 0xfedcba9876543210 1", "(0x7123456789001, 18364758544493064720, 0x1)",
	  " madvise ", "" },
	{ "mprotect", "0x7123456789001 0xfedcba9876543210 1", "(0x7123456789001, 18364758544493064720, 0x1)",
	  " mprotect ", "" },
	{ "mremap", "0x7123456789001 0x123456789abc 0x23456789abcd 3 0x7654321098765",
	  "(0x7123456789001, 20015998343868, 38780996791245, 0x3, 0x7654321098765)", " mremap ", "" },
	{ "mlock2", "0x7123456789000 0x7fedcba9876543210 0xbfffffff",
	  NULL, " mlock2 ", "" },
	{ "mlockall", "0xbfffffff", "(0xbfffffff)", " mlockall ", "" },
	{ "memfd_create", "name:asked 0xfedcba98", "(\"asked\", 0xfedcba98)", " memfd_create ", "" },
	{ "pkey_alloc", "0xfedcba98 0xfedcba98", "(0xfedcba98, 0xfedcba98)", " pkey_alloc ", "" },
	{ "pkey_free", "-559038737", "(-559038737)", " pkey_free ", "" },
	{ "pkey_mprotect", "0x7123456789001 0xfedcba9876543210 1 -559038737",
	  "(0x7123456789001, 18364758544493064720, 0x1, -559038737)", " pkey_mprotect ", "" },
	{ "close", "-559038737", "(-559038737)", " close ", "" },
};

/* ---- Tracing ---- */

/* The result of one run. */
struct trace {
	long long result;
	char name[64], pages[64], detail[600];
	char failed[64];        /* the call that the record has, and its code */
	long long code;
	int calls;              /* how many between the two marks */
	int before;             /* of `counted`, up to the first mark and with it */
	char line[2048];        /* the last line between the marks */
};

static const char *one_call(void)
{
	static char path[1024];
	Dl_info info;
	const char *slash;

	ck_assert(dladdr((void *)(intptr_t)mn_version, &info) != 0);
	slash = strrchr(info.dli_fname, '/');
	snprintf(path, sizeof path, "%.*s/t/torture/one-call", slash ? (int)(slash - info.dli_fname) : 1,
	         slash ? info.dli_fname : ".");
	if (access(path, X_OK) != 0)
		t_skip("build/t/torture/one-call is not built");
	return path;
}

static void need_strace(void)
{
#if !defined MN_LINUX
	t_skip("strace is Linux's");
#endif
#if UNDER_ASAN
	t_skip("AddressSanitizer makes system calls of its own");
#endif
	if (system("command -v strace >/dev/null 2>&1") != 0)
		t_skip("strace is missing");
	if (system("strace -o /dev/null true >/dev/null 2>&1") != 0)
		t_skip("this process may not trace another one");
}

static int begins(const char *line, const char *call)
{
	return strncmp(line, call, strlen(call)) == 0 && line[strlen(call)] == '(';
}

static void traced(struct trace *t, const char *options, const char *call, const char *arguments, const char *counted)
{
	char command[4096], line[2048];
	int marks = 0;
	FILE *f;

	memset(t, 0, sizeof *t);
	snprintf(command, sizeof command, "strace -o '%s' -s 200 %s '%s' %s %s", t_path("trace"), options, one_call(), call,
	         arguments);
	f = popen(command, "r");
	ck_assert(f != NULL);
	ck_assert_msg(fgets(line, sizeof line, f) && sscanf(line, "%lld %63s %63s", &t->result, t->name, t->pages) == 3,
	              "this failed: %s", command);
	if (fgets(t->detail, sizeof t->detail, f))
		t->detail[strcspn(t->detail, "\n")] = 0;
	if (!fgets(line, sizeof line, f) || sscanf(line, "%63s %lld", t->failed, &t->code) != 2)
		t->failed[0] = 0;
	ck_assert_msg(pclose(f) == 0, "this failed: %s", command);
	f = fopen(t_path("trace"), "r");
	ck_assert(f != NULL);
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = 0;
		if (marks == 0 && counted && begins(line, counted))
			t->before++;
		if (strncmp(line, "close(-4242)", 12) == 0) {
			marks++;
		} else if (marks == 1 && strncmp(call, "shm_", 4) == 0 && begins(line, "symlinkat")) {
			/* libc reads these names, so the library first asks
			   the kernel whether they are readable. */
			ck_assert_msg(strstr(line, ", -1, ") != NULL, "%s", line);
		} else if (marks == 1) {
			t->calls++;
			snprintf(t->line, sizeof t->line, "%s", line);
		}
	}
	fclose(f);
	ck_assert_int_eq(marks, 2);
}

/* The result as strace shows it at the end of the line. */
static long long shown(const char *line)
{
	const char *sign = NULL;
	char name[64];

	for (const char *q = strstr(line, " = "); q; q = strstr(q + 1, " = "))
		sign = q;
	ck_assert_msg(sign != NULL, "%s", line);
	if (sscanf(sign, " = -1 %63s", name) == 1) {
		for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
			if (strcmp(numbers[i].name, name) == 0)
				return -numbers[i].number;
		ck_abort_msg("an error this test does not know: %s", line);
	}
	return strtoll(sign + 3, NULL, 0);
}

/* The @ in `arguments` is replaced by the address of the pages. */
static void same_arguments(const struct trace *t, const char *arguments)
{
	char expected[512] = "";

	for (const char *p = arguments; *p; p++)
		snprintf(expected + strlen(expected), sizeof expected - strlen(expected), "%.*s", *p == '@' ? 63 : 1,
		         *p == '@' ? t->pages : p);
	ck_assert_msg(strncmp(strchr(t->line, '('), expected, strlen(expected)) == 0, "%s and not %s", t->line, expected);
}

static int has_word(const char *words, const char *word)
{
	char padded[80];

	snprintf(padded, sizeof padded, " %s ", word);
	return strstr(words, padded) != NULL;
}

static void baseline(struct trace *t, const struct row *row, char *arguments, size_t size, char *system_call)
{
	close(t_file("file", "{ \"a\": 1 }                                          ", 50));
	snprintf(arguments, size, row->line, t_path("file"));
	traced(t, "-X raw", row->call, arguments, NULL);
	ck_assert_msg(t->calls == 1, "mn_%s made %d system calls, the last is %s", row->call, t->calls, t->line);
	snprintf(system_call, 64, "%.*s", (int)strcspn(t->line, "("), t->line);
	ck_assert_msg(has_word(row->system_calls, system_call), "mn_%s called %s", row->call, system_call);
	if (row->arguments)
		same_arguments(t, row->arguments);
	ck_assert_msg(t->result == shown(t->line), "mn_%s gave %lld after %s", row->call, t->result, t->line);
}

static void faults_of(const char *call)
{
	const struct row *row = rows;
	char arguments[1024], system_call[64], words[256];
	struct trace t;
	int before, injected = 0;

	while (strcmp(row->call, call) != 0)
		row++;
	need_strace();
	baseline(&t, row, arguments, sizeof arguments, system_call);
	/* The loader makes the same calls; the one to fail comes after them. */
	traced(&t, "-X raw", row->call, arguments, system_call);
	before = t.before;
	snprintf(words, sizeof words, "%s", row->errors);
	for (char *error = strtok(words, " "); error; error = strtok(NULL, " ")) {
		char options[256];
		size_t i = 0;

		while (i < sizeof numbers / sizeof *numbers && strcmp(numbers[i].name, error) != 0)
			i++;
		if (i == sizeof numbers / sizeof *numbers)
			continue;
		snprintf(options, sizeof options, "-X raw -e inject=%s:error=%s:when=%d", system_call, error,
		         before + 1);
		traced(&t, options, row->call, arguments, NULL);
		ck_assert_msg(strstr(t.line, "(INJECTED)") != NULL, "nothing was injected: %s", t.line);
		ck_assert_msg(t.calls == 1, "mn_%s made %d system calls when the first failed with %s", call, t.calls, error);
		ck_assert_msg(t.result == -numbers[i].number, "mn_%s gave %lld for %s", call, t.result, error);
		ck_assert_msg(strcmp(t.name, error) == 0 || numbers[i].number == ENOTSUP, "mn_%s: %s for %s", call, t.name, error);
		/* F27: the record has the function's name and the error. */
		ck_assert_msg(strncmp(t.failed, "mn_", 3) == 0 && strcmp(t.failed + 3, call) == 0 && t.code == t.result,
		              "mn_%s: %s failed with %lld", call, t.failed, t.code);
		/* The detail names the call and the error. */
		ck_assert_msg(strncmp(t.detail, call, strlen(call)) == 0, "mn_%s: %s", call, t.detail);
		ck_assert_msg(strstr(t.detail, t.name) != NULL || strstr(t.detail, "cannot be read") != NULL, "mn_%s: %s", call,
		              t.detail);
		injected++;
	}
	ck_assert_int_gt(injected, 2);
}

#define FAULTS(call)                          \
	START_TEST(faults_of_##call)          \
	{                                     \
		faults_of(#call);             \
	}                                     \
	END_TEST

FAULTS(mmap)
FAULTS(munmap)
FAULTS(msync)
FAULTS(madvise)
FAULTS(posix_madvise)
FAULTS(mprotect)
FAULTS(mremap)
FAULTS(mlock)
FAULTS(mlock2)
FAULTS(munlock)
FAULTS(mlockall)
FAULTS(munlockall)
FAULTS(mincore)
FAULTS(memfd_create)
FAULTS(shm_open)
FAULTS(shm_unlink)
FAULTS(pkey_alloc)
FAULTS(pkey_free)
FAULTS(pkey_mprotect)
FAULTS(close)

/* S1-05: the raw interface: strace shows mmap(NULL, 50, PROT_READ, MAP_SHARED,
   fd, 0) for the synopsis. */
START_TEST(arguments_of_the_synopsis)
{
	struct trace t;
	char arguments[1024];

	need_strace();
	close(t_file("file", "{ \"a\": 1 }                                          ", 50));
	snprintf(arguments, sizeof arguments, "NULL 50 1 1 file:%s 0", t_path("file"));
	traced(&t, "", "mmap", arguments, NULL);
	ck_assert_int_eq(t.calls, 1);
	ck_assert_msg(strncmp(t.line, "mmap(NULL, 50, PROT_READ, MAP_SHARED, 3, 0) = 0x", 48) == 0, "%s", t.line);
	ck_assert(t.result == shown(t.line));
}
END_TEST

START_TEST(unusual_arguments_are_unchanged)
{
#if defined __x86_64__ && !defined __ILP32__
	need_strace();
	for (size_t i = 0; i < sizeof unusual / sizeof *unusual; i++) {
		char arguments[1024], system_call[64];
		struct trace t;

		baseline(&t, &unusual[i], arguments, sizeof arguments, system_call);
		ck_assert_msg(t.result < 0 || strcmp(unusual[i].call, "mlock2") == 0, "%s: %lld", t.line, t.result);
	}
#else
	t_skip("the numbers are written for x86-64");
#endif
}
END_TEST

/* Names that libc could not read are refused before the call. */
START_TEST(no_name_is_no_call)
{
	struct trace t;

	need_strace();
	traced(&t, "", "shm_open", "NULL 0 0", NULL);
	ck_assert_int_eq(t.calls, 0);
	ck_assert_int_eq((int)t.result, -EFAULT);
	traced(&t, "", "shm_unlink", "NULL", NULL);
	ck_assert_int_eq(t.calls, 0);
	ck_assert_int_eq((int)t.result, -EFAULT);
}
END_TEST

/* ---- mn_supported ---- */

static int is_ours(const unsigned long long *ours, size_t n, unsigned long long address)
{
	for (size_t i = 0; i < n; i++)
		if (ours[i] == address)
			return 1;
	return 0;
}

/* For every name there is: no advice on real pages, and nothing is unmapped,
   protected or moved but what was mapped for the question. */
START_TEST(supported_touches_only_what_is_its_own)
{
	static unsigned long long ours[4096];
	size_t n = 0, advised = 0, unmapped = 0;
	struct trace t;
	char line[1024];
	int marks = 0;
	FILE *f;

	need_strace();
	traced(&t, "", "supported", "", NULL);
	f = fopen(t_path("trace"), "r");
	ck_assert(f != NULL);
	while (fgets(line, sizeof line, f)) {
		unsigned long long address = 0, length = 1, to = 0;
		const char *paren = strchr(line, '('), *equals = NULL;

		if (strncmp(line, "close(-4242)", 12) == 0) {
			marks++;
			continue;
		}
		if (marks != 1 || !paren)
			continue;
		for (const char *q = strstr(line, " = "); q; q = strstr(q + 1, " = "))
			equals = q;
		(void)sscanf(paren, "(%llx", &address);
		if (begins(line, "madvise") || begins(line, "msync") || begins(line, "mlock2") || begins(line, "mbind")) {
			ck_assert_msg(sscanf(strchr(line, ','), ", %llu", &length) == 1 && length == 0, "%s", line);
			advised++;
		} else if (begins(line, "mmap")) {
			/* The address is passed only if it is a page of our
			   own. */
			if (strstr(line, "MAP_FIXED") && !strstr(line, "MAP_FIXED_NOREPLACE"))
				ck_assert_msg(is_ours(ours, n, address), "%s", line);
			if (equals && sscanf(equals, " = 0x%llx", &address) == 1) {
				ck_assert_uint_lt(n, sizeof ours / sizeof *ours);
				ours[n++] = address;
			}
		} else if (begins(line, "munmap") || begins(line, "mprotect")) {
			ck_assert_msg(is_ours(ours, n, address), "%s", line);
			unmapped++;
			/* After the unmapping the address may belong to
			   other memory. */
			if (begins(line, "munmap") && equals && strtoll(equals + 3, NULL, 0) == 0 && equals[3] == '0')
				for (size_t i = 0; i < n; i++)
					if (ours[i] == address)
						ours[i] = 0;
		} else if (begins(line, "symlinkat")) {
			/* The kernel reads the name, and -1 is no directory to change. */
			ck_assert_msg(strstr(line, ", -1, ") != NULL, "%s", line);
		} else if (begins(line, "mremap")) {
			ck_assert_msg(is_ours(ours, n, address), "%s", line);
			if (sscanf(strrchr(line, ','), ", 0x%llx", &to) == 1 && strstr(line, "MREMAP_FIXED"))
				ck_assert_msg(is_ours(ours, n, to), "%s", line);
			if (equals && sscanf(equals, " = 0x%llx", &to) == 1) {
				/* The old address may belong to other memory. */
				for (size_t i = 0; i < n && !strstr(line, "MREMAP_DONTUNMAP"); i++)
					if (ours[i] == address)
						ours[i] = 0;
				ours[n++] = to;
			}
		} else {
			/* A file of the kernel has the size of huge pages. */
			ck_assert_msg(begins(line, "memfd_create") || begins(line, "close")
			              || strstr(line, "/proc/meminfo") || begins(line, "read"), "%s", line);
		}
	}
	fclose(f);
	ck_assert_uint_gt(advised, 10);
	ck_assert_uint_gt(unmapped, 5);
}
END_TEST

T_MAIN("faults", faults_of_mmap, faults_of_munmap, faults_of_msync, faults_of_madvise, faults_of_posix_madvise,
       faults_of_mprotect, faults_of_mremap, faults_of_mlock, faults_of_mlock2, faults_of_munlock, faults_of_mlockall,
       faults_of_munlockall, faults_of_mincore, faults_of_memfd_create, faults_of_shm_open, faults_of_shm_unlink,
       faults_of_pkey_alloc, faults_of_pkey_free, faults_of_pkey_mprotect, faults_of_close, arguments_of_the_synopsis,
       unusual_arguments_are_unchanged, no_name_is_no_call, supported_touches_only_what_is_its_own)
