/* Bytes of a region or a slice: copies, strides, fill and move. */

#include "bytes.h"

MN_PRIVATE MN_COLD int32_t mn__refuse(int32_t code, const char *call, const struct mn__kind *kind, int64_t id,
                                      uint64_t offset, uint64_t n)
{
	mn__error_context(code, call, kind->name, id, offset, n);
	return code;
}

MN_PRIVATE MN_COLD int32_t mn__no_view(const struct mn__thread *t, int slice, const char *call, int64_t id,
                                       uint64_t offset, uint64_t n)
{
	const struct mn__kind *kind = slice ? &mn__slice_kind : &mn__region_kind;

	return mn__refuse(mn__enter_failed(t, kind), call, kind, id, offset, n);
}

MN_PRIVATE MN_COLD int32_t mn__slice_refuses(const struct mn__slice *s, const char *what, uint64_t offset, uint64_t n,
                                             int32_t need)
{
	if (!mn__range_ok(offset, n, s->n))
		return mn__past_end(what, offset, n, s->n);
	if (need & MN__PROT_WRITE && s->mode == MN_SLICE_SHARED)
		return mn__fail(-EACCES, "%s of " MN__BYTES " at %" PRIu64 ": a shared slice only reads: open an exclusive one or a "
		                "pin", what, mn__bytes(n), offset);
	return mn__not_allowed(what, offset, n, need & MN__PROT_WRITE ? "a writable region" : "a readable region");
}

MN_PRIVATE int32_t mn__bad_byte(const char *what, uint32_t value)
{
	return mn__fail(-EINVAL, "%s: %" PRIu32 " is not a byte (0 to 255)", what, value);
}

int64_t mn_region_read(int64_t id, uint64_t offset, void *buffer, uint64_t n)
{
	return mn__region_read(__func__, id, offset, buffer, n, 0);
}

int64_t mn_region_write(int64_t id, uint64_t offset, const void *buffer, uint64_t n)
{
	return mn__view_write(__func__, &mn__region_kind, id, offset, buffer, n);
}

/* ---- Accesses that wait for a holder ---- */

/* The entry of the region that is accessed, and its count of events before the access is
   tried.  NULL for an unknown id: the access itself reports that. */
static struct mn__entry *mn__events_of(int64_t id, const struct mn__kind *kind, uint32_t *events)
{
	struct mn__entry *e;

	if (kind == &mn__slice_kind) {
		struct mn__entry *own = mn__enter_to_write(id, kind);

		e = own ? ((const struct mn__slice *)own->object)->region : NULL;
		if (own)
			mn__write_unlock(&own->lock);
	} else {
		e = mn__entry_of(id);
	}
	*events = e ? atomic_load(&e->events) : 0;
	return e;
}

/* True if a slice kept the access out and the access is worth another try.  This thread's
   own slice will not go away while it waits. */
static bool mn__try_again(int64_t result, struct mn__entry *e, uint32_t events, const struct mn__wait *w)
{
	return result == -EBUSY && mn__current_thread
	       && mn__current_thread->failure.numbers[MN_ERROR_HOLDER_THREAD] != mn__os_thread_id()
	       && mn__wait_for_holder(e, events, w) == 0;
}

MN_PRIVATE int64_t mn__read_wait(const char *call, const struct mn__kind *kind, int64_t id, uint64_t offset, void *buffer,
                                 uint64_t n, int32_t timeout_ms)
{
	struct mn__wait wait = mn__wait_begin(timeout_ms, false);
	struct mn__entry *e;
	uint32_t events;
	int64_t result;

	do {
		e = mn__events_of(id, kind, &events);
		result = mn__view_read(call, kind, id, offset, buffer, n, 0);
	} while (mn__try_again(result, e, events, &wait));
	return result;
}

int64_t mn_region_read_wait(int64_t id, uint64_t offset, void *buffer, uint64_t n, int32_t timeout_ms)
{
	return mn__read_wait(__func__, &mn__region_kind, id, offset, buffer, n, timeout_ms);
}

MN_PRIVATE int64_t mn__write_wait(const char *call, const struct mn__kind *kind, int64_t id, uint64_t offset,
                                  const void *buffer, uint64_t n, int32_t timeout_ms)
{
	struct mn__wait wait = mn__wait_begin(timeout_ms, false);
	struct mn__entry *e;
	uint32_t events;
	int64_t result;

	do {
		e = mn__events_of(id, kind, &events);
		result = mn__view_write(call, kind, id, offset, buffer, n);
	} while (mn__try_again(result, e, events, &wait));
	return result;
}

int64_t mn_region_write_wait(int64_t id, uint64_t offset, const void *buffer, uint64_t n, int32_t timeout_ms)
{
	return mn__write_wait(__func__, &mn__region_kind, id, offset, buffer, n, timeout_ms);
}

/* ---- Accesses that are more than one copy ---- */

struct mn__work {
	uint8_t *at;            /* the first byte, or the destination */
	const uint8_t *from;
	uint8_t *buffer;
	int64_t step;
	size_t n;
	int value;
};

typedef void mn__worker(void *work);
typedef bool mn__kernel_worker(const struct mn__work *work);

/* Does the work under the guard, or through the kernel.  False if a page is missing. */
static bool mn__work_on(struct mn__thread *t, uint8_t *low, size_t length, mn__worker *worker,
                        mn__kernel_worker *by_kernel, struct mn__work *work)
{
	return mn__by_kernel(t) ? by_kernel(work) : mn__guarded(t, low, length, worker, work);
}

/* The lowest offset that n steps touch, and the length of the range from there.  False if
   it leaves the region. */
static bool mn__strided_range(uint64_t offset, int64_t step, uint64_t n, uint64_t length, uint64_t *low, uint64_t *span)
{
	uint64_t size = step < 0 ? -(uint64_t)step : (uint64_t)step, reach;

	if (n == 0) {
		*low = offset;
		*span = 0;
		return offset <= length;
	}
	/* A step of 0 never leaves the region; n is still limited by the buffer. */
	if (offset >= length || n > PTRDIFF_MAX || (size && n - 1 > length / size))
		return false;
	reach = (n - 1) * size;
	*low = step < 0 ? offset - reach : offset;
	*span = reach + 1;
	return step < 0 ? reach <= offset : reach < length - offset;
}

static void mn__strided_in(void *argument)
{
	struct mn__work *w = argument;

	/* Touch every byte first: a missing page must leave the buffer unchanged. */
	for (size_t i = 0; i < w->n; i++)
		(void)*(const volatile uint8_t *)(w->at + (ptrdiff_t)i * w->step);
	for (size_t i = 0; i < w->n; i++)
		w->buffer[i] = w->at[(ptrdiff_t)i * w->step];
}

static void mn__strided_out(void *argument)
{
	struct mn__work *w = argument;

	for (size_t i = 0; i < w->n; i++)
		mn__touch_byte_to_write(w->at + (ptrdiff_t)i * w->step);
	for (size_t i = 0; i < w->n; i++)
		w->at[(ptrdiff_t)i * w->step] = w->buffer[i];
}

/* True if the page of every byte is there.  Pages between the bytes are left alone: to
   bring them in could take long. */
static bool mn__strided_kernel_has(const struct mn__work *w, bool to_write)
{
	const uint8_t *last = NULL;

	for (size_t i = 0; i < w->n; i++) {
		const uint8_t *p = w->at + (ptrdiff_t)i * w->step;

		if (last && (uintptr_t)p / 4096 == (uintptr_t)last / 4096)
			continue;
		if (!mn__kernel_reaches(p, 1, to_write))
			return false;
		last = p;
	}
	return true;
}

static bool mn__strided_kernel_in(const struct mn__work *w)
{
	if (!mn__strided_kernel_has(w, false))
		return false;
	for (size_t i = 0; i < w->n; i++)
		if (!mn__kernel_copy_in(w->buffer + i, w->at + (ptrdiff_t)i * w->step, 1))
			return false;
	return true;
}

static bool mn__strided_kernel_out(const struct mn__work *w)
{
	if (!mn__strided_kernel_has(w, true))
		return false;
	for (size_t i = 0; i < w->n; i++)
		if (!mn__kernel_copy_out(w->at + (ptrdiff_t)i * w->step, w->buffer + i, 1))
			return false;
	return true;
}

static int64_t mn__strided(const char *call, const struct mn__kind *kind, int64_t id, uint64_t offset, int64_t step,
                           uint64_t n, void *buffer, int32_t need)
{
	bool to_write = need & MN__PROT_WRITE;
	const char *what = to_write ? "strided write" : "strided read";
	struct mn__thread *t = mn__thread();
	struct mn__view v;
	uint64_t low = 0, span = 0;
	int64_t result;

	if (!mn__view_enter(&v, kind, id, t, to_write))
		return mn__no_view(t, kind == &mn__slice_kind, call, id, offset, n);
	if (!mn__strided_range(offset, step, n, mn__view_length(&v, kind), &low, &span)) {
		result = mn__fail(-ERANGE, "%s of " MN__BYTES " at %" PRIu64 ", %" PRId64 " apart, leaves the %s ("
		                  MN__BYTES ")", what, mn__bytes(n), offset, step, kind->name, mn__bytes(mn__view_length(&v, kind)));
		mn__error_set(MN_ERROR_TOTAL, mn__view_length(&v, kind));
	} else {
		result = mn__view_check(&v, kind, what, low, span, need);
	}
	if (result == 0 && n && !buffer)
		result = mn__null_buffer(what);
	if (result == 0 && n) {
		struct mn__work work = { mn__view_at(&v, kind, offset), NULL, buffer, step, (size_t)n, 0 };

		result = mn__work_on(t, mn__view_at(&v, kind, low), (size_t)span, to_write ? mn__strided_out : mn__strided_in,
		                     to_write ? mn__strided_kernel_out : mn__strided_kernel_in, &work)
		         ? (int64_t)n : mn__view_fault(&v, what, low, span);
	}
	mn__view_leave(&v, kind, t, to_write);
	mn__error_context(result, call, kind->name, id, offset, n);
	return result;
}

MN_PRIVATE int64_t mn__read_strided(const char *call, const struct mn__kind *kind, int64_t id, uint64_t offset,
                                    int64_t step, uint64_t n, void *buffer)
{
	return mn__strided(call, kind, id, offset, step, n, buffer, MN__PROT_READ);
}

int64_t mn_region_read_strided(int64_t id, uint64_t offset, int64_t step, uint64_t n, void *buffer)
{
	return mn__read_strided(__func__, &mn__region_kind, id, offset, step, n, buffer);
}

MN_PRIVATE int64_t mn__write_strided(const char *call, const struct mn__kind *kind, int64_t id, uint64_t offset,
                                     int64_t step, uint64_t n, const void *buffer)
{
	/* A write only reads the buffer. */
	return mn__strided(call, kind, id, offset, step, n, (void *)(uintptr_t)buffer, MN__PROT_WRITE);
}

int64_t mn_region_write_strided(int64_t id, uint64_t offset, int64_t step, uint64_t n, const void *buffer)
{
	return mn__write_strided(__func__, &mn__region_kind, id, offset, step, n, buffer);
}

static void mn__fill_worker(void *argument)
{
	struct mn__work *w = argument;

	mn__touch_to_write(w->at, w->n);
	memset(w->at, w->value, w->n);
}

static bool mn__fill_by_kernel(const struct mn__work *w)
{
	uint8_t chunk[4096];
	bool ok = mn__kernel_reaches(w->at, w->n, true);

	memset(chunk, w->value, sizeof chunk);
	for (size_t done = 0, n; ok && done < w->n; done += n) {
		n = w->n - done < sizeof chunk ? w->n - done : sizeof chunk;
		ok = mn__kernel_copy_out(w->at + done, chunk, n);
	}
	return ok;
}

MN_PRIVATE int32_t mn__fill(const char *call, const struct mn__kind *kind, int64_t id, uint64_t offset, uint64_t asked,
                            uint32_t byte)
{
	struct mn__thread *t = mn__thread();
	struct mn__view v;
	uint64_t n;
	int32_t result;

	if (!mn__view_enter(&v, kind, id, t, true))
		return mn__no_view(t, kind == &mn__slice_kind, call, id, offset, asked);
	n = mn__up_to_end(offset, asked, mn__view_length(&v, kind));
	result = byte > 255 ? mn__bad_byte("fill", byte) : mn__view_check(&v, kind, "fill", offset, n, MN__PROT_WRITE);
	if (result == 0 && n) {
		struct mn__work work = { mn__view_at(&v, kind, offset), NULL, NULL, 0, (size_t)n, (int)byte };

		if (!mn__work_on(t, work.at, work.n, mn__fill_worker, mn__fill_by_kernel, &work))
			result = mn__view_fault(&v, "fill", offset, n);
	}
	mn__view_leave(&v, kind, t, true);
	mn__error_range_context_of(kind->name, result, call, id, offset, asked);
	return result;
}

int32_t mn_region_fill(int64_t id, uint64_t offset, uint64_t n, uint32_t byte)
{
	return mn__fill(__func__, &mn__region_kind, id, offset, n, byte);
}

static void mn__move_worker(void *argument)
{
	struct mn__work *w = argument;

	mn__touch_to_read(w->from, w->n);
	mn__touch_to_write(w->at, w->n);
	memmove(w->at, w->from, w->n);
}

static bool mn__move_by_kernel(const struct mn__work *w)
{
	uint8_t chunk[4096];
	bool down = w->at <= w->from;
	bool ok = mn__kernel_reaches(w->from, w->n, false) && mn__kernel_reaches(w->at, w->n, true);

	/* Start at the side whose bytes are overwritten last. */
	for (size_t done = 0, n, k; ok && done < w->n; done += n) {
		n = w->n - done < sizeof chunk ? w->n - done : sizeof chunk;
		k = down ? done : w->n - done - n;
		ok = mn__kernel_copy_in(chunk, w->from + k, n) && mn__kernel_copy_out(w->at + k, chunk, n);
	}
	return ok;
}

MN_PRIVATE int32_t mn__move(const char *call, const struct mn__kind *kind, int64_t id, uint64_t to, uint64_t from, uint64_t n)
{
	struct mn__thread *t = mn__thread();
	struct mn__view v;
	int32_t result;

	if (!mn__view_enter(&v, kind, id, t, true))
		return mn__no_view(t, kind == &mn__slice_kind, call, id, to, n);
	result = mn__view_check(&v, kind, "move (from)", from, n, MN__PROT_READ);
	if (result == 0)
		result = mn__view_check(&v, kind, "move (to)", to, n, MN__PROT_WRITE);
	if (result == 0 && n) {
		struct mn__work work = { mn__view_at(&v, kind, to), mn__view_at(&v, kind, from), NULL, 0, (size_t)n, 0 };
		uint64_t low = to < from ? to : from, high = to < from ? from : to;

		if (!mn__work_on(t, mn__view_at(&v, kind, low), (size_t)(high - low + n), mn__move_worker, mn__move_by_kernel, &work))
			result = mn__view_fault(&v, "move", low, high - low + n);
	}
	mn__view_leave(&v, kind, t, true);
	mn__error_context(result, call, kind->name, id, to, n);
	return result;
}

int32_t mn_region_move(int64_t id, uint64_t to, uint64_t from, uint64_t n)
{
	return mn__move(__func__, &mn__region_kind, id, to, from, n);
}
