/* Atomic operations on the words of a region, and waiting for a word to change.  Other
   processes that map the same memory take part in both. */

#include "bytes.h"

/* MN__PEEK loads a word for the kernel to wait on. */
enum mn__operation { MN__PEEK, MN__LOAD, MN__STORE, MN__ADD, MN__AND, MN__OR, MN__XOR, MN__EXCHANGE, MN__COMPARE_EXCHANGE };

struct mn__atomic {
	void *at;
	enum mn__operation operation;
	int wide;               /* 64 bits, otherwise 32 */
	uint64_t operand, expected, previous;
};

#define MN__ATOMIC(type) do { \
		type *p = a->at, operand = (type)a->operand, before = (type)a->expected; \
		switch (a->operation) { \
		case MN__PEEK: \
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

/* The kernel has no atomic operation on a process's memory, and a page of a file can
   disappear after it was checked.  Without the handler, atomic operations need memory
   that no process can cut short; the check only brings in a page that is new. */
static int32_t mn__atomically_without_handler(struct mn__region *r, uint64_t offset, struct mn__atomic *a, size_t size)
{
	uint32_t word;

	if (a->operation == MN__PEEK) {
		if (!mn__kernel_copy_in(&word, a->at, sizeof word))
			return mn__fault_error(r, "look at a word", offset, size);
		a->previous = word;
		return 0;
	}
	if (!mn__is_anonymous(r) && (r->fd < 0 || mn__os_is_sealed(r->fd) != 1))
		return mn__fail(-EOPNOTSUPP, "an atomic operation at %" PRIu64 " needs guard mode 0 or 2 and a thread that does "
		                "not block SIGBUS, because another process can cut this file short; a sealed memory file and "
		                "anonymous memory need neither", offset);
	if (!mn__kernel_reaches(a->at, size, a->operation > MN__LOAD))
		return mn__fault_error(r, "an atomic operation", offset, size);
	mn__atomic(a);
	return 0;
}

/* Atomic operations lock the region like reads: the processor orders them among each
   other. */
static int32_t mn__atomic_access(int64_t id, uint64_t offset, struct mn__atomic *a)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = t ? mn__enter_to_read(id, &mn__region_kind, t) : NULL;
	size_t size = a->wide ? 8 : 4;
	struct mn__region *r;
	int32_t result;

	if (!e)
		return mn__no_region(t);
	r = e->object;
	/* A lock would not exclude the operations of other processes. */
	result = a->wide && !MN__WIDE_ATOMICS
	         ? mn__fail(-ENOSYS, "this processor has no atomic operations on 8 bytes, only on 4")
	         : mn__check_range(r, "an atomic operation", offset, size,
	                     a->operation <= MN__LOAD ? MN__PROT_READ : MN__PROT_READ | MN__PROT_WRITE);
	a->at = result == 0 ? r->base + offset : NULL;
	if (result == 0 && (uintptr_t)a->at % size != 0)
		result = mn__fail(-EINVAL, "an atomic operation on %" PRIu64 " bytes at %" PRIu64 ": its address is not aligned to %"
		                  PRIu64 " bytes", (uint64_t)size, offset, (uint64_t)size);
	if (result == 0 && mn__by_kernel(t))
		result = mn__atomically_without_handler(r, offset, a, size);
	else if (result == 0 && !mn__guarded(t, a->at, size, mn__atomic, a))
		result = mn__fault_error(r, "an atomic operation", offset, size);
	mn__read_unlock(&e->lock, t);
	return result;
}

static int32_t mn__atomically(int64_t id, uint64_t offset, struct mn__atomic *a, const char *call)
{
	int32_t result = mn__atomic_access(id, offset, a);

	mn__error_context(result, call, "region", id, offset, a->wide ? 8 : 4);
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
		mn__error_context(result, __func__, "region", id, offset, bits / 8); \
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

/* ---- Waiting for a word ---- */

/* The address of a word to wait on, checked like an atomic load, and its value.  Without
   the handler the kernel copies the word, perhaps while it changes: the kernel compares
   it again, as a whole, before the thread sleeps. */
static int32_t mn__word_at(int64_t id, uint64_t offset, const uint32_t **word, uint32_t *value)
{
	struct mn__atomic a = { NULL, MN__PEEK, 0, 0, 0, 0 };
	int32_t result = mn__atomic_access(id, offset, &a);

	*word = a.at;
	*value = (uint32_t)a.previous;
	return result;
}

/* Each sleep begins with the id, so a closed region ends the wait.  The kernel reads the
   word only when a sleep begins; if it is unmapped by then, that is -EFAULT. */
static int32_t mn__wait_u32(int64_t id, uint64_t offset, uint32_t expected, int32_t timeout_ms, bool interruptible)
{
	struct mn__wait wait = mn__wait_begin(timeout_ms, interruptible);

	for (;;) {
		const uint32_t *word;
		uint32_t value;
		int32_t result = mn__word_at(id, offset, &word, &value);

		if (result < 0)
			return result;
		if (value != expected)
			return mn__fail(-EAGAIN, "wait: the word at %" PRIu64 " is %" PRIu32 ", not %" PRIu32, offset, value,
			                expected);
		result = mn__wait_once(&wait, word, expected, 1);
		if (result == 0)
			return 0;
		if (result == -ETIMEDOUT)
			return mn__fail(result, "wait: the word at %" PRIu64 " stayed %" PRIu32 " for %" PRId32 " ms", offset,
			                value, timeout_ms);
		if (result == -EINTR)
			return mn__fail(result, "wait: a signal ended the wait for the word at %" PRIu64, offset);
	}
}

int32_t mn_region_wait_u32(int64_t id, uint64_t offset, uint32_t expected, int32_t timeout_ms)
{
	int32_t result = mn__wait_u32(id, offset, expected, timeout_ms, true);

	mn__error_context(result, __func__, "region", id, offset, 4);
	return result;
}

int32_t mn_region_await_u32(int64_t id, uint64_t offset, uint32_t expected, int32_t timeout_ms)
{
	int32_t result = mn__wait_u32(id, offset, expected, timeout_ms, false);

	mn__error_context(result, __func__, "region", id, offset, 4);
	return result;
}

int32_t mn_region_wake_u32(int64_t id, uint64_t offset, int32_t count)
{
	const uint32_t *word;
	uint32_t value;
	int32_t result = mn__word_at(id, offset, &word, &value);

	if (result == 0 && count < 0)
		result = mn__fail(-EINVAL, "wake: the count %" PRId32 " is negative", count);
	if (result == 0) {
		result = mn__os_wake(word, count, 1);
		/* EFAULT: the kernel allows no futex here, so there are no waiters. */
		if (result == -EFAULT)
			result = 0;
		if (result < 0)
			(void)mn__fail(result, "wake at %" PRIu64 ": " MN__ERR_FMT, offset, mn__err_args(result));
	}
	mn__error_context(result, __func__, "region", id, offset, 4);
	return result;
}
