/* Which pages were in memory a moment ago. */

#include "resident_cache.h"

#include <mmapnative.h>

/* The mapping's region.  It never changes and neither number is reused, so one look-up
   is enough.  Ownership is checked when the request runs. */
static int64_t region_of(const struct context *context, int64_t id)
{
	size_t slot = (uint64_t)id % (sizeof context->cache->regions / sizeof *context->cache->regions);

	if (context->cache->regions[slot].mapping != id) {
		int64_t region = mn_manager_region(context->manager, context->owner, id);

		if (region < 0)
			return region;
		context->cache->regions[slot].mapping = id;
		context->cache->regions[slot].region = region;
	}
	return context->cache->regions[slot].region;
}

/* A resident page is read at once; any other one may wait for a disk or a network. */
int resident_cache_has(const struct request *r, const struct context *context, uint64_t n)
{
	int64_t id = r->numbers[MMAP_ID], region, offset;
	uint64_t unit = (uint64_t)mn_page_size(), first = (uint64_t)r->numbers[OFFSET] / unit, last;
	uint8_t pages[INLINE_BYTES / 512 + 2];
	size_t slot = (uint64_t)id * 31 + first;
	int one;

	slot %= sizeof context->cache->pages / sizeof *context->cache->pages;
	one = n > 0 && ((uint64_t)r->numbers[OFFSET] + n - 1) / unit == first;
	if (one && context->cache->pages[slot].mapping == id && context->cache->pages[slot].page == first
	    && context->cache->pages[slot].second == context->cache->second)
		return 1;
	region = region_of(context, id);
	offset = mn_region_offset(region);
	/* Errors are found without waiting. */
	if (region < 0 || offset < 0 || n == 0 || r->numbers[OFFSET] >= mn_region_length(region))
		return 1;
	/* Pages are counted from the file's page that holds the first byte; ignore pages past the end. */
	first = ((uint64_t)offset % unit + (uint64_t)r->numbers[OFFSET]) / unit;
	last = ((uint64_t)offset % unit + (uint64_t)r->numbers[OFFSET] + n - 1) / unit;
	n = (uint64_t)mn_region_length(region) + (uint64_t)offset % unit;
	if (last > (n - 1) / unit)
		last = (n - 1) / unit;
	if (last - first >= sizeof pages
	    || mn_region_resident_pages(region, first, pages, last - first + 1) != (int64_t)(last - first + 1))
		return 0;
	if (one && offset % (int64_t)unit == 0) {
		context->cache->pages[slot].mapping = id;
		context->cache->pages[slot].page = first;
		context->cache->pages[slot].second = context->cache->second;
	}
	return 1;
}
