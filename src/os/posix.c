/* Linux, the BSDs, macOS and illumos: libc's function where every one of them
   has it, the bare system call where a libc lacks it or does more than call. */

#include "os.h"

#if defined MN_POSIX

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <time.h>
#if defined MN_LINUX
#include <sys/prctl.h>
#include <sys/statfs.h>
#include <sys/uio.h>
#endif

/* The one line between the two worlds: errno is read here, in the same breath
   as the call that set it, and nowhere else. */
static int32_t mn__result(long value)
{
	return value == -1 ? -errno : (int32_t)value;
}

/* Many calls of libc end a thread that was cancelled, in the middle of our work:
   with a lock held, or a descriptor that is not in its region yet.  Each call
   that may do so stands between these two.  Turning cancellation on again ends
   no thread. */
static int mn__cancel_off(void)
{
	int state = 0;

#if !defined __ANDROID__
	(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
#endif
	return state;
}

static int32_t mn__cancel_on(int state, int32_t result)
{
#if !defined __ANDROID__
	(void)pthread_setcancelstate(state, NULL);
#endif
	return result;
}

MN_PRIVATE int64_t mn__os_page_size(void)
{
	return sysconf(_SC_PAGESIZE);
}

/* The system call for what a libc does more than call: musl judges the length
   of mmap and mremap, turns an EPERM of mmap into ENOMEM, and rounds the range
   of mprotect; glibc drops the new address of mremap without MREMAP_FIXED.
   mmap's own call takes its arguments in another way on s390, and other units
   of the offset on some 32-bit processors: there it is left to libc. */
#if defined MN_LINUX && !defined __GLIBC__ && defined __LP64__ && !defined __s390__
#define MN__MMAP(addr, length, prot, flags, fd, offset) \
	syscall(SYS_mmap, addr, length, (long)prot, (long)flags, (long)fd, (long)offset)
#elif defined SYS_mmap2 && (defined __i386__ || defined __arm__)
#define MN__MMAP2_UNIT 4096
#endif

MN_PRIVATE int64_t mn__os_mmap(void *addr, size_t length, int prot, int flags, int fd, int64_t offset)
{
#if defined MN__MMAP
	long p = MN__MMAP(addr, length, prot, flags, fd, offset);

	return p == -1 ? -errno : (int64_t)p;
#elif defined MN__MMAP2_UNIT
	long p;

	/* What the call cannot be told is what the kernel would refuse. */
	if (offset % MN__MMAP2_UNIT != 0)
		return -EINVAL;
	if ((uint64_t)offset / MN__MMAP2_UNIT > UINT32_MAX)
		return -EOVERFLOW;
	p = syscall(SYS_mmap2, addr, length, prot, flags, fd, (uint32_t)((uint64_t)offset / MN__MMAP2_UNIT));
	return p == -1 ? -errno : (int64_t)(unsigned long)p;
#else
	void *p = mmap(addr, length, prot, flags, fd, (off_t)offset);

	return p == MAP_FAILED ? -errno : (int64_t)(uintptr_t)p;
#endif
}

MN_PRIVATE int32_t mn__os_munmap(void *addr, size_t length)
{
	return mn__result(munmap(addr, length));
}

MN_PRIVATE int32_t mn__os_msync(void *addr, size_t length, int flags)
{
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__result(msync(addr, length, flags)));
}

MN_PRIVATE int32_t mn__os_madvise(void *addr, size_t length, int advice)
{
	return mn__result(madvise(addr, length, advice));
}

MN_PRIVATE int32_t mn__os_posix_madvise(void *addr, size_t length, int advice)
{
	return -posix_madvise(addr, length, advice);
}

MN_PRIVATE int32_t mn__os_mprotect(void *addr, size_t length, int prot)
{
#if defined SYS_mprotect
	return mn__result(syscall(SYS_mprotect, addr, length, (long)prot));
#else
	return mn__result(mprotect(addr, length, prot));
#endif
}

MN_PRIVATE int64_t mn__os_mremap(void *old, size_t old_length, size_t new_length, int flags, void *new_address)
{
#if defined SYS_mremap
	long p = syscall(SYS_mremap, old, old_length, new_length, (long)flags, new_address);

	return p == -1 ? -errno : (int64_t)(unsigned long)p;
#else
	(void)old, (void)old_length, (void)new_length, (void)flags, (void)new_address;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_mlock(void *addr, size_t length)
{
	return mn__result(mlock(addr, length));
}

MN_PRIVATE int32_t mn__os_mlock2(void *addr, size_t length, int flags)
{
#if defined SYS_mlock2
	return mn__result(syscall(SYS_mlock2, addr, length, flags));
#else
	(void)addr, (void)length, (void)flags;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_munlock(void *addr, size_t length)
{
	return mn__result(munlock(addr, length));
}

MN_PRIVATE int32_t mn__os_mlockall(int flags)
{
	return mn__result(mlockall(flags));
}

MN_PRIVATE int32_t mn__os_munlockall(void)
{
	return mn__result(munlockall());
}

MN_PRIVATE int32_t mn__os_mincore(void *addr, size_t length, uint8_t *vec)
{
	/* The systems disagree about the sign of the vector's bytes. */
	return mn__result(mincore(addr, length, (void *)vec));
}

MN_PRIVATE int32_t mn__os_memfd_create(const char *name, uint32_t flags)
{
#if defined SYS_memfd_create
	return mn__result(syscall(SYS_memfd_create, name, flags));
#elif defined MFD_CLOEXEC
	return mn__result(memfd_create(name, flags));
#else
	(void)name, (void)flags;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_shm_open(const char *name, int oflag, uint32_t mode)
{
#if defined MN_NO_SHM_OPEN
	(void)name, (void)oflag, (void)mode;
	return -ENOSYS;
#else
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__result(shm_open(name, oflag, (mode_t)mode)));
#endif
}

MN_PRIVATE int32_t mn__os_shm_unlink(const char *name)
{
#if defined MN_NO_SHM_OPEN
	(void)name;
	return -ENOSYS;
#else
	return mn__result(shm_unlink(name));
#endif
}

MN_PRIVATE int32_t mn__os_pkey_alloc(uint32_t flags, uint32_t rights)
{
#if defined SYS_pkey_alloc
	return mn__result(syscall(SYS_pkey_alloc, (unsigned long)flags, (unsigned long)rights));
#else
	(void)flags, (void)rights;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_pkey_free(int pkey)
{
#if defined SYS_pkey_free
	return mn__result(syscall(SYS_pkey_free, pkey));
#else
	(void)pkey;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_pkey_mprotect(void *addr, size_t length, int prot, int pkey)
{
	/* libc's own function turns a key of -1 into another system call. */
#if defined SYS_pkey_mprotect
	return mn__result(syscall(SYS_pkey_mprotect, addr, length, (unsigned long)(unsigned)prot, pkey));
#else
	(void)addr, (void)length, (void)prot, (void)pkey;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_close(int fd)
{
	int state = mn__cancel_off();

#if defined MN_LINUX && !defined __GLIBC__
	/* musl's close says 0 for EINTR. */
	return mn__cancel_on(state, mn__result(syscall(SYS_close, (long)fd)));
#else
	return mn__cancel_on(state, mn__result(close(fd)));
#endif
}

MN_PRIVATE int32_t mn__os_mbind(void *addr, size_t length, int mode, uint32_t flags)
{
#if defined SYS_mbind
	/* No nodes are named: with a length of zero the kernel judges mode and
	   flags and then has nothing to do. */
	return mn__result(syscall(SYS_mbind, addr, length, (long)mode, (void *)0, 0L, (unsigned long)flags));
#else
	(void)addr, (void)length, (void)mode, (void)flags;
	return -ENOSYS;
#endif
}

/* The kernel copies the text of a link before it looks at where to make it, and
   -1 is no directory to make one in.  Of a text that is too long for a link it
   has read the first 4096 bytes. */
MN_PRIVATE int32_t mn__os_check_text(const char *text)
{
	enum { LONGEST = 4096 };
	int error;

	do
		error = symlinkat(text, -1, "nowhere") < 0 ? errno : 0;
	while (error == ENAMETOOLONG && (text += LONGEST));
	return error == EFAULT ? -EFAULT : 0;
}

MN_PRIVATE void *mn__os_aligned(size_t alignment, size_t n)
{
	void *p = NULL;

	return posix_memalign(&p, alignment, n) == 0 ? p : NULL;
}

/* ---- Files ---- */

/* 0 if a file of this mode may be opened.  Opening a FIFO lets its other end go
   on, opening a device may rewind a tape, and a socket cannot be opened. */
static int32_t mn__kind_error(mode_t mode, int32_t kinds)
{
	if (S_ISREG(mode) || (S_ISBLK(mode) && kinds & MN__BLOCK_DEVICES)
	    || (S_ISCHR(mode) && kinds & MN__CHARACTER_DEVICES))
		return 0;
	return S_ISDIR(mode) ? -EISDIR : S_ISLNK(mode) ? -ELOOP : -ENODEV;
}

/* Where a file is looked for; `no_follow` is O_NOFOLLOW or 0. */
struct mn__target {
	int directory;
	const char *path;
	int no_follow;
	int beneath;
};

static int32_t mn__open_target(const struct mn__target *at, int flags)
{
#if defined SYS_openat2
	/* The kernel's struct open_how and flags of it, for headers without them. */
	enum { NO_MAGICLINKS = 0x02, BENEATH = 0x08 };
	struct { uint64_t flags, mode, resolve; } ask = { (uint64_t)(flags | at->no_follow), 0, NO_MAGICLINKS | BENEATH };

	if (at->beneath)
		return mn__result(syscall(SYS_openat2, at->directory, at->path, &ask, sizeof ask));
#endif
	return mn__result(openat(at->directory, at->path, flags | at->no_follow));
}

/* What every way of opening has: close-on-exec, and no terminal of ours. */
static int mn__open_flags(enum mn__opening how)
{
	return O_CLOEXEC | O_NOCTTY | (how == MN__OPEN_WRITE ? O_RDWR : O_RDONLY);
}

#if defined O_PATH
/* Opens what a descriptor of O_PATH names.  -ENOENT if /proc is missing, or is
   not that of this thread. */
static int32_t mn__reopen(int named, const struct stat *known, int flags)
{
	char path[32];
	struct stat st;
	int32_t fd;

	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", named);
	fd = mn__result(open(path, flags));
	if (fd >= 0 && (fstat(fd, &st) < 0 || st.st_dev != known->st_dev || st.st_ino != known->st_ino)) {
		(void)close(fd);
		fd = -ENOENT;
	}
	return fd;
}
#endif

/* Opens a file whose kind was seen before.  Where the platform has descriptors
   that open nothing (O_PATH), the look and the opening are of the same file. */
static int32_t mn__open_known(const struct mn__target *at, enum mn__opening how, int32_t kinds)
{
	int flags = mn__open_flags(how);
	struct timespec moment = { 0, 10000000 };
	struct stat st;
	int32_t fd, error;

#if defined O_PATH
	int32_t named = mn__open_target(at, O_PATH | O_CLOEXEC);

	if (named < 0)
		return named;
	error = fstat(named, &st) < 0 ? -errno : mn__kind_error(st.st_mode, kinds);
	/* Only a device that is not ready could keep us waiting for ever. */
	fd = error < 0 ? error : mn__reopen(named, &st, flags | (S_ISREG(st.st_mode) ? 0 : O_NONBLOCK));
	(void)close(named);
	/* The errors of a /proc that is missing or forbidden.  The file's own error of
	   the same number comes again below. */
	if (error < 0 || (fd != -ENOENT && fd != -ENOTDIR && fd != -ELOOP && fd != -EACCES))
		return fd;
#else
	if (fstatat(at->directory, at->path, &st, at->no_follow ? AT_SYMLINK_NOFOLLOW : 0) < 0)
		return -errno;
	error = mn__kind_error(st.st_mode, kinds);
	if (error < 0)
		return error;
#endif
	/* By name, a moment after the look.  The name may be a FIFO's now, so nothing
	   waits in the kernel.  A lease lasts 45 seconds unless root says otherwise. */
	fd = mn__open_target(at, flags | O_NONBLOCK);
	for (int tries = 0; fd == -EAGAIN && S_ISREG(st.st_mode) && tries < 9000; tries++)
		fd = nanosleep(&moment, NULL) < 0 ? -errno : mn__open_target(at, flags | O_NONBLOCK);
	if (fd >= 0 && (fstat(fd, &st) < 0 || mn__kind_error(st.st_mode, kinds) < 0)) {
		(void)close(fd);
		fd = -ENODEV;
	}
	/* -EAGAIN says that the kernel could not follow the path. */
	return fd == -EAGAIN && S_ISREG(st.st_mode) ? -EBUSY : fd;
}

MN_PRIVATE int32_t mn__os_open(const char *path, enum mn__opening how, int32_t kinds)
{
	const struct mn__target at = { AT_FDCWD, path, 0, 0 };
	int state = mn__cancel_off();
	struct stat st;
	int32_t fd = fstatat(AT_FDCWD, path, &st, 0) < 0 ? -errno : mn__kind_error(st.st_mode, kinds);

	/* Regular files come by the thousand, and this way costs one system call beside
	   open.  Should the name have become a FIFO's since, nothing waits for it, and
	   the region's look at the descriptor refuses it. */
	if (fd == 0)
		fd = S_ISREG(st.st_mode) ? mn__open_target(&at, mn__open_flags(how) | O_NONBLOCK) : -EAGAIN;
	/* A lease is waited for. */
	if (fd == -EAGAIN)
		fd = mn__open_known(&at, how, kinds);
	return mn__cancel_on(state, fd);
}

MN_PRIVATE int32_t mn__os_create(const char *path)
{
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__result(open(path, O_CLOEXEC | O_NOCTTY | O_RDWR | O_CREAT | O_EXCL, 0666)));
}

/* A directory that may be passed through need not be one that may be listed. */
#if defined O_PATH
#define MN__DIRECTORY (O_PATH | O_DIRECTORY | O_CLOEXEC)
#elif defined O_SEARCH
#define MN__DIRECTORY (O_SEARCH | O_DIRECTORY | O_CLOEXEC)
#else
#define MN__DIRECTORY (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#endif

MN_PRIVATE int32_t mn__os_open_directory(const char *path)
{
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__result(open(path, MN__DIRECTORY)));
}

/* Descriptor 0 is somebody's standard input, also when it happens to be free. */
static int32_t mn__not_zero(int32_t fd)
{
	int32_t other;

	if (fd != 0)
		return fd;
	other = mn__result(fcntl(fd, F_DUPFD_CLOEXEC, 1));
	(void)close(fd);
	return other;
}

MN_PRIVATE int32_t mn__os_open_directory_at(int directory, const char *name)
{
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__not_zero(mn__result(openat(directory, name, MN__DIRECTORY | O_NOFOLLOW))));
}

MN_PRIVATE int32_t mn__os_open_at(int directory, const char *name, enum mn__opening how)
{
	const struct mn__target at = { directory, name, O_NOFOLLOW, 0 };
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__not_zero(mn__open_known(&at, how, MN__REGULAR_ONLY)));
}

MN_PRIVATE int64_t mn__os_read_link_at(int directory, const char *name, char *target, size_t capacity)
{
	ssize_t n = readlinkat(directory, name, target, capacity);

	return n < 0 ? -errno : n;
}

MN_PRIVATE int32_t mn__os_open_beneath(int directory, const char *path, enum mn__opening how)
{
#if defined SYS_openat2
	const struct mn__target at = { directory, path, 0, 1 };
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__not_zero(mn__open_known(&at, how, MN__REGULAR_ONLY)));
#else
	(void)directory, (void)path, (void)how;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_file(int fd, struct mn__file *file)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	file->regular = S_ISREG(st.st_mode);
	file->directory = S_ISDIR(st.st_mode);
	file->stream = S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode);
	file->size = st.st_size;
#if defined __APPLE__
	file->changed = (int64_t)st.st_ctimespec.tv_sec * 1000000000 + st.st_ctimespec.tv_nsec;
#else
	file->changed = (int64_t)st.st_ctim.tv_sec * 1000000000 + st.st_ctim.tv_nsec;
#endif
	if (S_ISBLK(st.st_mode)) {
		off_t here = lseek(fd, 0, SEEK_CUR);

		file->size = lseek(fd, 0, SEEK_END);
		(void)lseek(fd, here, SEEK_SET);
	} else if (!file->regular) {
		file->size = -1;
	}
	file->page = mn__os_page_size();
#if defined MN_LINUX
	/* A file of huge pages has them for blocks, and the magic number of
	   hugetlbfs; only then is it worth a second system call. */
	struct statfs fs;

	if (file->regular && st.st_blksize > file->page && fstatfs(fd, &fs) == 0
	    && (uint32_t)fs.f_type == UINT32_C(0x958458f6))
		file->page = (int64_t)fs.f_bsize;
#endif
	return 0;
}

MN_PRIVATE int32_t mn__os_duplicate(int fd)
{
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__result(fcntl(fd, F_DUPFD_CLOEXEC, 0)));
}

/* A duplicate of a descriptor can do what that one can: so the file is opened anew. */
MN_PRIVATE int32_t mn__os_duplicate_to_read(int fd)
{
	int mode = fcntl(fd, F_GETFL, 0);
#if defined MN_LINUX
	char path[64];
	int state;
#endif

	if (mode < 0)
		return -errno;
	if ((mode & O_ACCMODE) == O_RDONLY)
		return mn__os_duplicate(fd);
#if defined MN_LINUX
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	state = mn__cancel_off();
	return mn__cancel_on(state, mn__result(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)));
#else
	return -ENOSYS;
#endif
}

/* The kernel answers a file that would pass the limit RLIMIT_FSIZE with -EFBIG and
   with SIGXFSZ, which kills.  Each call that makes a file longer stands between
   these two, which block the signal in this thread and take it away again. */
struct mn__lengthening {
	sigset_t before;
	int pending;    /* the caller had such a signal waiting already: it stays */
	int cancel;
};

static void mn__lengthening_begin(struct mn__lengthening *l)
{
	sigset_t set;

	l->cancel = mn__cancel_off();
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGXFSZ);
	(void)pthread_sigmask(SIG_BLOCK, &set, &l->before);
	/* Only a signal that was blocked before can be waiting. */
	l->pending = sigismember(&l->before, SIGXFSZ) == 1 && sigpending(&set) == 0 && sigismember(&set, SIGXFSZ) == 1;
}

static int32_t mn__lengthening_end(const struct mn__lengthening *l, int32_t result)
{
	sigset_t set;

	if (result == -EFBIG && !l->pending) {
#if defined __APPLE__ || defined __OpenBSD__
		int number;

		if (sigpending(&set) == 0 && sigismember(&set, SIGXFSZ) == 1) {
			(void)sigemptyset(&set);
			(void)sigaddset(&set, SIGXFSZ);
			(void)sigwait(&set, &number);
		}
#else
		struct timespec now = { 0, 0 };

		(void)sigemptyset(&set);
		(void)sigaddset(&set, SIGXFSZ);
		while (sigtimedwait(&set, NULL, &now) < 0 && errno == EINTR)
			;
#endif
	}
	(void)pthread_sigmask(SIG_SETMASK, &l->before, NULL);
	return mn__cancel_on(l->cancel, result);
}

MN_PRIVATE int32_t mn__os_truncate(int fd, int64_t length)
{
	struct mn__lengthening l;

	mn__lengthening_begin(&l);
	return mn__lengthening_end(&l, mn__result(ftruncate(fd, (off_t)length)));
}

static int32_t mn__allocate_blocks(int fd, int64_t length)
{
#if defined __APPLE__
	/* macOS has no posix_fallocate; reserving is one call and extending another. */
	fstore_t store = { F_ALLOCATEALL, F_PEOFPOSMODE, 0, length, 0 };
	struct stat st;

	if (length == 0)
		return 0;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_size >= length)
		return 0;
	if (fcntl(fd, F_PREALLOCATE, &store) < 0)
		return -errno;
	return mn__result(ftruncate(fd, length));
#else
	int error = 0;

	if (length == 0)
		return 0;
	do
		error = posix_fallocate(fd, 0, (off_t)length);
	while (error == EINTR);
	return -error;
#endif
}

MN_PRIVATE int32_t mn__os_allocate(int fd, int64_t length)
{
	struct mn__lengthening l;

	mn__lengthening_begin(&l);
	return mn__lengthening_end(&l, mn__allocate_blocks(fd, length));
}

MN_PRIVATE int32_t mn__os_unlink(const char *path)
{
	return mn__result(unlink(path));
}

MN_PRIVATE int32_t mn__os_has_byte(int fd, int64_t offset)
{
	int state = mn__cancel_off();
	char byte;

	return mn__cancel_on(state, mn__result(pread(fd, &byte, 1, (off_t)offset)));
}

MN_PRIVATE int32_t mn__os_durable(int fd)
{
	int state = mn__cancel_off();

#if defined F_FULLFSYNC
	if (fcntl(fd, F_FULLFSYNC) == 0)
		return mn__cancel_on(state, 0);
#endif
	return mn__cancel_on(state, mn__result(fsync(fd)));
}

/* Everything that the file system has to write. */
static int32_t mn__durable_system(int fd, int32_t otherwise)
{
#if defined MN_LINUX
	(void)otherwise;
	return mn__result(syncfs(fd));
#else
	(void)fd;
	return otherwise;
#endif
}

/* The name may have been given away since, the path may begin at another current
   directory, or its directory may not be read: then all of the file system is
   written instead.  Some file systems have no fsync for a directory and say -EINVAL. */
MN_PRIVATE int32_t mn__os_durable_name(int fd, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash == path ? 1 : slash ? (size_t)(slash - path) : 1;
	char *folder = mn__allocate(length + 1);
	struct stat own, named;
	int directory, state;
	int32_t result;

	if (!folder)
		return -ENOMEM;
	state = mn__cancel_off();
	memcpy(folder, slash ? path : ".", length);
	directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	result = directory < 0 ? -errno : 0;
	free(folder);
	if (fstat(fd, &own) < 0)
		result = -errno;
	else if (own.st_nlink == 0)
		result = 0;
	else if (directory < 0 || fstatat(directory, slash ? slash + 1 : path, &named, AT_SYMLINK_NOFOLLOW) < 0
	         || named.st_dev != own.st_dev || named.st_ino != own.st_ino)
		result = mn__durable_system(fd, directory < 0 ? result : -ENOENT);
	else {
		result = mn__os_durable(directory);
		if (result == -EINVAL)
			result = mn__durable_system(fd, result);
	}
	if (directory >= 0)
		(void)close(directory);
	return mn__cancel_on(state, result);
}

MN_PRIVATE int32_t mn__os_seal_shrink(int fd)
{
#if defined F_ADD_SEALS
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__result(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK)));
#else
	(void)fd;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_is_sealed(int fd)
{
#if defined F_GET_SEALS
	int seals = fcntl(fd, F_GET_SEALS, 0);

	return seals >= 0 && seals & F_SEAL_SHRINK;
#else
	(void)fd;
	return 0;
#endif
}

MN_PRIVATE int32_t mn__os_open_upper(int fd)
{
#if defined MN_LINUX
	char path[64];
	struct statfs fs;
	int flags = fcntl(fd, F_GETFL, 0), state;

	if (flags < 0)
		return -errno;
	/* Opening for writing made the copy already. */
	if ((flags & O_ACCMODE) != O_RDONLY || fstatfs(fd, &fs) < 0 || (uint32_t)fs.f_type != UINT32_C(0x794c7630))
		return -ENOTSUP;
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	state = mn__cancel_off();
	return mn__cancel_on(state, mn__result(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)));
#else
	(void)fd;
	return -ENOTSUP;
#endif
}

MN_PRIVATE int32_t mn__os_own_pages(const void *mapped, size_t pages, uint8_t *own)
{
#if defined MN_LINUX
	const uint64_t in_memory = UINT64_C(1) << 63, swapped = UINT64_C(1) << 62, of_a_file = UINT64_C(1) << 61;
	uint64_t entries[64];
	int state = mn__cancel_off(), fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	int32_t result = fd < 0 ? -errno : 0;

	for (size_t i = 0, n; i < pages && result == 0; i += n) {
		off_t at = (off_t)((uintptr_t)mapped / (uintptr_t)mn__os_page_size() + i) * (off_t)sizeof *entries;

		n = pages - i < 64 ? pages - i : 64;
		if (pread(fd, entries, n * sizeof *entries, at) != (ssize_t)(n * sizeof *entries))
			result = -EIO;
		for (size_t k = 0; k < n && result == 0; k++)
			own[i + k] = entries[k] & (in_memory | swapped) && !(entries[k] & of_a_file);
	}
	if (fd >= 0)
		(void)close(fd);
	return mn__cancel_on(state, result);
#else
	(void)mapped, (void)pages, (void)own;
	return -ENOSYS;
#endif
}

/* -ENODEV if the name is that of a FIFO or another thing that opening disturbs. */
static int32_t mn__shm_kind(const char *name)
{
#if defined MN_LINUX
	/* The folder is the same for every libc of Linux; a name has no slash in it. */
	char path[sizeof "/dev/shm/" + NAME_MAX];
	int n = snprintf(path, sizeof path, "/dev/shm/%s", name + strspn(name, "/"));
	struct stat st;

	if (n < (int)sizeof path && lstat(path, &st) == 0)
		return mn__kind_error(st.st_mode, MN__REGULAR_ONLY) == -ENODEV ? -ENODEV : 0;
#endif
	(void)name;
	return 0;
}

MN_PRIVATE int32_t mn__os_shm_join(const char *name, int32_t *made)
{
	int32_t fd = mn__shm_kind(name);

	*made = 0;
	if (fd < 0)
		return fd;
	/* Between the two another process may make the name, or remove it. */
	do {
		fd = mn__os_shm_open(name, O_RDWR, 0600);
		if (fd != -ENOENT)
			return fd;
		fd = mn__os_shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	} while (fd == -EEXIST);
	*made = fd >= 0;
	return fd;
}

MN_PRIVATE int32_t mn__os_shm_find(const char *name, enum mn__opening how)
{
	int32_t error = mn__shm_kind(name);

	return error < 0 ? error : mn__os_shm_open(name, how == MN__OPEN_WRITE ? O_RDWR : O_RDONLY, 0);
}

MN_PRIVATE int64_t mn__os_mapping_page(int32_t flags)
{
#if defined MAP_HUGETLB
	if (flags & MAP_HUGETLB) {
		unsigned shift = (uint32_t)flags >> 26;
		char text[4096] = "";
		const char *line;
		long long kib = 0;
		int fd, state;

		if (shift)
			return INT64_C(1) << shift;
		state = mn__cancel_off();
		fd = open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
		if (fd >= 0) {
			if (read(fd, text, sizeof text - 1) < 0)
				text[0] = 0;
			(void)close(fd);
		}
		(void)mn__cancel_on(state, 0);
		line = strstr(text, "Hugepagesize:");
		if (line && sscanf(line, "Hugepagesize: %lld", &kib) == 1)
			return kib * 1024;
	}
#endif
	(void)flags;
	return mn__os_page_size();
}

MN_PRIVATE int32_t mn__os_name_mapping(void *addr, size_t length, const char *name)
{
#if defined MN_LINUX
	/* The numbers are the kernel's; libc's header may be older than 5.17. */
	enum { SET_VMA = 0x53564d41, ANON_NAME = 0 };

	return mn__result(prctl(SET_VMA, (unsigned long)ANON_NAME, (unsigned long)(uintptr_t)addr,
	                        (unsigned long)length, (unsigned long)(uintptr_t)name));
#else
	(void)addr, (void)length, (void)name;
	return -ENOSYS;
#endif
}

/* ---- Copies through the kernel ---- */

MN_PRIVATE int64_t mn__os_copy_in(void *to, const void *mapped, size_t n)
{
#if defined MN_LINUX
	struct iovec local = { to, n }, remote = { (void *)(uintptr_t)mapped, n };
	ssize_t r = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);

	return r < 0 ? -errno : r;
#else
	(void)to, (void)mapped, (void)n;
	return -ENOSYS;
#endif
}

MN_PRIVATE int64_t mn__os_copy_out(void *mapped, const void *from, size_t n)
{
#if defined MN_LINUX
	struct iovec local = { (void *)(uintptr_t)from, n }, remote = { mapped, n };
	ssize_t r = process_vm_writev(getpid(), &local, 1, &remote, 1, 0);

	return r < 0 ? -errno : r;
#else
	(void)mapped, (void)from, (void)n;
	return -ENOSYS;
#endif
}

/* ---- Threads ---- */

#if defined MN_LINUX
#define MN__FUTEX_WAIT 0
#define MN__FUTEX_WAKE 1
#define MN__FUTEX_PRIVATE 128
/* The newest 32-bit architectures have the call with 64-bit times alone. */
#if defined SYS_futex
#define MN__FUTEX SYS_futex
#elif defined SYS_futex_time64
#define MN__FUTEX SYS_futex_time64
#endif
#endif

#if defined MN__FUTEX
/* The kernel's times, which libc's struct timespec need not be: on 32 bits its
   seconds may have 64, and the older call reads two words of 32. */
struct mn__time64 {
	int64_t seconds, nanoseconds;
};
struct mn__time_long {
	long seconds, nanoseconds;
};

MN_PRIVATE int32_t mn__os_wait(const uint32_t *word, uint32_t expected, int64_t timeout_ms, int shared)
{
	long operation = MN__FUTEX_WAIT | (shared ? 0 : MN__FUTEX_PRIVATE);
	struct mn__time64 wide = { timeout_ms / 1000, timeout_ms % 1000 * 1000000 };
#if defined __x86_64__ || !defined SYS_futex
	/* x32 has 64-bit times in 32-bit processes, under the old number. */
	return mn__result(syscall(MN__FUTEX, word, operation, expected, timeout_ms < 0 ? NULL : &wide, NULL, 0));
#else
	struct mn__time_long narrow = { (long)wide.seconds, (long)wide.nanoseconds };

#if defined SYS_futex_time64
	int32_t result = mn__result(syscall(SYS_futex_time64, word, operation, expected,
	                                    timeout_ms < 0 ? NULL : &wide, NULL, 0));

	/* A kernel before 5.1 has the older call alone; an old filter of system
	   calls forbids the one it does not list. */
	if (result != -ENOSYS && result != -EPERM)
		return result;
#endif
	return mn__result(syscall(SYS_futex, word, operation, expected, timeout_ms < 0 ? NULL : &narrow, NULL, 0));
#endif
}
#else
MN_PRIVATE int32_t mn__os_wait(const uint32_t *word, uint32_t expected, int64_t timeout_ms, int shared)
{
	struct timespec t = { 0, 1000000 };

	/* Without a system call to sleep on a word: look again every millisecond. */
	(void)shared;
	if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != expected)
		return -EAGAIN;
	for (int64_t waited = 0; timeout_ms < 0 || waited < timeout_ms; waited++) {
		int state = mn__cancel_off();

		(void)mn__cancel_on(state, nanosleep(&t, NULL));
		if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != expected)
			return 0;
	}
	return -ETIMEDOUT;
}
#endif

MN_PRIVATE int32_t mn__os_wake(const uint32_t *word, int32_t count, int shared)
{
#if defined MN__FUTEX
	return mn__result(syscall(MN__FUTEX, word, MN__FUTEX_WAKE | (shared ? 0 : MN__FUTEX_PRIVATE),
	                          count, NULL, NULL, 0));
#else
	(void)word, (void)count, (void)shared;
	return 0;
#endif
}

MN_PRIVATE void mn__os_end_if_cancelled(void)
{
#if !defined __ANDROID__
	pthread_testcancel();
#endif
}

MN_PRIVATE int32_t mn__os_barrier(void)
{
#if defined SYS_membarrier
	enum { PRIVATE_EXPEDITED = 8, REGISTER_PRIVATE_EXPEDITED = 16 };

	if (syscall(SYS_membarrier, PRIVATE_EXPEDITED, 0, 0) == 0)
		return 0;
	/* A process registers once; a child may have to do it again. */
	if (errno == EPERM && syscall(SYS_membarrier, REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0)
		return mn__result(syscall(SYS_membarrier, PRIVATE_EXPEDITED, 0, 0));
	return -errno;
#else
	return -ENOSYS;
#endif
}

MN_PRIVATE int64_t mn__os_thread(void)
{
#if defined SYS_gettid
	return syscall(SYS_gettid);
#else
	return (int64_t)(intptr_t)pthread_self();
#endif
}

MN_PRIVATE void mn__os_once(mn__once *once, void (*first)(void))
{
	(void)pthread_once(once, first);
}

static pthread_key_t mn__record_key;

MN_PRIVATE int32_t mn__os_watch_threads(void (*thread_ends)(void *record))
{
	return -pthread_key_create(&mn__record_key, thread_ends);
}

MN_PRIVATE int32_t mn__os_watch_forks(void (*before)(void), void (*parent)(void), void (*child)(void))
{
	return -pthread_atfork(before, parent, child);
}

MN_PRIVATE int32_t mn__os_set_record(void *record)
{
	return -pthread_setspecific(mn__record_key, record);
}

MN_PRIVATE int64_t mn__os_milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

MN_PRIVATE void mn__os_yield(void)
{
	sched_yield();
}

MN_PRIVATE uint64_t mn__os_random(void)
{
	struct timespec t = { 0 };
	uint64_t n = 0;

#if defined SYS_getrandom && !defined MN_NO_GETRANDOM
	enum { NONBLOCK = 1 };

	if (syscall(SYS_getrandom, &n, sizeof n, NONBLOCK) == sizeof n)
		return n;
#endif
	/* Two processes that run at the same time have different numbers, and
	   one after the other finds another time.  The steps are splitmix64's,
	   which spread what differs over all bits. */
	clock_gettime(CLOCK_REALTIME, &t);
	n = ((uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec) ^ (uint64_t)getpid() << 40 ^ (uintptr_t)&t;
	n = (n ^ n >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	n = (n ^ n >> 27) * UINT64_C(0x94D049BB133111EB);
	return n ^ n >> 31;
}

#endif
