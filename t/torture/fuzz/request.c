/* libFuzzer on the request path of mmapnative serve: the input is the stream of a
   client, from the parser to the manager and back, for two owners.

   What has to hold beside surviving it: each request has exactly one answer, which
   is one line of JSON and has a status; a tag comes back as it went; no answer names
   a C function; and the pieces that a stream comes in make no difference. */

#include "../../service/own.h"

#include <mmapnative.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yajl/yajl_tree.h>

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

/* The last value with this key and how many there are. */
static yajl_val last(yajl_val object, const char *key, int *count)
{
	yajl_val found = NULL;

	*count = 0;
	for (size_t i = 0; i < object->u.object.len; i++)
		if (strcmp(object->u.object.keys[i], key) == 0) {
			found = object->u.object.values[i];
			++*count;
		}
	return found;
}

static int same(yajl_val a, yajl_val b)
{
	if (a->type != b->type)
		return 0;
	if (YAJL_IS_STRING(a))
		return strcmp(YAJL_GET_STRING(a), YAJL_GET_STRING(b)) == 0;
	if (YAJL_IS_NUMBER(a))
		return strcmp(YAJL_GET_NUMBER(a), YAJL_GET_NUMBER(b)) == 0;
	if (YAJL_IS_ARRAY(a)) {
		if (a->u.array.len != b->u.array.len)
			return 0;
		for (size_t i = 0; i < a->u.array.len; i++)
			if (!same(a->u.array.values[i], b->u.array.values[i]))
				return 0;
	}
	if (YAJL_IS_OBJECT(a)) {
		if (a->u.object.len != b->u.object.len)
			return 0;
		for (size_t i = 0; i < a->u.object.len; i++)
			if (strcmp(a->u.object.keys[i], b->u.object.keys[i]) != 0
			    || !same(a->u.object.values[i], b->u.object.values[i]))
				return 0;
	}
	return 1;
}

/* text is the request's, with a zero behind it, or empty where that is not known; names_one: the stream has what looks like the name of a C function. */
static void check_answer(const struct text *answer, const struct text *text, int tag_is_lost, int names_one)
{
	yajl_val reply, request = yajl_tree_parse(text->bytes, NULL, 0), tag, replied;
	int tags, replied_tags, statuses;

	holds(answer->used > 0 && memchr(answer->bytes, '\n', answer->used) == answer->bytes + answer->used - 1,
	      "an answer is one line");
	holds(is_utf8(answer->bytes, answer->used), "an answer is UTF-8");
	answer->bytes[answer->used - 1] = 0;
	reply = yajl_tree_parse(answer->bytes, NULL, 0);
	holds(reply && YAJL_IS_OBJECT(reply), "an answer is an object");
	holds(YAJL_IS_STRING(last(reply, "status", &statuses)) && statuses == 1, "an answer has a status");
	holds(names_one || !strstr(answer->bytes, "mn_"), "an answer names no C function");
	replied = last(reply, "tag", &replied_tags);
	if (tag_is_lost) {
		holds(!replied, "a tag that is lost does not come back");
	} else if (request && YAJL_IS_OBJECT(request)) {
		tag = last(request, "tag", &tags);
		holds(!tag == !replied && replied_tags <= 1 && (!tag || same(tag, replied)), "a tag comes back");
	}
	yajl_tree_free(request);
	yajl_tree_free(reply);
}

/* Gives a stream in pieces; how many answers there were. */
static size_t stream(const struct context *a, const char *bytes, size_t n, size_t piece)
{
	struct text text = { 0 }, answer = { 0 };
	struct request r;
	size_t answers = 0;
	int is_partial = 0;

	request_begin(&r);
	for (size_t at = 0; at < n;) {
		size_t end = piece < n - at ? at + piece : n;

		while (at < end) {
			char *copy = malloc(end - at);
			enum stage before = r.stage;
			size_t used;

			memcpy(copy, bytes + at, end - at);
			used = protocol_read(&r, a, copy, end - at, &answer);
			free(copy);
			/* The request begins on the next line, or at a place that is not known here. */
			is_partial |= before == SKIPPING_REQUEST;
			if (before == SKIPPING_LINE && memchr(bytes + at, '\n', used))
				text_add(&text, (char *)memchr(bytes + at, '\n', used) + 1,
				         used - (size_t)((char *)memchr(bytes + at, '\n', used) + 1 - (bytes + at)));
			else if (before < SKIPPING_LINE)
				text_add(&text, bytes + at, used);
			at += used;
			if (!r.is_complete)
				continue;
			if (r.verb) {
				(void)request_weight(&r, a, 1);
				request_run(&r, a, &answer);
			}
			if (r.descriptor >= 0)
				close(r.descriptor);
			if (is_partial)
				text.used = 0;
			is_partial = 0;
			text_add(&text, "", 1);
			check_answer(&answer, &text, r.tag_is_lost || r.error == -E2BIG || r.error == -EMSGSIZE, memmem(bytes, n, "mn_", 3) || memmem(bytes, n, "\\u", 2)
			             || memmem(bytes, n, "_base64", 7));
			text_free(&answer);
			text_free(&text);
			answers++;
			request_end(&r);
		}
	}
	protocol_end(&r, &answer);
	if (answer.used) {
		text.used = 0;
		text_add(&text, "", 1);
		check_answer(&answer, &text, r.tag_is_lost, 1);
		answers++;
	}
	request_free(&r);
	text_free(&answer);
	text_free(&text);
	return answers;
}

/* The first byte says what pieces the rest comes in.  The same stream in one piece
   has as many answers. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int64_t manager;
	static struct resident_cache seen = { .second = 1 };
	size_t answers[2];

	if (size == 0)
		return 0;
	if (!manager)
		manager = manager_open();
	for (int owner = 1; owner <= 2; owner++) {
		const struct context a = { manager, owner, &seen, 3000, 65536, 32, 1 };

		(void)mn_manager_grant(manager, owner, owner == 1 ? 3 : 5);
		(void)mn_manager_limit(manager, owner, 20, 1 << 20);
		answers[owner - 1] = stream(&a, (const char *)data + 1, size - 1, owner == 1 ? SIZE_MAX : 1 + data[0] % 64);
	}
	holds(answers[0] == answers[1], "pieces make no difference");
	holds(mn_manager_close_owner(manager, 1, 0, NULL) >= 0, "everything closes");
	holds(mn_manager_close_owner(manager, 2, 0, NULL) >= 0, "everything closes");
	holds(mn_manager_statistic(manager, "mappings") == 0, "nothing is left");
	holds(mn_statistic("regions") == 0, "no region is left");
	return 0;
}
