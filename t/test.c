/* The helpers of test.h. */

#include "test.h"

#include <dlfcn.h>
#include <ftw.h>
#include <limits.h>

/* Check has no skipped tests.  Each test runs in a child, so parent and
   children share the reasons in memory, in the order of the tests. */
struct skips {
	size_t current, next;
	char reason[512][160];
};

static struct skips *skips;
static char folder[256];

void t_skip(const char *reason)
{
	snprintf(skips->reason[skips->current], sizeof skips->reason[0], "%s", reason);
	exit(0);
}

const char *t_path(const char *name)
{
	static char path[8][512];
	static unsigned next;
	char *p = path[next++ % 8];

	snprintf(p, sizeof path[0], "%s/%s", folder, name);
	return p;
}

int t_file(const char *name, const void *bytes, size_t n)
{
	int fd = open(t_path(name), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
	return fd;
}

const char *t_in_tree(const char *name)
{
	static char paths[4][1024];
	static unsigned next;
	char root[512], up[32] = "";
	char *path = paths[next++ % 4];
	const char *slash;
	Dl_info info;

	/* A program that is linked statically may have no library. */
	if (dladdr((void *)(intptr_t)mn_version, &info) == 0)
		return NULL;
	slash = strrchr(info.dli_fname, '/');
	for (int i = 0; i < 4; i++, strcat(up, "/..")) {
		snprintf(root, sizeof root, "%.*s%s", slash ? (int)(slash - info.dli_fname) : 1,
		         slash ? info.dli_fname : ".", up);
		snprintf(path, sizeof paths[0], "%s/mmapnative.h", root);
		if (access(path, R_OK) == 0) {
			snprintf(path, sizeof paths[0], "%s/%s", root, name);
			return path;
		}
	}
	return NULL;
}

char *t_tree_text(const char *name)
{
	const size_t most = 1 << 21;
	const char *path = t_in_tree(name);
	FILE *f = path ? fopen(path, "r") : NULL;
	char *text = f ? calloc(1, most) : NULL;

	if (text)
		ck_assert_uint_lt(fread(text, 1, most - 1, f), most - 1);
	if (f)
		fclose(f);
	return text;
}

int t_descriptors(void)
{
	int n = 0;

	for (int fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

int t_child(void (*body)(void *), void *argument)
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		/* An expected death leaves no core file, and a sanitizer
		   must not report it. */
		signal(SIGSEGV, SIG_DFL);
		signal(SIGBUS, SIG_DFL);
		body(argument);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

int t_holds(const char *line, const void *address)
{
	uintptr_t from, to, at = (uintptr_t)address;

	return sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &from, &to) == 2 && from <= at && at < to;
}

const char *t_maps_line(const void *address)
{
	/* A stream might allocate memory at an address that the test
	   examines. */
	static char text[1 << 18];
	int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	size_t length = 0;
	ssize_t n;

	if (fd < 0)
		t_skip("there is no /proc/self/maps");
	while ((n = read(fd, text + length, sizeof text - 1 - length)) > 0)
		length += (size_t)n;
	close(fd);
	text[length] = 0;
	for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = 0;
		if (t_holds(line, address))
			return line;
	}
	return "";
}

const char *t_permissions(const void *address)
{
	static char word[8];

	word[0] = 0;
	(void)sscanf(t_maps_line(address), "%*s %7s", word);
	return word;
}

int t_under_valgrind(void)
{
	const char *preload = getenv("LD_PRELOAD");

	return preload && strstr(preload, "vgpreload") != NULL;
}

int t_is_slow(void)
{
	return t_under_valgrind() || getenv("T_FEWER") != NULL;
}

size_t t_page(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

/* Check calls this in each test's child, one test after the other. */
static void next_test(void)
{
	/* valgrind cannot extend the stack while it delivers a signal, so
	   the stack is extended before. */
	volatile char deep[262144];

	for (size_t i = 0; i < sizeof deep; i += 1024)
		deep[i] = 0;
	skips->current = skips->next++;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st, (void)kind, (void)where;
	return remove(path) != 0;
}

static void remove_folder(void)
{
	(void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#if !defined T_NO_CHECK
/* Check writes its own TAP; a skipped test gets its reason on the way out. */
static int print_tap(const char *log)
{
	FILE *f = fopen(log, "r");
	char line[2048];
	size_t n = 0;
	int failed = 0;

	if (!f)
		return 1;
	while (fgets(line, sizeof line, f)) {
		int ok = strncmp(line, "ok ", 3) == 0, not_ok = strncmp(line, "not ok ", 7) == 0;

		failed |= not_ok;
		if (ok || not_ok) {
			line[strcspn(line, "\n")] = 0;
			if (ok && n < skips->next && skips->reason[n][0])
				printf("%s # SKIP %s\n", line, skips->reason[n]);
			else
				printf("%s\n", line);
			n++;
		} else {
			fputs(line, stdout);
		}
	}
	fclose(f);
	return failed;
}

static int run_with_check(const char *name, const TTest *const *tests, size_t n)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner;
	char log[300];
	int failed;

	for (size_t i = 0; i < n; i++)
		tcase_add_test(tcase, tests[i]);
	tcase_add_checked_fixture(tcase, next_test, NULL);
	/* The limit suits slow machines; it only ends tests that hang. */
	tcase_set_timeout(tcase, 900);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	snprintf(log, sizeof log, "%s/.tap", folder);
	srunner_set_tap(runner, log);
	srunner_run_all(runner, CK_SILENT);
	srunner_free(runner);
	failed = print_tap(log);
	unlink(log);
	return failed;
}
#else
static const char *reason(size_t i)
{
	return skips->reason[i];
}
#endif

int t_run(const char *name, const TTest *const *tests, size_t n)
{
	const char *tmp = getenv("TMPDIR"), *one = getenv("TEST");
	const TTest *chosen[512];
	size_t count = 0;
	char real[PATH_MAX];
	int failed;

	for (size_t i = 0; i < n && (tests[i] != T_SLOW || !getenv("QUICK")); i++)
		if (tests[i] != T_SLOW && (!one || strcmp(tests[i]->name, one) == 0)
		    && count < sizeof chosen / sizeof *chosen)
			chosen[count++] = tests[i];
	/* `make quick` leaves out some whole files. */
	if (!count && !one && getenv("QUICK")) {
		printf("1..0 # SKIP each of its tests is slow\n");
		return 0;
	}
	if (!count) {
		fprintf(stderr, "%s: this run has no test%s%s\n", name, one ? " called " : "", one ? one : "");
		return 2;
	}
	skips = mmap(NULL, sizeof *skips, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	snprintf(folder, sizeof folder, "%s/mmapnative-XXXXXX", tmp ? tmp : "/tmp");
	if (skips == MAP_FAILED || !mkdtemp(folder)) {
		perror("t_run");
		return 2;
	}
	/* /proc/self/maps has the kernel's name of the folder. */
	if (!realpath(folder, real) || strlen(real) >= sizeof folder) {
		perror("t_run");
		return 2;
	}
	strcpy(folder, real);
#if defined T_NO_CHECK
	failed = t_run_each(name, chosen, count, next_test, reason);
#else
	failed = run_with_check(name, chosen, count);
#endif
	remove_folder();
	return failed;
}
