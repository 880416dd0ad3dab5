/* Below a region: disks and devices that fail, block devices, overlay file
   systems, and writing to the disk without a request.  Each test has a mount
   namespace of its own, so that its mounts are private. */

#include "helpers.h"

#if defined MN_LINUX
#include <linux/loop.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/statfs.h>

enum { CANNOT = 77 };

static const char *in(const char *folder, const char *name)
{
	static char paths[4][700];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s", folder, name);
	return path;
}

static void own_namespace(void)
{
	if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) < 0)
		_exit(CANNOT);
}

static const char *status_of(void (*body)(void *), const char *name)
{
	int status = t_child(body, NULL);

	if (status == CANNOT)
		t_skip(name);
	IS(status, 0);
	return name;
}

/* ---- Loop devices ---- */

enum { DISK = 16 << 20 };

static char device[64];

/* The block device of this file; it disappears with its last user. */
static int loop(const char *backing)
{
	struct loop_info64 info = { .lo_flags = LO_FLAGS_AUTOCLEAR };
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC), file = open(backing, O_RDWR | O_CLOEXEC), number, fd;

	if (control < 0 || file < 0)
		_exit(CANNOT);
	/* Another process may take the same free one. */
	for (int i = 0; i < 20; i++) {
		number = ioctl(control, LOOP_CTL_GET_FREE);
		snprintf(device, sizeof device, "/dev/loop%d", number);
		fd = number < 0 ? -1 : open(device, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			_exit(CANNOT);
		if (ioctl(fd, LOOP_SET_FD, file) == 0) {
			T_NEED(ioctl(fd, LOOP_SET_STATUS64, &info) == 0);
			close(control);
			close(file);
			return fd;
		}
		close(fd);
	}
	_exit(CANNOT);
}

static void new_disk(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	T_NEED(fd >= 0 && ftruncate(fd, DISK) == 0 && close(fd) == 0);
}

static void new_file_system(const char *disk)
{
	char command[900];

	new_disk(disk);
	snprintf(command, sizeof command, "PATH=$PATH:/sbin:/usr/sbin mkfs.ext4 -q -F -b 4096 '%s' >/dev/null 2>&1", disk);
	if (system(command) != 0)
		_exit(CANNOT);
}

/* The kernel drops its cached pages of the file. */
static void forget(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	T_NEED(fd >= 0 && posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) == 0);
	close(fd);
}

/* ---- A disk that fails ---- */

static void read_from_a_failing_disk(void *unused)
{
	static char where[600], disk[600];
	size_t page = t_page(), pages = 64;
	static uint8_t bytes[64 * 65536];
	int64_t regions[2], s;
	int fd;

	(void)unused;
	T_NEED(pages * page <= sizeof bytes);
	own_namespace();
	snprintf(where, sizeof where, "%s", t_path("mounted"));
	snprintf(disk, sizeof disk, "%s", t_path("disk"));
	T_NEED(mkdir(where, 0700) == 0);
	new_file_system(disk);
	fd = loop(disk);
	if (mount(device, where, "ext4", 0, NULL) < 0)
		_exit(CANNOT);
	close(fd);
	fd = open(in(where, "f"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	memset(bytes, 'a', pages * page);
	T_NEED(write(fd, bytes, pages * page) == (ssize_t)(pages * page) && fsync(fd) == 0 && close(fd) == 0);
	T_NEED(umount(where) == 0);
	/* From here on no call writes, and the disk ends before the file's
	   blocks. */
	fd = loop(disk);
	if (mount(device, where, "ext4", MS_RDONLY, NULL) < 0)
		_exit(CANNOT);
	regions[0] = mn_region_open(in(where, "f"), 1, 0, -1);
	regions[1] = mn_region_open(in(where, "f"), 3, 0, -1);
	T_NEED(regions[0] > 0 && regions[1] > 0);
	T_NEED(truncate(disk, 64 << 10) == 0 && ioctl(fd, LOOP_SET_CAPACITY) == 0);
	for (int mode = 0; mode <= 2; mode++) {
		if (mn_guard(mode) != mode)
			continue;
		for (int i = 0; i < 2; i++) {
			int64_t r = regions[i], faults = mn_statistic("faults");

			forget(in(where, "f"));
			memset(bytes, '#', 9000);
			T_NEED(mn_region_read(r, 5 * page, bytes, 8) == -EIO);
			T_NEED(strstr(mn_error_detail(), "the device of ") && strstr(mn_error_detail(), " failed (EIO)"));
			T_NEED(!strstr(mn_error_detail(), "cut short") && !strstr(mn_error_detail(), "refresh"));
			T_NEED(mn_region_read(r, 5 * page, bytes, 9000) == -EIO && bytes[0] == '#' && bytes[8999] == '#');
			T_NEED(strstr(mn_error_detail(), "failed"));
			T_NEED(mn_region_find(r, 0, pages * page, "b", 1) == -EIO && strstr(mn_error_detail(), "failed"));
			T_NEED(mn_region_populate(r, 0, pages * page) == -EIO && !strstr(mn_error_detail(), "refresh"));
			s = mn_slice_open(r, 0, pages * page, 0, 0);
			T_NEED(mn_slice_check(s) == -EIO && strstr(mn_error_detail(), "failed") && mn_slice_close(s) == 0);
			T_NEED(mn_statistic("faults") >= faults + 4);
			T_NEED(mn_region_truncated(r) == 0);
			/* A refresh finds no change, and heals nothing. */
			T_NEED(mn_region_refresh(r) == (int64_t)(pages * page));
			T_NEED(mn_region_get_u8(r, 3 * page) == -EIO && mn_region_truncated(r) == 0);
		}
	}
	T_NEED(mn_region_close(regions[0]) == 0 && mn_region_close(regions[1]) == 0);
	_exit(0);
}

/* F15: the file has its length, so it was not truncated. */
START_TEST(a_disk_that_fails)
{
	status_of(read_from_a_failing_disk, "this process may not mount a file system of its own");
}
END_TEST

/* ---- A block device ---- */

static void use_a_block_device(void *unused)
{
	static char disk[600];
	size_t page = t_page();
	char bytes[100];
	int64_t r, part, m;
	int fd, file;

	(void)unused;
	snprintf(disk, sizeof disk, "%s", t_path("disk"));
	new_disk(disk);
	fd = loop(disk);
	r = mn_region_open(device, 2, 0, -1);
	T_NEED(r > 0 && mn_region_length(r) == DISK && mn_region_file_size(r) == DISK);
	part = mn_region_open(device, 1, 5003, 100);
	T_NEED(part > 0 && mn_region_length(part) == 100);
	T_NEED(mn_region_open(device, 1, DISK + 1, -1) == -ENXIO && mn_region_open(device, 1, DISK - 5, 6) == -EOVERFLOW);
	m = mn_region_open(device, 1, DISK, -1);
	T_NEED(m > 0 && mn_region_length(m) == 0 && mn_region_close(m) == 0);
	/* Reading the size leaves the descriptor's position unchanged. */
	T_NEED(lseek(fd, 17, SEEK_SET) == 17);
	m = mn_region_map(fd, 4096, -1, 2, 0, 0, 0);
	T_NEED(m > 0 && mn_region_length(m) == DISK - 4096 && mn_region_refresh(m) == DISK - 4096);
	T_NEED(mn_region_file_size(m) == DISK && lseek(fd, 0, SEEK_CUR) == 17);
	T_NEED(mn_region_close(m) == 0);
	/* Written bytes are on the disk: the test sees them in the file
	   behind it. */
	T_NEED(mn_region_write(r, 5003, "block device", 12) == 12 && mn_region_write(r, DISK - 3, "end", 3) == 3);
	T_NEED(mn_region_sync(r, 5003, 12, MS_SYNC) == 0 && mn_region_durable(r) == 0);
	T_NEED(mn_region_read(part, 0, bytes, 12) == 12 && memcmp(bytes, "block device", 12) == 0);
	file = open(disk, O_RDONLY | O_CLOEXEC);
	T_NEED(pread(file, bytes, 12, 5003) == 12 && memcmp(bytes, "block device", 12) == 0);
	T_NEED(pread(file, bytes, 3, DISK - 3) == 3 && memcmp(bytes, "end", 3) == 0 && close(file) == 0);
	/* A region cannot change its size. */
	T_NEED(mn_region_resize(r, DISK / 2) < 0 && mn_region_length(r) == DISK && mn_region_get_u8(r, DISK - 1) == 'd');
	T_NEED(mn_region_resize(r, DISK + page) < 0 && mn_region_length(r) == DISK);
	/* It becomes smaller under the region. */
	T_NEED(truncate(disk, 1 << 20) == 0 && ioctl(fd, LOOP_SET_CAPACITY) == 0);
	T_NEED(mn_region_file_size(r) == 1 << 20);
	T_NEED(mn_region_sync(r, 1 << 20, 1, MS_SYNC) == -EIO && mn_region_truncated(r) == 1);
	T_NEED(mn_region_refresh(r) == 1 << 20 && mn_region_truncated(r) == 0);
	T_NEED(mn_region_read(r, 5003, bytes, 12) == 12 && memcmp(bytes, "block device", 12) == 0);
	T_NEED(mn_region_close(r) == 0 && mn_region_close(part) == 0 && close(fd) == 0);
	_exit(0);
}

/* A block device's size is asked for in its own way. */
START_TEST(a_block_device)
{
	status_of(use_a_block_device, "this process may not make a block device");
}
END_TEST

/* ---- What reaches the disk by itself ---- */

static int on_the_disk(const char *disk, const char *needle, size_t n)
{
	int64_t r = mn_region_open(disk, 1, 0, -1), found;

	T_NEED(r > 0);
	found = mn_region_find(r, 0, DISK, needle, n);
	T_NEED(mn_region_close(r) == 0);
	return found >= 0;
}

static void write_without_msync(void *unused)
{
	static char where[600], disk[600];
	char needle[64];
	int64_t r;
	int fd, held;

	(void)unused;
	own_namespace();
	snprintf(where, sizeof where, "%s", t_path("written"));
	snprintf(disk, sizeof disk, "%s", t_path("written-disk"));
	T_NEED(mkdir(where, 0700) == 0);
	new_file_system(disk);
	fd = loop(disk);
	if (mount(device, where, "ext4", 0, NULL) < 0)
		_exit(CANNOT);
	snprintf(needle, sizeof needle, "bytes of process %ld that nobody synced", (long)getpid());
	r = mn_region_create(in(where, "f"), 9000);
	T_NEED(r > 0 && mn_region_write(r, 4321, needle, strlen(needle)) == (int64_t)strlen(needle));
	T_NEED(mn_region_close(r) == 0);
	/* The disk is a file here, and the test reads that file: not the
	   kernel's cached pages of the written one. */
	held = !on_the_disk(disk, needle, strlen(needle));
	/* This writes the whole file system back, as the kernel does in its
	   own time.  It uses no function of the region, which is closed. */
	fd = open(where, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	T_NEED(fd >= 0 && syncfs(fd) == 0 && close(fd) == 0);
	T_NEED(on_the_disk(disk, needle, strlen(needle)));
	/* If the bytes were there at once, the test would prove nothing. */
	T_NEED(held);
	_exit(0);
}

/* S3-64: the kernel writes the bytes to the disk, without msync. */
START_TEST(the_kernel_writes_back)
{
	status_of(write_without_msync, "this process may not mount a file system of its own");
}
END_TEST

/* ---- Overlays ---- */

static char merged[600];

/* Another user opens the file by its path and writes, for the first time or
   again. */
static void others_write(const char *name, off_t at, char byte, size_t n)
{
	int fd = open(in(merged, name), O_WRONLY | O_CLOEXEC);
	char *bytes = malloc(n);

	memset(bytes, byte, n);
	T_NEED(fd >= 0 && pwrite(fd, bytes, n, at) == (ssize_t)n && close(fd) == 0);
	free(bytes);
}

static int is_all(int64_t r, uint64_t offset, uint64_t n, char byte)
{
	char *bytes = malloc(n);
	int same = mn_region_read(r, offset, bytes, n) == (int64_t)n;

	for (uint64_t i = 0; same && i < n; i++)
		same = bytes[i] == byte;
	free(bytes);
	return same;
}

static void mount_overlay(void)
{
	static const char *const names[] = { "lower", "upper", "work", "merged" };
	static const char *const files[] = { "grows", "same", "copy", "held", "part", "cut" };
	size_t page = t_page();
	char options[3000], folders[4][600], *bytes = malloc(2 * page);

	own_namespace();
	for (int i = 0; i < 4; i++) {
		snprintf(folders[i], sizeof folders[i], "%s", t_path(names[i]));
		T_NEED(mkdir(folders[i], 0700) == 0);
	}
	memset(bytes, 'a', 2 * page);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		char name[64];

		snprintf(name, sizeof name, "lower/%s", files[i]);
		close(t_file(name, bytes, 2 * page));
	}
	free(bytes);
	snprintf(merged, sizeof merged, "%s", folders[3]);
	snprintf(options, sizeof options, "lowerdir=%s,upperdir=%s,workdir=%s", folders[0], folders[1], folders[2]);
	if (mount("overlay", merged, "overlay", 0, options) < 0)
		_exit(CANNOT);
}

static void follow_copies_up(void *unused)
{
	size_t page = t_page();
	int64_t r, s, whole;

	(void)unused;
	mount_overlay();
	/* It grows, after it became a file of the upper layer, and once more. */
	r = mn_region_open(in(merged, "grows"), 1, 0, -1);
	T_NEED(r > 0 && is_all(r, 0, 2 * page, 'a'));
	T_NEED(mn_region_refresh(r) == (int64_t)(2 * page));
	others_write("grows", 0, 'b', 3 * page);
	T_NEED(mn_region_refresh(r) == (int64_t)(3 * page));
	T_NEED(is_all(r, 0, 3 * page, 'b'));
	others_write("grows", 0, 'c', 30 * page);
	T_NEED(mn_region_refresh(r) == (int64_t)(30 * page) && is_all(r, 0, 30 * page, 'c'));
	T_NEED(mn_region_close(r) == 0);
	/* The same length, other bytes; protections and the fork policy stay. */
	r = mn_region_open(in(merged, "same"), 1, 0, -1);
	T_NEED(is_all(r, 0, 2 * page, 'a') && mn_region_protect(r, page, page, PROT_NONE) == 0 && mn_region_set_fork_policy(r, 1) == 0);
	others_write("same", 0, 'b', 2 * page);
	T_NEED(mn_region_refresh(r) == (int64_t)(2 * page) && is_all(r, 0, page, 'b'));
	T_NEED(mn_region_get_u8(r, page) == -EACCES && strncmp(perms(r, page), "---s", 4) == 0);
	T_NEED(mn_region_protect(r, 0, 2 * page, PROT_READ) == 0 && is_all(r, 0, 2 * page, 'b'));
	T_NEED(mn_region_close(r) == 0);
	/* A copy keeps its own pages. */
	r = mn_region_open(in(merged, "copy"), 3, 0, -1);
	T_NEED(mn_region_set_u8(r, 5, 'o') == 0 && is_all(r, 6, 2 * page - 6, 'a'));
	others_write("copy", 0, 'b', 3 * page);
	T_NEED(mn_region_refresh(r) == (int64_t)(3 * page));
	T_NEED(is_all(r, 0, 5, 'a') && mn_region_get_u8(r, 5) == 'o' && is_all(r, 6, page - 6, 'a'));
	T_NEED(is_all(r, page, 2 * page, 'b'));
	T_NEED(mn_region_set_u8(r, 2 * page, 'p') == 0 && mn_region_get_u8(r, 2 * page) == 'p');
	T_NEED(mn_region_close(r) == 0);
	/* A part, from the middle of a page on. */
	r = mn_region_open(in(merged, "part"), 1, (int64_t)page + 7, 100);
	T_NEED(is_all(r, 0, 100, 'a'));
	others_write("part", (off_t)page, 'b', 50);
	T_NEED(mn_region_refresh(r) == 100 && is_all(r, 0, 43, 'b') && is_all(r, 43, 57, 'a'));
	T_NEED(mn_region_close(r) == 0);
	/* It becomes shorter, and then empty. */
	r = mn_region_open(in(merged, "cut"), 3, 0, -1);
	T_NEED(mn_region_set_u8(r, page + 5, 'o') == 0);
	T_NEED(truncate(in(merged, "cut"), 10) == 0 && mn_region_refresh(r) == 10 && is_all(r, 0, 10, 'a'));
	T_NEED(truncate(in(merged, "cut"), 0) == 0 && mn_region_refresh(r) == 0);
	others_write("cut", 0, 'c', page);
	T_NEED(mn_region_refresh(r) == (int64_t)page && is_all(r, 0, page, 'c') && mn_region_close(r) == 0);
	/* A slice pins the address, so a refresh that must change it returns
	   -EBUSY. */
	r = mn_region_open(in(merged, "held"), 1, 0, -1);
	s = mn_slice_open(r, 0, 10, 0, 0);
	T_NEED(mn_region_refresh(r) == (int64_t)(2 * page));
	others_write("held", 0, 'b', 2 * page);
	T_NEED(mn_region_refresh(r) == -EBUSY && is_all(r, 0, 2 * page, 'a'));
	T_NEED(mn_slice_close(s) == 0 && mn_region_refresh(r) == (int64_t)(2 * page) && is_all(r, 0, 2 * page, 'b'));
	T_NEED(mn_region_close(r) == 0);
	/* A writing region has the upper layer's file from the start. */
	whole = mn_region_open(in(merged, "held"), 2, 0, -1);
	s = mn_slice_open(whole, 0, 10, 0, 0);
	others_write("held", 0, 'd', 2 * page);
	T_NEED(mn_region_refresh(whole) == (int64_t)(2 * page) && is_all(whole, 0, 2 * page, 'd'));
	T_NEED(mn_slice_close(s) == 0 && mn_region_close(whole) == 0 && mn_statistic("close_errors") == 0);
	_exit(0);
}

/* F16: length and bytes come from the same file. */
START_TEST(an_overlay_file_system)
{
	status_of(follow_copies_up, "this process may not mount an overlay");
}
END_TEST

#else

#define ONLY_ON_LINUX(name) START_TEST(name) { t_skip("loop devices and overlays are Linux's"); } END_TEST
ONLY_ON_LINUX(a_disk_that_fails)
ONLY_ON_LINUX(a_block_device)
ONLY_ON_LINUX(the_kernel_writes_back)
ONLY_ON_LINUX(an_overlay_file_system)
#endif

T_MAIN("disk", T_SLOW, a_disk_that_fails, a_block_device, the_kernel_writes_back, an_overlay_file_system)
