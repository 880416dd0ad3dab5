/* Counters of the process: open objects, and failures that no call could return. */

#include "manager/owner.h"
#include "region/cursor.h"
#include "region/follow.h"
#include "region/region.h"
#include "region/holders.h"

static int64_t mn__statistic(const char *name)
{
	if (!name)
		return mn__fail(-EINVAL, "statistic: the name is NULL");
	if (mn__check_text("statistic", "name", name) < 0)
		return -EFAULT;
	if (strcmp(name, "regions") == 0)
		return mn__wide_get(&mn__region_kind.alive);
	if (strcmp(name, "slices") == 0)
		return mn__wide_get(&mn__slice_kind.alive);
	if (strcmp(name, "cursors") == 0)
		return mn__wide_get(&mn__cursor_kind.alive);
	if (strcmp(name, "followers") == 0)
		return mn__wide_get(&mn__follower_kind.alive);
	if (strcmp(name, "managers") == 0)
		return mn__wide_get(&mn__manager_kind.alive);
	if (strcmp(name, "close_errors") == 0)
		return mn__wide_get(&mn__close_errors);
	if (strcmp(name, "faults") == 0)
		return mn__wide_get(&mn__faults);
	return mn__fail(-ENOENT, "statistic: '%.100s' is unknown (regions, slices, cursors, followers, managers, "
	                "close_errors, faults)", name);
}

int64_t mn_statistic(const char *name)
{
	int64_t result = mn__statistic(name);

	mn__error_context(result, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}
