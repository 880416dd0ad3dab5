/* Requests from a stream, in pieces of any size.  This includes the
   program's source that reads and runs requests, without a socket. */

#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <yajl/yajl_parse.h>

/* The number of bytes that the parser got. */
static size_t given_bytes;

static yajl_status counted_parse(yajl_handle json, const unsigned char *bytes, size_t n)
{
	given_bytes += n;
	return yajl_parse(json, bytes, n);
}

#define yajl_parse counted_parse
#include "own.h"

static int64_t manager;
static struct resident_cache seen;
static char root[300];

static void begin(void)
{
	char path[400];

	snprintf(root, sizeof root, "%s", t_path("root"));
	(void)mkdir(root, 0700);
	snprintf(path, sizeof path, "%s/six", root);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	ck_assert_int_eq(truncate(path, 6), 0);
	manager = mn_manager_open(root);
	ck_assert_int_gt(manager, 0);
}

/* The answers to a stream that comes in pieces of so many bytes. */
static struct text answers_to(const char *stream, size_t n, size_t piece, const struct context *limits)
{
	static int64_t owner = 1000;
	struct context a = limits ? *limits : (struct context){ .max_request = 1 << 20, .max_read = 4096, .max_depth = 32 };
	struct text answers = { 0 };
	struct request r;

	/* Mappings' numbers go on, so each stream has a manager. */
	a.manager = manager = mn_manager_open(root);
	a.owner = owner++;
	a.cache = &seen;
	seen.second++;
	memset(seen.regions, 0, sizeof seen.regions);
	ck_assert_int_eq(mn_manager_grant(manager, a.owner, 3), 0);
	request_begin(&r);
	for (size_t at = 0; at < n;) {
		size_t end = at + (piece < n - at ? piece : n - at);

		/* The piece lies at the end of its memory, so a read past it
		   is found. */
		while (at < end) {
			char *copy = malloc(end - at);

			memcpy(copy, stream + at, end - at);
			at += protocol_read(&r, &a, copy, end - at, &answers);
			free(copy);
			if (r.is_complete) {
				if (r.verb)
					request_run(&r, &a, &answers);
				request_end(&r);
			}
		}
	}
	protocol_end(&r, &answers);
	request_free(&r);
	ck_assert_int_eq(mn_manager_close(manager), 0);
	text_add(&answers, "", 1);
	ck_assert_int_eq(answers.failed, 0);
	return answers;
}

/* Streams and parts of their answers; each '|' ends an answer. */
static const struct {
	const char *stream, *answers;
} streams[] = {
	/* F44, S3-75: white space of any kind, and none. */
	{ "{\"MmapList\":{}}", "[]|" },
	{ "{\n\t\"MmapList\" :\r\n {\n}\n\n}\n\n", "[]|" },
	{ "{\"MmapList\":{}}{\"MmapList\":{}} {\"MmapList\":{}}\n", "[]|[]|[]|" },
	{ "\n \n\t{\"MmapList\":{},\n\"tag\":\n[1,\n{\"a\":\n\"b\"}]}\n", "[1,{\"a\":\"b\"}]|" },
	{ "", "" }, { "\n\n  \n", "" },
	/* After text that is not JSON the next line is the next request. */
	{ "hello\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"MmapList\":{}} and more\n{\"MmapList\":{}}\n", "[]|not JSON|[]|" },
	{ "{\"MmapList\":{},}\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"MmapList\":{\"tag\" 1}}\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"MmapList\":nul}\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"MmapList\":01}\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"MmapList\":-}\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"MmapList\":1.}\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{'MmapList':{}}\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"tag\":\"\\x\"}\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"tag\":\"\\u12g4\"}\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "}\n]\n,\n{\"MmapList\":{}}\n", "not JSON|not JSON|not JSON|[]|" },
	/* A string ends on its line, and an error in it as well. */
	{ "{\"MmapLi\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"tag\":\"\xc3\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"tag\":\"\xff\"}\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	/* An unterminated request ends where the next one begins. */
	{ "{\"MmapList\":{}\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"MmapList\":{},\n \t {\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{ {\"MmapList\":{}}\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"MmapList\":{\n/path\" 1\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"a\":1\n5,{\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"a\":1\n\"{}\",\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"a\":1 {\"MmapList\":{}}\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	/* A bracket that begins a line is the next request's only if it is what is wrong. */
	{ "{\"MmapList\":\n{/x\n{\"MmapList\":{}}\n", "not JSON|[]|" },
	{ "{\"MmapList\":{", "ended inside a request|" },
	{ "{\"MmapList\":{}}\n{\"Mmap", "[]|ended inside a request|" },
	/* A tag that was cut does not come back. */
	{ "{\"MmapList\":{},\"tag\":[1,{\"a\":2", "ended inside a request\",\"errno\":\"EINVAL\"}|" },
	{ "{\"tag\":[1,{\"a\":2", "ended inside a request\",\"errno\":\"EINVAL\"}|" },
	{ "{\"tag\":\"\xc0\x80\",\"a\":", "ended inside a request\",\"errno\":\"EINVAL\"}|" },
	{ "{\"tag\":[1,{\"a\":2}],", "ended inside a request\",\"errno\":\"EINVAL\",\"tag\":[1,{\"a\":2}]}|" },
	/* JSON that is not a request is read to its end. */
	{ "[1,2]\n{\"MmapList\":{}}\n", "not an array|[]|" },
	{ "\"{\"\n-7\n{\"MmapList\":{}}\n", "not a string|not a number|[]|" },
	{ "{\"Nmap\":\n{\"a\":[\n[]]\n}}\n{\"MmapList\":{}}\n", "unknown request Nmap|[]|" },
	{ "{\"MmapList\":\n[\n{\"path\":\n1}\n]\n}\n{\"MmapList\":{}}\n", "MmapList must be an object, not an array|[]|" },
	{ "{\"MmapRead\":{\"mmap_id\":{\"offset\":[7]},\"length\":1}}\n{\"MmapList\":{}}\n", "mmap_id must be a whole number, not an object|[]|" },
	{ "{\"MmapWrite\":{\"mmap_id\":1,\"data\":[1,[2],{\"length\":3}]}}", "data[1] must be a byte, not an array|" },
	{ "{\"MmapWrite\":{\"mmap_id\":1,\"data\":{\"data\":[1]}}}", "not an object|" },
	{ "{\"MmapWrite\":{\"mmap_id\":1,\"data\":[1],\"data\":[2]}}", "duplicate key data|" },
	/* Names and fields in any order. */
	{ "{\"tag\":{\"Mmap\":[{}]},\"prot\":1,\"path\":\"six\",\"syscall\":\"mmap\"}", "\"id\":1,\"tag\":{\"Mmap\":[{}]}|" },
	{ "{\"tag\":[],\"MmapMemfd\":{\"length\":4,\"name\":\"x\"}}", "\"id\":1,\"tag\":[]|" },
	{ "{\"MmapList\":{},\"syscall\":\"mmap_list\"}", "MmapList has no field MmapList|" },
	{ "{\"MmapList\\u0000\":{}}{\"Mmap\\u0000\":{}}{\"syscall\":\"mmap\\u0000\"}", "unknown request MmapList|unknown request Mmap|unknown request mmap|" },
	{ "{\"path\":\"six\",\"MmapList\":{}}", "one name, not both path and MmapList|" },
	{ "{\"MmapList\":{},\"Msync\":{\"mmap_id\":1}}", "one name, not both MmapList and Msync|" },
	{ "{\"MmapList\":{\"owner_pid\":null},\"tag\":null}", "[],\"tag\":null|" },
	{ "{\"MmapList\":{\"tag\":1}}", "MmapList has no field tag|" },
	/* A tag comes back as it was, but for white space and spellings of characters. */
	{ "{\"MmapList\":{},\"tag\":[ 1.50, -0, 1e400 ,\"\\u00e9\\/\\\\\\n\\u0001\\ud83d\\ude00\", true,false,null,{}, [] ]}",
	  "\"tag\":[1.50,-0,1e400,\"\xc3\xa9/\\\\\\n\\u0001\xf0\x9f\x98\x80\",true,false,null,{},[]]|" },
	{ "{\"MmapList\":{},\"tag\":\"\\\\ud83d\"}", "\"tag\":\"\\\\ud83d\"|" },
	{ "{\"MmapList\":{},\"tag\":\"\\ud83d\"}", "half of a surrogate pair|" },
	{ "{\"MmapList\":{},\"tag\":\"\\ud83d\\ud83d\"}", "half of a surrogate pair|" },
	{ "{\"MmapList\":{},\"tag\":\"\\ude00\"}", "half of a surrogate pair|" },
	{ "{\"MmapList\":{},\"tag\":\"\\ud83dx\\ude00\"}", "half of a surrogate pair|" },
	{ "{\"Nmap\":{},\"tag\":\"\\ud83d\"}", "unknown request Nmap\",\"errno\":\"ENOSYS\"}|" },
	{ "{\"MmapList\":{},\"tag\":\"\xc0\x80\"}", "tag is not UTF-8\",\"errno\":\"EINVAL\"}|" },
	{ "{\"MmapList\":{},\"tag\":{\"\xed\xa0\x80\":1}}", "tag is not UTF-8\",\"errno\":\"EINVAL\"}|" },
	{ "{\"Nmap\":{},\"tag\":[1],\"tag\":[2]}", "\"errno\":\"ENOSYS\",\"tag\":[2]}|" },
	/* F46: whole numbers in any spelling. */
	{ "{\"MmapAnonymous\":{\"length\":6.0}}{\"MmapAnonymous\":{\"length\":6E+0}}{\"MmapAnonymous\":{\"length\":60e-1}}", "\"id\":1|\"id\":2|\"id\":3|" },
	{ "{\"MmapAnonymous\":{\"length\":0.006e3}}{\"MmapAnonymous\":{\"length\":6000000000000000000000e-21}}", "\"id\":1|\"id\":2|" },
	{ "{\"MmapAnonymous\":{\"length\":6.5}}{\"MmapAnonymous\":{\"length\":65e-1}}{\"MmapAnonymous\":{\"length\":1e-99999999999999999999}}", "not 6.5|not 65e-1|not 1e-9999|" },
	{ "{\"MmapAnonymous\":{\"length\":9223372036854775808}}{\"MmapAnonymous\":{\"length\":1e19}}{\"MmapAnonymous\":{\"length\":1e99999999999999999999}}", "too large|too large|too large|" },
	{ "{\"MmapList\":{\"owner_pid\":0e9999999999}}{\"MmapList\":{\"owner_pid\":-0.0}}{\"MmapList\":{\"owner_pid\":-1}}", "EPERM|EPERM|at least 0, not -1|" },
	{ "{\"MmapFind\":{\"mmap_id\":9223372036854775807,\"data\":[2.55e2,0.0]}}{\"MmapFind\":{\"mmap_id\":9223372036854775.807E3,\"data\":[]}}", "Mmap 9223372036854775807 not found|Mmap 9223372036854775807 not found|" },
	/* Base64, before and after it is known to be some. */
	{ "{\"MmapAnonymous\":{\"length\":6}}{\"MmapWrite\":{\"data\":\"SGVsbG8=\",\"encoding\":\"base64\",\"mmap_id\":1}}{\"MmapFind\":{\"mmap_id\":1,\"encoding\":\"base64\",\"data\":\"bG8=\"}}", "\"id\":1|success|\"data\":3|" },
	{ "{\"Mmap\":{\"path_base64\":\"c2l4\",\"prot\":1}}", "\"id\":1|" },
};

static void check_stream(const char *stream, size_t n, const char *want)
{
	static const size_t pieces[] = { 1, 2, 3, 7, 64, 1 << 20 };

	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct text got = answers_to(stream, n, pieces[i], NULL);
		const char *at = got.bytes, *part = want;

		while (*part) {
			char one[400];
			size_t length = strcspn(part, "|");
			const char *end = strchr(at, '\n');

			snprintf(one, sizeof one, "%.*s", (int)length, part);
			ck_assert_msg(end && memmem(at, (size_t)(end - at), one, length),
			              "%s in pieces of %zu: '%s' should have '%s'", stream, pieces[i], at, one);
			part += length + 1;
			at = end + 1;
		}
		ck_assert_msg(!*at, "%s in pieces of %zu has one answer too many: %s", stream, pieces[i], at);
		text_free(&got);
	}
}

START_TEST(streams_in_pieces_F44_F46)
{
	begin();
	for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
		check_stream(streams[i].stream, strlen(streams[i].stream), streams[i].answers);
}
END_TEST

/* The transcripts get the same answers in pieces of any size. */
START_TEST(transcripts_in_pieces)
{
	static const char *const names[] = { "rows", "beyond", "wrong", "document", "pretty" };
	static char stream[65536];

	begin();
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct text whole, cut;
		char path[200];
		size_t n;
		FILE *f;

		snprintf(path, sizeof path, "t/service/transcripts/%s.requests", names[i]);
		f = fopen(path, "r");
		if (!f)
			t_skip("this test runs in the folder of the Makefile");
		n = fread(stream, 1, sizeof stream, f);
		fclose(f);
		/* Owners' numbers are as long, with some below them. */
		for (int k = 0; k < 3; k++) {
			whole = answers_to(stream, n, sizeof stream, NULL);
			cut = answers_to(stream, n, (size_t)k + 1, NULL);
			ck_assert_int_gt(whole.used, 400);
			for (size_t a = 0, b = 0; a < whole.used && b < cut.used; a++, b++) {
				if (strncmp(whole.bytes + a, "owner", 5) == 0 && strncmp(cut.bytes + b, "owner", 5) == 0) {
					a += strcspn(whole.bytes + a, ",' h");
					b += strcspn(cut.bytes + b, ",' h");
				}
				ck_assert_msg(whole.bytes[a] == cut.bytes[b] || (whole.bytes[a] >= '0' && whole.bytes[a] <= '9'),
				              "%s in pieces of %d: '%.100s' and '%.100s'", names[i], k + 1, whole.bytes + a,
				              cut.bytes + b);
			}
			text_free(&whole);
			text_free(&cut);
		}
	}
}
END_TEST

/* F44: the parser gets no byte twice, in pieces of any size. */
START_TEST(each_byte_is_looked_at_once)
{
	enum { MANY = 100000 };
	static char stream[4 * MANY + 200];
	size_t n = (size_t)sprintf(stream, "{\"MmapWrite\":{\"mmap_id\":1,\"encoding\":\"base64\",\"data\":\"");

	begin();
	memset(stream + n, 'A', MANY);
	n += MANY;
	n += (size_t)sprintf(stream + n, "\"},\"tag\":[");
	for (int i = 0; i < MANY; i++)
		n += (size_t)sprintf(stream + n, "%d,", i % 100);
	n += (size_t)sprintf(stream + n - 1, "]}") - 1;
	for (size_t piece = 1; piece <= 4096; piece *= 4) {
		struct text got;

		given_bytes = 0;
		got = answers_to(stream, n, piece, NULL);
		ck_assert_ptr_nonnull(strstr(got.bytes, "Mmap 1 not found"));
		ck_assert_uint_eq(given_bytes, n);
		text_free(&got);
	}
}
END_TEST

/* Over the limits the answer comes at once, and the request is skipped to
   its end without being stored. */
START_TEST(what_is_over_a_limit_is_passed_over)
{
	static const struct context limits = { .max_request = 200, .max_read = 4096, .max_depth = 4 };
	static const char *const ends[] = {
		"]]}{\"MmapList\":{}}", ",\"]}{\\\"\"]\n,{}]}\n{\"MmapList\":{}}", ",\"\\\\\"]]}\n{\"MmapList\":{}}",
		",1,\n2\n,3]]}\n{\"MmapList\":{}}", ",\"\n{\"MmapList\":{}}",
	};
	static const char *const deep[] = {
		"{\"MmapList\":{},\"tag\":[[[[\n1]]]],\n\"x\":{}}\n{\"MmapList\":{}}",
		"{\"MmapList\":1,\"tag\":[[[[\n1]]]],\n\"x\":{}}\n{\"MmapList\":{}}",
		"{\"tag\":[[[[1]]]],\"tag\"}\n{\"MmapList\":{}}",
	};
	char stream[1000];
	size_t pieces[] = { 1, 5, 1000 };

	begin();
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		for (size_t k = 0; k < 3; k++) {
			size_t n = (size_t)snprintf(stream, sizeof stream, "{\"MmapList\":{},\"tag\":[[%300s%s", "1", ends[i]);
			struct text got;

			got = answers_to(stream, n, pieces[k], &limits);
			ck_assert_msg(strstr(got.bytes, "over the limit of 200 bytes") != NULL, "%s: %s", stream, got.bytes);
			ck_assert_msg(strstr(got.bytes, "\"data\":[]}\n") != NULL, "%s: %s", stream, got.bytes);
			ck_assert_ptr_eq(strchr(strchr(got.bytes, '\n') + 1, '\n') + 1, got.bytes + got.used - 1);
			text_free(&got);
		}
	/* Also behind another mistake, and before one. */
	for (size_t i = 0; i < sizeof deep / sizeof *deep; i++)
		for (size_t k = 0; k < 3; k++) {
			struct text got = answers_to(deep[i], strlen(deep[i]), pieces[k], &limits);

			ck_assert_msg(strstr(got.bytes, "\"E2BIG\"}\n{\"status\":\"success\",\"data\":[]}\n") != NULL,
			              "%s: %s", deep[i], got.bytes);
			ck_assert_ptr_eq(strchr(strchr(got.bytes, '\n') + 1, '\n') + 1, got.bytes + got.used - 1);
			text_free(&got);
		}
}
END_TEST

T_MAIN("pieces", streams_in_pieces_F44_F46, transcripts_in_pieces, each_byte_is_looked_at_once,
       what_is_over_a_limit_is_passed_over)
