/* Files on POSIX: opening them without disturbing devices and FIFOs, their sizes, writing
   them back, and named memory. */

#include "posix.h"

#if defined MN_POSIX

#include <limits.h>
#include <signal.h>
#include <time.h>
#if defined MN_LINUX
#include <sys/statfs.h>
#endif

/* 0 if a file of this mode may be opened.  Opening others has effects: it wakes the other
   end of a FIFO, and rewinds a tape. */
static int32_t mn__kind_error(mode_t mode, int32_t kinds)
{
	if (S_ISREG(mode) || (S_ISBLK(mode) && kinds & MN__BLOCK_DEVICES)
	    || (S_ISCHR(mode) && kinds & MN__CHARACTER_DEVICES))
		return 0;
	return S_ISDIR(mode) ? -EISDIR : S_ISLNK(mode) ? -ELOOP : -ENODEV;
}

/* A path to open. */
struct mn__target {
	int directory;       /* where the path begins, or AT_FDCWD */
	const char *path;
	int no_follow;       /* O_NOFOLLOW or 0 */
	int beneath;         /* 1: the path must not leave the directory */
};

static int32_t mn__openat(const struct mn__target *at, int flags)
{
#if defined SYS_openat2
	/* The kernel's struct open_how and two of its flags, for headers without them. */
	enum { NO_MAGICLINKS = 0x02, BENEATH = 0x08 };
	struct {
		uint64_t flags, mode, resolve;
	} ask = { (uint64_t)(flags | at->no_follow), 0, NO_MAGICLINKS | BENEATH };

	if (at->beneath)
		return mn__result(syscall(SYS_openat2, at->directory, at->path, &ask, sizeof ask));
#endif
	return mn__result(openat(at->directory, at->path, flags | at->no_follow));
}

/* O_NOCTTY: opening a terminal must not make it the process's own. */
static int mn__open_flags(enum mn__open_mode how)
{
	return O_CLOEXEC | O_NOCTTY | (how == MN__OPEN_WRITE ? O_RDWR : O_RDONLY);
}

#if defined O_PATH
/* Opens the file of an O_PATH descriptor.  -ENOENT if /proc is missing, or shows another
   process. */
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

/* Checks a file's kind, and then opens it.  With O_PATH both happen to the same file, even
   if its name changes in between. */
static int32_t mn__open_checked(const struct mn__target *at, enum mn__open_mode how, int32_t kinds)
{
	int flags = mn__open_flags(how);
	struct timespec moment = { 0, 10000000 };
	struct stat st;
	int32_t fd, error;

#if defined O_PATH
	int32_t named = mn__openat(at, O_PATH | O_CLOEXEC);

	if (named < 0)
		return named;
	error = fstat(named, &st) < 0 ? -errno : mn__kind_error(st.st_mode, kinds);
	/* Opening a device may wait without limit until it is ready.  Only regular files
	   may block, for a lease. */
	fd = error < 0 ? error : mn__reopen(named, &st, flags | (S_ISREG(st.st_mode) ? 0 : O_NONBLOCK));
	(void)close(named);
	/* These four may mean that /proc is missing or forbidden.  If they are the file's
	   own, opening by name fails in the same way. */
	if (error < 0 || (fd != -ENOENT && fd != -ENOTDIR && fd != -ELOOP && fd != -EACCES))
		return fd;
#else
	if (fstatat(at->directory, at->path, &st, at->no_follow ? AT_SYMLINK_NOFOLLOW : 0) < 0)
		return -errno;
	error = mn__kind_error(st.st_mode, kinds);
	if (error < 0)
		return error;
#endif
	/* Open by name.  It may belong to a FIFO by now, so O_NONBLOCK keeps the kernel from
	   waiting.  The loop waits for a lease: 90 seconds, twice the kernel's default. */
	fd = mn__openat(at, flags | O_NONBLOCK);
	for (int tries = 0; fd == -EAGAIN && S_ISREG(st.st_mode) && tries < 9000; tries++)
		fd = nanosleep(&moment, NULL) < 0 ? -errno : mn__openat(at, flags | O_NONBLOCK);
	if (fd >= 0 && (fstat(fd, &st) < 0 || mn__kind_error(st.st_mode, kinds) < 0)) {
		(void)close(fd);
		fd = -ENODEV;
	}
	/* For a caller, -EAGAIN means that the path was renamed meanwhile. */
	return fd == -EAGAIN && S_ISREG(st.st_mode) ? -EBUSY : fd;
}

MN_PRIVATE int32_t mn__os_open(const char *path, enum mn__open_mode how, int32_t kinds)
{
	const struct mn__target at = { AT_FDCWD, path, 0, 0 };
	int state = mn__cancel_off();
	struct stat st;
	int32_t fd = fstatat(AT_FDCWD, path, &st, 0) < 0 ? -errno : mn__kind_error(st.st_mode, kinds);

	/* Regular files are the common case: this costs one system call besides open.  If the
	   name belongs to a FIFO by now, O_NONBLOCK keeps open from waiting, and the region
	   refuses the descriptor. */
	if (fd == 0)
		fd = S_ISREG(st.st_mode) ? mn__openat(&at, mn__open_flags(how) | O_NONBLOCK) : -EAGAIN;
	/* A device, or a regular file under a lease. */
	if (fd == -EAGAIN)
		fd = mn__open_checked(&at, how, kinds);
	return mn__cancel_on(state, fd);
}

/* Looking up a path needs no permission to list the directory. */
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

/* Descriptor 0 is standard input to the rest of the program, even if it is closed now. */
static int32_t mn__move_from_zero(int32_t fd)
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
	int32_t fd = mn__result(openat(directory, name, MN__DIRECTORY | O_NOFOLLOW));

	return mn__cancel_on(state, mn__move_from_zero(fd));
}

MN_PRIVATE int32_t mn__os_open_at(int directory, const char *name, enum mn__open_mode how)
{
	const struct mn__target at = { directory, name, O_NOFOLLOW, 0 };
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__move_from_zero(mn__open_checked(&at, how, MN__REGULAR_ONLY)));
}

MN_PRIVATE int64_t mn__os_read_link_at(int directory, const char *name, char *target, size_t capacity)
{
	ssize_t n = readlinkat(directory, name, target, capacity);

	return n < 0 ? -errno : n;
}

MN_PRIVATE int32_t mn__os_open_beneath(int directory, const char *path, enum mn__open_mode how)
{
#if defined SYS_openat2
	const struct mn__target at = { directory, path, 0, 1 };
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__move_from_zero(mn__open_checked(&at, how, MN__REGULAR_ONLY)));
#else
	(void)directory, (void)path, (void)how;
	return -ENOSYS;
#endif
}

static void mn__facts(const struct stat *st, struct mn__file *file)
{
	file->regular = S_ISREG(st->st_mode);
	file->directory = S_ISDIR(st->st_mode);
	file->stream = S_ISFIFO(st->st_mode) || S_ISSOCK(st->st_mode);
	file->size = file->regular ? st->st_size : -1;
	file->device = (uint64_t)st->st_dev;
	file->number = (uint64_t)st->st_ino;
	file->page = mn__os_page_size();
#if defined __APPLE__
	file->changed = (int64_t)st->st_ctimespec.tv_sec * 1000000000 + st->st_ctimespec.tv_nsec;
#else
	file->changed = (int64_t)st->st_ctim.tv_sec * 1000000000 + st->st_ctim.tv_nsec;
#endif
}

MN_PRIVATE int32_t mn__os_stat(int fd, struct mn__file *file)
{
	struct stat st;

	*file = (struct mn__file){ 0 };
	if (fstat(fd, &st) < 0)
		return -errno;
	mn__facts(&st, file);
	if (S_ISBLK(st.st_mode)) {
		off_t here = lseek(fd, 0, SEEK_CUR);

		file->size = lseek(fd, 0, SEEK_END);
		(void)lseek(fd, here, SEEK_SET);
	}
#if defined MN_LINUX
	/* On hugetlbfs the block size is the huge page's size.  A normal block size saves the
	   second system call. */
	struct statfs fs;

	if (file->regular && st.st_blksize > file->page && fstatfs(fd, &fs) == 0
	    && (uint32_t)fs.f_type == UINT32_C(0x958458f6))
		file->page = (int64_t)fs.f_bsize;
#endif
	return 0;
}

MN_PRIVATE int32_t mn__os_stat_path(const char *path, struct mn__file *file)
{
	struct stat st;

	*file = (struct mn__file){ 0 };
	if (fstatat(AT_FDCWD, path, &st, 0) < 0)
		return -errno;
	mn__facts(&st, file);
	return 0;
}

MN_PRIVATE int32_t mn__os_duplicate(int fd)
{
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__result(fcntl(fd, F_DUPFD_CLOEXEC, 0)));
}

/* A duplicate would have the same access mode, so the file is opened again. */
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

/* A call that would make a file longer than RLIMIT_FSIZE fails with EFBIG and raises
   SIGXFSZ, which kills by default.  Each such call is between mn__block_sigxfsz and
   mn__restore_sigxfsz, which keep the signal of this call from the program. */
struct mn__sigxfsz_block {
	sigset_t before;     /* the thread's mask */
	int pending;         /* a SIGXFSZ of the program's was pending already; it stays */
	int cancel;          /* the state that mn__cancel_off gave */
};

static void mn__block_sigxfsz(struct mn__sigxfsz_block *l)
{
	sigset_t set;

	l->cancel = mn__cancel_off();
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGXFSZ);
	(void)pthread_sigmask(SIG_BLOCK, &set, &l->before);
	/* A signal can be pending only if it was blocked before. */
	l->pending = sigismember(&l->before, SIGXFSZ) == 1 && sigpending(&set) == 0 && sigismember(&set, SIGXFSZ) == 1;
}

static int32_t mn__restore_sigxfsz(const struct mn__sigxfsz_block *l, int32_t result)
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
	struct mn__sigxfsz_block l;

	mn__block_sigxfsz(&l);
	return mn__restore_sigxfsz(&l, mn__result(ftruncate(fd, (off_t)length)));
}

static int32_t mn__allocate_blocks(int fd, int64_t length)
{
#if defined __APPLE__
	/* macOS lacks posix_fallocate: one call reserves blocks, another sets the length. */
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

MN_PRIVATE int32_t mn__os_fallocate(int fd, int64_t length)
{
	struct mn__sigxfsz_block l;

	mn__block_sigxfsz(&l);
	return mn__restore_sigxfsz(&l, mn__allocate_blocks(fd, length));
}

enum { MN__CREATE = O_CLOEXEC | O_NOCTTY | O_RDWR };

#if defined MN_LINUX && defined O_TMPFILE
/* Makes the file without a name, and names it when it is complete.  -EOPNOTSUPP if the
   file system, the kernel or a missing /proc does not allow that; nothing happened then. */
static int32_t mn__create_unnamed(const char *path, int64_t length)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) + 1 : 1;
	char directory[PATH_MAX], own[64];
	int32_t fd, error;
	struct stat st;

	if (n >= sizeof directory)
		return -ENAMETOOLONG;
	memcpy(directory, slash ? path : ".", n);
	directory[n] = '\0';
	/* A name that is taken must not cost the blocks of a file first. */
	if (lstat(path, &st) == 0)
		return -EEXIST;
	fd = mn__result(open(directory, MN__CREATE | O_TMPFILE, 0666));
	/* Kernels that do not know O_TMPFILE say EISDIR. */
	if (fd < 0)
		return -EOPNOTSUPP;
	error = mn__os_fallocate(fd, length);
	if (error == 0) {
		(void)snprintf(own, sizeof own, "/proc/self/fd/%d", (int)fd);
		error = mn__result(linkat(AT_FDCWD, own, AT_FDCWD, path, AT_SYMLINK_FOLLOW));
		if (error < 0 && error != -EEXIST)
			error = -EOPNOTSUPP;
	}
	if (error == 0)
		return fd;
	(void)close(fd);
	return error;
}
#else
#define mn__create_unnamed(path, length) (-EOPNOTSUPP)
#endif

static int32_t mn__create_named(const char *path, int64_t length)
{
	int32_t fd = mn__result(open(path, MN__CREATE | O_CREAT | O_EXCL, 0666));
	int32_t error = fd < 0 ? fd : mn__os_fallocate(fd, length);

	if (fd >= 0 && error < 0) {
		(void)close(fd);
		(void)unlink(path);
	}
	return error < 0 ? error : fd;
}

MN_PRIVATE int32_t mn__os_create(const char *path, int64_t length)
{
	int state = mn__cancel_off();
	int32_t fd = mn__create_unnamed(path, length);

	if (fd == -EOPNOTSUPP)
		fd = mn__create_named(path, length);
	return mn__cancel_on(state, fd);
}

MN_PRIVATE int32_t mn__os_unlink(const char *path)
{
	return mn__result(unlink(path));
}

MN_PRIVATE int64_t mn__os_read_at(int fd, void *buffer, size_t n, int64_t offset)
{
	int state = mn__cancel_off();
	ssize_t r = pread(fd, buffer, n, (off_t)offset);
	int64_t result = r < 0 ? -errno : r;

	(void)mn__cancel_on(state, 0);
	return result;
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

/* Writes back the whole file system, or gives `otherwise` where no call does. */
static int32_t mn__sync_file_system(int fd, int32_t otherwise)
{
#if defined MN_LINUX
	(void)otherwise;
	return mn__result(syncfs(fd));
#else
	(void)fd;
	return otherwise;
#endif
}

/* The directory can be out of reach: it is unreadable, the file was renamed, or the
   current directory changed.  Then the whole file system is written back.  The same
   happens if it has no fsync for directories (EINVAL). */
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
		result = mn__sync_file_system(fd, directory < 0 ? result : -ENOENT);
	else {
		result = mn__os_durable(directory);
		if (result == -EINVAL)
			result = mn__sync_file_system(fd, result);
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
	/* Opening for writing makes the copy at once.  The number is overlayfs's magic. */
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

/* -ENODEV if the name belongs to a FIFO or device, which opening would disturb. */
static int32_t mn__shm_kind(const char *name)
{
#if defined MN_LINUX
	/* Every libc of Linux uses this directory.  A name contains no inner slash. */
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
	/* Another process may create or remove the name between the two calls. */
	do {
		fd = mn__os_shm_open(name, O_RDWR, 0600);
		if (fd != -ENOENT)
			return fd;
		fd = mn__os_shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	} while (fd == -EEXIST);
	*made = fd >= 0;
	return fd;
}

MN_PRIVATE int32_t mn__os_shm_find(const char *name, enum mn__open_mode how)
{
	int32_t error = mn__shm_kind(name);

	return error < 0 ? error : mn__os_shm_open(name, how == MN__OPEN_WRITE ? O_RDWR : O_RDONLY, 0);
}

#endif
