/* Paths stay beneath the root, even during renames. t/manager/walk.c runs
   this for kernels without a call that opens beneath a directory. */

#include "helpers.h"
#include "waiting.h"

/* ---- Paths ---- */

/* A result, and the result of the walk step by step. */
struct path {
	const char *path;
	int64_t kernel, walked;
};

static void check_paths(int64_t m, const struct path *paths, size_t n)
{
	int before = t_descriptors();

	for (size_t i = 0; i < n; i++)
		for (int writing = 0; writing <= 1; writing++) {
			int64_t wanted = WALKING ? paths[i].walked : paths[i].kernel;
			int64_t id = mn_manager_map(m, ME, paths[i].path, 0, -1, writing ? RW : PROT_READ, 1);

			/* A kernel without the call takes the other way. */
			ck_assert_msg(id == wanted || id == paths[i].walked || (id > 0 && wanted > 0),
			              "%.300s: %s instead of %s: %s", paths[i].path, mn_error_name(id),
			              mn_error_name(wanted), mn_error_detail());
			if (id > 0) {
				ck_assert_str_eq(bytes_of(m, id, 0, 6), "inside");
				IS(mn_manager_unmap(m, ME, id, 0), 0);
			}
		}
	IS(t_descriptors(), before);
}

#define PATHS(m, paths) check_paths(m, paths, sizeof paths / sizeof paths[0])

/* root/f, root/d/f, root/d/e/f are inside; ../NAME.out/f is not. */
static int64_t tree(void)
{
	int64_t m = manager();
	char name[400];

	put("f", "inside");
	ck_assert_int_eq(mkdir(at("d"), 0700), 0);
	ck_assert_int_eq(mkdir(at("d/e"), 0700), 0);
	put("d/f", "inside");
	put("d/e/f", "inside");
	snprintf(name, sizeof name, "%s.out", root);
	ck_assert_int_eq(mkdir(name, 0700), 0);
	snprintf(name, sizeof name, "../%s.out/f", strrchr(root, '/') + 1);
	put(name, "outside");
	return m;
}

static void link_to(const char *target, const char *name)
{
	ck_assert_int_eq(symlink(target, at(name)), 0);
}

/* S3-67: no path leaves the root, and those that stay inside are followed. */
START_TEST(paths_inside_and_out)
{
	int64_t m = tree();
	char out[300], out_link[310], absolute[400], absolute_link[400];
	const struct path paths[] = {
		{ "f", 1, 1 }, { "./f", 1, 1 }, { "d/f", 1, 1 }, { "d//f", 1, 1 }, { "d/./e/.//f", 1, 1 },
		{ "d/../f", 1, 1 }, { "d/e/../../f", 1, 1 }, { "d/e/../f", 1, 1 }, { "d/../d/../d/f", 1, 1 },
		{ "", -ENOENT, -ENOENT }, { ".", -EISDIR, -EISDIR }, { "./", -EISDIR, -EISDIR },
		{ "d", -EISDIR, -EISDIR }, { "d/", -EISDIR, -EISDIR }, { "d/..", -EISDIR, -EISDIR },
		{ "f/", -ENOTDIR, -ENOTDIR }, { "f/.", -ENOTDIR, -ENOTDIR }, { "f/..", -ENOTDIR, -ENOTDIR },
		{ "f/f", -ENOTDIR, -ENOTDIR }, { "nope", -ENOENT, -ENOENT }, { "nope/../f", -ENOENT, -ENOENT },
		{ "nope/", -ENOENT, -ENOENT }, { "d/nope/f", -ENOENT, -ENOENT }, { "...", -ENOENT, -ENOENT },
		/* Out by itself. */
		{ "..", -EXDEV, -EXDEV }, { "../", -EXDEV, -EXDEV }, { out, -EXDEV, -EXDEV },
		{ "../../../../../../etc/passwd", -EXDEV, -EXDEV }, { "d/../../nope", -EXDEV, -EXDEV },
		{ "d/e/../../../f", -EXDEV, -EXDEV }, { "./../f", -EXDEV, -EXDEV },
		/* F41, S3-22, S3-42: the root is the manager's, as in the document's paths. */
		{ "/f", 1, 1 }, { "//f", 1, 1 }, { "/d/f", 1, 1 }, { "///d/../f", 1, 1 }, { "/to-f", 1, 1 },
		{ "/", -EISDIR, -EISDIR }, { "//", -EISDIR, -EISDIR }, { "/.", -EISDIR, -EISDIR },
		{ "/d", -EISDIR, -EISDIR }, { "/nope", -ENOENT, -ENOENT }, { "/etc/passwd", -ENOENT, -ENOENT },
		{ absolute, -ENOENT, -ENOENT }, { "/..", -EXDEV, -EXDEV }, { "/../f", -EXDEV, -EXDEV },
		{ "/d/../../f", -EXDEV, -EXDEV }, { "/to-up/f", -EXDEV, -EXDEV }, { "/to-absolute", -EXDEV, -EXDEV },
		{ "/to-absolute-inside", -EXDEV, -EXDEV },
		/* Links that stay inside the root. */
		{ "to-f", 1, 1 }, { "to-d/f", 1, 1 }, { "to-d/../f", 1, 1 }, { "d/up", 1, 1 }, { "d/e/up-up", 1, 1 },
		{ "to-d/e/up-up", 1, 1 }, { "to-dot/f", 1, 1 }, { "to-to-d/e/f", 1, 1 }, { "d/back/d/f", 1, 1 },
		{ "to-f-slash", -ENOTDIR, -ENOTDIR }, { "to-f/", -ENOTDIR, -ENOTDIR }, { "to-d", -EISDIR, -EISDIR },
		{ "to-d/", -EISDIR, -EISDIR }, { "to-nothing", -ENOENT, -ENOENT }, { "to-to-d/../f", 1, 1 },
		/* Links that lead out. */
		{ "to-up", -EXDEV, -EXDEV }, { "to-up/f", -EXDEV, -EXDEV }, { "to-out", -EXDEV, -EXDEV },
		{ "to-out-dir/f", -EXDEV, -EXDEV }, { "to-absolute", -EXDEV, -EXDEV },
		{ "to-absolute-inside", -EXDEV, -EXDEV }, { "to-to-out", -EXDEV, -EXDEV },
		{ "d/out", -EXDEV, -EXDEV }, { "to-d/out", -EXDEV, -EXDEV }, { "to-slash/etc/passwd", -EXDEV, -EXDEV },
		{ "d/back/../f", -EXDEV, -EXDEV },
		/* Links without an end. */
		{ "loop", -ELOOP, -ELOOP }, { "loop/f", -ELOOP, -ELOOP }, { "loop-a", -ELOOP, -ELOOP },
		{ "loop-down", -ELOOP, -ELOOP },
	};

	snprintf(out, sizeof out, "../%s.out/f", strrchr(root, '/') + 1);
	snprintf(out_link, sizeof out_link, "../%s", out);
	snprintf(absolute, sizeof absolute, "%s/f", root);
	snprintf(absolute_link, sizeof absolute_link, "%s.out/f", root);
	link_to("f", "to-f");
	link_to("d", "to-d");
	link_to("f/", "to-f-slash");
	link_to("../f", "d/up");
	link_to("../../f", "d/e/up-up");
	link_to(".", "to-dot");
	link_to("./to-dot/to-d", "to-to-d");
	link_to("..", "d/back");
	link_to("nothing", "to-nothing");
	link_to("..", "to-up");
	link_to(out, "to-out");
	out[strlen(out) - 2] = 0;
	link_to(out, "to-out-dir");
	strcat(out, "/f");
	link_to("/etc/passwd", "to-absolute");
	link_to(absolute, "to-absolute-inside");
	link_to("to-out", "to-to-out");
	link_to(out_link, "d/out");
	link_to("/", "to-slash");
	link_to("loop", "loop");
	link_to("loop-b", "loop-a");
	link_to("loop-a", "loop-b");
	link_to("loop-down/f", "loop-down");
	PATHS(m, paths);
	IS(mn_manager_map(m, ME, out, 0, -1, PROT_READ, 0), -EXDEV);
	SAYS("the path leaves the root directory");
	IS(mn_manager_close(m), 0);
}
END_TEST

/* Forty links are followed, and not one more. */
START_TEST(chains_of_links)
{
	int64_t m = tree();
	char target[20] = "f", name[20];
	const struct path paths[] = { { "l1", 1, 1 }, { "l39", 1, 1 }, { "l40", 1, 1 }, { "l41", -ELOOP, -ELOOP } };

	for (int i = 1; i <= 41; i++) {
		snprintf(name, sizeof name, "l%d", i);
		link_to(target, name);
		snprintf(target, sizeof target, "%s", name);
	}
	PATHS(m, paths);
	IS(mn_manager_close(m), 0);
}
END_TEST

START_TEST(long_paths)
{
	int64_t m = tree();
	char name[300], path[9000];
	size_t n = 0;
	int d;

	/* Names. */
	memset(name, 'n', sizeof name);
	name[255] = 0;
	put(name, "inside");
	map(m, name, PROT_READ, 1);
	name[255] = 'n';
	name[256] = 0;
	IS(mn_manager_map(m, ME, name, 0, -1, PROT_READ, 1), -ENAMETOOLONG);
	snprintf(path, sizeof path, "%s/f", name);
	IS(mn_manager_map(m, ME, path, 0, -1, PROT_READ, 1), -ENAMETOOLONG);
	/* Paths; the last one that fits has 4095 bytes. */
	for (n = 0; n < 4094; n += 2)
		memcpy(path + n, "./", 3);
	strcpy(path + n, "f");
	ck_assert(strlen(path) == 4095);
	map(m, path, PROT_READ, 1);
	strcpy(path + n, "/f");
	IS(mn_manager_map(m, ME, path, 0, -1, PROT_READ, 1), -ENAMETOOLONG);
	for (n = 0; n < 8990; n += 2)
		memcpy(path + n, "./", 3);
	strcpy(path + n, "f");
	IS(mn_manager_map(m, ME, path, 0, -1, PROT_READ, 1), -ENAMETOOLONG);
	for (n = 0; n < 4090; n += 5)
		memcpy(path + n, "d/../", 6);
	strcpy(path + n, "f");
	map(m, path, PROT_READ, 1);
	/* A link of the maximum length, which each file system limits
	   differently. */
	memset(path, '/', sizeof path);
	memcpy(path, "d", 1);
	for (n = 4094; strcpy(path + n, "f"), symlink(path, at("long")) < 0; n--)
		ck_assert_int_eq(errno, ENAMETOOLONG);
	map(m, "long", PROT_READ, 1);
	/* Depth. */
	n = 0;
	d = open(root, O_RDONLY | O_DIRECTORY);
	for (int i = 0; i < 200; i++) {
		int below;

		ck_assert_int_eq(mkdirat(d, "x", 0700), 0);
		below = openat(d, "x", O_RDONLY | O_DIRECTORY);
		close(d);
		d = below;
		n += (size_t)snprintf(path + n, sizeof path - n, "x/");
	}
	close(openat(d, "f", O_CREAT | O_WRONLY, 0600));
	close(d);
	strcpy(path + n, "f");
	map(m, path, PROT_READ, 1);
	/* Down, up, and down again. */
	for (int i = 0; i < 200; i++)
		n += (size_t)snprintf(path + n, sizeof path - n, "../");
	strcpy(path + n, "f");
	map(m, path, PROT_READ, 1);
	strcpy(path + n, "../f");
	IS(mn_manager_map(m, ME, path, 0, -1, PROT_READ, 1), -EXDEV);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* Only regular files are mapped.  Examining another kind neither waits nor
   changes it. */
START_TEST(other_kinds_of_files)
{
	int64_t m = tree();
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	const struct path paths[] = {
		{ "fifo", -ENODEV, -ENODEV }, { "to-fifo", -ENODEV, -ENODEV }, { "fifo/", -ENOTDIR, -ENOTDIR },
		{ "socket", -ENODEV, -ENODEV }, { "hard", 1, 1 },
	};
	const struct path device[] = { { "zero", -ENODEV, -ENODEV }, { "none", -ENODEV, -ENODEV } };

	alarm(20);
	ck_assert_int_eq(mkfifo(at("fifo"), 0600), 0);
	link_to("fifo", "to-fifo");
	ck_assert_int_eq(link(at("f"), at("hard")), 0);
	snprintf(name.sun_path, sizeof name.sun_path, "%s", at("socket"));
	ck_assert_int_eq(bind(s, (struct sockaddr *)&name, sizeof name), 0);
	PATHS(m, paths);
	SAYS("only regular files are mapped");
	close(s);
	/* Devices, one of them without a driver, if the process may create
	   them. */
	if (mknod(at("zero"), S_IFCHR | 0600, makedev(1, 5)) == 0
	    && mknod(at("none"), S_IFCHR | 0600, makedev(240, 99)) == 0
	    && close(open(at("zero"), O_RDONLY)) == 0
	    && open(at("none"), O_RDONLY) < 0 && errno == ENXIO)
		PATHS(m, device);
	alarm(0);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* F13: the other ends notice nothing. */
START_TEST(a_fifo_notices_nothing)
{
	int64_t m = tree();
	const struct path paths[] = { { "fifo-1", -ENODEV, -ENODEV }, { "to-fifo-1", -ENODEV, -ENODEV } };
	char name[400];
	pid_t pid;

	snprintf(name, sizeof name, "%s", at("fifo-1"));
	ck_assert_int_eq(mkfifo(name, 0600), 0);
	link_to("fifo-1", "to-fifo-1");
	for (int flags = O_RDONLY; flags <= O_WRONLY; flags++) {
		pid = t_waits_at(name, flags);
		PATHS(m, paths);
		IS(mn_manager_map(m, ME, "fifo-1", 0, -1, PROT_READ | PROT_WRITE, 1), -ENODEV);
		IS(mn_manager_map(m, ME, "d/../fifo-1", 0, 10, PROT_READ, 0), -ENODEV);
		t_waited(pid, name, flags);
	}
	IS(mn_manager_close(m), 0);
}
END_TEST

/* F37: the call waits for the holder of a lease. */
START_TEST(a_lease_is_waited_for)
{
	int64_t m = tree();
	pid_t pid = t_leases(at("f"));
	int64_t id = mn_manager_map(m, ME, "d/../f", 0, -1, PROT_READ | PROT_WRITE, 1);

	ck_assert_msg(id > 0, "%s", mn_error_detail());
	t_lease_is_over(pid);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* Magic links, whose targets are beneath no root. */
START_TEST(magic_links)
{
	int64_t m, inside = tree();
	char fd[40], pipe_fd[40], through_root[400], cwd[400];
	int ends[2];
	int f = open(at("f"), O_RDONLY);
	const struct path proc[] = {
		{ "self/root/etc/passwd", -ELOOP, -EXDEV }, { "self/root", -ELOOP, -EXDEV },
		{ "self/cwd/f", -ELOOP, -EXDEV }, { "self/exe", -ELOOP, -EXDEV }, { through_root, -ELOOP, -EXDEV },
		{ fd, -ELOOP, -EXDEV }, { pipe_fd, -ELOOP, -ENOENT }, { "thread-self/root/etc/passwd", -ELOOP, -EXDEV },
		{ "self/../../etc/passwd", -EXDEV, -EXDEV },
		/* A file of /proc claims to be empty, and is not. */
		{ "self/comm", -ENODEV, -ENODEV },
	};
	const struct path own[] = { { "to-proc/root/etc/passwd", -EXDEV, -EXDEV }, { "to-self", -EXDEV, -EXDEV } };

	ck_assert_int_eq(pipe(ends), 0);
	snprintf(fd, sizeof fd, "self/fd/%d", f);
	snprintf(pipe_fd, sizeof pipe_fd, "self/fd/%d", ends[0]);
	snprintf(through_root, sizeof through_root, "self/root%s", at("f"));
	/* A root that has a link to them. */
	link_to("/proc/self", "to-proc");
	link_to("/proc/self/exe", "to-self");
	PATHS(inside, own);
	IS(mn_manager_close(inside), 0);
	m = mn_manager_open("/proc");
	if (m < 0)
		t_skip("there is no /proc");
	IS(mn_manager_grant(m, ME, ALL), 0);
	PATHS(m, proc);
	IS(mn_manager_close(m), 0);
	/* A root that has them below it. */
	m = mn_manager_open("/");
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	for (size_t i = 0; i < 8; i++) {
		int64_t id;

		snprintf(cwd, sizeof cwd, "proc/%s", proc[i].path);
		id = mn_manager_map(m, ME, cwd, 0, -1, PROT_READ, 0);
		ck_assert_msg(id == proc[i].kernel || id == proc[i].walked, "%s: %s", cwd, mn_error_name(id));
	}
	IS(mn_manager_close(m), 0);
	/* The caller may choose a root that is reached through a link. */
	snprintf(cwd, sizeof cwd, "/proc/self/root%s", root);
	m = mn_manager_open(cwd);
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	map(m, "f", PROT_READ, 0);
	IS(mn_manager_close(m), 0);
	close(f);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

/* ---- Races by rename ---- */

struct race {
	int64_t m;
	int *stop;
	const char *path;
	struct stat files[2];       /* those that may be reached */
	int64_t reached, refused, escaped, tries;
	int64_t strange;            /* an error that says nothing about it */
};

/* The errors of a path that leads out, or changes during the walk. */
static int refuses(int64_t result)
{
	return result == -EXDEV || result == -ENOENT || result == -ELOOP || result == -ENOTDIR || result == -EAGAIN;
}

static int leads_to(int64_t m, int64_t id, const struct stat *files, int n)
{
	struct stat st;
	int known = 0;

	if (fstat((int)mn_region_fd(mn_manager_region(m, ME, id)), &st) == 0)
		for (int i = 0; i < n; i++)
			known |= st.st_dev == files[i].st_dev && st.st_ino == files[i].st_ino;
	return known;
}

static void *map_on_and_on(void *argument)
{
	struct race *r = argument;

	while (!__atomic_load_n(r->stop, __ATOMIC_ACQUIRE)) {
		int64_t id = mn_manager_map(r->m, ME, r->path, 0, -1, PROT_READ, 0);

		__atomic_fetch_add(&r->tries, 1, __ATOMIC_RELAXED);
		if (id > 0) {
			r->reached++;
			r->escaped += !leads_to(r->m, id, r->files, 2);
			if (mn_manager_unmap(r->m, ME, id, 0) != 0)
				r->strange = -1;
		} else if (refuses(id)) {
			r->refused++;
		} else {
			r->strange = id;
		}
	}
	return NULL;
}

/* Runs the paths while another thread renames. */
static void race(int64_t m, const char *const *paths, int n, void (*rename_it)(int))
{
	struct race races[4];
	pthread_t threads[4];
	int stop = 0, rounds = share(100000), reached = 0, refused = 0;

	for (int i = 0; i < n; i++) {
		races[i] = (struct race){ .m = m, .stop = &stop, .path = paths[i] };
		ck_assert_int_eq(stat(at("f"), &races[i].files[0]), 0);
		ck_assert_int_eq(stat(at("d/f"), &races[i].files[1]), 0);
	}
	for (int i = 0; i < n; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, map_on_and_on, &races[i]), 0);
	for (int i = 0; i < rounds; i++)
		rename_it(i);
	/* Under valgrind the other thread may not have run yet. */
	for (int i = 0; i < n; i++)
		while (__atomic_load_n(&races[i].tries, __ATOMIC_RELAXED) == 0)
			nap(1);
	__atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
	for (int i = 0; i < n; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_msg(races[i].escaped == 0, "%s: %d of %d tries got out", paths[i], (int)races[i].escaped,
		              (int)races[i].tries);
		ck_assert_msg(races[i].strange == 0, "%s: %s", paths[i], mn_error_name(races[i].strange));
		ck_assert_int_gt(races[i].tries, 0);
		reached += races[i].reached > 0;
		refused += races[i].refused > 0;
	}
	/* Otherwise there was no race. */
	if (rounds == 100000)
		ck_assert_msg(reached && refused, "%d paths reached something, %d were refused", reached, refused);
	IS(owner_info(m, ME, "mappings"), 0);
	IS(owner_info(m, ME, "bytes"), 0);
	IS(mn_manager_close(m), 0);
}

static char names[4][400];

/* The directory and a link that leads out take turns at one name. */
static void swap(int round)
{
#if defined SYS_renameat2
	/* In one step, if the system can. */
	if (syscall(SYS_renameat2, AT_FDCWD, names[0], AT_FDCWD, names[1], 2) == 0)
		return;
#endif
	(void)round;
	(void)rename(names[0], names[2]);
	(void)rename(names[1], names[0]);
	(void)rename(names[0], names[1]);
	(void)rename(names[2], names[0]);
}

START_TEST(a_directory_becomes_a_link_out)
{
	static const char *const paths[] = { "d/f", "d/../d/e/../f", "d/./f" };
	int64_t m = tree();

	snprintf(names[0], sizeof names[0], "%s", at("d"));
	snprintf(names[1], sizeof names[1], "%s", at("out"));
	snprintf(names[2], sizeof names[2], "%s", at("third"));
	snprintf(names[3], sizeof names[3], "../%s.out", strrchr(root, '/') + 1);
	ck_assert_int_eq(symlink(names[3], names[1]), 0);
	race(m, paths, 3, swap);
}
END_TEST

/* The directory that `..` starts from is moved out of the root. */
static void move_out(int round)
{
	ck_assert_int_eq(round % 2 ? rename(names[1], names[0]) : rename(names[0], names[1]), 0);
}

START_TEST(a_directory_moves_out)
{
	static const char *const paths[] = { "d/e/../f", "d/e/../../f", "to-e/../f" };
	int64_t m = tree();

	/* root/d/e becomes NAME.out/e, beside which there is an f as well. */
	link_to("d/e", "to-e");
	snprintf(names[0], sizeof names[0], "%s", at("d/e"));
	snprintf(names[1], sizeof names[1], "%s.out/e", root);
	race(m, paths, 3, move_out);
}
END_TEST

/* The last name is a file inside, or a link out. */
START_TEST(a_file_becomes_a_link_out)
{
	static const char *const paths[] = { "g", "d/../g", "to-g" };
	int64_t m = tree();

	ck_assert_int_eq(link(at("f"), at("g")), 0);
	snprintf(names[3], sizeof names[3], "../%s.out/f", strrchr(root, '/') + 1);
	link_to(names[3], "out");
	link_to("g", "to-g");
	snprintf(names[0], sizeof names[0], "%s", at("g"));
	snprintf(names[1], sizeof names[1], "%s", at("out"));
	snprintf(names[2], sizeof names[2], "%s", at("third"));
	race(m, paths, 3, swap);
}
END_TEST

/* The work of another process, until it is killed: it moves directories and
   a file out of the root and back, and swaps them with links that lead out. */
static void rename_on_and_on(pid_t parent, int64_t *rounds)
{
	static const char *const inside[] = { "d", "d/e", "g" }, *const links[] = { "out", NULL, "out-f" };

	snprintf(names[2], sizeof names[2], "%s", at("third"));
	for (; getppid() == parent; __atomic_fetch_add(rounds, 1, __ATOMIC_RELAXED)) {
		for (int i = 0; i < 3; i++) {
			snprintf(names[0], sizeof names[0], "%s", at(inside[i]));
			snprintf(names[1], sizeof names[1], "%s.out/moved", root);
			if (rename(names[0], names[1]) != 0 || rename(names[1], names[0]) != 0)
				return;
			if (!links[i])
				continue;
			snprintf(names[1], sizeof names[1], "%s", at(links[i]));
			swap(0);
			swap(1);
		}
	}
}

/* S3-67: every way out, tried a million times while another process renames
   the path's parts. */
START_TEST(a_million_tries)
{
	int64_t m = tree(), *rounds = mmap(NULL, t_page(), RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char up[500], absolute[400], through_root[500], through_fd[40];
	int f = open(at("f"), O_RDONLY), tries = share(1000000), status, paths_reached = 0, paths_refused = 0;
	const char *const paths[] = {
		"f", "d/f", "d/./f", "d/e/f", "g",
		"d/../f", "d/../d/e/../f", "d/e/../f", "d/e/../../f", "d/../g", "d/../../f", "d/e/../../../f",
		"to-e/../f", "to-g", "to-d/f", "to-d/../f", "out/f", "out-f", "out/../f",
		up, absolute, "/etc/passwd", "/proc/self/cwd/f", "to-absolute", through_root, through_fd,
		"proc/self/root/etc/passwd", "proc/self/cwd/f", "proc/self/exe", "to-self-root/etc/passwd",
	};
	enum { PATHS = sizeof paths / sizeof *paths };
	int64_t reached[PATHS] = { 0 }, refused[PATHS] = { 0 };
	static const char *const inside[] = { "f", "d/f", "d/e/f" };
	struct stat files[3];
	pid_t parent = getpid(), child;

	snprintf(names[3], sizeof names[3], "../%s.out", strrchr(root, '/') + 1);
	link_to(names[3], "out");
	snprintf(up, sizeof up, "%s/f", names[3]);
	link_to(up, "out-f");
	snprintf(absolute, sizeof absolute, "%s.out/f", root);
	link_to(absolute, "to-absolute");
	link_to("d/e", "to-e");
	link_to("d", "to-d");
	link_to("g", "to-g");
	link_to("/proc", "proc");
	link_to("/proc/self/root", "to-self-root");
	snprintf(through_root, sizeof through_root, "/proc/self/root%s", absolute);
	snprintf(through_fd, sizeof through_fd, "proc/self/fd/%d", f);
	ck_assert_int_eq(link(at("f"), at("g")), 0);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(stat(at(inside[i]), &files[i]), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		rename_on_and_on(parent, rounds);
		_exit(1);
	}
	/* Waits until the other process runs. */
	while (__atomic_load_n(rounds, __ATOMIC_RELAXED) == 0)
		nap(1);
	for (int i = 0; i < tries; i++) {
		int64_t id = mn_manager_map(m, ME, paths[i % PATHS], 0, -1, PROT_READ, 0);

		if (id < 0) {
			ck_assert_msg(refuses(id), "%s: %s", paths[i % PATHS], mn_error_name(id));
			refused[i % PATHS]++;
			continue;
		}
		ck_assert_msg(leads_to(m, id, files, 3), "%s got out at try %d", paths[i % PATHS], i);
		IS(mn_manager_unmap(m, ME, id, 0), 0);
		reached[i % PATHS]++;
	}
	/* It was still running. */
	ck_assert_int_eq(waitpid(child, &status, WNOHANG), 0);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	for (size_t i = 0; i < PATHS; i++) {
		paths_reached += reached[i] > 0;
		paths_refused += refused[i] > 0;
		if (paths[i][0] == '/' || strncmp(paths[i], "..", 2) == 0 || strncmp(paths[i], "proc", 4) == 0)
			IS(reached[i], 0);
	}
	/* Otherwise there was no race: some path succeeded at one time and
	   failed at another. */
	if (tries == 1000000)
		ck_assert_msg(paths_reached + paths_refused > (int)PATHS, "%d paths were reached, %d refused", paths_reached,
		              paths_refused);
	IS(owner_info(m, ME, "mappings"), 0);
	IS(mn_manager_close(m), 0);
	close(f);
	munmap(rounds, t_page());
}
END_TEST

T_MAIN("beneath", paths_inside_and_out, chains_of_links, long_paths, other_kinds_of_files, a_fifo_notices_nothing,
       magic_links, T_SLOW, a_lease_is_waited_for, a_directory_becomes_a_link_out, a_directory_moves_out, a_file_becomes_a_link_out, a_million_tries)
