/* The steps of the model.  Each does the same operation on the region and on
   the array, and both must give the same result. */

#ifndef T_REGION_STEPS_H
#define T_REGION_STEPS_H

#include "model.h"
#include "numbers.h"

/* A range, mostly inside; few letters, so that searching finds something. */
static void range(uint64_t *offset, uint64_t *n)
{
	static const uint64_t far[] = { UINT64_MAX, INT64_MAX, UINT64_C(1) << 63, UINT64_MAX - 4095 };

	*offset = below(m.length + 1);
	*n = one_in(2) ? below(100) : below(m.length + 1);
	if (*n > m.length - *offset && !one_in(8))
		*n = m.length - *offset;
	if (one_in(30))
		*offset = one_in(2) ? m.length + below(9000) : far[below(4)];
	if (one_in(40))
		*n = far[below(4)];
}

/* A range without a buffer, of which INT64_MAX bytes are those up to the end. */
static void range_to_end(uint64_t *offset, uint64_t *n, uint64_t *asked)
{
	range(offset, n);
	*asked = one_in(10) ? INT64_MAX : *n;
	if (*asked == INT64_MAX)
		*n = *offset <= m.length ? m.length - *offset : INT64_MAX;
}

static void letters(uint8_t *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (uint8_t)"ab\nabcabbaca\0b"[below(14)];
}

static size_t usable(uint64_t n)
{
	return n < m.limit ? (size_t)n : m.limit;
}

static void step_read(void)
{
	uint64_t o, n;

	range(&o, &n);
	begin("read(%" PRIu64 ", %" PRIu64 ")", o, n);
	judge(o, n, PROT_READ);
	memset(scratch, 0x5a, m.limit);
	memset(twin, 0x5a, m.limit);
	/* A thread never waits for a slice of its own, with any timeout. */
	if (went(one_in(4) ? mn_region_read_wait(m.id, o, scratch, n, (int32_t)below(3) - 1)
	         : mn_region_read(m.id, o, scratch, n), (int64_t)n) && n)
		memcpy(twin, bytes() + o, (size_t)n);
	same_bytes(scratch, twin, m.limit, 0, "of the buffer");
}

static void step_write(void)
{
	uint64_t o, n;

	range(&o, &n);
	begin("write(%" PRIu64 ", %" PRIu64 ")", o, n);
	judge(o, n, PROT_WRITE);
	letters(scratch, usable(n));
	if (went(one_in(4) ? mn_region_write_wait(m.id, o, scratch, n, (int32_t)below(3) - 1)
	         : mn_region_write(m.id, o, scratch, n), (int64_t)n) && n)
		memcpy(bytes() + o, scratch, (size_t)n);
}

static void step_strided(void)
{
	uint64_t o, n;
	int64_t by = (int64_t)below(200) - 100;
	int write = one_in(2);
	uint64_t size = (uint64_t)(by < 0 ? -by : by), low, span;

	range(&o, &n);
	if (one_in(4))
		by = by * 41, size *= 41;
	/* The buffer has to hold what the call is asked for, also with step 0. */
	if (n < UINT64_C(1) << 40 && size && !one_in(10))
		n = n / size;
	if (n < UINT64_C(1) << 40)
		n = usable(n);
	else
		by = one_in(2) ? INT64_MIN : INT64_MAX, size = UINT64_C(1) << 62;
	begin("strided %s(%" PRIu64 ", %" PRId64 ", %" PRIu64 ")", write ? "write" : "read", o, by, n);
	span = n == 0 ? 0 : n > m.limit ? UINT64_MAX : (n - 1) * size + 1;
	low = by < 0 && n && span - 1 <= o ? o - (span - 1) : o;
	if (n && (o >= m.length || (by < 0 ? span - 1 > o : span > m.length - o))) {
		error_if(1, -ERANGE);
		error_if(m.slice_count > 0, -EBUSY);
	} else {
		judge(low, span, write ? PROT_WRITE : PROT_READ);
	}
	if (write) {
		letters(scratch, m.limit);
		if (went(mn_region_write_strided(m.id, o, by, n, scratch), (int64_t)n))
			for (size_t i = 0; i < n; i++)
				bytes()[(ptrdiff_t)o + (ptrdiff_t)i * by] = scratch[i];
		return;
	}
	memset(scratch, 0x5a, m.limit);
	memset(twin, 0x5a, m.limit);
	if (went(mn_region_read_strided(m.id, o, by, n, scratch), (int64_t)n))
		for (size_t i = 0; i < n; i++)
			twin[i] = bytes()[(ptrdiff_t)o + (ptrdiff_t)i * by];
	same_bytes(scratch, twin, m.limit, 0, "of the buffer");
}

static void step_fill(void)
{
	uint64_t o, n, asked;
	uint32_t byte = one_in(20) ? 256 + (uint32_t)below(1000) : (uint32_t)"abc\n"[below(4)];

	range_to_end(&o, &n, &asked);
	begin("fill(%" PRIu64 ", %" PRIu64 ", %" PRIu32 ")", o, asked, byte);
	judge(o, n, PROT_WRITE);
	if (byte > 255)
		either = 0;
	error_if(byte > 255, -EINVAL);
	if (went(mn_region_fill(m.id, o, asked, byte), 0) && n)
		memset(bytes() + o, (int)byte, (size_t)n);
}

static void step_move(void)
{
	uint64_t to, from, n, other;
	int open;

	range(&from, &n);
	range(&to, &other);
	if (inside(from, n) && n <= m.length && !one_in(10) && to > m.length - n)
		to = below(m.length - (size_t)n + 1);
	begin("move(%" PRIu64 ", %" PRIu64 ", %" PRIu64 ")", to, from, n);
	judge(from, n, PROT_READ);
	open = either;
	judge(to, n, PROT_WRITE);
	either &= open;
	if (went(mn_region_move(m.id, to, from, n), 0) && n)
		memmove(bytes() + to, bytes() + from, (size_t)n);
}

/* The bytes of a number in a given order, on any machine. */
static void in_order(uint8_t *to, uint64_t value, size_t size, int little)
{
	for (size_t i = 0; i < size; i++)
		to[little ? i : size - 1 - i] = (uint8_t)(value >> 8 * i);
}

static void step_number(void)
{
	size_t k = below(sizeof numbers / sizeof *numbers), size = numbers[k].size;
	int little = one_in(2), set = one_in(2);
	uint64_t o, n, value = chance() & (size == 8 ? UINT64_MAX : (UINT64_C(1) << 8 * size) - 1);
	uint8_t ordered[8], number[8];
	uint16_t v16;
	uint32_t v32;

	range(&o, &n);
	begin("%s %s_%s(%" PRIu64 ")", set ? "set" : "get", numbers[k].name, little ? "le" : "be", o);
	judge(o, size, set ? PROT_WRITE : PROT_READ);
	if (!set && inside(o, size)) {
		value = 0;
		for (size_t i = 0; i < size; i++)
			value |= (uint64_t)bytes()[o + (little ? i : size - 1 - i)] << 8 * i;
	}
	v16 = (uint16_t)value;
	v32 = (uint32_t)value;
	memcpy(number, size == 2 ? (void *)&v16 : size == 4 ? (void *)&v32 : (void *)&value, size);
	if (set) {
		if (went((little ? numbers[k].set_le : numbers[k].set_be)(m.id, o, number), 0)) {
			in_order(ordered, value, size, little);
			memcpy(bytes() + o, ordered, size);
		}
	} else {
		uint8_t got[8] = { 0 };

		if (went((little ? numbers[k].get_le : numbers[k].get_be)(m.id, o, got), 0))
			same_bytes(got, number, size, 0, "of the number");
	}
}

/* The same numbers by value. */
static void step_value(void)
{
	static int64_t (*const values[])(int64_t, uint64_t) = {
		mn_region_u8, mn_region_u8, mn_region_u16_le, mn_region_u16_be, mn_region_u32_le, mn_region_u32_be,
		mn_region_u64_le, mn_region_u64_be,
	};
	size_t k = below(sizeof values / sizeof *values), size = (size_t)1 << k / 2;
	uint64_t o, n, value = 0;

	range(&o, &n);
	begin("u%zu_%s(%" PRIu64 ")", 8 * size, k % 2 ? "be" : "le", o);
	judge(o, size, PROT_READ);
	for (size_t i = 0; i < size && inside(o, size); i++)
		value = value << 8 | bytes()[o + (k % 2 ? i : size - 1 - i)];
	if (value > INT64_MAX)
		error_if(1, -EOVERFLOW);
	(void)went(values[k](m.id, o), (int64_t)value);
}

/* And as an argument. */
static int32_t put_u16_le(int64_t id, uint64_t o, uint64_t value) { return mn_region_put_u16_le(id, o, (uint32_t)value); }
static int32_t put_u16_be(int64_t id, uint64_t o, uint64_t value) { return mn_region_put_u16_be(id, o, (uint32_t)value); }
static int32_t put_u32_le(int64_t id, uint64_t o, uint64_t value) { return mn_region_put_u32_le(id, o, (uint32_t)value); }
static int32_t put_u32_be(int64_t id, uint64_t o, uint64_t value) { return mn_region_put_u32_be(id, o, (uint32_t)value); }

static void step_put(void)
{
	static int32_t (*const puts[])(int64_t, uint64_t, uint64_t) = {
		put_u16_le, put_u16_be, put_u32_le, put_u32_be, mn_region_put_u64_le, mn_region_put_u64_be,
	};
	size_t k = below(sizeof puts / sizeof *puts), size = (size_t)2 << k / 2;
	uint64_t o, n, value = chance() >> (64 - 8 * size);

	range(&o, &n);
	begin("put_u%zu_%s(%" PRIu64 ", %" PRIu64 ")", 8 * size, k % 2 ? "be" : "le", o, value);
	judge(o, size, PROT_WRITE);
	if (went(puts[k](m.id, o, value), 0))
		for (size_t i = 0; i < size; i++)
			bytes()[o + (k % 2 ? size - 1 - i : i)] = (uint8_t)(value >> (8 * i));
}

static void step_byte(void)
{
	uint64_t o, n;
	uint32_t value = (uint32_t)below(260);

	range(&o, &n);
	begin("get_u8(%" PRIu64 ")", o);
	judge(o, 1, PROT_READ);
	(void)went(mn_region_get_u8(m.id, o), inside(o, 1) ? bytes()[o] : 0);
	begin("set_u8(%" PRIu64 ", %" PRIu32 ")", o, value);
	judge(o, 1, PROT_WRITE);
	error_if(value > 255, -EINVAL);
	if (went(mn_region_set_u8(m.id, o, value), 0))
		bytes()[o] = (uint8_t)value;
}

/* Searching as plainly as it can be said. */
static int64_t plain_search(int what, size_t start, size_t end, const uint8_t *needle, size_t n)
{
	int64_t result = what == 2 ? 0 : -ENOENT;

	if (start > end || n > end - start)
		return result;
	if (n == 0)
		return (int64_t)(what == 0 ? start : what == 1 ? end : end - start + 1);
	for (size_t i = start; i + n <= end; i++) {
		if (bytes()[i] != needle[0] || memcmp(bytes() + i, needle, n) != 0)
			continue;
		if (what == 0)
			return (int64_t)i;
		result = what == 1 ? (int64_t)i : result + 1;
		if (what == 2)
			i += n - 1;
	}
	return result;
}

static void needle_of(uint8_t *needle, size_t n, size_t start)
{
	letters(needle, n);
	/* Half of them are present. */
	if (one_in(2) && inside(start, n) && n)
		memcpy(needle, bytes() + start + below(m.length - start - n + 1), n);
}

static void step_search(void)
{
	static const char *const names[] = { "find", "rfind", "count" };
	uint64_t start, length, end;
	uint8_t needle[40];
	size_t n = below(one_in(3) ? 40 : 5);
	int what = (int)below(3);
	int64_t should;

	range(&start, &length);
	end = one_in(5) ? UINT64_MAX : length > m.length ? length : start + length;
	needle_of(needle, n, start < m.length ? (size_t)start : 0);
	begin("%s(%" PRIu64 ", %" PRIu64 ", %zu bytes)", names[what], start, end, n);
	if (end > m.length)
		end = m.length;
	judge(start < end ? start : end, start < end ? end - start : 0, PROT_READ);
	should = start > end ? what == 2 ? 0 : -ENOENT : plain_search(what, (size_t)start, (size_t)end, needle, n);
	(void)went(what == 0 ? mn_region_find(m.id, start, end, needle, n)
	           : what == 1 ? mn_region_rfind(m.id, start, end, needle, n)
	           : mn_region_count(m.id, start, end, needle, n), should);
}

#define ATOMIC(bits, type) \
	static void step_atomic_##bits(void) \
	{ \
		type operand = (type)chance(), before = 0, got = 0, after; \
		uint64_t o, n; \
		int what = (int)below(8), swaps; \
		int64_t result; \
		\
		range(&o, &n); \
		if (!one_in(4)) \
			o -= (m.lead + o) % sizeof(type) <= o ? (m.lead + o) % sizeof(type) : 0; \
		begin("atomic operation %d on %d bits at %" PRIu64, what, bits, o); \
		judge(o, sizeof(type), what == 0 ? PROT_READ : PROT_READ | PROT_WRITE); \
		error_if((m.lead + o) % sizeof(type) != 0, -EINVAL); \
		error_if(bits == 64 && T_WIDE(0) != 0, -ENOSYS); \
		/* F10: without the handler only memory that cannot be
		   truncated has atomics. */ \
		error_if(mn_guard(-1) == 1 && m.kind->file && !m.kind->sealed, -EOPNOTSUPP); \
		if (inside(o, sizeof(type))) \
			memcpy(&before, bytes() + o, sizeof(type)); \
		swaps = one_in(2); \
		after = before; \
		switch (what) { \
		case 0: result = mn_region_atomic_load_u##bits(m.id, o, &got); break; \
		case 1: result = mn_region_atomic_store_u##bits(m.id, o, operand); got = before; after = operand; break; \
		case 2: result = mn_region_atomic_add_u##bits(m.id, o, operand, &got); after = before + operand; break; \
		case 3: result = mn_region_atomic_and_u##bits(m.id, o, operand, &got); after = before & operand; break; \
		case 4: result = mn_region_atomic_or_u##bits(m.id, o, operand, &got); after = before | operand; break; \
		case 5: result = mn_region_atomic_xor_u##bits(m.id, o, operand, &got); after = before ^ operand; break; \
		case 6: result = mn_region_atomic_exchange_u##bits(m.id, o, operand, &got); after = operand; break; \
		default: \
			result = mn_region_atomic_compare_exchange_u##bits(m.id, o, before + (swaps ? 0 : 1), operand, &got); \
			after = swaps ? operand : before; \
			break; \
		} \
		if (went(result, what == 7 ? swaps : 0)) { \
			SAME(got, before); \
			memcpy(bytes() + o, &after, sizeof(type)); \
		} \
	}

ATOMIC(32, uint32_t)
ATOMIC(64, uint64_t)

/* Wakes no thread and does not wait, because this is the only thread. */
static void step_wait(void)
{
	uint64_t o, n;
	uint32_t word = 0, expected;

	range(&o, &n);
	o = o / 4 * 4 + (4 - m.lead % 4) % 4;
	if (inside(o, 4))
		memcpy(&word, bytes() + o, 4);
	expected = word + (uint32_t)below(2);
	begin("wait(%" PRIu64 ", %" PRIu32 ", 0)", o, expected);
	judge(o, 4, PROT_READ);
	(void)went(mn_region_wait_u32(m.id, o, expected, 0), expected == word ? -ETIMEDOUT : -EAGAIN);
	(void)went(mn_region_wake_u32(m.id, o, 1), 0);
}

static void step_protect(void)
{
	static const int prots[] = { PROT_READ | PROT_WRITE, PROT_READ | PROT_WRITE, PROT_READ | PROT_WRITE, PROT_READ,
	                             PROT_NONE, PROT_WRITE };
	uint64_t o, n, asked;
	int prot = one_in(40) ? -1 : prots[below(6)];

	range_to_end(&o, &n, &asked);
	/* mn_guard(1) cannot do this on old kernels. */
	if (prot == PROT_WRITE && mn_guard(-1) == 1 && mn_supported("MADV_POPULATE_WRITE") != 1)
		prot = PROT_READ | PROT_WRITE;
	/* Now and then all may be touched again, or soon nothing could be. */
	if (one_in(3))
		o = 0, n = m.length, asked = one_in(2) ? n : INT64_MAX, prot = PROT_READ | PROT_WRITE;
	begin("protect(%" PRIu64 ", %" PRIu64 ", %d)", o, asked, prot);
	error_if(!inside(o, n), -ERANGE);
	error_if(m.slice_count > 0, -EBUSY);
	either = n == 0 && inside(o, n);
	if (prot < 0)
		either = 0;
	error_if(prot < 0, -EINVAL);
	if (went(mn_region_protect(m.id, o, asked, prot), 0) && n)
		for (size_t i = (m.lead + o) / m.page; i <= (m.lead + o + n - 1) / m.page; i++)
			m.prot[i] = prot;
}

static void step_advise(void)
{
	static const char *const names[] = {
		"MADV_NORMAL", "MADV_RANDOM", "MADV_SEQUENTIAL", "MADV_WILLNEED", "MADV_HUGEPAGE", "MADV_NOHUGEPAGE",
		"MADV_DONTDUMP", "MADV_DODUMP", "MADV_COLD", "MADV_PAGEOUT", "MADV_POPULATE_READ",
		"MADV_POPULATE_WRITE", "MADV_MERGEABLE", "MADV_UNMERGEABLE",
		/* These destroy or hide something, and are refused. */
		"MADV_DONTNEED", "MADV_FREE", "MADV_REMOVE", "MADV_DONTFORK", "MADV_WIPEONFORK", "MADV_DONTNEED_LOCKED",
	};
	size_t k = below(20);
	int64_t advice = mn_constant_value(mn_constant_find(names[k])), result;
	uint64_t o, n, asked;

	range_to_end(&o, &n, &asked);
	if (advice == MN_ABSENT)
		return;
	begin("advise(%" PRIu64 ", %" PRIu64 ", %s)", o, asked, names[k]);
	error_if(!inside(o, n), -ERANGE);
	if (inside(o, n))
		error_if(n && k >= 14, -EPERM);
	result = mn_region_advise(m.id, o, asked, (int32_t)advice);
	/* The effect of advice on this kind of memory depends on the kernel. */
	if (wrongs || n == 0 || (result != -EINVAL && result != -ENOMEM && result != -EAGAIN && result != -EBUSY
	                         && result != -EBADF))
		(void)went(result, 0);
}

static void step_discard(void)
{
	uint64_t o, n, asked;
	int removes = !m.kind->private && (!m.kind->file || strstr(m.kind->name, "memfd")), last;
	size_t from, to;

	range_to_end(&o, &n, &asked);
	begin("discard(%" PRIu64 ", %" PRIu64 ")", o, asked);
	judge(o, n, PROT_WRITE);
	error_if(held(1), -EBUSY);
	if (!went(mn_region_discard(m.id, o, asked), 0))
		return;
	/* Whole pages; the last one counts if no other mapping has a part of
	   it. */
	last = o + n == m.length && (!removes || !m.kind->file || m.file_size <= m.kind->offset + m.length);
	from = (m.lead + (size_t)o + m.page - 1) / m.page * m.page;
	to = last ? pages_for(m.length) * m.page : (m.lead + (size_t)(o + n)) / m.page * m.page;
	for (size_t i = from; i < to && i < m.lead + m.length; i++)
		if (m.kind->private)
			m.memory[i - m.lead] = m.kind->file ? m.file[m.kind->offset + i - m.lead] : 0;
		else if (removes)
			bytes()[i - m.lead] = 0;
}

/* Everything that takes a range and leaves the contents alone. */
static void step_harmless(void)
{
	uint8_t resident[PAGES + 2];
	uint64_t o, n, asked;
	int64_t result;
	int flags;

	range_to_end(&o, &n, &asked);
	switch (below(6)) {
	case 0:
		/* valgrind reports a call with pages that are not readable. */
		if (t_under_valgrind() && inside(o, n) && !allowed((size_t)o, (size_t)n, PROT_READ))
			break;
		flags = one_in(8) ? MS_SYNC | MS_ASYNC : one_in(8) ? MS_SYNC : MS_ASYNC;
		begin("sync(%" PRIu64 ", %" PRIu64 ", %d)", o, asked, flags);
		error_if(!inside(o, n), -ERANGE);
		error_if(flags == (MS_SYNC | MS_ASYNC) && n && m.kind->file && !m.kind->private, -EINVAL);
		(void)went(mn_region_sync(m.id, o, asked, flags), 0);
		break;
	case 1:
		/* It waits for the disk. */
		if (!one_in(8) || (t_under_valgrind() && !allowed(0, m.length, PROT_READ)))
			break;
		begin("durable()");
		error_if(m.kind->keeps_no_fd && !m.kind->private, -ENOTCONN);
		(void)went(mn_region_durable(m.id), 0);
		break;
	case 2:
		begin("populate(%" PRIu64 ", %" PRIu64 ")", o, asked);
		error_if(!inside(o, n), -ERANGE);
		error_if(inside(o, n) && !allowed((size_t)o, (size_t)n, PROT_READ), -EACCES);
		(void)went(mn_region_populate(m.id, o, asked), 0);
		break;
	case 3:
		begin("lock(%" PRIu64 ", %" PRIu64 ")", o, asked);
		error_if(!inside(o, n), -ERANGE);
		result = mn_region_lock(m.id, o, asked);
		if (wrongs || (result != -EAGAIN && result != -ENOMEM && result != -EPERM))
			(void)went(result, 0);
		(void)went(mn_region_unlock(m.id, o, asked), 0);
		break;
	case 4:
		begin("resident_pages");
		result = mn_region_resident_pages(m.id, 0, resident, sizeof resident);
		ck_assert_msg(result >= 0 && result <= (int64_t)pages_for(m.length), "%s, MN_SEED=%" PRIu64 ", step %d: %"
		              PRId64 " resident pages", m.kind->name, seed, step, result);
		break;
	default:
		flags = (int)below(4);
		begin("fork(%d)", flags);
		error_if(flags == 3, -EINVAL);
		error_if(flags == 2 && (m.kind->file || !m.kind->private), -EINVAL);
		(void)went(mn_region_set_fork_policy(m.id, flags), 0);
		break;
	}
}

static size_t some_length(void)
{
	size_t most = m.limit - m.kind->offset;

	return one_in(3) ? 1 + below(3) * m.page + (one_in(2) ? m.page - m.lead - 1 : below(m.page)) : 1 + below(most);
}

/* S4-30: file and mapping together; S4-31: never to nothing. */
static void step_resize(void)
{
	uint64_t length = one_in(20) ? 0 : one_in(30) ? UINT64_MAX - below(10000) : some_length();
	uint64_t end = m.kind->offset + m.length, new_end = m.kind->offset + length;
	int grows = length > m.length, cuts;

	begin("resize(%" PRIu64 ")", length);
	error_if(length == 0, -EINVAL);
	error_if(m.slice_count > 0, -EBUSY);
	error_if(length > INT64_MAX, -EOVERFLOW);
	error_if(m.kind->file && m.kind->private, -EACCES);
	error_if(m.kind->file && m.kind->keeps_no_fd, -ENOTCONN);
	/* S2-27: the kernel would grant it, and kill at the first access. */
	error_if(m.kind->cannot_grow && grows, -EOPNOTSUPP);
	cuts = !grows && length < m.length && end >= m.file_size && new_end < m.file_size;
	error_if(m.kind->sealed && cuts, -EPERM);
	if (!went(mn_region_resize(m.id, length), 0))
		return;
	if (m.kind->file && (new_end > m.file_size || cuts))
		set_file_size((size_t)new_end);
	set_length((size_t)length);
	/* F14: to the end stays to the end. */
	if (m.wanted != UINT64_MAX)
		m.wanted = length;
}

static void refresh(void)
{
	size_t there = !m.kind->file ? m.length : m.file_size < m.kind->offset ? 0 : m.file_size - m.kind->offset;
	size_t length = there < m.wanted ? there : (size_t)m.wanted;

	begin("refresh() of a file of %zu bytes", m.file_size);
	error_if(m.kind->keeps_no_fd, -ENOTCONN);
	error_if(length != m.length && m.slice_count > 0, -EBUSY);
	if (went(mn_region_refresh(m.id), (int64_t)length)) {
		set_length(length);
		m.gone = m.kind->file ? 0 : m.gone;
	}
}

/* S2-34: the bytes of a slice, by the rules of its mode. */
static void view(const struct slice *v, uint64_t o, uint64_t n, int need)
{
	int within = o <= v->n && n <= v->n - o;

	error_if(!within, -ERANGE);
	error_if(need & PROT_WRITE && v->mode == 1, -EACCES);
	error_if(within && !allowed(v->offset + (size_t)o, (size_t)n, need), -EACCES);
	error_if(v->mode == 0 && (held(2) || (need & PROT_WRITE && held(1))), -EBUSY);
	either = n == 0 && within;
}

/* Another process truncates the file: access to the missing bytes is an
   error, the rest is right, and a refresh adapts the region. */
static void step_cut(void)
{
	size_t before = m.file_size, size = below(before + 1), last, gone_from;
	uint64_t o, n, asked;

	/* Of a page that a copy made its own, the kernel takes nothing away
	   but the whole; so only whole pages are cut there. */
	if (m.kind->private)
		size = size / m.page * m.page;
	begin("a cut to %zu", size);
	ck_assert_int_eq(ftruncate(m.fd, (off_t)size), 0);
	set_file_size(size);
	for (size_t i = 0; m.kind->private && i < m.length; i++)
		if (m.kind->offset + i >= size)
			m.memory[i] = 0;
	gone_from = (size + m.page - 1) / m.page * m.page;
	for (int i = 0; i < 6; i++) {
		int is_gone, write = i >= 4;

		range_to_end(&o, &n, &asked);
		if (i < 5 && asked == INT64_MAX)
			n = asked;
		last = inside(o, n) && n ? m.kind->offset + (size_t)(o + n) - 1 : 0;
		is_gone = inside(o, n) && n && last >= gone_from;
		/* Bytes past the end in the last page belong to no file. */
		if (write && !is_gone)
			continue;
		begin("after a cut to %zu: %s(%" PRIu64 ", %" PRIu64 ")", size, write ? "write" : "read", o, n);
		judge(o, n, write ? PROT_WRITE : PROT_READ);
		if (is_gone && wrongs == 0)
			m.gone = 1;
		error_if(is_gone, -EIO);
		memset(scratch, 0x5a, m.limit);
		memset(twin, 0x5a, m.limit);
		if (i == 5)
			(void)went(mn_region_fill(m.id, o, asked, 'x'), 0);
		else if (write)
			(void)went(mn_region_write(m.id, o, scratch, n), (int64_t)n);
		else if (went(mn_region_read(m.id, o, scratch, n), (int64_t)n) && n)
			memcpy(twin, bytes() + o, (size_t)n);
		same_bytes(scratch, twin, m.limit, 0, "of the buffer");
	}
	/* F6: bytes past the end in the last page are in no file. */
	range_to_end(&o, &n, &asked);
	begin("sync(%" PRIu64 ", %" PRIu64 ") after a cut to %zu", o, asked, size);
	error_if(!inside(o, n), -ERANGE);
	if (inside(o, n) && n && !m.kind->private && !m.kind->keeps_no_fd && m.kind->offset + o + n > size) {
		error_if(1, -EIO);
		m.gone = 1;
	}
	/* valgrind has no word for msync of what nothing may read; the kernel takes it. */
	if (!t_under_valgrind() || allowed(0, m.length, PROT_READ))
		(void)went(mn_region_sync(m.id, o, asked, MS_ASYNC), 0);
	for (size_t i = 0; i < m.slice_count; i++) {
		const struct slice *s = &m.slices[i];
		size_t end = m.kind->offset + s->offset + s->n;

		begin("a slice of mode %d is read after a cut to %zu", s->mode, size);
		view(s, 0, s->n, PROT_READ);
		if (s->n && end > gone_from) {
			m.gone |= wrongs == 0;
			error_if(1, -EIO);
		}
		if (went(mn_slice_read(s->id, 0, scratch, s->n), (int64_t)s->n) && s->n)
			same_bytes(scratch, bytes() + s->offset, s->n, s->offset, "of the slice");
		/* F6: the file's length tells, where there is a descriptor to ask. */
		int is_gone = s->n && (m.kind->keeps_no_fd ? end > gone_from && allowed(s->offset, s->n, PROT_READ) : end > size);

		begin("slice_check() after a cut to %zu", size);
		SAME(mn_slice_check(s->id), is_gone ? -EIO : 0);
		m.gone |= is_gone;
	}
	refresh();
	if (m.slice_count > 0 || m.kind->keeps_no_fd || one_in(2)) {
		size = m.slice_count > 0 || m.kind->keeps_no_fd ? before : before + below(m.limit - before + 1);
		ck_assert_int_eq(ftruncate(m.fd, (off_t)size), 0);
		set_file_size(size);
		refresh();
	}
}

/* Another process writes to the file or extends it. */
static void step_outside(void)
{
	size_t size = m.file_size + below(m.limit - m.file_size + 1), at, n;

	if (!m.kind->file)
		return;
	if (!m.kind->sealed && one_in(3)) {
		step_cut();
	} else if (!m.kind->private && m.file_size && one_in(2)) {
		at = below(m.file_size);
		n = 1 + below(m.file_size - at);
		begin("%zu bytes written to the file at %zu", n, at);
		letters(m.file + at, n);
		ck_assert_int_eq(pwrite(m.fd, m.file + at, n, (off_t)at), (ssize_t)n);
	} else {
		begin("the file grows to %zu", size);
		ck_assert_int_eq(ftruncate(m.fd, (off_t)size), 0);
		set_file_size(size);
	}
}

static void close_slice(size_t i)
{
	int64_t id = m.slices[i].id;

	begin("slice_close()");
	SAME(mn_slice_close(id), 0);
	m.slices[i] = m.slices[--m.slice_count];
	SAME(mn_slice_close(id), -EBADF);
	SAME(mn_slice_address(id), -EBADF);
}

static void step_slice(void)
{
	uint64_t o, n, asked;
	int64_t id, last = 0;
	int mode = one_in(30) ? 3 : (int)below(3);

	/* So seldom that the other steps have a chance. */
	if (m.slice_count == SLICES || (m.slice_count && one_in(2))) {
		size_t i = below(m.slice_count);
		const struct slice *s = &m.slices[i];

		SAME(mn_slice_offset(s->id), s->offset);
		SAME(mn_slice_length(s->id), s->n);
		SAME(mn_slice_mode(s->id), s->mode);
		SAME(mn_slice_region(s->id), m.id);
		SAME(mn_slice_check(s->id), 0);
		begin("close() of a held region");
		SAME(mn_region_close(m.id), -EBUSY);
		for (size_t k = 0; k < m.slice_count; k++) {
			int known = 0;

			last = mn_region_next_slice(m.id, last);
			for (size_t j = 0; j < m.slice_count; j++)
				known |= m.slices[j].id == last;
			SAME(known, 1);
		}
		SAME(mn_region_next_slice(m.id, last), -ENOENT);
		/* A holder of the whole region may write through the
		   address. */
		if (s->mode == 2 && s->n) {
			begin("a write by the address of a slice");
			letters(bytes() + s->offset, s->n);
			memcpy((void *)(uintptr_t)mn_slice_address(s->id), bytes() + s->offset, s->n);
			compare();
		}
		close_slice(i);
		return;
	}
	if (!one_in(3))
		return;
	range_to_end(&o, &n, &asked);
	begin("slice_open(%" PRIu64 ", %" PRIu64 ", %d)", o, asked, mode);
	error_if(mode == 3, -EINVAL);
	error_if(!inside(o, n), -ERANGE);
	error_if(inside(o, n) && mode == 1 && !allowed((size_t)o, (size_t)n, PROT_READ), -EACCES);
	error_if(inside(o, n) && mode == 2 && !allowed((size_t)o, (size_t)n, PROT_READ | PROT_WRITE), -EACCES);
	/* A thread never waits for what it holds itself, however long it would. */
	error_if((mode == 1 && held(2)) || (mode == 2 && (held(1) || held(2))), -EBUSY);
	id = mn_slice_open(m.id, o, asked, mode, (int32_t)below(3) - 1);
	if (went(id > 0 ? 1 : id, 1))
		m.slices[m.slice_count++] = (struct slice){ id, (size_t)o, (size_t)n, mode };
}

static void step_view(void)
{
	const struct slice *v = &m.slices[m.slice_count ? below(m.slice_count) : 0];
	uint64_t o, n;
	uint32_t value = (uint32_t)below(260);

	if (m.slice_count == 0)
		return;
	range(&o, &n);
	if (!one_in(8)) {
		o = below(v->n + 1);
		n = below(v->n - (size_t)o + 1);
	}
	begin("a slice of mode %d at %zu: (%" PRIu64 ", %" PRIu64 ")", v->mode, v->offset, o, n);
	switch (below(4)) {
	case 0:
		view(v, o, n, PROT_READ);
		memset(scratch, 0x5a, m.limit);
		memset(twin, 0x5a, m.limit);
		if (went(mn_slice_read(v->id, o, scratch, n), (int64_t)n) && n)
			memcpy(twin, bytes() + v->offset + o, (size_t)n);
		same_bytes(scratch, twin, m.limit, 0, "of the buffer");
		break;
	case 1:
		view(v, o, n, PROT_WRITE);
		letters(scratch, usable(n));
		if (went(mn_slice_write(v->id, o, scratch, n), (int64_t)n) && n)
			memcpy(bytes() + v->offset + o, scratch, (size_t)n);
		break;
	case 2:
		view(v, o, 1, PROT_READ);
		(void)went(mn_slice_get_u8(v->id, o), o < v->n ? bytes()[v->offset + o] : 0);
		break;
	default:
		view(v, o, 1, PROT_WRITE);
		error_if(value > 255, -EINVAL);
		if (went(mn_slice_set_u8(v->id, o, value), 0))
			bytes()[v->offset + o] = (uint8_t)value;
		break;
	}
}

static void step_cursor(void)
{
	struct cursor *c = &m.cursors[m.cursor_count ? below(m.cursor_count) : 0];
	size_t left, n = one_in(3) ? below(m.length + 50) : below(90);
	uint64_t where = 7;
	uint8_t needle[8];
	int64_t result, line, at, to;
	int whence;

	if (m.cursor_count < CURSORS && one_in(10)) {
		c = &m.cursors[m.cursor_count];
		begin("cursor_open()");
		c->id = mn_cursor_open(m.id);
		SAME(c->id > 0, 1);
		c->position = 0;
		m.cursor_count++;
		SAME(mn_cursor_region(c->id), m.id);
	}
	if (m.cursor_count == 0)
		return;
	left = c->position < m.length ? m.length - c->position : 0;
	switch (below(9)) {
	case 0:
	case 1:
		whence = one_in(20) ? 3 : (int)below(3);
		at = whence == 0 ? 0 : whence == 1 ? (int64_t)c->position : (int64_t)m.length;
		to = one_in(20) ? one_in(2) ? INT64_MAX : INT64_MIN
		     : one_in(8) ? (one_in(2) ? (int64_t)m.length + 1 : -1) - at
		     : one_in(10) ? (int64_t)below(2 * m.length + 9) - (int64_t)m.length - 4
		     : (int64_t)below(m.length + 1) - at;
		begin("cursor_seek(%" PRId64 ", %d)", to, whence);
		error_if(whence == 3, -EINVAL);
		error_if(to < -at || to > (int64_t)m.length - at, -ERANGE);
		result = mn_cursor_seek(c->id, to, whence);
		if (wrongs ? went(result, 0) : went(result, at + to))
			c->position = (size_t)(at + to);
		break;
	case 2:
		begin("cursor_read(%zu) at %zu", n, c->position);
		if (n > left)
			n = left;
		if (n)
			judge(c->position, n, PROT_READ);
		memset(scratch, 0x5a, m.limit);
		memset(twin, 0x5a, m.limit);
		if (went(mn_cursor_read(c->id, scratch, n == left ? left + below(9) : n), (int64_t)n)) {
			memcpy(twin, bytes() + c->position, n);
			c->position += n;
		}
		same_bytes(scratch, twin, m.limit, 0, "of the buffer");
		break;
	case 3:
		begin("cursor_write(%zu) at %zu", n, c->position);
		judge(c->position, n, PROT_WRITE);
		either |= n == 0;
		letters(scratch, n);
		if (went(mn_cursor_write(c->id, scratch, n), (int64_t)n) && n) {
			memcpy(bytes() + c->position, scratch, n);
			c->position += n;
		}
		break;
	case 4:
		begin("cursor_read_byte() at %zu", c->position);
		error_if(left == 0, -ERANGE);
		if (left)
			judge(c->position, 1, PROT_READ);
		if (went(mn_cursor_read_byte(c->id), left ? bytes()[c->position] : 0))
			c->position++;
		break;
	case 5:
		begin("cursor_write_byte() at %zu", c->position);
		n = below(270);
		judge(c->position, 1, PROT_WRITE);
		error_if(n > 255, -EINVAL);
		if (went(mn_cursor_write_byte(c->id, (uint32_t)n), 0))
			bytes()[c->position++] = (uint8_t)n;
		break;
	case 6:
		begin("cursor_next_line() at %zu", c->position);
		if (left)
			judge(c->position, left, PROT_READ);
		line = plain_search(0, c->position, m.length, (const uint8_t *)"\n", 1);
		line = left == 0 ? 0 : line < 0 ? (int64_t)left : line - (int64_t)c->position + 1;
		if (went(mn_cursor_next_line(c->id, &where), line)) {
			SAME(where, c->position);
			c->position += (size_t)line;
		} else {
			SAME(where, 7);
		}
		break;
	case 7:
		n = below(30);
		begin("cursor_read_line(%zu) at %zu", n, c->position);
		if (left)
			judge(c->position, left, PROT_READ);
		error_if(left && n == 0, -ERANGE);
		line = plain_search(0, c->position, m.length, (const uint8_t *)"\n", 1);
		line = left == 0 ? 0 : line < 0 ? (int64_t)left : line - (int64_t)c->position + 1;
		if (line > (int64_t)n)
			line = (int64_t)n;
		if (went(mn_cursor_read_line(c->id, scratch, n), line)) {
			same_bytes(scratch, bytes() + c->position, (size_t)line, c->position, "of the line");
			c->position += (size_t)line;
		}
		break;
	default:
		if (one_in(5)) {
			begin("cursor_close()");
			SAME(mn_cursor_close(c->id), 0);
			SAME(mn_cursor_tell(c->id), -EBADF);
			*c = m.cursors[--m.cursor_count];
			break;
		}
		n = below(sizeof needle);
		needle_of(needle, n, c->position < m.length ? c->position : 0);
		begin("cursor_find(%zu bytes) at %zu", n, c->position);
		judge(left ? c->position : m.length, left, PROT_READ);
		(void)went(mn_cursor_find(c->id, needle, n), plain_search(0, c->position, m.length, needle, n));
		break;
	}
}

static void (*const steps[])(void) = {
	step_read, step_read, step_write, step_write, step_strided, step_strided, step_fill, step_move, step_move,
	step_number, step_number, step_value, step_put, step_byte, step_search, step_search, step_search, step_atomic_32, step_atomic_64,
	step_wait, step_protect, step_protect, step_advise, step_discard, step_harmless, step_harmless, step_resize,
	step_resize, refresh, step_outside, step_outside, step_slice, step_slice, step_slice, step_view, step_view, step_view, step_cursor, step_cursor,
	step_cursor,
};

#endif
