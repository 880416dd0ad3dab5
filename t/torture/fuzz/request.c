/* libFuzzer on the request path of mmapnative serve: every line of the input is
   a request of one of two owners, from the parser to the manager and back.

   What has to hold beside surviving it: each line has exactly one answer, which
   is one line of JSON and has a status; a tag comes back as it went; and what an
   owner may not see is not shown. */

#include "../../../programs/request.h"

#include <mmapnative.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void holds(int true_or_not, const char *what)
{
	if (true_or_not)
		return;
	fprintf(stderr, "this does not hold: %s\n", what);
	abort();
}

static char root[64];

static void remove_root(void)
{
	char path[80];

	snprintf(path, sizeof path, "%s/f", root);
	unlink(path);
	rmdir(root);
}

static int64_t manager_open(void)
{
	char path[80];
	int64_t manager;
	FILE *f;

	strcpy(root, "/tmp/mmapnative-fuzz-XXXXXX");
	holds(mkdtemp(root) != NULL, "there is a folder");
	atexit(remove_root);
	snprintf(path, sizeof path, "%s/f", root);
	f = fopen(path, "w");
	holds(f && fputs("Hello, fuzzer", f) >= 0 && fclose(f) == 0, "there is a file");
	manager = mn_manager_open(root);
	holds(manager > 0, "there is a manager");
	return manager;
}

static void one_line(const struct asker *a, const char *line, size_t n)
{
	json_t *request = json_loadb(line, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL), *answer;
	struct text text = { 0 };
	struct request r;
	json_error_t error;

	request_parse(&r, a, line, n, &text);
	if (r.verb) {
		(void)request_weight(&r, a, 1);
		request_run(&r, a, &text);
	}
	if (r.descriptor >= 0)
		close(r.descriptor);
	holds(text.used > 0 && memchr(text.bytes, '\n', text.used) == text.bytes + text.used - 1, "an answer is one line");
	answer = json_loadb(text.bytes, text.used, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	holds(json_is_object(answer), "an answer is an object");
	holds(json_is_string(json_object_get(answer, "status")), "an answer has a status");
	if (json_is_object(request) && !memmem(text.bytes, text.used, "\"E2BIG\"", 7))
		holds(json_equal(json_object_get(request, "tag"), json_object_get(answer, "tag"))
		      || (!json_object_get(request, "tag") && !json_object_get(answer, "tag")), "a tag comes back");
	json_decref(request);
	json_decref(answer);
	request_end(&r);
	text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int64_t manager;
	static struct seen seen = { .second = 1 };
	const char *at = (const char *)data, *end = at + size;

	if (!manager)
		manager = manager_open();
	for (int64_t owner = 1; owner <= 2; owner++) {
		(void)mn_manager_grant(manager, owner, owner == 1 ? 3 : 5);
		(void)mn_manager_limit(manager, owner, 20, 1 << 20);
	}
	for (int i = 0; at < end; i++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;
		const struct asker a = { manager, 1 + i % 2, &seen, 65536, 32, 1 };

		one_line(&a, at, (size_t)(stop - at));
		at = newline ? newline + 1 : end;
	}
	holds(mn_manager_close_owner(manager, 1, 0, NULL) >= 0, "everything closes");
	holds(mn_manager_close_owner(manager, 2, 0, NULL) >= 0, "everything closes");
	holds(mn_manager_statistic(manager, "mappings") == 0, "nothing is left");
	holds(mn_statistic("regions") == 0, "no region is left");
	return 0;
}
