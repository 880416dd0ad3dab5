/* One function for each line of the list `constants`, and the table of them.

   The generated text is included in passes, whose order decides where a value comes
   from: libc's headers first, then the kernel's, then the number in the list.  If a header
   and the list both have a value, the compiler asserts that they agree.  Our own numbers
   come from mmapnative.h, and no header is asked for their names. */

#include "constant.h"

#include "../error.h"

#include <limits.h>

#define MN__PASS MN__LIBC
#include "constants.inc"
#undef MN__PASS

#include "../os/kernel.h"

#define MN__PASS MN__FALLBACKS
#include "constants.inc"
#undef MN__PASS

/* The preprocessor cannot test for an enumerator, but scope can.  The fallbacks are
   enumerators at file scope.  The header is included inside this function, and its
   enumerators hide the fallbacks. */
static int64_t mn__enumerator_or_minimum(int32_t index)
{
#include "../os/enumerators.h"
	switch (index) {
#define MN__PASS MN__ENUMERATORS
#include "constants.inc"
#undef MN__PASS
	default:
		return INT_MIN;
	}
}

static int64_t mn__enumerator(int32_t index)
{
	int64_t value = mn__enumerator_or_minimum(index);

	return value == INT_MIN ? MN_ABSENT : value;
}

#define MN__PASS MN__KERNEL
#include "constants.inc"
#undef MN__PASS

static const struct {
	const char *name;
	const char *group;
} mn__constants[] = {
#define MN__PASS MN__TABLE
#include "constants.inc"
#undef MN__PASS
};

/* The indices of advice that changes no contents, as far as this platform has it. */
static const int16_t mn__harmless[] = {
#define MN__PASS MN__HARMLESS
#include "constants.inc"
#undef MN__PASS
};

#define MN__CONSTANTS ((int32_t)(sizeof mn__constants / sizeof mn__constants[0]))

/* Indices of mn__constants, sorted by the bytes of their names. */
static const int16_t mn__by_name[] = {
#define MN__PASS MN__ORDER
#include "constants.inc"
#undef MN__PASS
};

const char *mn_version(void)
{
	return MN__VERSION;
}

int64_t mn_absent(void)
{
	return MN_ABSENT;
}

int32_t mn_constant_count(void)
{
	return MN__CONSTANTS;
}

const char *mn_constant_name(int32_t index)
{
	return index >= 0 && index < MN__CONSTANTS ? mn__constants[index].name : NULL;
}

const char *mn_constant_group(int32_t index)
{
	return index >= 0 && index < MN__CONSTANTS ? mn__constants[index].group : NULL;
}

int32_t mn_constant_own(int32_t index)
{
	return index >= MN__PLATFORM_CONSTANTS && index < MN__CONSTANTS;
}

int64_t mn_constant_value(int32_t index)
{
	switch (index) {
#define MN__PASS MN__VALUES
#include "constants.inc"
#undef MN__PASS
	default:
		return MN_ABSENT;
	}
}

int32_t mn_constant_values(int64_t *values, int32_t capacity)
{
	for (int32_t i = 0; values && i < capacity && i < MN__CONSTANTS; i++)
		values[i] = mn_constant_value(i);
	return MN__CONSTANTS;
}

MN_PRIVATE int32_t mn__bits(int64_t constant)
{
	return constant == MN_ABSENT ? 0 : (int32_t)(uint32_t)constant;
}

MN_PRIVATE bool mn__is_harmless(int32_t advice)
{
	for (size_t i = 0; i < sizeof mn__harmless / sizeof mn__harmless[0]; i++)
		if (mn_constant_value(mn__harmless[i]) == advice)
			return true;
	return false;
}

MN_PRIVATE int32_t mn__constant_index(const char *name)
{
	int32_t low = 0, high = MN__CONSTANTS;

	while (low < high) {
		int32_t middle = low + (high - low) / 2;
		int order = strcmp(name, mn__constants[mn__by_name[middle]].name);

		if (order == 0)
			return mn__by_name[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -ENOENT;
}

MN_PRIVATE int32_t mn__find_constant(const char *name)
{
	int32_t index = name ? mn__check_text("find a constant", "name", name)
	                : mn__fail(-EINVAL, "find a constant: the name is NULL");

	if (index == 0)
		index = mn__constant_index(name);
	if (index == -ENOENT)
		(void)mn__fail(index, "find a constant: '%.100s' is not one of the %" PRId32 " that this library knows",
		               name, MN__CONSTANTS);
	return index;
}

int32_t mn_constant_find(const char *name)
{
	int32_t index = mn__find_constant(name);

	mn__error_context(index, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return index;
}

/* FNV-1a, 64 bits. */
static uint64_t mn__hash(uint64_t hash, const void *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ ((const uint8_t *)bytes)[i]) * UINT64_C(0x100000001b3);
	return hash;
}

int64_t mn_fingerprint(void)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (int32_t i = 0; i < MN__CONSTANTS; i++) {
		const char *name = mn_constant_name(i);
		int64_t value = mn_constant_value(i);

		hash = mn__hash(hash, name, strlen(name) + 1);
		hash = mn__hash(hash, &value, sizeof value);
	}
	return (int64_t)(hash & INT64_MAX);
}

/* The Raku module checks the fingerprint each time it is loaded.  Rakudo reads a variable
   in a tenth of the time of a first call. */
int64_t mn_fingerprint_value;

static MN_CONSTRUCTOR void mn__set_fingerprint(void)
{
	mn_fingerprint_value = mn_fingerprint();
}
