#include "search.h"

#include "bytes.h"
#include "engine.h"

struct mn__search {
	const uint8_t *hay, *needle;
	size_t n, m;
	enum mn__search_kind kind;
	uint64_t result;        /* an offset in hay, SIZE_MAX, or a count */
};

static void mn__search(void *argument)
{
	struct mn__search *s = argument;

	s->result = s->kind == MN__FIND ? mn__find(s->hay, s->n, s->needle, s->m)
	            : s->kind == MN__RFIND ? mn__rfind(s->hay, s->n, s->needle, s->m)
	            : mn__count(s->hay, s->n, s->needle, s->m);
}

/* Without the handler this searches copies of the bytes, a piece at a time.  Two pieces
   overlap, so that a match across their border is found. */
#define MN__PIECE 65536

static int32_t mn__search_in_copies(struct mn__search *s)
{
	size_t size = s->m + MN__PIECE;
	uint8_t *copy = mn__allocate(size);
	size_t at = s->kind == MN__RFIND ? s->n : 0;
	uint64_t counted = 0;
	int32_t result = copy ? 0 : -ENOMEM;

	s->result = SIZE_MAX;
	while (result == 0) {
		size_t n = s->kind == MN__RFIND ? at : s->n - at, from;
		uint64_t hit;

		n = n < size ? n : size;
		from = s->kind == MN__RFIND ? at - n : at;
		if (n < s->m)
			break;
		if (!mn__kernel_copy_in(copy, s->hay + from, n)) {
			result = -EIO;
			break;
		}
		hit = s->kind == MN__RFIND ? mn__rfind(copy, n, s->needle, s->m) : mn__find(copy, n, s->needle, s->m);
		if (hit != SIZE_MAX && s->kind != MN__COUNT) {
			s->result = from + hit;
			break;
		}
		/* Count all matches of this piece before the next copy, which begins behind the
		   last match. */
		for (; hit != SIZE_MAX; hit = mn__find(copy + (at - from), n - (at - from), s->needle, s->m)) {
			counted++;
			at += (size_t)hit + s->m;
		}
		if (n < size) {
			break;
		} else {
			size_t rest = from + n - s->m + 1;

			at = s->kind == MN__RFIND ? from + s->m - 1 : at > rest ? at : rest;
		}
	}
	free(copy);
	if (s->kind == MN__COUNT)
		s->result = counted;
	return result;
}

static const char *const mn__search_names[] = { "find", "rfind", "count" };

MN_HOT int64_t mn__search_view(const struct mn__kind *object, int64_t id, uint64_t start, uint64_t end, const void *needle,
                               uint64_t n, enum mn__search_kind kind)
{
	const char *name = mn__search_names[kind];
	struct mn__thread *t = mn__thread();
	struct mn__search s = { NULL, needle, 0, (size_t)n, kind, SIZE_MAX };
	struct mn__view v;
	int32_t error = 0;

	if (!mn__view_enter(&v, object, id, t, false))
		return mn__enter_failed(t, object);
	if (end > mn__view_length(&v, object))
		end = mn__view_length(&v, object);
	/* The window is checked also for an empty needle.  A window whose start is behind its
	   end is empty. */
	if (n && !needle)
		error = mn__fail(-EFAULT, "%s: the needle is NULL", name);
	else
		error = mn__view_check(&v, object, name, start < end ? start : end, start < end ? end - start : 0, MN__PROT_READ);
	if (error < 0) {
		;
	} else if (start > end || n > end - start) {
		s.result = kind == MN__COUNT ? 0 : SIZE_MAX;
	} else if (n == 0) {
		s.result = kind == MN__FIND ? 0 : kind == MN__RFIND ? end - start : end - start + 1;
	} else {
		s.hay = mn__view_at(&v, object, start);
		s.n = (size_t)(end - start);
		if (mn__by_kernel(t))
			error = mn__search_in_copies(&s);
		else if (!mn__guarded(t, s.hay, s.n, mn__search, &s))
			error = -EIO;
		if (error == -EIO)
			error = mn__view_fault(&v, name, start, end - start);
	}
	mn__view_leave(&v, object, t, false);
	if (error < 0)
		return error == -ENOMEM ? mn__no_memory(name) : error;
	if (kind == MN__COUNT)
		return (int64_t)s.result;
	return s.result == SIZE_MAX ? -ENOENT : (int64_t)(start + s.result);
}

MN_PRIVATE int64_t mn__search_region(int64_t id, uint64_t start, uint64_t end, const void *needle, uint64_t n,
                                     enum mn__search_kind kind)
{
	return mn__search_view(&mn__region_kind, id, start, end, needle, n, kind);
}

static int64_t mn__search_slice(int64_t id, uint64_t start, uint64_t end, const void *needle, uint64_t n,
                                enum mn__search_kind kind)
{
	return mn__search_view(&mn__slice_kind, id, start, end, needle, n, kind);
}

/* The same for the exported function `call`.  A find that finds nothing is a failure. */
MN_HOT int64_t mn__search_for(const char *call, const struct mn__kind *object, int64_t id, uint64_t start, uint64_t end,
                              const void *needle, uint64_t n, enum mn__search_kind kind)
{
	uint64_t from = kind == MN__RFIND ? end : start;
	int64_t result = object == &mn__slice_kind ? mn__search_slice(id, start, end, needle, n, kind)
	                 : mn__search_region(id, start, end, needle, n, kind);

	if (result == -ENOENT)
		(void)mn__not_found(mn__search_names[kind], from, n);
	mn__error_context(result, call, mn__kind_name(object), id, from, n);
	return result;
}

#define MN__SEARCH_FUNCTION(object, name, kind) \
	int64_t mn_##object##_##name(int64_t id, uint64_t start, uint64_t end, const void *needle, uint64_t n) \
	{ return mn__search_for(__func__, &mn__##object##_kind, id, start, end, needle, n, kind); }

MN__SEARCH_FUNCTION(region, find, MN__FIND)
MN__SEARCH_FUNCTION(region, rfind, MN__RFIND)
MN__SEARCH_FUNCTION(region, count, MN__COUNT)
MN__SEARCH_FUNCTION(slice, find, MN__FIND)
MN__SEARCH_FUNCTION(slice, rfind, MN__RFIND)
MN__SEARCH_FUNCTION(slice, count, MN__COUNT)

/* A block of fixed length lets compilers make vectors of the inner loop. */
static int32_t mn__is_ascii(const void *bytes, uint64_t n)
{
	enum { WORDS = 32 };
	const uint64_t high = UINT64_C(0x8080808080808080);
	const uint8_t *p = bytes;
	uint8_t rest = 0;

	if (n && !bytes)
		return mn__null_buffer("is ASCII");
	if (!mn__fits_size(n))
		return mn__fail(-EOVERFLOW, "is ASCII: %" PRIu64 " bytes do not fit into memory", n);
	for (; n >= WORDS * sizeof high; p += WORDS * sizeof high, n -= WORDS * sizeof high) {
		uint64_t words[WORDS], all = 0;

		memcpy(words, p, sizeof words);
		for (int i = 0; i < WORDS; i++)
			all |= words[i];
		if (all & high)
			return 0;
	}
	for (; n > 0; n--)
		rest |= *p++;
	return rest < 0x80;
}

int32_t mn_is_ascii(const void *bytes, uint64_t n)
{
	int32_t result = mn__is_ascii(bytes, n);

	mn__error_context(result, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, n);
	return result;
}
