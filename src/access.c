/* Reading and writing a region: bytes, strides, typed numbers, atomics.

   Every function here has the same order: enter, judge the range, the
   protection and who holds the region, do the guarded work, leave.  Judged
   once, a range stays good, because nothing can change the region's shape
   while its lock is held. */

#ifndef MN_ACCESS_C
#define MN_ACCESS_C

#include "region.c"

/* Everything that can be wrong with a range before it is touched. */
MN_HOT int32_t mn__judge(const struct mn__region *r, const char *what, uint64_t offset, uint64_t n,
                                int32_t need)
{
	if (mn__unlikely(!mn__range_ok(offset, n, r->length)))
		return mn__past_end(what, offset, n, r->length);
	if (mn__unlikely(!mn__allows(r, offset, n, need)) && n)
		return mn__not_allowed(what, offset, n, need & MN__PROT_WRITE ? "a writable region" : "a readable region");
	if (mn__unlikely(r->exclusive || (need & MN__PROT_WRITE && r->shared)))
		return mn__held(r, what);
	return 0;
}

/* Ends the exported function `call` with an error that comes before the region is entered. */
MN_COLD int32_t mn__wrong(int32_t code, const char *call, int64_t id, uint64_t offset, uint64_t n)
{
	mn__about(code, call, "region", id, offset, n);
	return code;
}

static int32_t mn__no_byte(const char *what, uint32_t value)
{
	return mn__fail(-EINVAL, "%s: %" PRIu32 " is no byte (0 to 255)", what, value);
}

/* Reads for the exported function `call`.  up_to: what there is to the region's
   end, if that is less.  A failure gets its arguments before the lock is left, so
   that the fast way need not keep them. */
MN_HOT int64_t mn__region_read(const char *call, int64_t id, uint64_t offset, void *buffer, uint64_t n, int up_to)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = mn__likely(t != NULL) ? mn__enter_to_read(id, MN__REGION, t) : NULL;
	struct mn__region *r;
	int64_t result;

	if (mn__unlikely(!e))
		return mn__wrong(mn__not_entered(t, MN__REGION), call, id, offset, n);
	r = e->object;
	/* Past the end it is the strict read that says so. */
	if (up_to && offset <= r->length && n > r->length - offset)
		n = r->length - offset;
	result = mn__judge(r, "read", offset, n, MN__PROT_READ);
	if (mn__likely(result == 0 && n)) {
		if (mn__unlikely(!buffer))
			result = mn__null_buffer("read");
		else if (mn__likely(mn__copy_in(t, buffer, r->base + offset, (size_t)n)))
			result = (int64_t)n;
		else
			result = mn__page_gone(r, "read", offset, n);
	}
	mn__about(result, call, "region", id, offset, n);
	mn__read_unlock(&e->lock, t);
	return result;
}

int64_t mn_region_read(int64_t id, uint64_t offset, void *buffer, uint64_t n)
{
	return mn__region_read(__func__, id, offset, buffer, n, 0);
}

MN_HOT int64_t mn__region_write(const char *call, int64_t id, uint64_t offset, const void *buffer, uint64_t n)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = mn__likely(t != NULL) ? mn__enter_to_write(id, MN__REGION) : NULL;
	struct mn__region *r;
	int64_t result;

	if (mn__unlikely(!e))
		return mn__wrong(mn__not_entered(t, MN__REGION), call, id, offset, n);
	r = e->object;
	result = mn__judge(r, "write", offset, n, MN__PROT_WRITE);
	if (mn__likely(result == 0 && n)) {
		if (mn__unlikely(!buffer))
			result = mn__null_buffer("write");
		else if (mn__likely(mn__copy_out(t, r->base + offset, buffer, (size_t)n)))
			result = (int64_t)n;
		else
			result = mn__page_gone(r, "write", offset, n);
	}
	mn__about(result, call, "region", id, offset, n);
	mn__write_unlock(&e->lock);
	return result;
}

int64_t mn_region_write(int64_t id, uint64_t offset, const void *buffer, uint64_t n)
{
	return mn__region_write(__func__, id, offset, buffer, n);
}

/* ---- Work that is more than one copy ------------------------------------ */

/* What a piece of work needs to know, and what it touches. */
struct mn__work {
	uint8_t *at;             /* the first byte, or the destination */
	const uint8_t *from;
	uint8_t *buffer;
	int64_t step;
	size_t n;
	int value;
};

typedef void mn__worker(void *work);
typedef bool mn__kernel_worker(const struct mn__work *work);

/* Runs a worker under the guard, or its twin that goes through the kernel. */
static bool mn__work_on(struct mn__thread *t, uint8_t *low, size_t length, mn__worker *worker,
                        mn__kernel_worker *by_kernel, struct mn__work *work)
{
	return mn__by_kernel(t) ? by_kernel(work) : mn__guarded(t, low, length, worker, work);
}

/* The lowest offset and the length of what n steps touch, or false. */
static bool mn__strided_range(uint64_t offset, int64_t step, uint64_t n, uint64_t length, uint64_t *low, uint64_t *span)
{
	uint64_t size = step < 0 ? -(uint64_t)step : (uint64_t)step, reach;

	if (n == 0) {
		*low = offset;
		*span = 0;
		return offset <= length;
	}
	/* Without a step the region sets no limit, but no buffer is larger. */
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

	/* First a look at every byte, so that the buffer is not left half done. */
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

/* Asks for the pages of all bytes, one after the other: what lies between them
   need not be brought in. */
static bool mn__strided_kernel_has(const struct mn__work *w, bool to_write)
{
	const uint8_t *last = NULL;

	for (size_t i = 0; i < w->n; i++) {
		const uint8_t *p = w->at + (ptrdiff_t)i * w->step;

		if (last && (uintptr_t)p / 4096 == (uintptr_t)last / 4096)
			continue;
		if (!mn__kernel_has(p, 1, to_write))
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

static int64_t mn__strided(int64_t id, uint64_t offset, int64_t step, uint64_t n, void *buffer, int32_t need)
{
	const char *what = need & MN__PROT_WRITE ? "strided write" : "strided read";
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = !t ? NULL : need & MN__PROT_WRITE ? mn__enter_to_write(id, MN__REGION)
	                      : mn__enter_to_read(id, MN__REGION, t);
	struct mn__region *r;
	uint64_t low = 0, span = 0;
	int64_t result;

	if (!e)
		return mn__not_entered(t, MN__REGION);
	r = e->object;
	if (!mn__strided_range(offset, step, n, r->length, &low, &span))
		result = mn__fail(-ERANGE, "%s of %" PRIu64 " bytes at %" PRIu64 ", %" PRId64
		                  " apart, leaves the region (%" PRIu64 " bytes)", what, n, offset, step, r->length);
	else
		result = mn__judge(r, what, low, span, need);
	if (result == 0 && n && !buffer)
		result = mn__null_buffer(what);
	if (result == 0 && n) {
		struct mn__work work = { r->base + offset, NULL, buffer, step, (size_t)n, 0 };
		bool write = need & MN__PROT_WRITE;

		result = mn__work_on(t, r->base + low, (size_t)span, write ? mn__strided_out : mn__strided_in,
		                     write ? mn__strided_kernel_out : mn__strided_kernel_in, &work)
		         ? (int64_t)n : mn__page_gone(r, what, low, span);
	}
	if (need & MN__PROT_WRITE)
		mn__write_unlock(&e->lock);
	else
		mn__read_unlock(&e->lock, t);
	return result;
}

int64_t mn_region_read_strided(int64_t id, uint64_t offset, int64_t step, uint64_t n, void *buffer)
{
	int64_t result = mn__strided(id, offset, step, n, buffer, MN__PROT_READ);

	mn__about(result, __func__, "region", id, offset, n);
	return result;
}

int64_t mn_region_write_strided(int64_t id, uint64_t offset, int64_t step, uint64_t n, const void *buffer)
{
	/* The one function serves both ways; this way it only reads the buffer. */
	int64_t result = mn__strided(id, offset, step, n, (void *)(uintptr_t)buffer, MN__PROT_WRITE);

	mn__about(result, __func__, "region", id, offset, n);
	return result;
}

static void mn__fill(void *argument)
{
	struct mn__work *w = argument;

	mn__touch_to_write(w->at, w->n);
	memset(w->at, w->value, w->n);
}

static bool mn__fill_by_kernel(const struct mn__work *w)
{
	uint8_t chunk[4096];
	bool ok = mn__kernel_has(w->at, w->n, true);

	memset(chunk, w->value, sizeof chunk);
	for (size_t done = 0, n; ok && done < w->n; done += n) {
		n = w->n - done < sizeof chunk ? w->n - done : sizeof chunk;
		ok = mn__kernel_copy_out(w->at + done, chunk, n);
	}
	return ok;
}

static int32_t mn__region_fill(int64_t id, uint64_t offset, uint64_t n, uint32_t byte)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = t ? mn__enter_to_write(id, MN__REGION) : NULL;
	struct mn__region *r;
	int32_t result;

	if (!e)
		return mn__not_entered(t, MN__REGION);
	r = e->object;
	n = mn__up_to_end(offset, n, r->length);
	result = byte > 255 ? mn__no_byte("fill", byte)
	         : mn__judge(r, "fill", offset, n, MN__PROT_WRITE);
	if (result == 0 && n) {
		struct mn__work work = { r->base + offset, NULL, NULL, 0, (size_t)n, (int)byte };

		if (!mn__work_on(t, work.at, work.n, mn__fill, mn__fill_by_kernel, &work))
			result = mn__page_gone(r, "fill", offset, n);
	}
	mn__write_unlock(&e->lock);
	return result;
}

int32_t mn_region_fill(int64_t id, uint64_t offset, uint64_t n, uint32_t byte)
{
	int32_t result = mn__region_fill(id, offset, n, byte);

	mn__about_range(result, __func__, id, offset, n);
	return result;
}

static void mn__move(void *argument)
{
	struct mn__work *w = argument;

	mn__touch_to_read(w->from, w->n);
	mn__touch_to_write(w->at, w->n);
	memmove(w->at, w->from, w->n);
}

static bool mn__move_by_kernel(const struct mn__work *w)
{
	uint8_t chunk[4096];
	bool down = w->at <= w->from, ok = mn__kernel_has(w->from, w->n, false) && mn__kernel_has(w->at, w->n, true);

	/* Chunk by chunk from the side that is not overwritten first. */
	for (size_t done = 0, n, k; ok && done < w->n; done += n) {
		n = w->n - done < sizeof chunk ? w->n - done : sizeof chunk;
		k = down ? done : w->n - done - n;
		ok = mn__kernel_copy_in(chunk, w->from + k, n) && mn__kernel_copy_out(w->at + k, chunk, n);
	}
	return ok;
}

static int32_t mn__region_move(int64_t id, uint64_t to, uint64_t from, uint64_t n)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = t ? mn__enter_to_write(id, MN__REGION) : NULL;
	struct mn__region *r;
	int32_t result;

	if (!e)
		return mn__not_entered(t, MN__REGION);
	r = e->object;
	result = mn__judge(r, "move (from)", from, n, MN__PROT_READ);
	if (result == 0)
		result = mn__judge(r, "move (to)", to, n, MN__PROT_WRITE);
	if (result == 0 && n) {
		struct mn__work work = { r->base + to, r->base + from, NULL, 0, (size_t)n, 0 };
		uint64_t low = to < from ? to : from, high = to < from ? from : to;

		if (!mn__work_on(t, r->base + low, (size_t)(high - low + n), mn__move, mn__move_by_kernel, &work))
			result = mn__page_gone(r, "move", low, high - low + n);
	}
	mn__write_unlock(&e->lock);
	return result;
}

int32_t mn_region_move(int64_t id, uint64_t to, uint64_t from, uint64_t n)
{
	int32_t result = mn__region_move(id, to, from, n);

	mn__about(result, __func__, "region", id, to, n);
	return result;
}

/* ---- Numbers ------------------------------------------------------------ */

/* Each number is read by this, for the exported function `call`. */
static int64_t mn__read_number(const char *call, int64_t id, uint64_t offset, uint8_t *bytes, size_t size)
{
	return mn__region_read(call, id, offset, bytes, size, 0);
}

static int64_t mn__write_number(const char *call, int64_t id, uint64_t offset, const uint8_t *bytes, size_t size)
{
	return mn__region_write(call, id, offset, bytes, size);
}

int32_t mn_region_get_u8(int64_t id, uint64_t offset)
{
	uint8_t byte;
	int64_t result = mn__read_number(__func__, id, offset, &byte, 1);

	return result < 0 ? (int32_t)result : byte;
}

int32_t mn_region_set_u8(int64_t id, uint64_t offset, uint32_t value)
{
	uint8_t byte = (uint8_t)value;
	int64_t result;

	if (value > 255)
		return mn__wrong(mn__no_byte("write", value), __func__, id, offset, 1);
	result = mn__write_number(__func__, id, offset, &byte, 1);
	return result < 0 ? (int32_t)result : 0;
}

/* A number in memory is its bytes; only the order may have to be turned. */
static void mn__ordered(uint8_t *to, const uint8_t *from, size_t size, int32_t order)
{
	const union { uint16_t number; uint8_t first; } one = { 1 };
	bool turn = order == (one.first == 1 ? MN_ORDER_BIG : MN_ORDER_LITTLE);

	for (size_t i = 0; i < size; i++)
		to[i] = from[turn ? size - 1 - i : i];
}

/* The number is copied byte by byte, because an FFI can pass a `value` that is not
   aligned for its type. */
static int32_t mn__get(const char *call, int64_t id, uint64_t offset, void *value, size_t size, int32_t order)
{
	uint8_t bytes[8];
	int64_t result;

	if (!value)
		return mn__wrong(mn__null_buffer("read of a number"), call, id, offset, size);
	result = mn__read_number(call, id, offset, bytes, size);
	if (result < 0)
		return (int32_t)result;
	mn__ordered(value, bytes, size, order);
	return 0;
}

static int32_t mn__set(const char *call, int64_t id, uint64_t offset, const void *value, size_t size, int32_t order)
{
	uint8_t bytes[8];
	int64_t result;

	if (!value)
		return mn__wrong(mn__null_buffer("write of a number"), call, id, offset, size);
	mn__ordered(bytes, value, size, order);
	result = mn__write_number(call, id, offset, bytes, size);
	return result < 0 ? (int32_t)result : 0;
}

/* The number itself.  One of 64 bits that an int64_t does not hold would be an
   error of another name. */
MN_HOT int64_t mn__value(const char *call, int64_t id, uint64_t offset, size_t size, int32_t order)
{
	uint8_t bytes[8];
	uint64_t number = 0;
	int64_t result = mn__read_number(call, id, offset, bytes, size);

	if (mn__unlikely(result < 0))
		return result;
	for (size_t i = 0; i < size; i++)
		number = number << 8 | bytes[order == MN_ORDER_BIG ? i : size - 1 - i];
	if (mn__unlikely(number > INT64_MAX))
		return mn__wrong(mn__fail(-EOVERFLOW, "the number at %" PRIu64 " is %" PRIu64 ", more than a result holds: read it "
		                          "into a buffer", offset, number), call, id, offset, size);
	return (int64_t)number;
}

int64_t mn_region_u8(int64_t id, uint64_t offset) { return mn__value(__func__, id, offset, 1, MN_ORDER_LITTLE); }
int64_t mn_region_u16_le(int64_t id, uint64_t offset) { return mn__value(__func__, id, offset, 2, MN_ORDER_LITTLE); }
int64_t mn_region_u16_be(int64_t id, uint64_t offset) { return mn__value(__func__, id, offset, 2, MN_ORDER_BIG); }
int64_t mn_region_u32_le(int64_t id, uint64_t offset) { return mn__value(__func__, id, offset, 4, MN_ORDER_LITTLE); }
int64_t mn_region_u32_be(int64_t id, uint64_t offset) { return mn__value(__func__, id, offset, 4, MN_ORDER_BIG); }
int64_t mn_region_u64_le(int64_t id, uint64_t offset) { return mn__value(__func__, id, offset, 8, MN_ORDER_LITTLE); }
int64_t mn_region_u64_be(int64_t id, uint64_t offset) { return mn__value(__func__, id, offset, 8, MN_ORDER_BIG); }

#define MN__NUMBER(name, type) \
	int32_t mn_region_get_##name##_le(int64_t id, uint64_t offset, type *value) \
	{ return mn__get(__func__, id, offset, value, sizeof(type), MN_ORDER_LITTLE); } \
	int32_t mn_region_get_##name##_be(int64_t id, uint64_t offset, type *value) \
	{ return mn__get(__func__, id, offset, value, sizeof(type), MN_ORDER_BIG); } \
	int32_t mn_region_set_##name##_le(int64_t id, uint64_t offset, const type *value) \
	{ return mn__set(__func__, id, offset, value, sizeof(type), MN_ORDER_LITTLE); } \
	int32_t mn_region_set_##name##_be(int64_t id, uint64_t offset, const type *value) \
	{ return mn__set(__func__, id, offset, value, sizeof(type), MN_ORDER_BIG); }

MN__NUMBER(u16, uint16_t)
MN__NUMBER(u32, uint32_t)
MN__NUMBER(u64, uint64_t)
MN__NUMBER(i16, int16_t)
MN__NUMBER(i32, int32_t)
MN__NUMBER(i64, int64_t)
MN__NUMBER(f32, float)
MN__NUMBER(f64, double)

/* ---- Atomics ------------------------------------------------------------ */

enum mn__operation { MN__LOOK, MN__LOAD, MN__STORE, MN__ADD, MN__AND, MN__OR, MN__XOR, MN__EXCHANGE, MN__COMPARE_EXCHANGE };

struct mn__atomic {
	void *at;
	enum mn__operation operation;
	int wide;                      /* 64 bits, otherwise 32 */
	uint64_t operand, expected, previous;
};

#define MN__ATOMIC(type) do { \
		type *p = a->at, operand = (type)a->operand, before = (type)a->expected; \
		switch (a->operation) { \
		case MN__LOOK: \
		case MN__LOAD: before = __atomic_load_n(p, __ATOMIC_SEQ_CST); break; \
		case MN__STORE: __atomic_store_n(p, operand, __ATOMIC_SEQ_CST); break; \
		case MN__ADD: before = __atomic_fetch_add(p, operand, __ATOMIC_SEQ_CST); break; \
		case MN__AND: before = __atomic_fetch_and(p, operand, __ATOMIC_SEQ_CST); break; \
		case MN__OR: before = __atomic_fetch_or(p, operand, __ATOMIC_SEQ_CST); break; \
		case MN__XOR: before = __atomic_fetch_xor(p, operand, __ATOMIC_SEQ_CST); break; \
		case MN__EXCHANGE: before = __atomic_exchange_n(p, operand, __ATOMIC_SEQ_CST); break; \
		case MN__COMPARE_EXCHANGE: \
			(void)__atomic_compare_exchange_n(p, &before, operand, 0, __ATOMIC_SEQ_CST, \
			                                  __ATOMIC_SEQ_CST); \
			break; \
		} \
		a->previous = before; \
	} while (0)

static void mn__atomic(void *argument)
{
	struct mn__atomic *a = argument;

#if MN__WIDE_ATOMICS
	if (a->wide) {
		MN__ATOMIC(uint64_t);
		return;
	}
#endif
	MN__ATOMIC(uint32_t);
}

/* The kernel has no such operation on the process's own memory, and a page that
   is there when it is looked at can be gone a moment later.  So without the
   handler only memory that nobody can cut short has atomic operations; the look
   brings a page in that was not used yet. */
static int32_t mn__atomically_without_handler(struct mn__region *r, uint64_t offset, struct mn__atomic *a, size_t size)
{
	uint32_t word;

	if (a->operation == MN__LOOK) {
		if (!mn__kernel_copy_in(&word, a->at, sizeof word))
			return mn__page_gone(r, "look at a word", offset, size);
		a->previous = word;
		return 0;
	}
	if (!mn__is_anonymous(r) && (r->fd < 0 || mn__os_is_sealed(r->fd) != 1))
		return mn__fail(-EOPNOTSUPP, "an atomic operation at %" PRIu64 " needs guard mode 0 or 2 and a thread that does "
		                "not block SIGBUS, because others can cut this file short; a sealed memory file and "
		                "anonymous memory need neither", offset);
	if (!mn__kernel_has(a->at, size, a->operation > MN__LOAD))
		return mn__page_gone(r, "an atomic operation", offset, size);
	mn__atomic(a);
	return 0;
}

/* Atomic operations stand beside each other like readers; what they change is
   their own business and the processor's. */
static int32_t mn__look_or_change(int64_t id, uint64_t offset, struct mn__atomic *a)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = t ? mn__enter_to_read(id, MN__REGION, t) : NULL;
	size_t size = a->wide ? 8 : 4;
	struct mn__region *r;
	int32_t result;

	if (!e)
		return mn__not_entered(t, MN__REGION);
	r = e->object;
	/* A lock instead would be one of this process alone. */
	result = a->wide && !MN__WIDE_ATOMICS
	         ? mn__fail(-ENOSYS, "this processor has no atomic operations on 8 bytes, only on 4")
	         : mn__judge(r, "an atomic operation", offset, size,
	                     a->operation <= MN__LOAD ? MN__PROT_READ : MN__PROT_READ | MN__PROT_WRITE);
	a->at = result == 0 ? r->base + offset : NULL;
	if (result == 0 && (uintptr_t)a->at % size != 0)
		result = mn__fail(-EINVAL, "an atomic operation on %" PRIu64 " bytes at %" PRIu64 ": this place is not aligned to %"
		                  PRIu64 " bytes in memory", (uint64_t)size, offset, (uint64_t)size);
	if (result == 0 && mn__by_kernel(t))
		result = mn__atomically_without_handler(r, offset, a, size);
	else if (result == 0 && !mn__guarded(t, a->at, size, mn__atomic, a))
		result = mn__page_gone(r, "an atomic operation", offset, size);
	mn__read_unlock(&e->lock, t);
	return result;
}

static int32_t mn__atomically(int64_t id, uint64_t offset, struct mn__atomic *a, const char *call)
{
	int32_t result = mn__look_or_change(id, offset, a);

	mn__about(result, call, "region", id, offset, a->wide ? 8 : 4);
	return result;
}

#define MN__ATOMIC_CALL(word, operation_, bits, type) \
	int32_t mn_region_atomic_##word##_u##bits(int64_t id, uint64_t offset, type operand, type *previous) \
	{ \
		struct mn__atomic a = { NULL, operation_, bits == 64, operand, 0, 0 }; \
		int32_t result = mn__atomically(id, offset, &a, __func__); \
		if (result == 0 && previous) \
			*previous = (type)a.previous; \
		return result; \
	}

#define MN__ATOMIC_CALLS(bits, type) \
	int32_t mn_region_atomic_load_u##bits(int64_t id, uint64_t offset, type *value) \
	{ \
		struct mn__atomic a = { NULL, MN__LOAD, bits == 64, 0, 0, 0 }; \
		int32_t result = value ? mn__atomically(id, offset, &a, __func__) : mn__null_buffer("an atomic load"); \
		mn__about(result, __func__, "region", id, offset, bits / 8); \
		if (result == 0) \
			*value = (type)a.previous; \
		return result; \
	} \
	int32_t mn_region_atomic_store_u##bits(int64_t id, uint64_t offset, type value) \
	{ \
		struct mn__atomic a = { NULL, MN__STORE, bits == 64, value, 0, 0 }; \
		return mn__atomically(id, offset, &a, __func__); \
	} \
	MN__ATOMIC_CALL(add, MN__ADD, bits, type) \
	MN__ATOMIC_CALL(and, MN__AND, bits, type) \
	MN__ATOMIC_CALL(or, MN__OR, bits, type) \
	MN__ATOMIC_CALL(xor, MN__XOR, bits, type) \
	MN__ATOMIC_CALL(exchange, MN__EXCHANGE, bits, type) \
	int32_t mn_region_atomic_compare_exchange_u##bits(int64_t id, uint64_t offset, type expected, type desired, \
	                                                  type *previous) \
	{ \
		struct mn__atomic a = { NULL, MN__COMPARE_EXCHANGE, bits == 64, desired, expected, 0 }; \
		int32_t result = mn__atomically(id, offset, &a, __func__); \
		if (result == 0 && previous) \
			*previous = (type)a.previous; \
		return result < 0 ? result : a.previous == expected; \
	}

MN__ATOMIC_CALLS(32, uint32_t)
MN__ATOMIC_CALLS(64, uint64_t)

/* The address of a word to sleep on, judged like an atomic load.  Without the
   handler the kernel copies the word; it also compares it once more, at once and
   as a whole, before it lets the thread sleep. */
static int32_t mn__word_at(int64_t id, uint64_t offset, const uint32_t **word, uint32_t *value)
{
	struct mn__atomic a = { NULL, MN__LOOK, 0, 0, 0, 0 };
	int32_t result = mn__look_or_change(id, offset, &a);

	*word = a.at;
	*value = (uint32_t)a.previous;
	return result;
}

/* A closed region must not keep a sleeper for ever, so sleep comes in pieces
   and each begins with the id.  The kernel looks at the address only when one
   begins, and answers -EFAULT where nothing is mapped any more. */

static int32_t mn__wait_u32(int64_t id, uint64_t offset, uint32_t expected, int32_t timeout_ms, bool stop)
{
	int64_t deadline = timeout_ms > 0 ? mn__os_milliseconds() + timeout_ms : 0;

	for (;;) {
		int64_t left = timeout_ms < 0 ? MN__NAP_MS : timeout_ms == 0 ? 0 : deadline - mn__os_milliseconds();
		const uint32_t *word;
		uint32_t value;
		int32_t result = mn__word_at(id, offset, &word, &value);

		if (result < 0)
			return result;
		if (value != expected)
			return mn__fail(-EAGAIN, "wait: the word at %" PRIu64 " is %" PRIu32 ", not %" PRIu32, offset, value,
			                expected);
		if (left <= 0)
			return mn__fail(-ETIMEDOUT, "wait: the word at %" PRIu64 " stayed %" PRIu32 " for %" PRId32 " ms", offset,
			                value, timeout_ms);
		mn__os_end_if_cancelled();
		result = mn__os_wait(word, expected, left < MN__NAP_MS ? left : MN__NAP_MS, 1);
		if (result == 0)
			return 0;
		/* Some systems send a signal to the thread that is cancelled. */
		if (result == -EINTR)
			mn__os_end_if_cancelled();
		if (result == -EINTR && stop)
			return mn__fail(result, "wait: a signal ended the wait for the word at %" PRIu64, offset);
		/* The kernel does not sleep on memory that nobody can write. */
		if (result != -EAGAIN && result != -ETIMEDOUT && result != -EINTR)
			mn__nap(left < 10 ? left : 10);
	}
}

int32_t mn_region_wait_u32(int64_t id, uint64_t offset, uint32_t expected, int32_t timeout_ms)
{
	int32_t result = mn__wait_u32(id, offset, expected, timeout_ms, true);

	mn__about(result, __func__, "region", id, offset, 4);
	return result;
}

int32_t mn_region_await_u32(int64_t id, uint64_t offset, uint32_t expected, int32_t timeout_ms)
{
	int32_t result = mn__wait_u32(id, offset, expected, timeout_ms, false);

	mn__about(result, __func__, "region", id, offset, 4);
	return result;
}

int32_t mn_region_wake_u32(int64_t id, uint64_t offset, int32_t count)
{
	const uint32_t *word;
	uint32_t value;
	int32_t result = mn__word_at(id, offset, &word, &value);

	if (result == 0 && count < 0)
		result = mn__fail(-EINVAL, "wake: %" PRId32 " waiting threads cannot be woken", count);
	if (result == 0) {
		result = mn__os_wake(word, count, 1);
		/* EFAULT: the kernel allows no futex here, so there are no waiters. */
		if (result == -EFAULT)
			result = 0;
		if (result < 0)
			(void)mn__fail(result, "wake at %" PRIu64 ": " MN__WHY, offset, mn__why(result));
	}
	mn__about(result, __func__, "region", id, offset, 4);
	return result;
}

#endif
