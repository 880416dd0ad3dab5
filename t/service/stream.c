/* mmapnative serve with clients that send much at once: many requests, and
   long ones. */

#include "service.h"

/* ---- Many at once ------------------------------------------------------- */

/* Starts the server with its calls noted in a file, or skips the test. */
static void start_traced(const char *notes)
{
	char under[600];

	if (getenv("UNDER") || strstr(program, "/asan/"))
		t_skip("the server runs under something else");
	if (system("strace -D -o /dev/null true 2>/dev/null") != 0)
		t_skip("strace cannot trace here");
	/* With -D the program is the child, and not strace. */
	snprintf(under, sizeof under, "strace -D -qq -e trace=epoll_wait,epoll_pwait,recvfrom,sendto -o %s", notes);
	setenv("UNDER", under, 1);
	start(NULL);
	unsetenv("UNDER");
}

/* How long a wait for events may last, of a line of strace; -2 it is none. */
static long timeout_of(const char *line)
{
	const char *at = strstr(line, "epoll_");
	long timeout = -2;

	at = at ? strstr(at, ", 1024, ") : NULL;
	if (at)
		(void)sscanf(at, ", 1024, %ld", &timeout);
	return timeout;
}

/* F40: the loop does not sleep while answers wait to be sent.  Earlier it
   slept until its tick, a second, after each 16 requests of one write. */
START_TEST(no_sleep_while_answers_wait)
{
	enum { MANY = 200 };
	static const char one[] = "{\"MmapRead\":{\"mmap_id\":1,\"length\":1}}\n";
	static char all[MANY * sizeof one], line[4096];
	char notes[400];
	int fd, sent = 0, asked = 0, slept = 0, asleep = 0;
	FILE *f;

	find_program();
	make_root();
	snprintf(notes, sizeof notes, "%s/notes", folder);
	start_traced(notes);
	fd = dial();
	says(ask(fd, map_hello), "\"id\":1");
	/* Now the page is known to be in memory, so that no answer is a job's. */
	says(ask(fd, "{\"MmapRead\":{\"mmap_id\":1,\"length\":1}}"), "[72]");
	for (int i = 0; i < MANY; i++)
		memcpy(all + (size_t)i * (sizeof one - 1), one, sizeof one - 1);
	say(fd, all, MANY * (sizeof one - 1));
	for (int i = 0; i < MANY; i++)
		says(hear(fd), "[72]");
	close(fd);
	stop();
	f = fopen(notes, "r");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof line, f)) {
		const char *result = strrchr(line, '=');
		long n = result ? strtol(result + 1, NULL, 10) : 0;

		if (strstr(line, "recvfrom(") && n >= (long)sizeof all - MANY)
			asked = 1;
		/* Sleeping is wrong only if more was sent after it. */
		if (asked && timeout_of(line) != 0 && timeout_of(line) != -2)
			asleep++;
		if (asked && sent < MANY && strstr(line, "sendto(") && n > 0) {
			slept += asleep;
			asleep = 0;
			sent += (int)(n / (long)strlen("{\"status\":\"success\",\"data\":[72]}\n"));
		}
	}
	fclose(f);
	ck_assert_int_eq(asked, 1);
	ck_assert_int_eq(sent, MANY);
	ck_assert_msg(slept == 0, "the loop slept %d times while answers were waiting", slept);
	remove_root();
}
END_TEST

/* ---- Long ones ---------------------------------------------------------- */

enum { MIB = 1 << 20 };

/* F43, S3-77: all bytes that can be read can be written, as an array in the
   spelling of any client, and as pretty-printed base64. */
START_TEST(a_mebibyte_is_written_as_an_array)
{
	static const char *const commas[] = { ",", ", ", ",\n" };
	static char request[8 * MIB], bytes[MIB], path[600];
	size_t n;
	int fd, file;

	find_program();
	make_root();
	snprintf(path, sizeof path, "%s/mib", root);
	file = open(path, O_RDWR | O_CREAT, 0600);
	ck_assert_int_eq(ftruncate(file, MIB), 0);
	start(NULL);
	fd = dial();
	says(ask(fd, "{\"Mmap\":{\"path\":\"/mib\",\"prot\":3,\"shared\":true}}"), "\"id\":1");
	for (int kind = 0; kind < 3; kind++) {
		n = (size_t)sprintf(request, "{\"MmapWrite\":{\"mmap_id\":1,\"offset\":0,\"data\":[");
		for (int i = 0; i < MIB; i++) {
			/* Three digits each. */
			n += (size_t)sprintf(request + n, "%s%d", i ? commas[kind] : "", 100 + (i * 31 + i / 256 + kind) % 156);
		}
		n += (size_t)sprintf(request + n, "]}}\n");
		say(fd, request, n);
		says(hear(fd), ok);
		ck_assert_int_eq(pread(file, bytes, MIB, 0), MIB);
		for (int i = 0; i < MIB; i++)
			ck_assert_int_eq((uint8_t)bytes[i], 100 + (i * 31 + i / 256 + kind) % 156);
	}
	/* And back. */
	snprintf(request, 100, "{\"MmapRead\":{\"mmap_id\":1,\"length\":%d}}", MIB);
	ck_assert_uint_eq(strlen(ask(fd, request)), strlen("{\"status\":\"success\",\"data\":[]}") + 4 * MIB - 1);
	snprintf(request, 100, "{\"MmapRead\":{\"mmap_id\":1,\"length\":%d}}", MIB + 1);
	says(ask(fd, request), "success");
	close(file);
	stop();
	remove_root();
}
END_TEST

/* F42, F47: a read is clamped to the end, and the end follows the file. */
START_TEST(a_file_that_grows)
{
	char path[600];
	FILE *f;
	int fd;

	find_program();
	make_root();
	start(NULL);
	fd = dial();
	says(ask(fd, map_hello), "\"id\":1");
	says(ask(fd, "{\"MmapRead\":{\"mmap_id\":1,\"length\":2097152}}"), "[72,101,108,108,111]");
	snprintf(path, sizeof path, "%s/hello.txt", root);
	f = fopen(path, "a");
	ck_assert_ptr_nonnull(f);
	fputs("ABCDE", f);
	fclose(f);
	ck_assert_str_eq(ask(fd, "{\"MmapRefresh\":{\"mmap_id\":1}}"), "{\"status\":\"success\",\"data\":10}");
	says(ask(fd, "{\"MmapRead\":{\"mmap_id\":1,\"offset\":5,\"length\":2097152}}"), "[65,66,67,68,69]");
	/* No answer names a C function, also where the library's detail does. */
	ck_assert_int_eq(truncate(path, 0), 0);
	says(ask(fd, "{\"MmapRead\":{\"mmap_id\":1,\"length\":5},\"tag\":1}"), "refresh takes in what is left");
	ck_assert_ptr_null(strstr(answer, "mn_"));
	ck_assert_str_eq(ask(fd, "{\"MmapRefresh\":{\"mmap_id\":1}}"), "{\"status\":\"success\",\"data\":0}");
	stop();
	remove_root();
}
END_TEST

/* ---- Other languages ---------------------------------------------------- */

/* Runs an example as a client, and compares what it prints and what is in the file. */
static void example(const char *interpreter, const char *script, const char *want)
{
	char command[900], got[1000], bytes[6] = "", path[600];
	size_t n;
	int file;
	FILE *f;

	snprintf(command, sizeof command, "command -v %s >/dev/null", interpreter);
	if (access(script, R_OK) < 0)
		t_skip("this test runs in the folder of the Makefile");
	if (system(command) != 0) {
		snprintf(command, sizeof command, "there is no %s here", interpreter);
		t_skip(command);
	}
	find_program();
	make_root();
	start(NULL);
	snprintf(command, sizeof command, "%s %s '%s' 2>&1", interpreter, script, name);
	f = popen(command, "r");
	ck_assert_ptr_nonnull(f);
	n = fread(got, 1, sizeof got - 1, f);
	got[n] = 0;
	ck_assert_int_eq(pclose(f), 0);
	ck_assert_str_eq(got, want);
	snprintf(path, sizeof path, "%s/data/myfile.dat", root);
	file = open(path, O_RDONLY);
	ck_assert_int_eq(read(file, bytes, 5), 5);
	ck_assert_str_eq(bytes, "Jelly");
	close(file);
	stop();
	remove_root();
}

/* S3-42, S3-45 to S3-50: the document's requests by clients in other languages. */
START_TEST(a_client_in_python)
{
	example("python3", "examples/service.py", "mapping 1\nread Hello\nstats /data/myfile.dat 4096 True Shared\n"
	        "error Mmap 1 not found\n");
}
END_TEST

START_TEST(a_client_in_node)
{
	example("node", "examples/service.js", "mapping 1\nread Hello\nstats /data/myfile.dat 4096 true Shared\n"
	        "error Mmap 1 not found\n");
}
END_TEST

T_MAIN("stream", a_client_in_python, a_client_in_node, no_sleep_while_answers_wait, a_mebibyte_is_written_as_an_array, a_file_that_grows)
