/* Requests out of a stream of bytes, in whatever pieces it comes.

   YAJL calls back for each value while it reads, and keeps no more of the text
   than a piece of one that was cut; so a request is put together as its bytes
   come, and no byte is looked at twice.  Keys come in any order: what depends on
   the request's name is judged when all is there.

       BETWEEN -- { --> INSIDE -- the last } --> BETWEEN
                          |-- no JSON --> PASSING_LINE -- newline --> BETWEEN
                          `-- over the limit --> PASSING_REQUEST -- the last } --> BETWEEN

   What is JSON and no request of ours is read to its end, and answered once: so
   the client and the service agree on where the next one begins. */

#include "request.h"

#include <mmapnative.h>

#include <errno.h>
#include <inttypes.h>
#include <nettle/base64.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

enum place {
	AT_NAME,                    /* keys beside the request's name */
	AT_FIELD,                   /* keys in the name's object */
	IN_DATA,                    /* numbers of the array */
	IN_TAG,
	IN_NOTHING,                 /* values that nothing needs */
};

/* Values of `field` that are no field. */
enum { THE_NAME = FIELDS, THE_SYSCALL, THE_TAG, NO_FIELD };

enum type { A_NUMBER, A_STRING, A_BOOLEAN, A_NULL, AN_ARRAY, AN_OBJECT };

enum {
	DECODED_AT_ONCE = 32768,    /* characters of base64 */
	KEPT_STRINGS = 1024,        /* bytes of a buffer that waits for the next request */
	LONGEST_STRING = 8192,      /* that is no data: no kernel takes a longer path */
};

/* What a field can be, and how a message says it. */
enum kind { WHOLE, EITHER, WORDS, ADVISED, BYTES };

static const struct {
	const char *name;
	size_t length;
	enum kind kind;
} fields[FIELDS] = {
#define FIELD(name, kind) { name, sizeof name - 1, kind }
	[MMAP_ID] = FIELD("mmap_id", WHOLE),
	[OFFSET] = FIELD("offset", WHOLE),
	[LENGTH] = FIELD("length", WHOLE),
	[START] = FIELD("start", WHOLE),
	[END] = FIELD("end", WHOLE),
	[PROT] = FIELD("prot", WHOLE),
	[OWNER_PID] = FIELD("owner_pid", WHOLE),
	[SHARED] = FIELD("shared", EITHER),
	[SYNC] = FIELD("sync", EITHER),
	[EXACT] = FIELD("exact", EITHER),
	[REVERSE] = FIELD("reverse", EITHER),
	[ADVICE] = FIELD("advice", ADVISED),
	[PATH] = FIELD("path", WORDS),
	[PATH_BASE64] = FIELD("path_base64", WORDS),
	[NAME] = FIELD("name", WORDS),
	[ENCODING] = FIELD("encoding", WORDS),
	[DATA] = FIELD("data", BYTES),
#undef FIELD
};

static int field_find(const char *key, size_t n)
{
	for (int f = 0; f < FIELDS; f++)
		if (fields[f].length == n && memcmp(fields[f].name, key, n) == 0)
			return f;
	return NO_FIELD;
}

/* ---- Mistakes ----------------------------------------------------------- */

/* Notes what is wrong with a request.  The first mistake is the one that counts,
   and the rest of the request is read all the same. */
__attribute__((format(printf, 3, 4)))
static void wrong(struct request *r, int32_t code, const char *format, ...)
{
	va_list args;

	if (r->refused)
		return;
	r->refused = code;
	va_start(args, format);
	(void)vsnprintf(r->refusal, sizeof r->refusal, format, args);
	va_end(args);
}

static struct string keep(struct request *r, const char *s, size_t n)
{
	struct string kept = { r->strings.used, n };

	text_add(&r->strings, s, n);
	text_add(&r->strings, "", 1);
	return kept;
}

static const char *kept(const struct request *r, struct string s)
{
	return r->strings.failed || !r->strings.bytes ? "" : r->strings.bytes + s.at;
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

enum spelling { IS_WHOLE, HAS_FRACTION, IS_TOO_LARGE };

/* The whole number that a JSON number is, in any spelling: 6, 6.0 and 60e-1. */
static enum spelling whole_number(const char *s, size_t n, int64_t *number)
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
		/* Zeros wait for a digit behind them: 600.00 is 6 with a power. */
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
		/* More digits than these are as far from every number that fits. */
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
	return large ? IS_TOO_LARGE : IS_WHOLE;
}

static void take_number(struct request *r, int f, const char *s, size_t n)
{
	enum spelling spelling = whole_number(s, n, &r->numbers[f]);

	if (spelling == IS_TOO_LARGE)
		wrong(r, -EOVERFLOW, "%s is too large: %.*s", fields[f].name, (int)(n < 60 ? n : 60), s);
	else if (spelling == HAS_FRACTION)
		wrong(r, -EINVAL, "%s is a whole number, not %.*s", fields[f].name, (int)(n < 60 ? n : 60), s);
	else if (r->numbers[f] < 0)
		wrong(r, -EINVAL, "%s is at least 0, not %" PRId64, fields[f].name, r->numbers[f]);
	/* Numbers of which the system knows 32 bits are not cut to those. */
	else if ((f == PROT || f == ADVICE) && r->numbers[f] > INT32_MAX)
		wrong(r, -EINVAL, "there is no %s %" PRId64, fields[f].name, r->numbers[f]);
}

/* "MADV_WILLNEED", since numbers differ between platforms. */
static void take_advice(struct request *r, const char *name)
{
	int32_t i = mn_constant_find(name);

	if (i < 0 || strcmp(mn_constant_group(i), "madvise") != 0) {
		wrong(r, -EINVAL, "advice is MADV_WILLNEED or another of its kind, not %.100s", name);
		return;
	}
	r->numbers[ADVICE] = mn_constant_value(i);
	if (r->numbers[ADVICE] == MN_ABSENT)
		wrong(r, -ENOTSUP, "this platform has no %.100s", name);
}

static void take_string(struct request *r, int f, const char *s, size_t n)
{
	const char *string;

	if (n > LONGEST_STRING) {
		wrong(r, -ENAMETOOLONG, "%s has %zu bytes, and none has more than %d", fields[f].name, n, LONGEST_STRING);
		return;
	}
	if (memchr(s, 0, n)) {
		wrong(r, -EINVAL, "%s cannot hold a NUL byte", fields[f].name);
		return;
	}
	r->text[f] = keep(r, s, n);
	string = kept(r, r->text[f]);
	if (f == ADVICE)
		take_advice(r, string);
	if (f == ENCODING)
		r->base64 = strcmp(string, "base64") == 0;
	if (f == ENCODING && !r->base64 && strcmp(string, "array") != 0)
		wrong(r, -EINVAL, "encoding is \"array\" or \"base64\", not \"%.100s\"", string);
}

static void take_byte(struct request *r, enum type type, const char *s, size_t n)
{
	int64_t number = 0;
	uint8_t byte;

	if (type != A_NUMBER)
		wrong(r, -EINVAL, "data[%zu] is a byte, not %s", r->data.used, type_name(type));
	else if (whole_number(s, n, &number) != IS_WHOLE || number < 0 || number > 255)
		wrong(r, -EINVAL, "data[%zu] is a byte, 0 to 255, not %.*s", r->data.used, (int)(n < 60 ? n : 60), s);
	byte = (uint8_t)number;
	text_add(&r->data, &byte, 1);
}

static void take_field(struct request *r, int f, enum type type, const char *s, size_t n)
{
	static const char *const wants[] = {
		[WHOLE] = "a whole number", [EITHER] = "true or false", [WORDS] = "a string",
		[ADVISED] = "MADV_WILLNEED or another of its kind", [BYTES] = "an array of bytes (or base64, with that encoding)"
	};
	enum kind kind = fields[f].kind;

	/* What may be left out may also be null. */
	if (type == A_NULL)
		return;
	r->given |= HAS(f);
	if (kind == BYTES && type == A_STRING) {
		/* How data is written is known when all fields are. */
		text_add(&r->data, s, n);
		r->data_is_text = 1;
	} else if (type == A_NUMBER && (kind == WHOLE || kind == ADVISED)) {
		take_number(r, f, s, n);
	} else if (type == A_STRING && (kind == WORDS || kind == ADVISED)) {
		take_string(r, f, s, n);
	} else if (type == A_BOOLEAN && kind == EITHER) {
		r->numbers[f] = *s == 't';
	} else {
		wrong(r, -EINVAL, "%s is %s, not %s", fields[f].name, wants[kind], type_name(type));
	}
}

/* ---- What YAJL calls ---------------------------------------------------- */

/* Adds the comma that the tag's next value or key needs. */
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

/* A string or a key of the tag.  YAJL accepts bytes that are not UTF-8: overlong
   forms, and surrogates. */
static void tag_string(struct request *r, const char *s, size_t n)
{
	r->tag_is_lost |= !is_utf8(s, n);
	text_add_quoted(&r->tag, s, n);
}

/* A value of the request, whose text is s. */
static int take(struct request *r, enum type type, const char *s, size_t n)
{
	if (is_tag(r)) {
		tag_comma(r);
		if (type == A_STRING)
			tag_string(r, s, n);
		else
			text_add(&r->tag, s, n);
	} else if (r->place == IN_DATA) {
		take_byte(r, type, s, n);
	} else if (r->place == IN_NOTHING) {
		return 1;
	} else if (r->field == THE_SYSCALL) {
		if (type == A_STRING)
			r->syscall = keep(r, s, n);
		else
			wrong(r, -EINVAL, "syscall is a string, not %s", type_name(type));
	} else if (r->field == THE_NAME) {
		wrong(r, -EINVAL, "%s has an object, not %s", r->named->name, type_name(type));
	} else if (r->field < FIELDS) {
		take_field(r, r->field, type, s, n);
	}
	return 1;
}

static int on_null(void *context)
{
	return take(context, A_NULL, "null", 4);
}

static int on_boolean(void *context, int value)
{
	return take(context, A_BOOLEAN, value ? "true" : "false", value ? 4 : 5);
}

static int on_number(void *context, const char *s, size_t n)
{
	return take(context, A_NUMBER, s, n);
}

static int on_string(void *context, const unsigned char *s, size_t n)
{
	return take(context, A_STRING, (const char *)s, n);
}

/* A key beside the name: the name itself, or a field of a request that is named
   by "syscall", which may come later. */
static void key_at_name(struct request *r, const char *key, size_t n)
{
	if (n == 3 && memcmp(key, "tag", n) == 0) {
		if (r->has_tag++)
			wrong(r, -EINVAL, "tag is there twice");
		r->tag.used = 0;
		r->field = THE_TAG;
		return;
	}
	if (n == 7 && memcmp(key, "syscall", n) == 0) {
		if (r->has_syscall++)
			wrong(r, -EINVAL, "syscall is there twice");
		r->field = THE_SYSCALL;
		return;
	}
	r->field = field_find(key, n);
	if (r->field == NO_FIELD && !r->named) {
		r->named = verb_find(key, n, 0);
		r->field = r->named ? THE_NAME : NO_FIELD;
	}
	if (++r->names <= 2 && r->field != THE_NAME)
		r->keys[r->names - 1] = keep(r, key, n);
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
		if (r->seen & HAS(r->field))
			wrong(r, -EINVAL, "%s is there twice", fields[r->field].name);
		r->seen |= HAS(r->field);
	} else if (r->field == NO_FIELD && !r->has_unknown) {
		r->has_unknown = 1;
		r->unknown = keep(r, key, n);
	}
	return 1;
}

/* An array or an object begins. */
static int opens(struct request *r, enum type type, const char *bracket)
{
	int64_t outside = r->depth++;

	/* YAJL stops here, so that later mistakes do not count. */
	if (r->depth > r->deepest) {
		r->refused = 0;
		wrong(r, -E2BIG, "brackets inside brackets are over the limit of %" PRId64, r->deepest);
		return 0;
	}
	/* The first one is the request's own. */
	if (outside == 0)
		return 1;
	if (is_tag(r)) {
		tag_comma(r);
		text_add(&r->tag, bracket, 1);
	}
	if (r->place > AT_FIELD) {
		if (r->place == IN_DATA)
			take_byte(r, type, NULL, 0);
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
		r->given |= HAS(DATA);
		r->place = IN_DATA;
	} else {
		(void)take(r, type, NULL, 0);
		r->place = IN_NOTHING;
	}
	return 1;
}

static int closes(struct request *r, const char *bracket)
{
	r->depth--;
	if (r->place == IN_TAG)
		text_add(&r->tag, bracket, 1);
	/* Only the name's object has fields two brackets deep. */
	if (r->place == AT_FIELD || (r->place > AT_FIELD && r->depth == r->outside))
		r->place = r->depth == 2 ? AT_FIELD : AT_NAME;
	return 1;
}

static int on_object(void *context)
{
	return opens(context, AN_OBJECT, "{");
}

static int on_object_end(void *context)
{
	return closes(context, "}");
}

static int on_array(void *context)
{
	return opens(context, AN_ARRAY, "[");
}

static int on_array_end(void *context)
{
	return closes(context, "]");
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null, .yajl_boolean = on_boolean, .yajl_number = on_number, .yajl_string = on_string,
	.yajl_start_map = on_object, .yajl_map_key = on_key, .yajl_end_map = on_object_end,
	.yajl_start_array = on_array, .yajl_end_array = on_array_end,
};

/* ---- A whole request ---------------------------------------------------- */

int request_decode(struct request *r, struct text *answer)
{
	int is_data = r->data_is_text;
	const char *text = is_data ? r->data.bytes : kept(r, r->text[PATH_BASE64]);
	size_t n = is_data ? r->data.used : r->text[PATH_BASE64].n;
	const char *name = fields[is_data ? DATA : PATH_BASE64].name;
	struct base64_decode_ctx context;

	r->data_is_text = 0;
	r->decoded = malloc(BASE64_DECODE_LENGTH(n) + 1);
	if (!r->decoded) {
		request_refused(r, answer, -ENOMEM, "no memory for %s", name);
		return -1;
	}
	base64_decode_init(&context);
	if (!base64_decode_update(&context, &r->count, (uint8_t *)r->decoded, n, text)
	    || !base64_decode_final(&context)) {
		request_refused(r, answer, -EINVAL, "%s is not base64", name);
		return -1;
	}
	r->decoded[r->count] = 0;
	r->bytes = (const uint8_t *)r->decoded;
	if (is_data)
		text_clear(&r->data, 0);
	return 0;
}

/* {"Mmap":{...}} and {"syscall":"mmap",...}, each also with a tag beside it. */
static const struct verb *find_verb(struct request *r)
{
	const struct verb *verb = r->named;
	const char *name;

	if (r->has_syscall) {
		name = kept(r, r->syscall);
		verb = verb_find(name, r->syscall.n, 1);
		if (!verb)
			wrong(r, -ENOSYS, "there is no request %.100s", name);
		if (r->named)
			wrong(r, -EINVAL, "%s has no %s", verb ? verb->name : name, r->named->name);
		return verb;
	}
	if (r->names == 0) {
		wrong(r, -EINVAL, "a request has a name: {\"Mmap\":{...}} or {\"syscall\":\"mmap\",...}");
	} else if (r->names > 1) {
		const char *keys[2];

		/* The one that is a request's was not kept. */
		for (int i = 0; i < 2; i++)
			keys[i] = r->keys[i].n || !verb ? kept(r, r->keys[i]) : verb->name;
		r->refused = 0;
		wrong(r, -EINVAL, "a request has one name, not %.60s and %.60s", keys[0], keys[1]);
	} else if (!verb) {
		r->refused = 0;
		wrong(r, -ENOSYS, "there is no request %.100s", kept(r, r->keys[0]));
	}
	return verb;
}

/* What concerns the request's name, or more than one field. */
static void judge(struct request *r, const struct verb *verb)
{
	uint32_t takes = verb->needs | verb->takes;

	if (r->has_unknown)
		wrong(r, -EINVAL, "%s has no %.100s", verb->name, kept(r, r->unknown));
	for (int f = 0; f < FIELDS; f++)
		if (r->seen & HAS(f) & ~takes)
			wrong(r, -EINVAL, "%s has no %s", verb->name, fields[f].name);
	for (int f = 0; f < FIELDS; f++)
		if (verb->needs & HAS(f) & ~r->given)
			wrong(r, -EINVAL, "%s needs %s", verb->name, fields[f].name);
	if (verb->takes & HAS(PATH) && !(r->given & HAS(PATH)) == !(r->given & HAS(PATH_BASE64)))
		wrong(r, -EINVAL, "%s needs path or path_base64, and one of them", verb->name);
	if (r->given & HAS(DATA) && r->base64 && !r->data_is_text)
		wrong(r, -EINVAL, "data in base64 is a string, not an array");
	if (r->given & HAS(DATA) && !r->base64 && r->data_is_text)
		wrong(r, -EINVAL, "data is an array of bytes (or base64, with that encoding), not a string");
}

/* All of the request is there. */
static void finish(struct request *r, struct text *answer)
{
	const struct verb *verb = find_verb(r);

	if (verb)
		judge(r, verb);
	if (r->tag_is_lost) {
		r->tag.used = 0;
		wrong(r, -EINVAL, "tag is not UTF-8");
	}
	if (r->strings.failed || r->tag.failed || r->data.failed)
		wrong(r, -ENOMEM, "no memory for the request");
	if (r->refused) {
		request_refused(r, answer, r->refused, "%s", r->refusal);
		return;
	}
	r->path = r->given & HAS(PATH) ? kept(r, r->text[PATH]) : NULL;
	r->name = r->given & HAS(NAME) ? kept(r, r->text[NAME]) : NULL;
	r->bytes = (const uint8_t *)r->data.bytes;
	r->count = r->data.used;
	if (r->given & HAS(PATH_BASE64)) {
		if (request_decode(r, answer) < 0)
			return;
		r->path = r->decoded;
		if (strlen(r->path) != r->count) {
			request_refused(r, answer, -EINVAL, "path_base64 cannot hold a NUL byte");
			return;
		}
	}
	/* What takes longer is left to the thread that runs the request. */
	if (r->data_is_text && r->count <= DECODED_AT_ONCE && request_decode(r, answer) < 0)
		return;
	r->verb = verb;
}

/* ---- The stream --------------------------------------------------------- */

static int is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Whether a \u escape is half of a pair of surrogates, which is no character;
   YAJL would read it as a question mark. */
static int has_half(struct request *r, const char *bytes, size_t n)
{
	size_t i = 0;

	while (i < n) {
		char c = bytes[i];

		if (r->digits == 0 && !r->half) {
			const char *next = memchr(bytes + i, '\\', n - i);

			if (!next)
				return 0;
			i = (size_t)(next - bytes) + 1;
			r->digits = 5;
			continue;
		}
		i++;
		if (r->digits == 0) {
			/* After a first half comes an escape. */
			if (c != '\\')
				return 1;
			r->digits = 5;
		} else if (r->digits == 5) {
			if (c != 'u' && r->half)
				return 1;
			r->digits = c == 'u' ? 4 : 0;
			r->unit = 0;
		} else {
			r->unit = r->unit * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
			if (--r->digits)
				continue;
			if (r->half != (r->unit >= 0xdc00 && r->unit <= 0xdfff))
				return 1;
			r->half = r->unit >= 0xd800 && r->unit <= 0xdbff;
		}
	}
	return 0;
}

/* Whether the text ends inside a string. */
static void follow_strings(struct request *r, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (r->escaped) {
			r->escaped = 0;
		} else if (!r->in_string) {
			const char *quote = memchr(bytes + i, '"', n - i);

			if (!quote)
				return;
			i = (size_t)(quote - bytes);
			r->in_string = 1;
		} else if (bytes[i] == '"') {
			r->in_string = 0;
		} else {
			r->escaped = bytes[i] == '\\';
		}
	}
}

/* Passes over the rest of a request; how many bytes of these it had.  A string
   that a newline ends is no JSON, and so the request ends with its line. */
static size_t pass_request(struct request *r, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char c = bytes[i];

		if (r->escaped)
			r->escaped = 0;
		else if (c == '"')
			r->in_string = !r->in_string;
		else if (r->in_string)
			r->escaped = c == '\\';
		else if (c == '{' || c == '[')
			r->depth++;
		else if (c == '}' || c == ']')
			r->depth--;
		if (r->depth == 0 || (r->in_string && c == '\n')) {
			r->stage = BETWEEN;
			r->depth = 0;
			r->in_string = r->escaped = 0;
			return i + 1;
		}
	}
	return n;
}

static void json_free(struct request *r)
{
	if (r->json)
		yajl_free(r->json);
	r->json = NULL;
}

/* The text is no JSON at its byte `at`: what follows on that line is passed over.
   But a bracket that begins a line begins the next request, and what was wrong is
   that the one before has no end.  How many bytes were taken. */
static size_t malformed(struct request *r, const char *bytes, size_t at, size_t n, struct text *answer)
{
	unsigned char *error = yajl_get_error(r->json, 0, NULL, 0);
	char message[200];
	size_t begin;
	int blank = r->blank;

	/* "parse error: ..." or "lexical error: ..." and a newline. */
	(void)snprintf(message, sizeof message, "%s", error ? (const char *)error : "");
	message[strcspn(message, "\n")] = 0;
	yajl_free_error(r->json, error);
	/* A parse error is found behind the token that is wrong, so a bracket there is that
	   token; before a lexical error it is a part of the request.  A newline inside a
	   string is taken where a part of a character was to come. */
	if (at > 0 && bytes[at - 1] == '\n')
		follow_strings(r, bytes, at - 1);
	if (at > 0 && ((bytes[at - 1] == '{' && message[0] == 'p') || (bytes[at - 1] == '\n' && r->in_string)))
		at--;
	for (begin = at; begin > 0 && is_white(bytes[begin - 1]) && bytes[begin - 1] != '\n';)
		begin--;
	if (begin > 0)
		blank = bytes[begin - 1] == '\n';
	r->stage = at < n && bytes[at] == '{' && blank ? BETWEEN : PASSING_LINE;
	/* A tag that was cut is none. */
	r->tag.used = 0;
	request_refused(r, answer, -EINVAL, "no JSON near byte %zu of the request: %s", r->length + at + 1, message);
	return at;
}

/* Whether only white space has come since the last newline. */
static int ends_blank(const struct request *r, const char *bytes, size_t n)
{
	while (n > 0 && is_white(bytes[n - 1])) {
		if (bytes[n - 1] == '\n')
			return 1;
		n--;
	}
	return n == 0 && r->blank;
}

/* The bytes go on with a request; how many it takes.  YAJL is given none behind the
   first one over the limit: a mistake there would count or not, as the pieces come. */
static size_t read_on(struct request *r, const struct asker *a, const char *bytes, size_t n, struct text *answer)
{
	size_t room = (size_t)a->longest + 1 - r->length, used;
	yajl_status status = yajl_parse(r->json, (const unsigned char *)bytes, n < room ? n : room);
	int over;

	used = yajl_get_bytes_consumed(r->json);
	if (status == yajl_status_error) {
		r->whole = 1;
		used = malformed(r, bytes, used, n, answer);
		json_free(r);
		return used;
	}
	if (has_half(r, bytes, used)) {
		r->tag_is_lost = 1;
		wrong(r, -EINVAL, "an escape \\u is half of a pair, which is no character");
	}
	r->length += used;
	if (r->length > (size_t)a->longest) {
		r->refused = 0;
		wrong(r, -EMSGSIZE, "a request is over the limit of %" PRId64 " bytes", a->longest);
	}
	over = r->refused == -EMSGSIZE || r->refused == -E2BIG;
	r->whole = r->depth == 0 || over;
	if (over) {
		/* Its tag may be cut, or miss brackets. */
		r->tag.used = 0;
		request_refused(r, answer, r->refused, "%s", r->refusal);
	} else if (r->whole) {
		finish(r, answer);
	}
	if (r->depth == 0) {
		r->stage = BETWEEN;
	} else {
		follow_strings(r, bytes, used);
		r->blank = ends_blank(r, bytes, used);
		if (r->whole)
			r->stage = PASSING_REQUEST;
	}
	if (r->whole)
		json_free(r);
	return used;
}

/* What begins here is no object. */
static void no_object(struct request *r, char c, struct text *answer)
{
	const char *type = c == '[' ? "an array" : c == '"' ? "a string" : c == '-' || (c >= '0' && c <= '9') ? "a number"
	                   : NULL;

	r->whole = 1;
	r->stage = PASSING_LINE;
	if (type)
		request_refused(r, answer, -EINVAL, "a request is an object, not %s", type);
	else
		request_refused(r, answer, -EINVAL, "no JSON: a request is an object, and begins with {");
}

size_t request_read(struct request *r, const struct asker *a, const char *bytes, size_t n, struct text *answer)
{
	size_t used = 0;

	if (r->stage == PASSING_LINE) {
		const char *newline = memchr(bytes, '\n', n);

		if (!newline)
			return n;
		used = (size_t)(newline - bytes) + 1;
		r->stage = BETWEEN;
	}
	if (r->stage == PASSING_REQUEST)
		used = pass_request(r, bytes, n);
	if (r->stage == BETWEEN) {
		while (used < n && is_white(bytes[used]))
			used++;
		if (used == n)
			return n;
		if (bytes[used] != '{') {
			no_object(r, bytes[used], answer);
			return used;
		}
		r->json = yajl_alloc(&callbacks, NULL, r);
		if (!r->json) {
			r->whole = 1;
			r->stage = PASSING_LINE;
			request_refused(r, answer, -ENOMEM, "no memory for a request");
			return used;
		}
		(void)yajl_config(r->json, yajl_allow_trailing_garbage, 1);
		r->stage = INSIDE;
		r->deepest = a->deepest;
	}
	return used < n && r->stage == INSIDE ? used + read_on(r, a, bytes + used, n - used, answer) : used;
}

void request_read_end(struct request *r, struct text *answer)
{
	if (r->stage == INSIDE) {
		r->whole = 1;
		request_refused(r, answer, -EINVAL, "the input ended inside a request");
	}
	json_free(r);
	r->stage = BETWEEN;
}

void request_begin(struct request *r)
{
	memset(r, 0, sizeof *r);
	r->descriptor = -1;
}

/* What the stream stands at outlives a request, and so do small buffers. */
void request_end(struct request *r)
{
	struct text strings, tag, data;
	enum stage stage = r->stage;
	int64_t depth = r->depth;
	int in_string = r->in_string, escaped = r->escaped;

	json_free(r);
	free(r->decoded);
	text_clear(&r->strings, KEPT_STRINGS);
	text_clear(&r->tag, KEPT_STRINGS);
	text_clear(&r->data, KEPT_STRINGS);
	strings = r->strings;
	tag = r->tag;
	data = r->data;
	memset(r, 0, offsetof(struct request, text));
	r->strings = strings;
	r->tag = tag;
	r->data = data;
	r->stage = stage;
	r->descriptor = -1;
	if (stage == PASSING_REQUEST) {
		r->depth = depth;
		r->in_string = in_string;
		r->escaped = escaped;
	}
}

void request_free(struct request *r)
{
	json_free(r);
	free(r->decoded);
	text_free(&r->strings);
	text_free(&r->tag);
	text_free(&r->data);
	request_begin(r);
}
