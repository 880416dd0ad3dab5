/* A request enters the manager once.  This includes the source of the
   library and of the program's requests, and counts. */

#define mn_fingerprint_value own_fingerprint_value
#define MN_AMALGAMATION 1
#include "../../src/handle.h"

#include <string.h>

static int entries;

#define COUNTED(kind) (entries += strcmp((kind)->name, "manager") == 0)
#define mn__enter_to_read(id, kind, t) (COUNTED(kind), mn__enter_to_read(id, kind, t))
#define mn__enter_to_write(id, kind) (COUNTED(kind), mn__enter_to_write(id, kind))
#include "../../libmmapnative.c"

#include "own.h"

#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>

static struct resident_cache seen;
static struct context a = { .owner = 7, .cache = &seen, .max_request = 1 << 20, .max_read = 4096, .max_depth = 32,
                          .passes_descriptors = 1 };
static struct request r;
static struct text answer;

static void begin(void)
{
	char path[400];

	close(t_file("six", "hello.", 6));
	snprintf(path, sizeof path, "%s", t_path("six"));
	*strrchr(path, '/') = 0;
	a.manager = mn_manager_open(path);
	ck_assert_int_gt(a.manager, 0);
	ck_assert_int_eq(mn_manager_grant(a.manager, a.owner, 3), 0);
	request_begin(&r);
}

/* The answer to one request, and how often it entered the manager while it ran. */
static const char *ask(const char *request)
{
	answer.used = 0;
	ck_assert_uint_eq(protocol_read(&r, &a, request, strlen(request), &answer), strlen(request));
	ck_assert_int_eq(r.is_complete, 1);
	entries = 0;
	if (r.verb)
		request_run(&r, &a, &answer);
	if (r.descriptor >= 0) {
		close(r.descriptor);
		r.descriptor = -1;
	}
	request_end(&r);
	text_add(&answer, "", 1);
	return answer.bytes;
}

#define GETS(request, once, part) do { \
		const char *got_ = ask(request); \
		ck_assert_msg(strstr(got_, part) != NULL, "%s is answered %s", request, got_); \
		ck_assert_msg(entries == (once), "%s entered the manager %d times", request, entries); \
	} while (0)

/* Without a length protect, advise and populate asked for it first; a descriptor
   took three questions, and a list one for each mapping. */
START_TEST(a_request_enters_once)
{
	begin();
	ask("{\"Mmap\":{\"path\":\"six\",\"prot\":3,\"shared\":true}}");
	ask("{\"MmapMemfd\":{\"length\":4096}}");
	ask("{\"MmapAnonymous\":{\"length\":5000}}");
	GETS("{\"MmapRead\":{\"mmap_id\":1,\"length\":6}}", 1, "[104,101,108,108,111,46]");
	GETS("{\"MmapWrite\":{\"mmap_id\":1,\"data\":[72]}}", 1, "success");
	GETS("{\"Msync\":{\"mmap_id\":1}}", 1, "success");
	GETS("{\"MmapProtect\":{\"mmap_id\":3,\"prot\":1}}", 1, "success");
	GETS("{\"MmapProtect\":{\"mmap_id\":3,\"prot\":3,\"offset\":4096}}", 1, "success");
	GETS("{\"MmapProtect\":{\"mmap_id\":3,\"prot\":3,\"offset\":0,\"length\":10}}", 1, "success");
	GETS("{\"MmapAdvise\":{\"mmap_id\":3,\"advice\":\"MADV_SEQUENTIAL\"}}", 1, "success");
	GETS("{\"MmapPopulate\":{\"mmap_id\":3}}", 1, "success");
	GETS("{\"MmapPopulate\":{\"mmap_id\":3,\"offset\":5000}}", 1, "success");
	GETS("{\"MmapPopulate\":{\"mmap_id\":3,\"offset\":5001}}", 1, "populate of 0 bytes at 5001 passes the end (5000 bytes)");
	GETS("{\"MmapFind\":{\"mmap_id\":1,\"data\":[108]}}", 1, "\"data\":2");
	GETS("{\"MmapCount\":{\"mmap_id\":1,\"data\":[108]}}", 1, "\"data\":2");
	GETS("{\"MmapStats\":{\"mmap_id\":1}}", 1, "\"path\":\"six\"");
	GETS("{\"MmapList\":{}}", 1, "\"data\":[1,2,3]");
	GETS("{\"MmapDescriptor\":{\"mmap_id\":1}}", 1, "{\"offset\":0,\"length\":6,\"writable\":true}");
	GETS("{\"MmapDescriptor\":{\"mmap_id\":2}}", 1, "{\"offset\":0,\"length\":4096,\"writable\":true}");
	GETS("{\"MmapDescriptor\":{\"mmap_id\":3}}", 1, "only a shared mapping has a descriptor");
	GETS("{\"MmapDescriptor\":{\"mmap_id\":4}}", 1, "Mmap 4 not found");
	a.passes_descriptors = 0;
	GETS("{\"MmapDescriptor\":{\"mmap_id\":1}}", 1, "Mmap 1: descriptors can only be sent over a socket");
	GETS("{\"MmapDescriptor\":{\"mmap_id\":4}}", 1, "Mmap 4 not found");
	/* A request that changes the lists enters once more. */
	GETS("{\"Munmap\":{\"mmap_id\":1}}", 2, "success");
	GETS("{\"MmapResize\":{\"mmap_id\":2,\"length\":5000}}", 4, "success");
	request_free(&r);
	ck_assert_int_eq(mn_manager_close(a.manager), 0);
}
END_TEST

/* A long list takes one entry per page. */
START_TEST(a_long_list)
{
	static char want[20000];
	size_t n = 0;

	begin();
	for (int i = 1; i <= 2048; i++) {
		n += (size_t)sprintf(want + n, "%s%d", i > 1 ? "," : "\"data\":[", i);
		ask("{\"MmapAnonymous\":{\"length\":1}}");
		if (i == 1023 || i == 1024 || i == 2047 || i == 2048) {
			strcpy(want + n, "]}");
			GETS("{\"MmapList\":{}}", i / 1024 + 1, want);
		}
	}
	request_free(&r);
	ck_assert_int_eq(mn_manager_close(a.manager), 0);
}
END_TEST

T_MAIN("entries", a_request_enters_once, a_long_list)
