/* The model: long random sequences of everything a region can do, beside a
   plain array that does the same by the rules of the header.  After each step
   the whole contents, the file, the length, the protections and the positions
   of both are compared.

   Each test prints the seed of its sequence; MN_SEED=number repeats it, and
   MN_STEPS=number makes it longer. */

#include "steps.h"

/* ---- Sequences ---- */

static void open_region(const struct kind *kind)
{
	size_t page = t_page(), length = 1 + below(4 * page), size = kind->offset + length;
	const char *path = t_path("model");

	memset(&m, 0, sizeof m);
	m.kind = kind;
	m.page = page;
	m.limit = PAGES * page;
	m.lead = kind->offset % page;
	m.memory = calloc(1, m.limit);
	m.file = calloc(1, m.limit);
	scratch = malloc(m.limit);
	twin = malloc(m.limit);
	m.fd = -1;
	m.length = length;
	m.wanted = kind->to_the_end ? UINT64_MAX : length;
	if (kind->file && !kind->to_the_end && kind->offset)
		size += below(3 * page);
	m.file_size = kind->file ? size : 0;
	unlink(path);
	if (kind == &created_file) {
		m.id = mn_region_create(path, length);
		m.fd = open(path, O_RDWR | O_CLOEXEC);
	} else if (kind == &memfd || kind == &unsealed_memfd) {
		m.id = mn_region_memfd("model", length, kind->sealed ? 0 : (uint32_t)mn_MFD_ALLOW_SEALING());
		m.fd = (int)mn_region_fd(m.id);
	} else if (kind->file) {
		letters(m.file, size);
		m.fd = t_file("model", m.file, size);
		m.id = kind->keeps_no_fd ? mn_region_map(m.fd, 0, -1, 2, 0, 0, 1)
		       : mn_region_open(path, kind->private ? 3 : 2, (int64_t)kind->offset,
		                        kind->to_the_end ? one_in(2) ? -1 : INT64_MAX : (int64_t)length);
		if (kind->private)
			memcpy(m.memory, m.file + kind->offset, length);
	} else {
		m.id = kind->private ? mn_region_anonymous(length) : mn_region_map(-1, 0, (int64_t)length, 2, 0, 0, 0);
	}
	for (size_t i = 0; i < PAGES + 2; i++)
		m.prot[i] = PROT_READ | PROT_WRITE;
	begin("opening %zu bytes", length);
	SAME(m.id > 0, 1);
	compare();
}

/* At the end everything may be looked at once more, and then nothing is left. */
static void close_region(void)
{
	int64_t s = 0;
	int release = one_in(2);

	while (m.slice_count)
		close_slice(m.slice_count - 1);
	begin("protect() at the end");
	SAME(mn_region_protect(m.id, 0, m.length, PROT_READ | PROT_WRITE), 0);
	for (size_t i = 0; i < pages_for(m.length); i++)
		m.prot[i] = PROT_READ | PROT_WRITE;
	compare();
	begin("%s() at the end", release ? "release" : "close");
	if (release) {
		s = mn_slice_open(m.id, 0, m.length, 0, 0);
		SAME(s > 0, 1);
		if (m.fd >= 0 && strstr(m.kind->name, "memfd"))
			m.fd = -1;
		SAME(mn_region_release(m.id), 0);
		if (m.length)
			same_bytes((const uint8_t *)(uintptr_t)mn_slice_address(s), bytes(), m.length, 0,
			           "of the released region");
		SAME(mn_region_length(m.id), -EBADF);
		SAME(mn_slice_close(s), 0);
	} else {
		SAME(mn_region_close(m.id), 0);
	}
	SAME(mn_region_close(m.id), -EBADF);
	SAME(mn_region_read(m.id, 0, scratch, 1), -EBADF);
	while (m.cursor_count) {
		SAME(mn_cursor_tell(m.cursors[--m.cursor_count].id), -EBADF);
		SAME(mn_cursor_close(m.cursors[m.cursor_count].id), 0);
	}
	SAME(mn_statistic("regions"), 0);
	SAME(mn_statistic("slices"), 0);
	SAME(mn_statistic("cursors"), 0);
	SAME(mn_statistic("close_errors"), 0);
	if (m.fd >= 0 && !strstr(m.kind->name, "memfd"))
		close(m.fd);
	free(m.memory);
	free(m.file);
	free(scratch);
	free(twin);
}

static void sequence(const struct kind *kind, uint64_t of, int count)
{
	seed = state = of;
	/* Also when it ends with a signal, one can see how it came to that. */
	printf("# %s, guard %" PRId32 ": MN_SEED=%" PRIu64 "\n", kind->name, mn_guard(-1), seed);
	fflush(stdout);
	step = 0;
	open_region(kind);
	for (step = 1; step <= count; step++) {
		steps[below(sizeof steps / sizeof *steps)]();
		compare();
	}
	close_region();
}

/* One sequence that is always the same and one that never was before. */
static void model(const struct kind *kind, int count)
{
	const char *given = getenv("MN_SEED"), *length = getenv("MN_STEPS");
	struct timespec now;

	if (t_under_valgrind())
		count /= 10;
	if (length)
		count = atoi(length);
	if (given) {
		sequence(kind, strtoull(given, NULL, 0), count);
		return;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	sequence(kind, 1, count);
	sequence(kind, (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000, count);
}

#ifndef MODEL_STEPS
#if UNDER_ASAN
#define MODEL_STEPS 800
#else
#define MODEL_STEPS 2000
#endif
#endif

/* In turn for each way to guard an access; the one without a handler needs a
   kernel that lets a process copy its own memory. */
#define MODEL(kind) \
	START_TEST(model_of_##kind) { model(&kind, MODEL_STEPS); } END_TEST \
	START_TEST(model_of_##kind##_by_the_kernel) \
	{ \
		if (mn_guard(1) != 1) \
			t_skip("this kernel does not let a process copy its own memory"); \
		model(&kind, MODEL_STEPS / 2); \
	} \
	END_TEST \
	START_TEST(model_of_##kind##_looked_after) { mn_guard(2); model(&kind, MODEL_STEPS / 2); } END_TEST

MODEL(shared_file)
MODEL(part_of_a_file)
MODEL(file_without_fd)
MODEL(created_file)
MODEL(copy)
MODEL(part_of_a_copy)
MODEL(anonymous)
MODEL(shared_anonymous)
MODEL(memfd)
MODEL(unsealed_memfd)

#define MODELS(kind) model_of_##kind, model_of_##kind##_by_the_kernel, model_of_##kind##_looked_after

T_MAIN("model", MODELS(shared_file), MODELS(part_of_a_file), MODELS(file_without_fd), MODELS(created_file),
       MODELS(copy), MODELS(part_of_a_copy), MODELS(anonymous), MODELS(shared_anonymous), MODELS(memfd),
       MODELS(unsealed_memfd))
