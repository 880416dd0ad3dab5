#include "beneath.h"

enum {
	MN__WALK_DEPTH = 256,       /* directories inside each other, each an open descriptor */
	MN__WALK_LINKS = 40,        /* Linux's limit */
	MN__PATH = 4096,            /* of a path or link, with its zero byte: Linux's limit */
	MN__WALK_NAME = 256,
};

struct mn__walk {
	int32_t root;
	int32_t depth, links;
	int32_t directories[MN__WALK_DEPTH];
	char rest[2 * MN__PATH];    /* the part of the path that is still to walk */
};

static int32_t mn__walk_up(struct mn__walk *w)
{
	if (w->depth == 0)
		return -EXDEV;
	(void)mn__os_close(w->directories[--w->depth]);
	return 0;
}

static int32_t mn__walk_down(struct mn__walk *w, int32_t here, const char *name)
{
	int32_t fd = w->depth == MN__WALK_DEPTH ? -ENAMETOOLONG : mn__os_open_directory_at(here, name);

	if (fd < 0)
		return fd;
	w->directories[w->depth++] = fd;
	return 0;
}

/* Replaces a link's name, the first `used` bytes of the rest, by its target. */
static int32_t mn__walk_link(struct mn__walk *w, size_t used, const char *target, size_t n)
{
	size_t left = strlen(w->rest + used) + 1;

	if (target[0] == '/')
		return -EXDEV;
	if (++w->links > MN__WALK_LINKS)
		return -ELOOP;
	if (n == 0 || n + left > sizeof w->rest)
		return n ? -ENAMETOOLONG : -ENOENT;
	memmove(w->rest + n, w->rest + used, left);
	memcpy(w->rest, target, n);
	return 0;
}

/* Walks one name of the path: the file's descriptor after the last name, 0 if more names
   follow, or an error.  mn__os_open_at never returns the descriptor 0. */
static int32_t mn__walk_step(struct mn__walk *w, enum mn__open_mode how)
{
	int32_t here = w->depth ? w->directories[w->depth - 1] : w->root, result;
	char name[MN__WALK_NAME], target[MN__PATH];
	size_t start = strspn(w->rest, "/"), n = strcspn(w->rest + start, "/"), used = start + n;
	int64_t link;

	/* The path names a directory. */
	if (n == 0)
		return -EISDIR;
	if (n >= sizeof name)
		return -ENAMETOOLONG;
	memcpy(name, w->rest + start, n);
	name[n] = 0;
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
		result = name[1] ? mn__walk_up(w) : 0;
	} else {
		link = mn__os_read_link_at(here, name, target, sizeof target);
		if (link >= 0)
			return (size_t)link == sizeof target ? -ENAMETOOLONG
			       : mn__walk_link(w, used, target, (size_t)link);
		if (link != -EINVAL)
			return (int32_t)link;
		if (!w->rest[used]) {
			result = mn__os_open_at(here, name, how);
			/* The file became a link after the call above: read the link. */
			return result == -ELOOP && ++w->links <= MN__WALK_LINKS ? 0 : result;
		}
		result = mn__walk_down(w, here, name);
	}
	if (result == 0)
		memmove(w->rest, w->rest + used, strlen(w->rest + used) + 1);
	return result;
}

static int32_t mn__walk_beneath(int32_t root, const char *path, enum mn__open_mode how)
{
	struct mn__walk w;
	int32_t result = 0;

	if (strlen(path) >= MN__PATH)
		return -ENAMETOOLONG;
	w.root = root;
	w.depth = w.links = 0;
	memcpy(w.rest, path, strlen(path) + 1);
	while (result == 0)
		result = mn__walk_step(&w, how);
	while (w.depth > 0)
		(void)mn__walk_up(&w);
	return result;
}

#if defined MN_NO_OPENAT2
#define mn__os_open_beneath(...) ((void)mn__os_open_beneath, -ENOSYS)
#endif

MN_PRIVATE int32_t mn__open_beneath(int32_t root, const char *path, enum mn__open_mode how)
{
	int32_t result = -EAGAIN;

	if (path[0] == 0)
		return -ENOENT;
	path += strspn(path, "/");
	if (path[0] == 0)
		return -EISDIR;
	/* -EAGAIN: a rename kept the kernel from telling whether the path is beneath. */
	for (int tries = 0; result == -EAGAIN && tries < 16; tries++)
		result = mn__os_open_beneath(root, path, how);
	/* -EPERM: a filter may not know the system call.  If the file caused it, the walk gets
	   the same error. */
	if (result == -ENOSYS || result == -EPERM || result == -EAGAIN)
		result = mn__walk_beneath(root, path, how);
	return result;
}
