/* The functions of typed numbers in a table.  A function of one pointer type is not
   called as one of another: so each entry has functions of its own that convert the
   pointer. */

#ifndef T_REGION_NUMBERS_H
#define T_REGION_NUMBERS_H

#include "test.h"

#define NUMBER_CALLS(name, type) \
	static int32_t get_##name##_le(int64_t r, uint64_t at, void *value) { return mn_region_get_##name##_le(r, at, value); } \
	static int32_t get_##name##_be(int64_t r, uint64_t at, void *value) { return mn_region_get_##name##_be(r, at, value); } \
	static int32_t set_##name##_le(int64_t r, uint64_t at, const void *from) { return mn_region_set_##name##_le(r, at, from); } \
	static int32_t set_##name##_be(int64_t r, uint64_t at, const void *from) { return mn_region_set_##name##_be(r, at, from); }
#define NUMBER_ENTRY(name, type) \
	{ get_##name##_le, get_##name##_be, set_##name##_le, set_##name##_be, sizeof(type), #name },
#define NUMBER_TYPES(macro) \
	macro(u16, uint16_t) macro(u32, uint32_t) macro(u64, uint64_t) macro(i16, int16_t) macro(i32, int32_t) \
	macro(i64, int64_t) macro(f32, float) macro(f64, double)

NUMBER_TYPES(NUMBER_CALLS)

static const struct {
	int32_t (*get_le)(int64_t, uint64_t, void *), (*get_be)(int64_t, uint64_t, void *);
	int32_t (*set_le)(int64_t, uint64_t, const void *), (*set_be)(int64_t, uint64_t, const void *);
	size_t size;
	const char *name;
} numbers[] = { NUMBER_TYPES(NUMBER_ENTRY) };

#endif
