/* Cursors: a position in a region, for callers that read and write as in a file.

   A cursor holds the region's id and no pointer: a closed region is an error.  A cursor
   is locked while it works on its region, so calls on one cursor wait for each other. */

#include "cursor.h"

#include "bytes.h"
#include "search.h"

#include "../fork.h"

MN_PRIVATE struct mn__kind mn__cursor_kind = { .name = "cursor" };

struct mn__cursor {
	int64_t region;
	uint64_t position;
};

int64_t mn_cursor_open(int64_t region)
{
	int64_t result = mn_region_length(region);
	struct mn__cursor *c = result >= 0 ? mn__allocate(sizeof *c) : NULL;

	if (c) {
		c->region = region;
		result = mn__id_for(&mn__cursor_kind, c);
	}
	if (result >= 0 && (!c || !result)) {
		free(c);
		result = mn__no_memory("a cursor");
	}
	mn__error_context(result, __func__, "region", region, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

int32_t mn_cursor_close(int64_t id)
{
	struct mn__entry *e;
	struct mn__cursor *c = NULL;
	int32_t result = 0;

	mn__read_lock_unbiased(&mn__fork_lock);
	e = mn__enter_to_write(id, &mn__cursor_kind);
	if (e) {
		c = e->object;
		mn__entry_delete(e);
	}
	mn__read_unlock_unbiased(&mn__fork_lock);
	free(c);
	if (!e)
		result = mn__bad_id(&mn__cursor_kind);
	mn__error_context(result, __func__, "cursor", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* Locks a cursor and gets the length of its region.  NULL and the error in *length if
   either is closed; the failure is recorded for the exported function `call`. */
static struct mn__cursor *mn__cursor_enter(int64_t id, const char *call, uint64_t n, struct mn__entry **e, int64_t *length)
{
	struct mn__cursor *c = NULL;

	*e = mn__enter_to_write(id, &mn__cursor_kind);
	if (*e) {
		c = (*e)->object;
		/* A closed region's entry may be a cursor's by now, even this one's: locking it
		   could deadlock, so check the id first.  After the check only younger cursors
		   can reuse the entry, and they never wait for an older one. */
		*length = mn__is_live(c->region) ? mn_region_length(c->region) : -EBADF;
		if (*length >= 0)
			return c;
		mn__write_unlock(&(*e)->lock);
		if (*length == -EBADF)
			(void)mn__fail(-EBADF, "the region of this cursor is closed");
	} else {
		*length = mn__bad_id(&mn__cursor_kind);
	}
	mn__error_context(*length, call, "cursor", id, MN__NO_NUMBER, n);
	return NULL;
}

/* Unlocks the cursor and ends the exported function `call`, which the caller asked for n
   bytes. */
static int64_t mn__cursor_leave(int64_t id, const char *call, struct mn__entry *e, int64_t result, uint64_t n)
{
	mn__write_unlock(&e->lock);
	mn__error_context(result, call, "cursor", id, MN__NO_NUMBER, n);
	return result;
}

int64_t mn_cursor_seek(int64_t id, int64_t offset, int32_t whence)
{
	struct mn__entry *e;
	int64_t length, from, result;
	struct mn__cursor *c = mn__cursor_enter(id, __func__, MN__NO_NUMBER, &e, &length);

	if (!c)
		return length;
	from = whence == MN_WHENCE_START ? 0 : whence == MN_WHENCE_POSITION ? (int64_t)c->position : length;
	if (whence < MN_WHENCE_START || whence > MN_WHENCE_END)
		result = mn__fail(-EINVAL, "seek: unknown whence %" PRId32 " (0 start, 1 position, 2 end)", whence);
	/* Neither side of the sum can wrap: from and length are not negative. */
	else if (offset < -from || offset > length - from)
		result = mn__fail(-ERANGE, "seek: %" PRId64 " from %" PRId64 " leaves the region (" MN__BYTES ")", offset, from,
		                  mn__bytes(length));
	else
		result = (int64_t)(c->position = (uint64_t)(from + offset));
	return mn__cursor_leave(id, __func__, e, result, MN__NO_NUMBER);
}

int64_t mn_cursor_tell(int64_t id)
{
	struct mn__entry *e;
	int64_t position;
	struct mn__cursor *c = mn__cursor_enter(id, __func__, MN__NO_NUMBER, &e, &position);

	if (!c)
		return position;
	/* The position may be past the end of a region that became shorter. */
	position = (int64_t)c->position;
	return mn__cursor_leave(id, __func__, e, position, MN__NO_NUMBER);
}

int64_t mn_cursor_region(int64_t id)
{
	struct mn__entry *e = mn__enter_to_write(id, &mn__cursor_kind);
	int64_t region = e ? ((struct mn__cursor *)e->object)->region : mn__bad_id(&mn__cursor_kind);

	if (e)
		mn__write_unlock(&e->lock);
	mn__error_context(region, __func__, "cursor", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return region;
}

/* The bytes between the position and the end; 0 if the region ends before the position. */
static uint64_t mn__cursor_left(const struct mn__cursor *c, int64_t length)
{
	return c->position < (uint64_t)length ? (uint64_t)length - c->position : 0;
}

int64_t mn_cursor_read(int64_t id, void *buffer, uint64_t n)
{
	struct mn__entry *e;
	int64_t length, result;
	struct mn__cursor *c = mn__cursor_enter(id, __func__, n, &e, &length);

	if (!c)
		return length;
	if (n > mn__cursor_left(c, length))
		n = mn__cursor_left(c, length);
	result = n ? mn_region_read(c->region, c->position, buffer, n) : 0;
	if (result > 0)
		c->position += (uint64_t)result;
	return mn__cursor_leave(id, __func__, e, result, n);
}

int64_t mn_cursor_write(int64_t id, const void *buffer, uint64_t n)
{
	struct mn__entry *e;
	int64_t length, result;
	struct mn__cursor *c = mn__cursor_enter(id, __func__, n, &e, &length);

	if (!c)
		return length;
	result = mn_region_write(c->region, c->position, buffer, n);
	if (result > 0)
		c->position += (uint64_t)result;
	return mn__cursor_leave(id, __func__, e, result, n);
}

int32_t mn_cursor_read_byte(int64_t id)
{
	uint8_t byte = 0;
	int64_t result = mn_cursor_read(id, &byte, 1);

	if (result == 0)
		result = mn__fail(-ERANGE, "read: the cursor is at the end");
	mn__error_context(result, __func__, "cursor", id, MN__NO_NUMBER, 1);
	return result < 0 ? (int32_t)result : byte;
}

int32_t mn_cursor_write_byte(int64_t id, uint32_t value)
{
	uint8_t byte = (uint8_t)value;
	int64_t result = value > 255 ? mn__bad_byte("write", value) : mn_cursor_write(id, &byte, 1);

	mn__error_context(result, __func__, "cursor", id, MN__NO_NUMBER, 1);
	return result < 0 ? (int32_t)result : 0;
}

/* The length of the line at the position, with its newline; 0 at the end. */
static int64_t mn__cursor_line(const struct mn__cursor *c, int64_t length)
{
	int64_t newline;

	if (mn__cursor_left(c, length) == 0)
		return 0;
	newline = mn__search_region(c->region, c->position, (uint64_t)length, "\n", 1, MN__FIND);
	if (newline == -ENOENT)
		return (int64_t)mn__cursor_left(c, length);
	return newline < 0 ? newline : newline - (int64_t)c->position + 1;
}

int64_t mn_cursor_next_line(int64_t id, uint64_t *offset)
{
	struct mn__entry *e;
	int64_t length, line;
	struct mn__cursor *c = mn__cursor_enter(id, __func__, MN__NO_NUMBER, &e, &length);

	if (!c)
		return length;
	line = mn__cursor_line(c, length);
	if (line >= 0 && offset)
		*offset = c->position;
	if (line > 0)
		c->position += (uint64_t)line;
	return mn__cursor_leave(id, __func__, e, line, MN__NO_NUMBER);
}

int64_t mn_cursor_read_line(int64_t id, void *buffer, uint64_t capacity)
{
	struct mn__entry *e;
	int64_t length, line;
	struct mn__cursor *c = mn__cursor_enter(id, __func__, capacity, &e, &length);

	if (!c)
		return length;
	line = mn__cursor_line(c, length);
	if (line > 0 && capacity == 0)
		line = mn__fail(-ERANGE, "read a line: it has " MN__BYTES ", and the buffer has 0", mn__bytes(line));
	if (line > 0 && (uint64_t)line > capacity)
		line = (int64_t)capacity;
	if (line > 0)
		line = mn_region_read(c->region, c->position, buffer, (uint64_t)line);
	if (line > 0)
		c->position += (uint64_t)line;
	return mn__cursor_leave(id, __func__, e, line, capacity);
}

int64_t mn_cursor_find(int64_t id, const void *needle, uint64_t n)
{
	struct mn__entry *e;
	int64_t length, result;
	struct mn__cursor *c = mn__cursor_enter(id, __func__, n, &e, &length);

	if (!c)
		return length;
	result = mn_region_find(c->region, c->position, (uint64_t)length, needle, n);
	return mn__cursor_leave(id, __func__, e, result, n);
}
