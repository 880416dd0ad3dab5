/* Whether what a request reads or writes is in memory. */

#include "resident_cache.h"

#include <mmapnative.h>

/* The mapping's region.  A mapping has the same one as long as it lives, and no
   number of either comes again, so the manager is asked once.  Whose the mapping
   is matters when the request is run. */
static int64_t region_of(const struct asker *a, int64_t id)
{
	size_t place = (uint64_t)id % (sizeof a->seen->regions / sizeof *a->seen->regions);

	if (a->seen->regions[place].mapping != id) {
		int64_t region = mn_manager_region(a->manager, a->owner, id);

		if (region < 0)
			return region;
		a->seen->regions[place].mapping = id;
		a->seen->regions[place].region = region;
	}
	return a->seen->regions[place].region;
}

/* A byte that is in memory is there at once; another one waits for a disk, or
   for whoever stands behind the file system. */
int resident_cache_has(const struct request *r, const struct asker *a, uint64_t n)
{
	int64_t id = r->numbers[MMAP_ID], region, offset;
	uint64_t unit = (uint64_t)mn_page_size(), first = (uint64_t)r->numbers[OFFSET] / unit, last;
	uint8_t pages[QUICK_BYTES / 512 + 2];
	size_t place = (uint64_t)id * 31 + first;
	int one;

	place %= sizeof a->seen->pages / sizeof *a->seen->pages;
	one = n > 0 && ((uint64_t)r->numbers[OFFSET] + n - 1) / unit == first;
	if (one && a->seen->pages[place].mapping == id && a->seen->pages[place].page == first
	    && a->seen->pages[place].second == a->seen->second)
		return 1;
	region = region_of(a, id);
	offset = mn_region_offset(region);
	/* What is wrong is found out at once. */
	if (region < 0 || offset < 0 || n == 0 || r->numbers[OFFSET] >= mn_region_length(region))
		return 1;
	/* Its pages begin where the file's do, and what is past its end is none. */
	first = ((uint64_t)offset % unit + (uint64_t)r->numbers[OFFSET]) / unit;
	last = ((uint64_t)offset % unit + (uint64_t)r->numbers[OFFSET] + n - 1) / unit;
	n = (uint64_t)mn_region_length(region) + (uint64_t)offset % unit;
	if (last > (n - 1) / unit)
		last = (n - 1) / unit;
	if (last - first >= sizeof pages
	    || mn_region_resident_pages(region, first, pages, last - first + 1) != (int64_t)(last - first + 1))
		return 0;
	if (one && offset % (int64_t)unit == 0) {
		a->seen->pages[place].mapping = id;
		a->seen->pages[place].page = first;
		a->seen->pages[place].second = a->seen->second;
	}
	return 1;
}
