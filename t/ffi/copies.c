/* Several copies of the library in one process: a plug-in and its host, or two
   languages, may each bring their own. */

#include "test.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>

static const char *library_path(void)
{
	Dl_info info;

	ck_assert(dladdr((void *)(intptr_t)mn_version, &info) != 0);
	return info.dli_fname;
}

/* The bytes of static TLS that the library asks for, or -1. */
static int tls_of(struct dl_phdr_info *info, size_t size, void *bytes)
{
	(void)size;
	if (!strstr(info->dlpi_name, "libmmapnative"))
		return 0;
	*(long *)bytes = 0;
	for (int i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_TLS)
			*(long *)bytes = (long)info->dlpi_phdr[i].p_memsz;
	return 1;
}

/* F29: the loader reserves about 1,600 bytes for all libraries that are
   loaded late. */
START_TEST(thread_local_bytes)
{
	long bytes = -1;

#if UNDER_ASAN
	t_skip("the sanitizer has thread-local bytes of its own");
#endif
	(void)library_path();
	dl_iterate_phdr(tls_of, &bytes);
	ck_assert_int_ge(bytes, 0);
	ck_assert_int_le(bytes, 32);
}
END_TEST

static void *fails(void *library)
{
	const char *(*detail)(void) = (const char *(*)(void))dlsym(library, "mn_error_detail");
	int32_t (*close_it)(int32_t) = (int32_t (*)(int32_t))dlsym(library, "mn_close");

	return detail && close_it && detail()[0] == 0 && close_it(-4711) == -EBADF && strstr(detail(), "-4711") ? library : NULL;
}

/* F29: sixteen copies load, and each has its own regions and last failure. */
START_TEST(sixteen_copies)
{
	char command[4096], name[32];
	pthread_t thread;
	void *good;

#if UNDER_ASAN
	t_skip("the sanitizer's runtime is for one copy");
#endif
	for (int i = 0; i < 16; i++) {
		int64_t (*anonymous)(uint64_t);
		void *library;

		snprintf(name, sizeof name, "copy-%d.so", i);
		snprintf(command, sizeof command, "cp '%s' '%s'", library_path(), t_path(name));
		ck_assert_int_eq(system(command), 0);
		library = dlopen(t_path(name), RTLD_NOW | RTLD_LOCAL);
		ck_assert_msg(library != NULL, "copy %d: %s", i + 1, dlerror());
		anonymous = (int64_t (*)(uint64_t))dlsym(library, "mn_region_anonymous");
		ck_assert(anonymous != NULL && anonymous(4096) > 0);
		ck_assert(fails(library) != NULL);
		/* A thread begins without a failure, in every copy. */
		ck_assert_int_eq(pthread_create(&thread, NULL, fails, library), 0);
		pthread_join(thread, &good);
		ck_assert(good == library);
	}
	ck_assert_str_eq(mn_error_detail(), "");
}
END_TEST

T_MAIN("copies", thread_local_bytes, sixteen_copies)
