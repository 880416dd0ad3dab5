/* Numbers in a region or a slice, of 1 to 8 bytes and in either byte order. */

#include "bytes.h"

/* All sizes of numbers share one copy of the inlined access for each kind of object. */
typedef int64_t mn__number_reader(const char *call, int64_t id, uint64_t offset, uint8_t *bytes, size_t size);
typedef int64_t mn__number_writer(const char *call, int64_t id, uint64_t offset, const uint8_t *bytes, size_t size);

static int64_t mn__read_number(const char *call, int64_t id, uint64_t offset, uint8_t *bytes, size_t size)
{
	return mn__view_read(call, &mn__region_kind, id, offset, bytes, size, 0);
}

static int64_t mn__read_slice_number(const char *call, int64_t id, uint64_t offset, uint8_t *bytes, size_t size)
{
	return mn__view_read(call, &mn__slice_kind, id, offset, bytes, size, 0);
}

static int64_t mn__write_number(const char *call, int64_t id, uint64_t offset, const uint8_t *bytes, size_t size)
{
	return mn__view_write(call, &mn__region_kind, id, offset, bytes, size);
}

static int64_t mn__write_slice_number(const char *call, int64_t id, uint64_t offset, const uint8_t *bytes, size_t size)
{
	return mn__view_write(call, &mn__slice_kind, id, offset, bytes, size);
}

MN_HOT int32_t mn__get_byte(const char *call, mn__number_reader *read, int64_t id, uint64_t offset)
{
	uint8_t byte;
	int64_t result = read(call, id, offset, &byte, 1);

	return result < 0 ? (int32_t)result : byte;
}

MN_HOT int32_t mn__set_byte(const char *call, const struct mn__kind *kind, mn__number_writer *write, int64_t id,
                            uint64_t offset, uint32_t value)
{
	uint8_t byte = (uint8_t)value;
	int64_t result;

	if (value > 255)
		return mn__refuse(mn__bad_byte("write", value), call, kind, id, offset, 1);
	result = write(call, id, offset, &byte, 1);
	return result < 0 ? (int32_t)result : 0;
}

#define MN__BYTE_FUNCTIONS(object, read, write) \
	int32_t mn_##object##_get_u8(int64_t id, uint64_t offset) \
	{ return mn__get_byte(__func__, read, id, offset); } \
	int32_t mn_##object##_set_u8(int64_t id, uint64_t offset, uint32_t value) \
	{ return mn__set_byte(__func__, &mn__##object##_kind, write, id, offset, value); }

MN__BYTE_FUNCTIONS(region, mn__read_number, mn__write_number)
MN__BYTE_FUNCTIONS(slice, mn__read_slice_number, mn__write_slice_number)

/* Copies a number from `order` to the processor's own order, or the other way. */
static void mn__copy_number(uint8_t *to, const uint8_t *from, size_t size, int32_t order)
{
	const union { uint16_t number; uint8_t first; } one = { 1 };
	bool swap = order == (one.first == 1 ? MN_ORDER_BIG : MN_ORDER_LITTLE);

	for (size_t i = 0; i < size; i++)
		to[i] = from[swap ? size - 1 - i : i];
}

/* Copies the number byte by byte: an FFI can pass a `value` that is not aligned. */
static int32_t mn__get(const char *call, int64_t id, uint64_t offset, void *value, size_t size, int32_t order)
{
	uint8_t bytes[8];
	int64_t result;

	if (!value)
		return mn__refuse(mn__null_buffer("read of a number"), call, &mn__region_kind, id, offset, size);
	result = mn__read_number(call, id, offset, bytes, size);
	if (result < 0)
		return (int32_t)result;
	mn__copy_number(value, bytes, size, order);
	return 0;
}

static int32_t mn__set(const char *call, int64_t id, uint64_t offset, const void *value, size_t size, int32_t order)
{
	uint8_t bytes[8];
	int64_t result;

	if (!value)
		return mn__refuse(mn__null_buffer("write of a number"), call, &mn__region_kind, id, offset, size);
	mn__copy_number(bytes, value, size, order);
	result = mn__write_number(call, id, offset, bytes, size);
	return result < 0 ? (int32_t)result : 0;
}

/* The number as the result.  A number over INT64_MAX is refused: it would look like an
   error code. */
MN_HOT int64_t mn__value(const char *call, const struct mn__kind *kind, mn__number_reader *read, int64_t id,
                         uint64_t offset, size_t size, int32_t order)
{
	uint8_t bytes[8];
	uint64_t number = 0;
	int64_t result = read(call, id, offset, bytes, size);

	if (mn__unlikely(result < 0))
		return result;
	for (size_t i = 0; i < size; i++)
		number = number << 8 | bytes[order == MN_ORDER_BIG ? i : size - 1 - i];
	if (mn__unlikely(number > INT64_MAX))
		return mn__refuse(mn__fail(-EOVERFLOW, "the number at %" PRIu64 " is %" PRIu64 ", more than a result holds: read it "
		                          "into a buffer", offset, number), call, kind, id, offset, size);
	return (int64_t)number;
}

#define MN__VALUE_FUNCTION(object, read, name, size, order) \
	int64_t mn_##object##_##name(int64_t id, uint64_t offset) \
	{ return mn__value(__func__, &mn__##object##_kind, read, id, offset, size, order); }

#define MN__VALUE_FUNCTIONS(object, read) \
	MN__VALUE_FUNCTION(object, read, u8, 1, MN_ORDER_LITTLE) \
	MN__VALUE_FUNCTION(object, read, u16_le, 2, MN_ORDER_LITTLE) \
	MN__VALUE_FUNCTION(object, read, u16_be, 2, MN_ORDER_BIG) \
	MN__VALUE_FUNCTION(object, read, u32_le, 4, MN_ORDER_LITTLE) \
	MN__VALUE_FUNCTION(object, read, u32_be, 4, MN_ORDER_BIG) \
	MN__VALUE_FUNCTION(object, read, u64_le, 8, MN_ORDER_LITTLE) \
	MN__VALUE_FUNCTION(object, read, u64_be, 8, MN_ORDER_BIG)

MN__VALUE_FUNCTIONS(region, mn__read_number)
MN__VALUE_FUNCTIONS(slice, mn__read_slice_number)

/* Writes a number that comes as an argument. */
MN_HOT int32_t mn__put(const char *call, const struct mn__kind *kind, mn__number_writer *write, int64_t id,
                       uint64_t offset, uint64_t number, size_t size, int32_t order)
{
	uint8_t bytes[8];
	int64_t result;

	if (mn__unlikely(size < 8 && number >> (8 * size)))
		return mn__refuse(mn__fail(-EINVAL, "write: %" PRIu64 " is more than %d bits hold", number, 8 * (int)size), call, kind,
		                  id, offset, size);
	for (size_t i = 0; i < size; i++, number >>= 8)
		bytes[order == MN_ORDER_LITTLE ? i : size - 1 - i] = (uint8_t)number;
	result = write(call, id, offset, bytes, size);
	return result < 0 ? (int32_t)result : 0;
}

#define MN__PUT_FUNCTION(object, write, name, type, size, order) \
	int32_t mn_##object##_put_##name(int64_t id, uint64_t offset, type number) \
	{ return mn__put(__func__, &mn__##object##_kind, write, id, offset, number, size, order); }

#define MN__PUT_FUNCTIONS(object, write) \
	MN__PUT_FUNCTION(object, write, u16_le, uint32_t, 2, MN_ORDER_LITTLE) \
	MN__PUT_FUNCTION(object, write, u16_be, uint32_t, 2, MN_ORDER_BIG) \
	MN__PUT_FUNCTION(object, write, u32_le, uint32_t, 4, MN_ORDER_LITTLE) \
	MN__PUT_FUNCTION(object, write, u32_be, uint32_t, 4, MN_ORDER_BIG) \
	MN__PUT_FUNCTION(object, write, u64_le, uint64_t, 8, MN_ORDER_LITTLE) \
	MN__PUT_FUNCTION(object, write, u64_be, uint64_t, 8, MN_ORDER_BIG)

MN__PUT_FUNCTIONS(region, mn__write_number)
MN__PUT_FUNCTIONS(slice, mn__write_slice_number)

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
