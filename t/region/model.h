/* The model of a region: a plain array that does the same by the rules of
   mmapnative.h, and how the two are compared. */

#ifndef T_REGION_MODEL_H
#define T_REGION_MODEL_H

#include "test.h"

#include <stdarg.h>
#include <time.h>

enum { PAGES = 12, SLICES = 4, CURSORS = 3 };

/* The kinds of region, as far as their rules differ. */
struct kind {
	const char *name;
	int file;            /* it has one, and the test a descriptor of it */
	int private, keeps_no_fd, sealed, cannot_grow;
	size_t offset;
	int to_the_end;
};

static const struct kind shared_file = { "shared file", 1, 0, 0, 0, 0, 0, 1 };
static const struct kind part_of_a_file = { "part of a file", 1, 0, 0, 0, 0, 5003, 0 };
static const struct kind file_without_fd = { "file without descriptor", 1, 0, 1, 0, 0, 0, 1 };
static const struct kind created_file = { "created file", 1, 0, 0, 0, 0, 0, 0 };
static const struct kind copy = { "copy", 1, 1, 0, 0, 0, 0, 1 };
static const struct kind part_of_a_copy = { "part of a copy", 1, 1, 0, 0, 0, 4321, 0 };
static const struct kind anonymous = { "anonymous", 0, 1, 0, 0, 0, 0, 0 };
static const struct kind shared_anonymous = { "shared anonymous", 0, 0, 0, 0, 1, 0, 0 };
static const struct kind memfd = { "memfd", 1, 0, 0, 1, 0, 0, 0 };
static const struct kind unsealed_memfd = { "unsealed memfd", 1, 0, 0, 0, 0, 0, 0 };

struct slice {
	int64_t id;
	size_t offset, n;
	int mode;
};

struct cursor {
	int64_t id;
	size_t position;
};

static struct {
	const struct kind *kind;
	int64_t id;
	int fd;
	size_t page, lead, limit;           /* the limit is that of the file's size */
	size_t length, file_size;
	uint64_t wanted;
	uint8_t *memory, *file;             /* private contents; the file's */
	int prot[PAGES + 2];                /* of each page, the first one's also without pages */
	int gone;
	struct slice slices[SLICES];
	struct cursor cursors[CURSORS];
	size_t slice_count, cursor_count;
} m;

/* ---- Chance ---- */

static uint64_t seed, state;
static int step;

static uint64_t chance(void)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static size_t below(size_t n)
{
	return (size_t)(chance() % n);
}

static int one_in(size_t n)
{
	return below(n) == 0;
}

/* ---- The allowed results of a call ---- */

static char doing[256];
static int32_t wrong[8];
static int wrongs, either;

static void begin(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void begin(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(doing, sizeof doing, format, args);
	va_end(args);
	wrongs = either = 0;
}

#define SAME(is, should) do { \
		int64_t is_ = (int64_t)(is), should_ = (int64_t)(should); \
		ck_assert_msg(is_ == should_, "%s, MN_SEED=%" PRIu64 ", step %d: %s: " #is " is %" PRId64 ", not %" \
		              PRId64 "; %s", m.kind->name, seed, step, doing, is_, should_, mn_error_detail()); \
	} while (0)

/* The call breaks a rule, and this is the answer to that.  Where it breaks
   several, the header does not say which of the answers comes. */
static void error_if(int condition, int32_t error)
{
	if (condition)
		wrong[wrongs++] = error;
}

/* True if the call must succeed and did; otherwise it failed as it must. */
static int went(int64_t result, int64_t should)
{
	for (int i = 0; i < wrongs; i++)
		if (result == wrong[i])
			return 0;
	if (wrongs && !either)
		SAME(result, wrong[0]);
	SAME(result, should);
	return 1;
}

/* ---- The plain array ---- */

static uint8_t *bytes(void)
{
	return m.kind->file && !m.kind->private ? m.file + m.kind->offset : m.memory;
}

static size_t pages_for(size_t length)
{
	return length ? (m.lead + length + m.page - 1) / m.page : 0;
}

static int inside(uint64_t offset, uint64_t n)
{
	return offset <= m.length && n <= m.length - offset;
}

static int allowed(size_t offset, size_t n, int need)
{
	for (size_t i = (m.lead + offset) / m.page; n && i <= (m.lead + offset + n - 1) / m.page; i++)
		if ((m.prot[i] & need) != need)
			return 0;
	return 1;
}

static int held(int mode)
{
	for (size_t i = 0; i < m.slice_count; i++)
		if (m.slices[i].mode == mode)
			return 1;
	return 0;
}

/* The rules that all accesses share. */
static void judge(uint64_t offset, uint64_t n, int need)
{
	error_if(!inside(offset, n), -ERANGE);
	error_if(inside(offset, n) && !allowed((size_t)offset, (size_t)n, need), -EACCES);
	error_if(held(2) || (need & PROT_WRITE && held(1)), -EBUSY);
	/* Whether a slice is in the way of nothing is left open. */
	either = n == 0 && inside(offset, n);
}

static void set_length(size_t length)
{
	size_t before = pages_for(m.length), now = pages_for(length);

	for (size_t i = before ? before : 1; i < now; i++)
		m.prot[i] = m.prot[i - 1];
	if (m.kind->private && length > m.length)
		for (size_t i = m.length; i < length; i++)
			m.memory[i] = m.kind->file ? m.file[m.kind->offset + i] : 0;
	if (!m.kind->file && length < m.length)
		memset(m.memory + length, 0, m.length - length);
	m.length = length;
}

static void set_file_size(size_t size)
{
	if (size < m.file_size)
		memset(m.file + size, 0, m.file_size - size);
	m.file_size = size;
}

/* ---- Comparing ---- */

static uint8_t *scratch, *twin;

static void same_bytes(const uint8_t *is, const uint8_t *should, size_t n, size_t at, const char *where)
{
	if (memcmp(is, should, n) == 0)
		return;
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(is[i] == should[i], "%s, MN_SEED=%" PRIu64 ", step %d: %s: byte %zu %s is %d, not %d",
		              m.kind->name, seed, step, doing, at + i, where, is[i], should[i]);
}

static void compare(void)
{
	SAME(mn_region_length(m.id), m.length);
	SAME(mn_region_prot(m.id), m.prot[0]);
	SAME(mn_region_truncated(m.id), m.gone);
	if (m.kind->file) {
		struct stat st;

		ck_assert_int_eq(fstat(m.fd, &st), 0);
		SAME(st.st_size, m.file_size);
		ck_assert_int_eq(pread(m.fd, scratch, m.limit, 0), (ssize_t)m.file_size);
		same_bytes(scratch, m.file, m.file_size, 0, "of the file");
	}
	/* Reads every readable byte, a run of pages at a time. */
	for (size_t i = 0, k; i < pages_for(m.length) && !held(2); i = k) {
		size_t from = i ? i * m.page - m.lead : 0, to;

		for (k = i + 1; k < pages_for(m.length) && (m.prot[k] & PROT_READ) == (m.prot[i] & PROT_READ); k++)
			;
		to = k * m.page - m.lead < m.length ? k * m.page - m.lead : m.length;
		if (!(m.prot[i] & PROT_READ))
			continue;
		SAME(mn_region_read(m.id, from, scratch, to - from), to - from);
		same_bytes(scratch, bytes() + from, to - from, from, "of the region");
	}
	for (size_t i = 0; i < m.slice_count; i++) {
		const struct slice *s = &m.slices[i];
		int64_t address = mn_slice_address(s->id);

		if (m.length == 0)
			SAME(address, -ENXIO);
		else if (allowed(s->offset, s->n, PROT_READ))
			same_bytes((const uint8_t *)(uintptr_t)address, bytes() + s->offset, s->n, s->offset,
			           "of the region, by a slice's address");
	}
	for (size_t i = 0; i < m.cursor_count; i++)
		SAME(mn_cursor_tell(m.cursors[i].id), m.cursors[i].position);
}

#endif
