/* Requests: parsing, weighing, running, answering. */

#include "request.h"

#include <mmapnative.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <nettle/base64.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* What is read or written while everybody else waits is no more than this. */
enum { QUICK_BYTES = 16384 };

/* ---- Text --------------------------------------------------------------- */

char *text_reserve(struct text *t, size_t n)
{
	size_t room = t->room ? t->room : 512;
	char *bytes;

	if (t->failed || n > SIZE_MAX / 4 - t->used) {
		t->failed = 1;
		return NULL;
	}
	while (room - t->used < n)
		room *= 2;
	if (room != t->room) {
		bytes = realloc(t->bytes, room);
		if (!bytes) {
			t->failed = 1;
			return NULL;
		}
		t->bytes = bytes;
		t->room = room;
	}
	return t->bytes + t->used;
}

void text_add(struct text *t, const void *bytes, size_t n)
{
	char *to = text_reserve(t, n);

	if (to && n) {
		memcpy(to, bytes, n);
		t->used += n;
	}
}

void text_free(struct text *t)
{
	free(t->bytes);
	memset(t, 0, sizeof *t);
}

static void add_string(struct text *t, const char *s)
{
	text_add(t, s, strlen(s));
}

static void add_number(struct text *t, int64_t number)
{
	char digits[24];

	text_add(t, digits, (size_t)snprintf(digits, sizeof digits, "%" PRId64, number));
}

static void add_json(struct text *t, const json_t *value)
{
	size_t n = json_dumpb(value, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY);
	char *to = text_reserve(t, n);

	if (to)
		t->used += json_dumpb(value, to, n, JSON_COMPACT | JSON_ENCODE_ANY);
}

/* As [72,101,...].  A client asks for bytes more often than for anything else,
   so no printf and no JSON value is made for each. */
static void add_byte_array(struct text *t, const uint8_t *bytes, size_t n)
{
	char *start = text_reserve(t, 4 * n + 2), *to = start;

	if (!to)
		return;
	*to++ = '[';
	for (size_t i = 0; i < n; i++) {
		unsigned b = bytes[i];

		if (b >= 100)
			*to++ = (char)('0' + b / 100);
		if (b >= 10)
			*to++ = (char)('0' + b / 10 % 10);
		*to++ = (char)('0' + b % 10);
		*to++ = ',';
	}
	/* The last comma makes room for the bracket. */
	if (n)
		to--;
	*to++ = ']';
	t->used += (size_t)(to - start);
}

static void add_base64(struct text *t, const uint8_t *bytes, size_t n)
{
	char *to = text_reserve(t, BASE64_ENCODE_RAW_LENGTH(n) + 2);

	if (!to)
		return;
	*to = '"';
	base64_encode_raw(to + 1, n, bytes);
	to[BASE64_ENCODE_RAW_LENGTH(n) + 1] = '"';
	t->used += BASE64_ENCODE_RAW_LENGTH(n) + 2;
}

/* What this side says about a failure quotes what the other side sent, and may
   have cut it in the middle of a character. */
static json_t *sentence(const char *s)
{
	json_t *string = json_string(s);
	char ascii[600];
	size_t i;

	if (string)
		return string;
	for (i = 0; s[i] && i < sizeof ascii - 1; i++)
		ascii[i] = (char)((unsigned char)s[i] < 0x80 ? s[i] : '?');
	ascii[i] = 0;
	return json_string(ascii);
}

/* ---- Errors ------------------------------------------------------------- */

static void add_end(struct text *answer, const json_t *tag)
{
	if (tag) {
		add_string(answer, ",\"tag\":");
		add_json(answer, tag);
	}
	add_string(answer, "}\n");
}

static void add_error(struct text *answer, int64_t code, const char *message, const json_t *tag)
{
	/* Who may not do it is told so in other words than who did it wrong. */
	int denied = code == -EPERM || code == -EACCES || code == -EXDEV;
	json_t *text = sentence(message);

	add_string(answer, denied ? "{\"status\":\"permission_denied\",\"reason\":" : "{\"status\":\"error\",\"message\":");
	add_json(answer, text);
	add_string(answer, ",\"errno\":\"");
	add_string(answer, mn_error_name(code));
	add_string(answer, "\"");
	add_end(answer, tag);
	json_decref(text);
}

void request_refuse(struct text *answer, int32_t code, const char *message)
{
	add_error(answer, code, message, NULL);
}

/* A request that is no request is answered at once. */
__attribute__((format(printf, 4, 5)))
static int refuse(struct request *r, struct text *answer, int32_t code, const char *format, ...)
{
	char message[400];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(message, sizeof message, format, args);
	va_end(args);
	add_error(answer, code, message, r->tag);
	r->verb = NULL;
	return -1;
}

/* ---- Fields ------------------------------------------------------------- */

enum kind { A_NUMBER, A_BOOLEAN, A_STRING, AN_ADVICE, SOME_BYTES };

static const struct {
	const char *name;
	enum kind kind;
} fields[FIELDS] = {
	[MMAP_ID] = { "mmap_id", A_NUMBER },
	[OFFSET] = { "offset", A_NUMBER },
	[LENGTH] = { "length", A_NUMBER },
	[START] = { "start", A_NUMBER },
	[END] = { "end", A_NUMBER },
	[PROT] = { "prot", A_NUMBER },
	[OWNER_PID] = { "owner_pid", A_NUMBER },
	[SHARED] = { "shared", A_BOOLEAN },
	[SYNC] = { "sync", A_BOOLEAN },
	[EXACT] = { "exact", A_BOOLEAN },
	[REVERSE] = { "reverse", A_BOOLEAN },
	[ADVICE] = { "advice", AN_ADVICE },
	[PATH] = { "path", A_STRING },
	[PATH_BASE64] = { "path_base64", A_STRING },
	[NAME] = { "name", A_STRING },
	[ENCODING] = { "encoding", A_STRING },
	[DATA] = { "data", SOME_BYTES },
};

#define HAS(field) (UINT32_C(1) << (field))

/* What a value is, for a message. */
static const char *type_of(const json_t *value)
{
	static const char *const names[] = {
		[JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array", [JSON_STRING] = "a string",
		[JSON_INTEGER] = "a number", [JSON_REAL] = "a number with a fraction or an exponent",
		[JSON_TRUE] = "true", [JSON_FALSE] = "false", [JSON_NULL] = "null"
	};

	return names[json_typeof(value)];
}

static int parse_number(struct request *r, struct text *answer, enum field f, const json_t *value)
{
	if (!json_is_integer(value))
		return refuse(r, answer, -EINVAL, "%s is a whole number, not %s", fields[f].name, type_of(value));
	r->numbers[f] = json_integer_value(value);
	if (r->numbers[f] < 0)
		return refuse(r, answer, -EINVAL, "%s is at least 0, not %" PRId64, fields[f].name, r->numbers[f]);
	/* Numbers of which the system knows 32 bits are not cut to those. */
	if ((f == PROT || f == ADVICE) && r->numbers[f] > INT32_MAX)
		return refuse(r, answer, -EINVAL, "there is no %s %" PRId64, fields[f].name, r->numbers[f]);
	return 0;
}

/* "MADV_WILLNEED", since numbers differ between platforms; or the number. */
static int parse_advice(struct request *r, struct text *answer, const json_t *value)
{
	const char *name = json_string_value(value);
	int32_t i;

	if (!name)
		return parse_number(r, answer, ADVICE, value);
	i = mn_constant_find(name);
	if (i < 0 || strcmp(mn_constant_group(i), "madvise") != 0)
		return refuse(r, answer, -EINVAL, "advice is MADV_WILLNEED or another of its kind, not %.100s", name);
	r->numbers[ADVICE] = mn_constant_value(i);
	if (r->numbers[ADVICE] == MN_ABSENT)
		return refuse(r, answer, -ENOTSUP, "this platform has no %.100s", name);
	return 0;
}

static int parse_string(struct request *r, struct text *answer, enum field f, const json_t *value)
{
	const char *s = json_string_value(value);

	if (!s)
		return refuse(r, answer, -EINVAL, "%s is a string, not %s", fields[f].name, type_of(value));
	if (strlen(s) != json_string_length(value))
		return refuse(r, answer, -EINVAL, "%s cannot hold a NUL byte", fields[f].name);
	if (f == PATH)
		r->path = s;
	if (f == NAME)
		r->name = s;
	if (f == ENCODING)
		r->base64 = strcmp(s, "base64") == 0;
	if (f == ENCODING && !r->base64 && strcmp(s, "array") != 0)
		return refuse(r, answer, -EINVAL, "encoding is \"array\" or \"base64\", not \"%.100s\"", s);
	return 0;
}

static int decode_base64(struct request *r, struct text *answer, enum field f, const json_t *value)
{
	struct base64_decode_ctx context;
	size_t n = json_string_length(value);

	if (!json_is_string(value))
		return refuse(r, answer, -EINVAL, "%s in base64 is a string, not %s", fields[f].name, type_of(value));
	r->bytes = malloc(BASE64_DECODE_LENGTH(n) + 1);
	if (!r->bytes)
		return refuse(r, answer, -ENOMEM, "no memory for %s", fields[f].name);
	base64_decode_init(&context);
	if (!base64_decode_update(&context, &r->count, (uint8_t *)r->bytes, n, json_string_value(value))
	    || !base64_decode_final(&context))
		return refuse(r, answer, -EINVAL, "%s is not base64", fields[f].name);
	r->bytes[r->count] = 0;
	return 0;
}

static int decode_array(struct request *r, struct text *answer, const json_t *value)
{
	const json_t *one;
	size_t i;

	if (!json_is_array(value))
		return refuse(r, answer, -EINVAL, "data is an array of bytes (or base64, with that encoding), not %s",
		              type_of(value));
	r->bytes = malloc(json_array_size(value) + 1);
	if (!r->bytes)
		return refuse(r, answer, -ENOMEM, "no memory for data");
	json_array_foreach((json_t *)value, i, one) {
		if (!json_is_integer(one))
			return refuse(r, answer, -EINVAL, "data[%zu] is a byte, not %s", i, type_of(one));
		if (json_integer_value(one) < 0 || json_integer_value(one) > 255)
			return refuse(r, answer, -EINVAL, "data[%zu] is a byte, 0 to 255, not %" JSON_INTEGER_FORMAT, i,
			              json_integer_value(one));
		r->bytes[i] = (char)json_integer_value(one);
	}
	r->count = i;
	return 0;
}

static int parse_field(struct request *r, struct text *answer, enum field f, const json_t *value)
{
	switch (fields[f].kind) {
	case A_NUMBER:
		return parse_number(r, answer, f, value);
	case A_BOOLEAN:
		r->numbers[f] = json_is_true(value);
		return json_is_boolean(value) ? 0
		       : refuse(r, answer, -EINVAL, "%s is true or false, not %s", fields[f].name, type_of(value));
	case A_STRING:
		return parse_string(r, answer, f, value);
	case AN_ADVICE:
		return parse_advice(r, answer, value);
	case SOME_BYTES:
		break;      /* How they are written is known when all fields are. */
	}
	return 0;
}

/* ---- Verbs -------------------------------------------------------------- */

struct verb {
	const char *name, *syscall;
	uint32_t needs, takes;
	enum weight weight;
	/* Adds what the answer has beside its status; or gives an error. */
	int64_t (*run)(struct request *, const struct asker *, struct text *);
};

static uint64_t offset_of(const struct request *r)
{
	return (uint64_t)r->numbers[OFFSET];
}

/* Without a length it is what comes after the offset. */
static int64_t length_of(const struct request *r, const struct asker *a, uint64_t *length)
{
	int64_t whole;

	if (r->given & HAS(LENGTH)) {
		*length = (uint64_t)r->numbers[LENGTH];
		return 0;
	}
	whole = mn_manager_info(a->manager, a->owner, r->numbers[MMAP_ID], "length");
	*length = whole > r->numbers[OFFSET] ? (uint64_t)(whole - r->numbers[OFFSET]) : 0;
	return whole < 0 ? whole : 0;
}

/* The number of a mapping, in bytes as the protocol's first document has it,
   the highest first; and as a number. */
static int64_t add_id(struct text *answer, int64_t id)
{
	uint8_t bytes[8];
	size_t n = id > UINT32_MAX ? 8 : 4;

	if (id < 0)
		return id;
	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)((uint64_t)id >> (8 * (n - 1 - i)));
	add_string(answer, ",\"data\":");
	add_byte_array(answer, bytes, n);
	add_string(answer, ",\"id\":");
	add_number(answer, id);
	return 0;
}

static int64_t run_map(struct request *r, const struct asker *a, struct text *answer)
{
	int64_t length = r->given & HAS(LENGTH) ? r->numbers[LENGTH] : -1;

	return add_id(answer, mn_manager_map(a->manager, a->owner, r->path, r->numbers[OFFSET], length,
	                                     (int32_t)r->numbers[PROT], (int32_t)r->numbers[SHARED]));
}

static int64_t run_anonymous(struct request *r, const struct asker *a, struct text *answer)
{
	return add_id(answer, mn_manager_map_anonymous(a->manager, a->owner, (uint64_t)r->numbers[LENGTH]));
}

static int64_t run_memfd(struct request *r, const struct asker *a, struct text *answer)
{
	return add_id(answer, mn_manager_map_memfd(a->manager, a->owner, r->name ? r->name : "mmapnative",
	                                           (uint64_t)r->numbers[LENGTH]));
}

static int64_t run_read(struct request *r, const struct asker *a, struct text *answer)
{
	uint8_t quick[QUICK_BYTES], *bytes = quick;
	uint64_t n = (uint64_t)r->numbers[LENGTH];
	int64_t got;

	/* The limit holds for n, see check(). */
	if (n > sizeof quick)
		bytes = malloc(n);
	if (!bytes)
		return -ENOMEM;
	got = (r->numbers[EXACT] ? mn_manager_read : mn_manager_read_up_to)(a->manager, a->owner, r->numbers[MMAP_ID],
	                                                                    offset_of(r), bytes, n);
	if (got >= 0) {
		add_string(answer, ",\"data\":");
		(r->base64 ? add_base64 : add_byte_array)(answer, bytes, (size_t)got);
	}
	if (bytes != quick)
		free(bytes);
	return got;
}

static int64_t run_write(struct request *r, const struct asker *a, struct text *answer)
{
	(void)answer;
	return mn_manager_write(a->manager, a->owner, r->numbers[MMAP_ID], offset_of(r), r->bytes, r->count);
}

static int64_t run_sync(struct request *r, const struct asker *a, struct text *answer)
{
	(void)answer;
	return mn_manager_sync(a->manager, a->owner, r->numbers[MMAP_ID]);
}

static int64_t run_unmap(struct request *r, const struct asker *a, struct text *answer)
{
	(void)answer;
	return mn_manager_unmap(a->manager, a->owner, r->numbers[MMAP_ID], (int32_t)r->numbers[SYNC]);
}

static int64_t run_protect(struct request *r, const struct asker *a, struct text *answer)
{
	uint64_t n;
	int64_t error = length_of(r, a, &n);

	(void)answer;
	return error < 0 ? error : mn_manager_protect(a->manager, a->owner, r->numbers[MMAP_ID], offset_of(r), n,
	                                              (int32_t)r->numbers[PROT]);
}

static int64_t run_advise(struct request *r, const struct asker *a, struct text *answer)
{
	uint64_t n;
	int64_t error = length_of(r, a, &n);

	(void)answer;
	return error < 0 ? error : mn_manager_advise(a->manager, a->owner, r->numbers[MMAP_ID], offset_of(r), n,
	                                             (int32_t)r->numbers[ADVICE]);
}

static int64_t run_populate(struct request *r, const struct asker *a, struct text *answer)
{
	uint64_t n;
	int64_t error = length_of(r, a, &n);

	(void)answer;
	return error < 0 ? error : mn_manager_populate(a->manager, a->owner, r->numbers[MMAP_ID], offset_of(r), n);
}

static int64_t run_resize(struct request *r, const struct asker *a, struct text *answer)
{
	(void)answer;
	return mn_manager_resize(a->manager, a->owner, r->numbers[MMAP_ID], (uint64_t)r->numbers[LENGTH]);
}

/* Where there is no end, it is the mapping's. */
static uint64_t end_of(const struct request *r)
{
	return r->given & HAS(END) ? (uint64_t)r->numbers[END] : UINT64_MAX;
}

static int64_t run_find(struct request *r, const struct asker *a, struct text *answer)
{
	int64_t at = (r->numbers[REVERSE] ? mn_manager_rfind : mn_manager_find)(
		a->manager, a->owner, r->numbers[MMAP_ID], (uint64_t)r->numbers[START], end_of(r), r->bytes, r->count);

	if (at < 0 && at != -ENOENT)
		return at;
	add_string(answer, ",\"data\":");
	if (at < 0)
		add_string(answer, "null");
	else
		add_number(answer, at);
	return 0;
}

static int64_t run_count(struct request *r, const struct asker *a, struct text *answer)
{
	int64_t n = mn_manager_count(a->manager, a->owner, r->numbers[MMAP_ID], (uint64_t)r->numbers[START], end_of(r),
	                             r->bytes, r->count);

	if (n < 0)
		return n;
	add_string(answer, ",\"data\":");
	add_number(answer, n);
	return 0;
}

static int64_t run_list(struct request *r, const struct asker *a, struct text *answer)
{
	int64_t whose = r->given & HAS(OWNER_PID) ? r->numbers[OWNER_PID] : a->owner, id = 0;

	add_string(answer, ",\"data\":[");
	for (int first = 1; (id = mn_manager_next(a->manager, a->owner, whose, id)) > 0; first = 0) {
		if (!first)
			add_string(answer, ",");
		add_number(answer, id);
	}
	add_string(answer, "]");
	return id == -ENOENT ? 0 : id;
}

/* The path as JSON can say it; null for memory without a name and for bytes that
   are not UTF-8, which *base64 then has. */
static int64_t path_of(const struct request *r, const struct asker *a, json_t **path, json_t **base64)
{
	int64_t id = r->numbers[MMAP_ID], n = mn_manager_path(a->manager, a->owner, id, NULL, 0);
	struct text bytes = { 0 }, coded = { 0 };

	if (n >= 0 && text_reserve(&bytes, (size_t)n + 1))
		n = mn_manager_path(a->manager, a->owner, id, bytes.bytes, (uint64_t)n + 1);
	if (n >= 0 && bytes.bytes) {
		*path = json_stringn(bytes.bytes, (size_t)n);
		if (!*path) {
			add_base64(&coded, (const uint8_t *)bytes.bytes, (size_t)n);
			if (coded.used > 2)
				*base64 = json_stringn(coded.bytes + 1, coded.used - 2);
		}
	}
	text_free(&bytes);
	text_free(&coded);
	return n == -ENOENT ? 0 : n;
}

static int64_t run_stats(struct request *r, const struct asker *a, struct text *answer)
{
	static const char *const names[] = {
		"offset", "length", "prot", "owner", "shared", "kind", "reads", "writes", "bytes_read", "bytes_written",
		"syncs", "resident", "pages"
	};
	enum { OFF, LEN, PROTECTION, OWNER, IS_SHARED, KIND, COUNTS, NAMES = sizeof names / sizeof *names };
	static const char *const kinds[] = { "file", "anonymous", "memfd" };
	json_int_t n[NAMES];
	json_t *path = NULL, *base64 = NULL, *stats, *counts;
	int64_t error;

	for (int i = 0; i < NAMES; i++) {
		n[i] = mn_manager_info(a->manager, a->owner, r->numbers[MMAP_ID], names[i]);
		if (n[i] < 0)
			return n[i];
	}
	error = path_of(r, a, &path, &base64);
	if (error < 0)
		return error;
	/* The upper half of an owner tells processes apart that had one number. */
	stats = json_pack("{s:I,s:o?,s:I,s:I,s:{s:b,s:b,s:b},s:s,s:I,s:s}", "id", (json_int_t)r->numbers[MMAP_ID], "path",
	                  path, "offset", n[OFF], "length", n[LEN], "prot", "read", (n[PROTECTION] & PROT_READ) != 0,
	                  "write", (n[PROTECTION] & PROT_WRITE) != 0, "exec", (n[PROTECTION] & PROT_EXEC) != 0,
	                  "flags", n[IS_SHARED] ? "Shared" : "Private", "owner_pid", n[OWNER] & INT32_MAX,
	                  "kind", kinds[n[KIND]]);
	if (base64)
		json_object_set_new(stats, "path_base64", base64);
	counts = json_object();
	for (int i = COUNTS; i < NAMES; i++)
		json_object_set_new(counts, names[i], json_integer(n[i]));
	json_object_set_new(stats, "statistics", counts);
	add_string(answer, ",\"data\":");
	add_json(answer, stats);
	json_decref(stats);
	return 0;
}

/* A descriptor of the file that can do no more than the owner may: one for
   reading is a fresh look at the file where the region's own can write. */
static int32_t descriptor_of(int32_t fd, int writable)
{
	char path[40];
	int mode = fcntl(fd, F_GETFL), copy;

	if (mode < 0)
		return -errno;
	if (writable || (mode & O_ACCMODE) == O_RDONLY) {
		copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	} else {
		(void)snprintf(path, sizeof path, "/proc/self/fd/%d", (int)fd);
		copy = open(path, O_RDONLY | O_CLOEXEC);
	}
	return copy < 0 ? -errno : copy;
}

static int64_t run_descriptor(struct request *r, const struct asker *a, struct text *answer)
{
	enum { READ_FILES = 1, WRITE_FILES = 2, MEMORY_FILE = 2 };
	int64_t id = r->numbers[MMAP_ID], region = mn_manager_region(a->manager, a->owner, id);
	int64_t rights = mn_manager_rights(a->manager, a->owner), prot, kind, fd;
	int writable;

	if (region < 0)
		return region;
	kind = mn_manager_info(a->manager, a->owner, id, "kind");
	prot = mn_manager_info(a->manager, a->owner, id, "prot");
	fd = mn_region_fd(region);
	if (kind < 0 || prot < 0 || rights < 0)
		return kind < 0 ? kind : prot < 0 ? prot : rights;
	if (!a->passes_descriptors || fd < 0 || mn_manager_info(a->manager, a->owner, id, "shared") != 1)
		return -EOPNOTSUPP;
	/* What a descriptor can do lasts, so it is the rights of now that count and
	   not those of the time of mapping. */
	if (kind != MEMORY_FILE && !(rights & READ_FILES))
		return -EACCES;
	writable = kind == MEMORY_FILE || (prot & PROT_WRITE && rights & WRITE_FILES);
	r->descriptor = descriptor_of((int32_t)fd, writable);
	if (r->descriptor < 0)
		return r->descriptor;
	add_string(answer, ",\"data\":{\"offset\":");
	add_number(answer, mn_region_offset(region));
	add_string(answer, ",\"length\":");
	add_number(answer, mn_region_length(region));
	add_string(answer, writable ? ",\"writable\":true}" : ",\"writable\":false}");
	return 0;
}

#define RANGE (HAS(OFFSET) | HAS(LENGTH))
#define WINDOW (HAS(START) | HAS(END) | HAS(ENCODING))
#define ID HAS(MMAP_ID)

/* Those that are asked for most come first. */
static const struct verb verbs[] = {
	{ "MmapRead", "mmap_read", ID | HAS(LENGTH), HAS(OFFSET) | HAS(ENCODING) | HAS(EXACT), QUICK, run_read },
	{ "MmapWrite", "mmap_write", ID | HAS(DATA), HAS(OFFSET) | HAS(ENCODING), QUICK, run_write },
	{ "Mmap", "mmap", HAS(PROT), RANGE | HAS(SHARED) | HAS(PATH) | HAS(PATH_BASE64), WAITS, run_map },
	{ "Msync", "msync", ID, 0, SLOW, run_sync },
	{ "Munmap", "munmap", ID, HAS(SYNC), WAITS, run_unmap },
	{ "MmapStats", "mmap_stats", ID, 0, WAITS, run_stats },
	{ "MmapAnonymous", "mmap_anonymous", HAS(LENGTH), 0, WAITS, run_anonymous },
	{ "MmapMemfd", "mmap_memfd", HAS(LENGTH), HAS(NAME), WAITS, run_memfd },
	{ "MmapProtect", "mmap_protect", ID | HAS(PROT), RANGE, WAITS, run_protect },
	{ "MmapAdvise", "mmap_advise", ID | HAS(ADVICE), RANGE, SLOW, run_advise },
	{ "MmapPopulate", "mmap_populate", ID, RANGE, SLOW, run_populate },
	{ "MmapResize", "mmap_resize", ID | HAS(LENGTH), 0, SLOW, run_resize },
	{ "MmapFind", "mmap_find", ID | HAS(DATA), WINDOW | HAS(REVERSE), SLOW, run_find },
	{ "MmapCount", "mmap_count", ID | HAS(DATA), WINDOW, SLOW, run_count },
	{ "MmapList", "mmap_list", 0, HAS(OWNER_PID), WAITS, run_list },
	{ "MmapDescriptor", "mmap_descriptor", ID, 0, QUICK, run_descriptor },
};

static const struct verb *verb_find(const char *name, int as_syscall)
{
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(name, as_syscall ? verbs[i].syscall : verbs[i].name) == 0)
			return &verbs[i];
	return NULL;
}

/* ---- Parsing ------------------------------------------------------------ */

/* The parser calls itself for each bracket, so brackets are counted before. */
static int is_deeper(const char *line, size_t n, int64_t deepest)
{
	int64_t depth = 0, brackets = 0;
	int inside = 0;

	/* Most lines have too few of them, wherever they stand. */
	for (size_t i = 0; i < n; i++)
		brackets += (line[i] == '[') + (line[i] == '{');
	for (size_t i = 0; i < n && brackets > deepest; i++) {
		char c = line[i];

		if (inside) {
			if (c == '\\')
				i++;
			else if (c == '"')
				inside = 0;
		} else if (c == '"') {
			inside = 1;
		} else if ((c == '[' || c == '{') && ++depth > deepest) {
			return 1;
		} else if (c == ']' || c == '}') {
			depth--;
		}
	}
	return 0;
}

/* {"Mmap":{...}} and {"syscall":"mmap",...}, each also with a tag beside it. */
static json_t *find_verb(struct request *r, struct text *answer)
{
	json_t *syscall = json_object_get(r->root, "syscall"), *value, *arguments = NULL;
	const char *key, *name = NULL;

	r->tag = json_object_get(r->root, "tag");
	if (syscall) {
		name = json_string_value(syscall);
		arguments = r->root;
		if (!name)
			(void)refuse(r, answer, -EINVAL, "syscall is a string, not %s", type_of(syscall));
	} else {
		json_object_foreach(r->root, key, value) {
			if (value == r->tag && strcmp(key, "tag") == 0)
				continue;
			if (name) {
				(void)refuse(r, answer, -EINVAL, "a request has one name, not %.60s and %.60s", name, key);
				return NULL;
			}
			name = key;
			arguments = value;
		}
		if (!name)
			(void)refuse(r, answer, -EINVAL, "a request has a name: {\"Mmap\":{...}} or {\"syscall\":\"mmap\",...}");
	}
	if (!name)
		return NULL;
	r->verb = verb_find(name, syscall != NULL);
	if (!r->verb)
		(void)refuse(r, answer, -ENOSYS, "there is no request %.100s", name);
	else if (!json_is_object(arguments))
		(void)refuse(r, answer, -EINVAL, "%s has an object, not %s", name, type_of(arguments));
	return r->verb ? arguments : NULL;
}

static int parse_fields(struct request *r, json_t *arguments, struct text *answer)
{
	uint32_t takes = r->verb->needs | r->verb->takes;
	json_t *value;
	const char *key;

	json_object_foreach(arguments, key, value) {
		int f = 0;

		if (arguments == r->root && (strcmp(key, "syscall") == 0 || strcmp(key, "tag") == 0))
			continue;
		while (f < FIELDS && strcmp(key, fields[f].name) != 0)
			f++;
		if (f == FIELDS || !(takes & HAS(f)))
			return refuse(r, answer, -EINVAL, "%s has no %.100s", r->verb->name, key);
		/* What may be left out may also be said to be nothing. */
		if (json_is_null(value))
			continue;
		if (parse_field(r, answer, (enum field)f, value) < 0)
			return -1;
		r->given |= HAS(f);
	}
	for (int f = 0; f < FIELDS; f++)
		if (r->verb->needs & HAS(f) & ~r->given)
			return refuse(r, answer, -EINVAL, "%s needs %s", r->verb->name, fields[f].name);
	return 0;
}

/* What concerns more than one field, or the limits. */
static int check(struct request *r, json_t *arguments, const struct asker *a, struct text *answer)
{
	json_t *data = json_object_get(arguments, "data"), *path = json_object_get(arguments, "path_base64");

	if (r->given & HAS(DATA)
	    && (r->base64 ? decode_base64(r, answer, DATA, data) : decode_array(r, answer, data)) < 0)
		return -1;
	if (r->verb->takes & HAS(PATH) && !(r->given & HAS(PATH)) == !(r->given & HAS(PATH_BASE64)))
		return refuse(r, answer, -EINVAL, "%s needs path or path_base64, and one of them", r->verb->name);
	if (r->given & HAS(PATH_BASE64)) {
		if (decode_base64(r, answer, PATH_BASE64, path) < 0)
			return -1;
		r->path = r->bytes;
		if (strlen(r->path) != r->count)
			return refuse(r, answer, -EINVAL, "path_base64 cannot hold a NUL byte");
	}
	if (r->verb->run == run_read && r->numbers[LENGTH] > a->longest_read)
		return refuse(r, answer, -EMSGSIZE, "a read of %" PRId64 " bytes is over the limit of %" PRId64,
		              r->numbers[LENGTH], a->longest_read);
	return 0;
}

void request_parse(struct request *r, const struct asker *a, const char *line, size_t n, struct text *answer)
{
	json_error_t error;
	json_t *arguments;

	memset(r, 0, sizeof *r);
	r->descriptor = -1;
	if (is_deeper(line, n, a->deepest)) {
		(void)refuse(r, answer, -E2BIG, "brackets inside brackets are over the limit of %" PRId64, a->deepest);
		return;
	}
	r->root = json_loadb(line, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	if (!r->root) {
		(void)refuse(r, answer, json_error_code(&error) == json_error_numeric_overflow ? -EOVERFLOW : -EINVAL,
		             "not a line of JSON, at byte %d: %s", error.position, error.text);
	} else if (!json_is_object(r->root)) {
		(void)refuse(r, answer, -EINVAL, "a request is an object, not %s", type_of(r->root));
	} else {
		arguments = find_verb(r, answer);
		if (arguments && parse_fields(r, arguments, answer) == 0)
			(void)check(r, arguments, a, answer);
	}
}

/* ---- Weighing and running ----------------------------------------------- */

int64_t request_mapping(const struct request *r)
{
	return r->numbers[MMAP_ID];
}

/* A byte that is in memory is there at once; another one waits for a disk, or
   for whoever stands behind the file system. */
static int is_in_memory(const struct request *r, const struct asker *a, uint64_t n)
{
	int64_t id = r->numbers[MMAP_ID], region, offset;
	uint64_t unit = (uint64_t)mn_page_size(), first = offset_of(r) / unit, last;
	uint8_t pages[QUICK_BYTES / 512 + 2];
	size_t place = (uint64_t)id * 31 + first;
	int one;

	place %= sizeof a->seen->pages / sizeof *a->seen->pages;
	one = n > 0 && (offset_of(r) + n - 1) / unit == first;
	if (one && a->seen->pages[place].mapping == id && a->seen->pages[place].page == first
	    && a->seen->pages[place].second == a->seen->second)
		return 1;
	region = mn_manager_region(a->manager, a->owner, id);
	offset = mn_region_offset(region);
	/* What is wrong is found out at once. */
	if (region < 0 || offset < 0 || n == 0 || r->numbers[OFFSET] >= mn_region_length(region))
		return 1;
	/* Its pages begin where the file's do, and what is past its end is none. */
	first = ((uint64_t)offset % unit + offset_of(r)) / unit;
	last = ((uint64_t)offset % unit + offset_of(r) + n - 1) / unit;
	n = (uint64_t)mn_region_length(region) + (uint64_t)offset % unit;
	if (last > (n - 1) / unit)
		last = (n - 1) / unit;
	if (last - first >= sizeof pages
	    || mn_region_resident_pages(region, first, pages, last - first + 1) != (int64_t)(last - first + 1))
		return 0;
	if (one && offset % (int64_t)unit == 0) {
		a->seen->pages[place].mapping = id;
		a->seen->pages[place].page = first;
		a->seen->pages[place].second = a->seen->second;
	}
	return 1;
}

enum weight request_weight(const struct request *r, const struct asker *a, int alone)
{
	uint64_t n = r->verb->run == run_write ? r->count : (uint64_t)r->numbers[LENGTH];

	if (r->verb->run == run_unmap && r->numbers[SYNC])
		return SLOW;
	if (r->verb->weight != QUICK || !alone)
		return r->verb->weight == SLOW ? SLOW : WAITS;
	if (r->verb->run == run_descriptor)
		return QUICK;
	return n <= QUICK_BYTES && is_in_memory(r, a, n) ? QUICK : WAITS;
}

/* The manager tells what went wrong, in this thread's detail; what it does not
   know is said here. */
static void add_failure(const struct request *r, const struct asker *a, struct text *answer, int64_t code)
{
	const char *detail = mn_error_detail();
	char message[1024];

	if (code == -EBADF && r->verb->needs & ID)
		(void)snprintf(message, sizeof message, "Mmap %" PRId64 " not found", r->numbers[MMAP_ID]);
	else if (code == -ENOMEM)
		(void)snprintf(message, sizeof message, "%s: no memory", r->verb->name);
	else if (r->verb->run == run_descriptor && code != -EPERM)
		(void)snprintf(message, sizeof message, "Mmap %" PRId64 ": %s", r->numbers[MMAP_ID],
		               code == -EACCES ? "there is no right to read files"
		               : code != -EOPNOTSUPP ? mn_error_message(code)
		               : a->passes_descriptors ? "only what is mapped as shared has a descriptor to hand over"
		               : "a descriptor needs a socket to be handed over by");
	else if (r->path && !strstr(detail, r->path))
		(void)snprintf(message, sizeof message, "%.300s: %s", r->path, detail);
	else
		(void)snprintf(message, sizeof message, "%s", detail);
	add_error(answer, code, message, r->tag);
}

void request_run(struct request *r, const struct asker *a, struct text *answer)
{
	size_t start = answer->used;
	int64_t result;

	add_string(answer, "{\"status\":\"success\"");
	result = r->verb->run(r, a, answer);
	if (result >= 0) {
		add_end(answer, r->tag);
	} else {
		answer->used = start;
		add_failure(r, a, answer, result);
	}
}

void request_end(struct request *r)
{
	json_decref(r->root);
	free(r->bytes);
	memset(r, 0, sizeof *r);
	r->descriptor = -1;
}
