/* Fields: turns JSON values into a request.  Keys come in any order, so checks that need
   the request's name wait for its end. */

#include "fields.h"
#include "requests.h"

#include <mmapnative.h>

#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum place {
	AT_NAME,                    /* among the keys of the outer object */
	AT_FIELD,                   /* among the keys of the named object */
	IN_DATA,                    /* in the array of bytes */
	IN_TAG,
	IN_NOTHING,                 /* in a value that is ignored */
};

/* Values of request.field that are not a field. */
enum { THE_NAME = FIELDS, THE_SYSCALL, THE_TAG, NO_FIELD };

enum type { A_NUMBER, A_STRING, A_BOOLEAN, A_NULL, AN_ARRAY, AN_OBJECT };

enum {
	INLINE_BASE64 = 32768,      /* longer base64 is decoded by the request's thread */
	LONGEST_STRING = 8192,      /* for all strings but data; longer than any path */
};

/* The type of a field. */
enum kind { AN_INTEGER, A_BOOL, TEXT, AN_ADVICE, BYTE_ARRAY };

static const struct {
	const char *name;
	size_t length;
	enum kind kind;
} fields[FIELDS] = {
#define FIELD(name, kind) { name, sizeof name - 1, kind }
	[MMAP_ID] = FIELD("mmap_id", AN_INTEGER),
	[OFFSET] = FIELD("offset", AN_INTEGER),
	[LENGTH] = FIELD("length", AN_INTEGER),
	[START] = FIELD("start", AN_INTEGER),
	[END] = FIELD("end", AN_INTEGER),
	[PROT] = FIELD("prot", AN_INTEGER),
	[OWNER_PID] = FIELD("owner_pid", AN_INTEGER),
	[SHARED] = FIELD("shared", A_BOOL),
	[SYNC] = FIELD("sync", A_BOOL),
	[EXACT] = FIELD("exact", A_BOOL),
	[REVERSE] = FIELD("reverse", A_BOOL),
	[ADVICE] = FIELD("advice", AN_ADVICE),
	[PATH] = FIELD("path", TEXT),
	[PATH_BASE64] = FIELD("path_base64", TEXT),
	[NAME] = FIELD("name", TEXT),
	[ENCODING] = FIELD("encoding", TEXT),
	[DATA] = FIELD("data", BYTE_ARRAY),
#undef FIELD
};

static int field_find(const char *key, size_t n)
{
	for (int f = 0; f < FIELDS; f++)
		if (fields[f].length == n && memcmp(fields[f].name, key, n) == 0)
			return f;
	return NO_FIELD;
}

static const char *type_name(enum type type)
{
	static const char *const names[] = {
		[A_NUMBER] = "a number", [A_STRING] = "a string", [A_BOOLEAN] = "true or false", [A_NULL] = "null",
		[AN_ARRAY] = "an array", [AN_OBJECT] = "an object"
	};

	return names[type];
}

/* ---- Fields ------------------------------------------------------------- */

enum spelling { IS_INTEGER, HAS_FRACTION, IS_TOO_LARGE };

/* Reads a JSON number that is an integer in any notation: 6, 6.0, 60e-1. */
static enum spelling parse_integer(const char *s, size_t n, int64_t *number)
{
	const char *end = s + n;
	int64_t value = 0, power = 0, exponent = 0, zeros = 0;
	int minus = n > 0 && *s == '-', point = 0, large = 0, down;

	for (s += minus; s < end && *s != 'e' && *s != 'E'; s++) {
		if (*s == '.') {
			point = 1;
			continue;
		}
		power -= point;
		zeros += value != 0;
		if (*s == '0')
			continue;
		/* Zeros count only if another digit follows: 600.00 is 6 and a power of ten. */
		for (; zeros > 0; zeros--) {
			large |= value > INT64_MAX / 10;
			value = large ? value : value * 10;
		}
		large |= value > INT64_MAX - (*s - '0');
		value = large ? value : value + (*s - '0');
	}
	power += zeros;
	if (s < end) {
		down = *++s == '-';
		/* Larger exponents overflow all the same. */
		for (s += down || *s == '+'; s < end; s++)
			exponent = exponent < INT32_MAX ? exponent * 10 + (*s - '0') : exponent;
		power += down ? -exponent : exponent;
	}
	if (value && power < 0)
		return HAS_FRACTION;
	for (; value && power > 0 && !large; power--) {
		large = value > INT64_MAX / 10;
		value *= large ? 1 : 10;
	}
	*number = minus ? -value : value;
	return large ? IS_TOO_LARGE : IS_INTEGER;
}

static void set_number(struct request *r, int f, const char *s, size_t n)
{
	enum spelling spelling = parse_integer(s, n, &r->numbers[f]);

	if (spelling == IS_TOO_LARGE)
		request_mistake(r, -EOVERFLOW, "%s is too large: %.*s", fields[f].name, (int)(n < 60 ? n : 60), s);
	else if (spelling == HAS_FRACTION)
		request_mistake(r, -EINVAL, "%s must be a whole number, not %.*s", fields[f].name, (int)(n < 60 ? n : 60), s);
	else if (r->numbers[f] < 0)
		request_mistake(r, -EINVAL, "%s must be at least 0, not %" PRId64, fields[f].name, r->numbers[f]);
	/* The kernel takes 32 bits here: refuse larger values instead of truncating them. */
	else if ((f == PROT || f == ADVICE) && r->numbers[f] > INT32_MAX)
		request_mistake(r, -EINVAL, "%s is out of range: %" PRId64, fields[f].name, r->numbers[f]);
}

/* Advice by name, because the numbers differ between platforms. */
static void set_advice(struct request *r, const char *name)
{
	int32_t i = mn_constant_find(name);

	if (i < 0 || strcmp(mn_constant_group(i), "madvise") != 0) {
		request_mistake(r, -EINVAL, "advice must be a MADV_ constant, such as MADV_WILLNEED, not %.100s", name);
		return;
	}
	r->numbers[ADVICE] = mn_constant_value(i);
	if (r->numbers[ADVICE] == MN_ABSENT)
		request_mistake(r, -ENOTSUP, "this platform has no %.100s", name);
}

static void set_string(struct request *r, int f, const char *s, size_t n)
{
	const char *string;

	if (n > LONGEST_STRING) {
		request_mistake(r, -ENAMETOOLONG, "%s has %zu bytes; the limit is %d", fields[f].name, n, LONGEST_STRING);
		return;
	}
	if (memchr(s, 0, n)) {
		request_mistake(r, -EINVAL, "%s must not contain a NUL byte", fields[f].name);
		return;
	}
	r->text[f] = request_store(r, s, n);
	string = request_string(r, r->text[f]);
	if (f == ADVICE)
		set_advice(r, string);
	if (f == ENCODING)
		r->base64 = strcmp(string, "base64") == 0;
	if (f == ENCODING && !r->base64 && strcmp(string, "array") != 0)
		request_mistake(r, -EINVAL, "encoding must be \"array\" or \"base64\", not \"%.100s\"", string);
}

static void add_byte(struct request *r, enum type type, const char *s, size_t n)
{
	int64_t number = 0;
	uint8_t byte;

	if (type != A_NUMBER)
		request_mistake(r, -EINVAL, "data[%zu] must be a byte, not %s", r->data.used, type_name(type));
	else if (parse_integer(s, n, &number) != IS_INTEGER || number < 0 || number > 255)
		request_mistake(r, -EINVAL, "data[%zu] must be a byte, 0 to 255, not %.*s", r->data.used, (int)(n < 60 ? n : 60), s);
	byte = (uint8_t)number;
	text_add(&r->data, &byte, 1);
}

static void set_field(struct request *r, int f, enum type type, const char *s, size_t n)
{
	static const char *const expected[] = {
		[AN_INTEGER] = "a whole number", [A_BOOL] = "true or false", [TEXT] = "a string",
		[AN_ADVICE] = "a MADV_ constant, such as MADV_WILLNEED", [BYTE_ARRAY] = "an array of bytes, or a string with \"encoding\":\"base64\""
	};
	enum kind kind = fields[f].kind;

	/* null means: not given. */
	if (type == A_NULL)
		return;
	r->present |= HAS(f);
	if (kind == BYTE_ARRAY && type == A_STRING) {
		/* The encoding may come later. */
		text_add(&r->data, s, n);
		r->data_is_text = 1;
	} else if (type == A_NUMBER && (kind == AN_INTEGER || kind == AN_ADVICE)) {
		set_number(r, f, s, n);
	} else if (type == A_STRING && (kind == TEXT || kind == AN_ADVICE)) {
		set_string(r, f, s, n);
	} else if (type == A_BOOLEAN && kind == A_BOOL) {
		r->numbers[f] = *s == 't';
	} else {
		request_mistake(r, -EINVAL, "%s must be %s, not %s", fields[f].name, expected[kind], type_name(type));
	}
}

/* ---- What YAJL calls ---------------------------------------------------- */

/* Adds the comma before the tag's next value or key, if it needs one. */
static void tag_comma(struct request *r)
{
	char last = r->tag.used ? r->tag.bytes[r->tag.used - 1] : '[';

	if (last != '[' && last != '{' && last != ':')
		text_add(&r->tag, ",", 1);
}

static int is_tag(const struct request *r)
{
	return r->place == IN_TAG || (r->place == AT_NAME && r->field == THE_TAG);
}

/* A string or key inside the tag.  YAJL accepts overlong UTF-8 and surrogates, which we
   cannot send back. */
static void tag_string(struct request *r, const char *s, size_t n)
{
	r->tag_is_lost |= !is_utf8(s, n);
	text_add_quoted(&r->tag, s, n);
}

/* A scalar, or an array or object where none belongs; s is its text. */
static int on_value(struct request *r, enum type type, const char *s, size_t n)
{
	if (is_tag(r)) {
		tag_comma(r);
		if (type == A_STRING)
			tag_string(r, s, n);
		else
			text_add(&r->tag, s, n);
	} else if (r->place == IN_DATA) {
		add_byte(r, type, s, n);
	} else if (r->place == IN_NOTHING) {
		return 1;
	} else if (r->field == THE_SYSCALL) {
		if (type == A_STRING)
			r->syscall = request_store(r, s, n);
		else
			request_mistake(r, -EINVAL, "syscall is a string, not %s", type_name(type));
	} else if (r->field == THE_NAME) {
		request_mistake(r, -EINVAL, "%s must be an object, not %s", r->named_verb->name, type_name(type));
	} else if (r->field < FIELDS) {
		set_field(r, r->field, type, s, n);
	}
	return 1;
}

static int on_null(void *context)
{
	return on_value(context, A_NULL, "null", 4);
}

static int on_boolean(void *context, int value)
{
	return on_value(context, A_BOOLEAN, value ? "true" : "false", value ? 4 : 5);
}

static int on_number(void *context, const char *s, size_t n)
{
	return on_value(context, A_NUMBER, s, n);
}

static int on_string(void *context, const unsigned char *s, size_t n)
{
	return on_value(context, A_STRING, (const char *)s, n);
}

/* A key of the outer object: the request's name, "tag", "syscall", or a field of a
   request that "syscall" names. */
static void key_at_name(struct request *r, const char *key, size_t n)
{
	if (n == 3 && memcmp(key, "tag", n) == 0) {
		if (r->has_tag++)
			request_mistake(r, -EINVAL, "duplicate key tag");
		r->tag.used = 0;
		r->field = THE_TAG;
		return;
	}
	if (n == 7 && memcmp(key, "syscall", n) == 0) {
		if (r->has_syscall++)
			request_mistake(r, -EINVAL, "duplicate key syscall");
		r->field = THE_SYSCALL;
		return;
	}
	r->field = field_find(key, n);
	if (r->field == NO_FIELD && !r->named_verb) {
		r->named_verb = verb_find(key, n, 0);
		r->field = r->named_verb ? THE_NAME : NO_FIELD;
	}
	if (++r->candidate_count <= 2 && r->field != THE_NAME)
		r->candidates[r->candidate_count - 1] = request_store(r, key, n);
}

static int on_key(void *context, const unsigned char *s, size_t n)
{
	struct request *r = context;
	const char *key = (const char *)s;

	if (r->place == IN_TAG) {
		tag_comma(r);
		tag_string(r, key, n);
		text_add(&r->tag, ":", 1);
		return 1;
	}
	if (r->place > AT_FIELD)
		return 1;
	if (r->place == AT_NAME)
		key_at_name(r, key, n);
	else
		r->field = field_find(key, n);
	if (r->field < FIELDS) {
		if (r->keys_seen & HAS(r->field))
			request_mistake(r, -EINVAL, "duplicate key %s", fields[r->field].name);
		r->keys_seen |= HAS(r->field);
	} else if (r->field == NO_FIELD && !r->has_unknown) {
		r->has_unknown = 1;
		r->unknown = request_store(r, key, n);
	}
	return 1;
}

/* An array or object begins. */
static int on_open(struct request *r, enum type type, const char *bracket)
{
	int64_t outside = r->depth++;

	/* Returning 0 stops YAJL, so that no later error can replace this one. */
	if (r->depth > r->max_depth) {
		r->error = 0;
		request_mistake(r, -E2BIG, "brackets are nested deeper than the limit of %" PRId64, r->max_depth);
		return 0;
	}
	/* The outer object itself. */
	if (outside == 0)
		return 1;
	if (is_tag(r)) {
		tag_comma(r);
		text_add(&r->tag, bracket, 1);
	}
	if (r->place > AT_FIELD) {
		if (r->place == IN_DATA)
			add_byte(r, type, NULL, 0);
		return 1;
	}
	if (r->place == AT_NAME && r->field == THE_NAME && type == AN_OBJECT) {
		r->place = AT_FIELD;
		return 1;
	}
	r->outside = outside;
	if (is_tag(r)) {
		r->place = IN_TAG;
	} else if (r->field == DATA && type == AN_ARRAY) {
		r->present |= HAS(DATA);
		r->place = IN_DATA;
	} else {
		(void)on_value(r, type, NULL, 0);
		r->place = IN_NOTHING;
	}
	return 1;
}

static int on_close(struct request *r, const char *bracket)
{
	r->depth--;
	if (r->place == IN_TAG)
		text_add(&r->tag, bracket, 1);
	/* Only fields of the named object are two levels deep. */
	if (r->place == AT_FIELD || (r->place > AT_FIELD && r->depth == r->outside))
		r->place = r->depth == 2 ? AT_FIELD : AT_NAME;
	return 1;
}

static int on_object(void *context)
{
	return on_open(context, AN_OBJECT, "{");
}

static int on_object_end(void *context)
{
	return on_close(context, "}");
}

static int on_array(void *context)
{
	return on_open(context, AN_ARRAY, "[");
}

static int on_array_end(void *context)
{
	return on_close(context, "]");
}

const yajl_callbacks fields_callbacks = {
	.yajl_null = on_null, .yajl_boolean = on_boolean, .yajl_number = on_number, .yajl_string = on_string,
	.yajl_start_map = on_object, .yajl_map_key = on_key, .yajl_end_map = on_object_end,
	.yajl_start_array = on_array, .yajl_end_array = on_array_end,
};

/* ---- A whole request ---------------------------------------------------- */

/* {"Mmap":{...}} or {"syscall":"mmap",...}; both may have a tag. */
static const struct verb *find_verb(struct request *r)
{
	const struct verb *verb = r->named_verb;
	const char *name;

	if (r->has_syscall) {
		name = request_string(r, r->syscall);
		verb = verb_find(name, r->syscall.n, 1);
		if (!verb)
			request_mistake(r, -ENOSYS, "unknown request %.100s", name);
		if (r->named_verb)
			request_mistake(r, -EINVAL, "%s has no field %s", verb ? verb->name : name, r->named_verb->name);
		return verb;
	}
	if (r->candidate_count == 0) {
		request_mistake(r, -EINVAL, "the request has no name: use {\"Mmap\":{...}} or {\"syscall\":\"mmap\",...}");
	} else if (r->candidate_count > 1) {
		const char *keys[2];

		/* named_verb's key is not among the candidates. */
		for (int i = 0; i < 2; i++)
			keys[i] = r->candidates[i].n || !verb ? request_string(r, r->candidates[i]) : verb->name;
		r->error = 0;
		request_mistake(r, -EINVAL, "a request has one name, not both %.60s and %.60s", keys[0], keys[1]);
	} else if (!verb) {
		r->error = 0;
		request_mistake(r, -ENOSYS, "unknown request %.100s", request_string(r, r->candidates[0]));
	}
	return verb;
}

/* Checks that need the request's name or several fields. */
static void check_request(struct request *r, const struct verb *verb)
{
	uint32_t takes = verb->needs | verb->takes;

	if (r->has_unknown)
		request_mistake(r, -EINVAL, "%s has no field %.100s", verb->name, request_string(r, r->unknown));
	for (int f = 0; f < FIELDS; f++)
		if (r->keys_seen & HAS(f) & ~takes)
			request_mistake(r, -EINVAL, "%s has no field %s", verb->name, fields[f].name);
	for (int f = 0; f < FIELDS; f++)
		if (verb->needs & HAS(f) & ~r->present)
			request_mistake(r, -EINVAL, "%s needs %s", verb->name, fields[f].name);
	if (verb->takes & HAS(PATH) && !(r->present & HAS(PATH)) == !(r->present & HAS(PATH_BASE64)))
		request_mistake(r, -EINVAL, "%s needs either path or path_base64", verb->name);
	if (r->present & HAS(DATA) && r->base64 && !r->data_is_text)
		request_mistake(r, -EINVAL, "data in base64 must be a string, not an array");
	if (r->present & HAS(DATA) && !r->base64 && r->data_is_text)
		request_mistake(r, -EINVAL, "data must be an array of bytes, or a string with \"encoding\":\"base64\"");
}

int fields_have_tag(const struct request *r)
{
	return r->tag.used && r->place != IN_TAG && !r->tag_is_lost;
}

void fields_finish(struct request *r, struct text *answer)
{
	const struct verb *verb = find_verb(r);

	if (verb)
		check_request(r, verb);
	if (r->tag_is_lost) {
		r->tag.used = 0;
		request_mistake(r, -EINVAL, "tag is not UTF-8");
	}
	if (r->strings.failed || r->tag.failed || r->data.failed)
		request_mistake(r, -ENOMEM, "not enough memory for the request");
	if (r->error) {
		request_refuse(r, answer, r->error, "%s", r->error_message);
		return;
	}
	r->path = r->present & HAS(PATH) ? request_string(r, r->text[PATH]) : NULL;
	r->name = r->present & HAS(NAME) ? request_string(r, r->text[NAME]) : NULL;
	r->bytes = (const uint8_t *)r->data.bytes;
	r->count = r->data.used;
	if (r->present & HAS(PATH_BASE64)) {
		if (request_decode(r, answer) < 0)
			return;
		r->path = r->decoded;
		if (strlen(r->path) != r->count) {
			request_refuse(r, answer, -EINVAL, "path_base64 must not contain a NUL byte");
			return;
		}
	}
	/* Longer data is decoded by the thread that runs the request. */
	if (r->data_is_text && r->count <= INLINE_BASE64 && request_decode(r, answer) < 0)
		return;
	r->verb = verb;
}
