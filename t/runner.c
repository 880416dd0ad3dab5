/* The runner of runner.h. */

#ifndef T_NO_CHECK
#define T_NO_CHECK 1
#endif
#include "test.h"

#include <stdarg.h>
#include <time.h>

/* In memory that all processes of a test share. */
static struct failure {
	char text[1024];
	int failed;
} *failure;

void t_fail(const char *file, int line, const char *format, ...)
{
	va_list args;
	int n = snprintf(failure->text, sizeof failure->text, "%s:%d: ", file, line);

	va_start(args, format);
	(void)vsnprintf(failure->text + n, sizeof failure->text - (size_t)n, format, args);
	va_end(args);
	failure->failed = 1;
	_exit(1);
}

/* A slow machine needs more time than a hanging test should get here. */
static long time_limit(void)
{
	const char *seconds = getenv("T_TIMEOUT");

	return seconds && atol(seconds) > 0 ? atol(seconds) : 900;
}

/* Waits for a test; 0 when it took too long. */
static int ended(pid_t pid, int *status)
{
	struct timespec pause = { 0, 1000000 };
	time_t limit = time(NULL) + time_limit();

	while (waitpid(pid, status, WNOHANG) == 0) {
		if (time(NULL) > limit) {
			kill(-pid, SIGKILL);
			(void)waitpid(pid, status, 0);
			return 0;
		}
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < 20000000)
			pause.tv_nsec += 1000000;
	}
	return 1;
}

int t_run_each(const char *name, const TTest *const *tests, size_t n, void (*begin)(void),
               const char *(*skipped)(size_t i))
{
	int any = 0;

	failure = mmap(NULL, sizeof *failure, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (failure == MAP_FAILED)
		return 1;
	printf("1..%zu\n", n);
	for (size_t i = 0; i < n; i++) {
		int status = 0, in_time;
		pid_t pid;

		memset(failure, 0, sizeof *failure);
		fflush(NULL);
		pid = fork();
		if (pid == 0) {
			setpgid(0, 0);
			begin();
			tests[i]->run(0);
			exit(0);
		}
		if (pid > 0)
			setpgid(pid, pid);
		in_time = pid > 0 && ended(pid, &status);
		/* Files that a test left must not disturb the next test. */
		if (pid > 0)
			kill(-pid, SIGKILL);
		if (!failure->failed && !in_time)
			snprintf(failure->text, sizeof failure->text, "took more than %ld seconds", time_limit());
		else if (!failure->failed && WIFSIGNALED(status))
			snprintf(failure->text, sizeof failure->text, "Received signal %d", WTERMSIG(status));
		else if (!failure->failed && WEXITSTATUS(status))
			snprintf(failure->text, sizeof failure->text, "Early exit with %d", WEXITSTATUS(status));
		any |= failure->text[0] != 0;
		/* A message of several lines stays one line of TAP. */
		for (char *p = failure->text; *p; p++)
			if (*p == '\n' || *p == '#')
				*p = ' ';
		printf("%s %zu - %s:%s:%s%s%s%s%s\n", failure->text[0] ? "not ok" : "ok", i + 1, tests[i]->file, name,
		       tests[i]->name, failure->text[0] ? ": " : "", failure->text,
		       !failure->text[0] && skipped(i)[0] ? " # SKIP " : "", failure->text[0] ? "" : skipped(i));
	}
	return any;
}
