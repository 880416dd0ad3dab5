/* Requests: what each one does. */

#include "requests.h"
#include "answer.h"
#include "resident_cache.h"

#include <mmapnative.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* No mapped path or memory file has a longer name. */
enum { LONGEST_NAME = 4096 };

/* ---- Verbs -------------------------------------------------------------- */

static void add_named(struct text *answer, const char *name, int64_t number)
{
	text_add_string(answer, name);
	text_add_number(answer, number);
}

static uint64_t offset_of(const struct request *r)
{
	return (uint64_t)r->numbers[OFFSET];
}

/* Without a length, to the end of the mapping. */
static uint64_t length_of(const struct request *r)
{
	return r->present & HAS(LENGTH) ? (uint64_t)r->numbers[LENGTH] : (uint64_t)INT64_MAX;
}

/* A mapping's number: as big-endian bytes, which the protocol's first version wanted,
   and as a number. */
static int64_t add_id(struct text *answer, int64_t id)
{
	uint8_t bytes[8];
	size_t n = id > UINT32_MAX ? 8 : 4;

	if (id < 0)
		return id;
	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)((uint64_t)id >> (8 * (n - 1 - i)));
	text_add_string(answer, ",\"data\":");
	text_add_array(answer, bytes, n);
	add_named(answer, ",\"id\":", id);
	return 0;
}

static int64_t run_map(struct request *r, const struct context *context, struct text *answer)
{
	int64_t length = r->present & HAS(LENGTH) ? r->numbers[LENGTH] : MN_LENGTH_TO_END;

	return add_id(answer, mn_manager_map(context->manager, context->owner, r->path, r->numbers[OFFSET], length,
	                                     (int32_t)r->numbers[PROT], (int32_t)r->numbers[SHARED]));
}

static int64_t run_anonymous(struct request *r, const struct context *context, struct text *answer)
{
	return add_id(answer, mn_manager_map_anonymous(context->manager, context->owner, (uint64_t)r->numbers[LENGTH]));
}

static int64_t run_memfd(struct request *r, const struct context *context, struct text *answer)
{
	return add_id(answer, mn_manager_map_memfd(context->manager, context->owner, r->name ? r->name : "mmapnative",
	                                           (uint64_t)r->numbers[LENGTH]));
}

/* A read over the limit gives what the mapping has, if that is within the limit. */
static int64_t clamp_read(const struct request *r, const struct context *context, uint64_t *n)
{
	int64_t length = r->numbers[EXACT] ? INT64_MAX
	                 : mn_manager_info(context->manager, context->owner, request_mapping(r), "length");

	if (length < 0)
		return length;
	if (length < r->numbers[OFFSET])
		return -ERANGE;
	if (length - r->numbers[OFFSET] > context->max_read)
		return -EMSGSIZE;
	*n = (uint64_t)(length - r->numbers[OFFSET]);
	return 0;
}

static int64_t run_read(struct request *r, const struct context *context, struct text *answer)
{
	uint8_t small[INLINE_BYTES], *bytes = small;
	uint64_t n = (uint64_t)r->numbers[LENGTH];
	int64_t got = r->numbers[LENGTH] > context->max_read ? clamp_read(r, context, &n) : 0;

	if (got < 0)
		return got;
	if (n > sizeof small)
		bytes = malloc(n);
	if (!bytes)
		return -ENOMEM;
	got = (r->numbers[EXACT] ? mn_manager_read : mn_manager_read_up_to)(context->manager, context->owner,
	                                                                    request_mapping(r), offset_of(r), bytes, n);
	if (got >= 0) {
		text_add_string(answer, ",\"data\":");
		(r->base64 ? text_add_base64 : text_add_array)(answer, bytes, (size_t)got);
	}
	if (bytes != small)
		free(bytes);
	return got;
}

static int64_t run_write(struct request *r, const struct context *context, struct text *answer)
{
	(void)answer;
	return mn_manager_write(context->manager, context->owner, request_mapping(r), offset_of(r), r->bytes, r->count);
}

static int64_t run_sync(struct request *r, const struct context *context, struct text *answer)
{
	(void)answer;
	return mn_manager_sync(context->manager, context->owner, request_mapping(r));
}

static int64_t run_unmap(struct request *r, const struct context *context, struct text *answer)
{
	(void)answer;
	return mn_manager_unmap(context->manager, context->owner, request_mapping(r), (int32_t)r->numbers[SYNC]);
}

static int64_t run_protect(struct request *r, const struct context *context, struct text *answer)
{
	(void)answer;
	return mn_manager_protect(context->manager, context->owner, request_mapping(r), offset_of(r), length_of(r),
	                          (int32_t)r->numbers[PROT]);
}

static int64_t run_advise(struct request *r, const struct context *context, struct text *answer)
{
	(void)answer;
	return mn_manager_advise(context->manager, context->owner, request_mapping(r), offset_of(r), length_of(r),
	                         (int32_t)r->numbers[ADVICE]);
}

static int64_t run_populate(struct request *r, const struct context *context, struct text *answer)
{
	(void)answer;
	return mn_manager_populate(context->manager, context->owner, request_mapping(r), offset_of(r), length_of(r));
}

static int64_t run_resize(struct request *r, const struct context *context, struct text *answer)
{
	(void)answer;
	return mn_manager_resize(context->manager, context->owner, request_mapping(r), (uint64_t)r->numbers[LENGTH]);
}

static int64_t run_refresh(struct request *r, const struct context *context, struct text *answer)
{
	int64_t length = mn_manager_refresh(context->manager, context->owner, request_mapping(r));

	if (length < 0)
		return length;
	add_named(answer, ",\"data\":", length);
	return 0;
}

/* Without an end, the mapping's. */
static uint64_t end_of(const struct request *r)
{
	return r->present & HAS(END) ? (uint64_t)r->numbers[END] : UINT64_MAX;
}

static int64_t run_find(struct request *r, const struct context *context, struct text *answer)
{
	int64_t at = (r->numbers[REVERSE] ? mn_manager_rfind : mn_manager_find)(
		context->manager, context->owner, request_mapping(r), (uint64_t)r->numbers[START], end_of(r), r->bytes,
		r->count);

	if (at < 0 && at != -ENOENT)
		return at;
	if (at < 0)
		text_add_string(answer, ",\"data\":null");
	else
		add_named(answer, ",\"data\":", at);
	return 0;
}

static int64_t run_count(struct request *r, const struct context *context, struct text *answer)
{
	int64_t n = mn_manager_count(context->manager, context->owner, request_mapping(r), (uint64_t)r->numbers[START],
	                             end_of(r), r->bytes, r->count);

	if (n < 0)
		return n;
	add_named(answer, ",\"data\":", n);
	return 0;
}

static int64_t run_list(struct request *r, const struct context *context, struct text *answer)
{
	enum { AT_ONCE = 1024 };
	int64_t whose = r->present & HAS(OWNER_PID) ? r->numbers[OWNER_PID] : context->owner, ids[AT_ONCE], n, last = 0;

	text_add_string(answer, ",\"data\":[");
	do {
		n = mn_manager_list(context->manager, context->owner, whose, last, ids, AT_ONCE);
		for (int64_t i = 0; i < n; i++) {
			if (last)
				text_add_string(answer, ",");
			text_add_number(answer, last = ids[i]);
		}
	} while (n == AT_ONCE);
	text_add_string(answer, "]");
	return n < 0 ? n : 0;
}

enum { STATS = MN_STATS_SYNCS + 1 };

static int64_t run_stats(struct request *r, const struct context *context, struct text *answer)
{
	static const char *const kinds[] = {
		[MN_KIND_FILE] = "file", [MN_KIND_ANONYMOUS] = "anonymous", [MN_KIND_MEMORY_FILE] = "memfd"
	};
	char path[LONGEST_NAME + 1];
	int64_t n[STATS], id = request_mapping(r), length;
	int is_text;

	length = mn_manager_stats(context->manager, context->owner, id, n, STATS, path, sizeof path);
	if (length < 0)
		return length;
	/* A file name need not be valid UTF-8. */
	is_text = n[MN_STATS_KIND] != MN_KIND_ANONYMOUS && is_utf8(path, (size_t)length);
	add_named(answer, ",\"data\":{\"id\":", id);
	text_add_string(answer, ",\"path\":");
	if (is_text)
		text_add_quoted(answer, path, (size_t)length);
	else
		text_add_string(answer, "null");
	add_named(answer, ",\"offset\":", n[MN_STATS_OFFSET]);
	add_named(answer, ",\"length\":", n[MN_STATS_LENGTH]);
	text_add_string(answer, n[MN_STATS_PROT] & PROT_READ ? ",\"prot\":{\"read\":true" : ",\"prot\":{\"read\":false");
	text_add_string(answer, n[MN_STATS_PROT] & PROT_WRITE ? ",\"write\":true" : ",\"write\":false");
	text_add_string(answer, n[MN_STATS_PROT] & PROT_EXEC ? ",\"exec\":true}" : ",\"exec\":false}");
	text_add_string(answer, n[MN_STATS_SHARED] ? ",\"flags\":\"Shared\"" : ",\"flags\":\"Private\"");
	/* The high 32 bits of an owner's number distinguish processes that had the same PID. */
	add_named(answer, ",\"owner_pid\":", n[MN_STATS_OWNER] & INT32_MAX);
	text_add_string(answer, ",\"kind\":\"");
	text_add_string(answer, kinds[n[MN_STATS_KIND]]);
	text_add_string(answer, "\"");
	if (!is_text && n[MN_STATS_KIND] != MN_KIND_ANONYMOUS) {
		text_add_string(answer, ",\"path_base64\":");
		text_add_base64(answer, (const uint8_t *)path, (size_t)length);
	}
	add_named(answer, ",\"statistics\":{\"reads\":", n[MN_STATS_READS]);
	add_named(answer, ",\"writes\":", n[MN_STATS_WRITES]);
	add_named(answer, ",\"bytes_read\":", n[MN_STATS_BYTES_READ]);
	add_named(answer, ",\"bytes_written\":", n[MN_STATS_BYTES_WRITTEN]);
	add_named(answer, ",\"syncs\":", n[MN_STATS_SYNCS]);
	add_named(answer, ",\"resident\":", n[MN_STATS_RESIDENT]);
	add_named(answer, ",\"pages\":", n[MN_STATS_PAGES]);
	text_add_string(answer, "}}");
	return 0;
}

static int64_t run_descriptor(struct request *r, const struct context *context, struct text *answer)
{
	int64_t n[STATS], region;

	if (!context->passes_descriptors) {
		region = mn_manager_region(context->manager, context->owner, request_mapping(r));
		return region < 0 ? region : -EOPNOTSUPP;
	}
	r->descriptor = mn_manager_descriptor(context->manager, context->owner, request_mapping(r), n, STATS);
	if (r->descriptor < 0)
		return r->descriptor;
	add_named(answer, ",\"data\":{\"offset\":", n[MN_STATS_OFFSET]);
	add_named(answer, ",\"length\":", n[MN_STATS_LENGTH]);
	text_add_string(answer, (fcntl(r->descriptor, F_GETFL) & O_ACCMODE) == O_RDWR ? ",\"writable\":true}"
	                : ",\"writable\":false}");
	return 0;
}

#define RANGE (HAS(OFFSET) | HAS(LENGTH))
#define WINDOW (HAS(START) | HAS(END) | HAS(ENCODING))
#define ID HAS(MMAP_ID)

/* The most frequent requests come first: the table is searched in order. */
static const struct verb verbs[] = {
	{ "MmapRead", "mmap_read", ID | HAS(LENGTH), HAS(OFFSET) | HAS(ENCODING) | HAS(EXACT), INLINE, run_read },
	{ "MmapWrite", "mmap_write", ID | HAS(DATA), HAS(OFFSET) | HAS(ENCODING), INLINE, run_write },
	{ "Mmap", "mmap", HAS(PROT), RANGE | HAS(SHARED) | HAS(PATH) | HAS(PATH_BASE64), BLOCKING, run_map },
	{ "Msync", "msync", ID, 0, LONG, run_sync },
	{ "Munmap", "munmap", ID, HAS(SYNC), BLOCKING, run_unmap },
	{ "MmapStats", "mmap_stats", ID, 0, BLOCKING, run_stats },
	{ "MmapAnonymous", "mmap_anonymous", HAS(LENGTH), 0, BLOCKING, run_anonymous },
	{ "MmapMemfd", "mmap_memfd", HAS(LENGTH), HAS(NAME), BLOCKING, run_memfd },
	{ "MmapProtect", "mmap_protect", ID | HAS(PROT), RANGE, BLOCKING, run_protect },
	{ "MmapAdvise", "mmap_advise", ID | HAS(ADVICE), RANGE, LONG, run_advise },
	{ "MmapPopulate", "mmap_populate", ID, RANGE, LONG, run_populate },
	{ "MmapResize", "mmap_resize", ID | HAS(LENGTH), 0, LONG, run_resize },
	{ "MmapRefresh", "mmap_refresh", ID, 0, LONG, run_refresh },
	{ "MmapFind", "mmap_find", ID | HAS(DATA), WINDOW | HAS(REVERSE), LONG, run_find },
	{ "MmapCount", "mmap_count", ID | HAS(DATA), WINDOW, LONG, run_count },
	{ "MmapList", "mmap_list", 0, HAS(OWNER_PID), BLOCKING, run_list },
	{ "MmapDescriptor", "mmap_descriptor", ID, 0, INLINE, run_descriptor },
};

const struct verb *verb_find(const char *name, size_t n, int as_syscall)
{
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		const char *one = as_syscall ? verbs[i].syscall : verbs[i].name;

		/* A name may hold a NUL byte. */
		if (strlen(one) == n && memcmp(one, name, n) == 0)
			return &verbs[i];
	}
	return NULL;
}

/* ---- Weighing and running ----------------------------------------------- */

int64_t request_mapping(const struct request *r)
{
	return r->numbers[MMAP_ID];
}

enum weight request_weight(const struct request *r, const struct context *context, int alone)
{
	uint64_t n = r->verb->run == run_write ? r->count : (uint64_t)r->numbers[LENGTH];

	if (r->verb->run == run_unmap && r->numbers[SYNC])
		return LONG;
	if (r->verb->weight != INLINE || !alone)
		return r->verb->weight == LONG ? LONG : BLOCKING;
	if (r->verb->run == run_descriptor)
		return INLINE;
	return n <= INLINE_BYTES && resident_cache_has(r, context, n) ? INLINE : BLOCKING;
}

/* Most errors have their sentence from the manager, in this thread's record; the others
   get one here. */
static void add_failure(const struct request *r, const struct context *context, struct text *answer, int64_t code)
{
	char message[1024];

	if (code == -EMSGSIZE && r->verb->run == run_read)
		(void)snprintf(message, sizeof message, "a read of %" PRId64 " bytes is over the limit of %" PRId64,
		               r->numbers[LENGTH], context->max_read);
	else if (code == -ERANGE && r->verb->run == run_read && r->numbers[LENGTH] > context->max_read)
		(void)snprintf(message, sizeof message, "mapping %" PRId64 ": read of " BYTES " at %" PRId64
		               " begins past the end", request_mapping(r), count_bytes(r->numbers[LENGTH]), r->numbers[OFFSET]);
	else if (code == -EBADF && r->verb->needs & ID)
		(void)snprintf(message, sizeof message, "Mmap %" PRId64 " not found", request_mapping(r));
	else if (code == -ENOMEM)
		(void)snprintf(message, sizeof message, "%s: not enough memory", r->verb->name);
	else if (r->verb->run == run_descriptor && !context->passes_descriptors && code == -EOPNOTSUPP)
		(void)snprintf(message, sizeof message, "Mmap %" PRId64 ": descriptors can only be sent over a socket",
		               request_mapping(r));
	else if (mn_error_number(MN_ERROR_CODE) != code)
		(void)snprintf(message, sizeof message, "%s: %s", r->verb->name, mn_error_message(code));
	else if (r->verb->needs & ID)
		(void)snprintf(message, sizeof message, "mapping %" PRId64 ": %s", request_mapping(r), mn_error_reason());
	else
		(void)snprintf(message, sizeof message, "%s", mn_error_reason());
	answer_error(answer, code, message, &r->tag);
}

void request_run(struct request *r, const struct context *context, struct text *answer)
{
	size_t start = answer->used;
	int64_t result;

	if (r->data_is_text && request_decode(r, answer) < 0)
		return;
	text_add_string(answer, "{\"status\":\"success\"");
	result = r->verb->run(r, context, answer);
	if (result >= 0) {
		answer_end(answer, &r->tag);
	} else {
		answer->used = start;
		add_failure(r, context, answer, result);
	}
}
