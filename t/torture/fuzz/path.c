/* libFuzzer on the resolver of paths: the input builds things below a root,
   links above all, and then maps a path.

       'd' NAME \n              a directory
       'f' NAME \n              a file
       'l' NAME \t TARGET \n    a symbolic link
       'r' NAME \t NAME \n      a rename
       'p' PATH \n              a path to be mapped

   Names are paths below the root themselves.  Whatever there is, a mapping has
   to be of a file below the root: beside the root lies a file "secret" of the
   same name and place as one inside, and what is mapped never has its bytes. */

#include <mmapnative.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char secret[] = "SECRET";
static char base[64];

static void holds(int true_or_not, const char *what)
{
	if (true_or_not)
		return;
	fprintf(stderr, "this does not hold: %s\n", what);
	abort();
}

static void put_file(int folder, const char *name, const char *bytes)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK, 0600);

	if (fd >= 0) {
		holds(write(fd, bytes, strlen(bytes)) == (ssize_t)strlen(bytes), "a file is written");
		close(fd);
	}
}

/* The things are made with the kernel's own resolver, which would follow a link
   out of the root; so only names without a slash are made, and paths are built
   of them by links. */
static int is_name(const char *name)
{
	return name[0] && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && strlen(name) < 200;
}

static void make(int root, char *line)
{
	char *second = strchr(line, '\t');

	if (second)
		*second++ = 0;
	if (!is_name(line + 1))
		return;
	if (line[0] == 'd') {
		(void)!mkdirat(root, line + 1, 0700);
		/* With a link back up, and a file. */
		if (faccessat(root, line + 1, X_OK, AT_SYMLINK_NOFOLLOW) == 0) {
			int folder = openat(root, line + 1, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);

			if (folder >= 0) {
				put_file(folder, "inside", "inside");
				if (second)
					(void)!symlinkat(second, folder, "up");
				close(folder);
			}
		}
	} else if (line[0] == 'f') {
		put_file(root, line + 1, "inside");
	} else if (line[0] == 'l' && second) {
		(void)!symlinkat(second, root, line + 1);
	} else if (line[0] == 'r' && second && is_name(second)) {
		(void)!renameat(root, line + 1, root, second);
	}
}

static void map(int64_t manager, const char *path)
{
	char bytes[sizeof secret] = "";
	int64_t id = mn_manager_map(manager, 1, path, 0, -1, 1, 1);

	if (id < 0)
		return;
	(void)mn_manager_read_up_to(manager, 1, id, 0, bytes, sizeof secret - 1);
	if (memcmp(bytes, "inside", 6) != 0)
		fprintf(stderr, "'%s' gave '%s'\n", path, bytes);
	/* No file beneath the root has other bytes, so these come from
	   outside. */
	holds(memcmp(bytes, "inside", 6) == 0, "what is mapped is inside");
	holds(mn_manager_unmap(manager, 1, id, 0) == 0, "it is unmapped");
}

/* Deletes what is in a folder; those of the root have no folders of their own. */
static void empty(int folder)
{
	DIR *d = fdopendir(dup(folder));
	struct dirent *e;

	holds(d != NULL, "a folder can be read");
	rewinddir(d);
	while ((e = readdir(d))) {
		int inner;

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 || unlinkat(folder, e->d_name, 0) == 0)
			continue;
		inner = openat(folder, e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		holds(inner >= 0, "what cannot be unlinked is a folder");
		empty(inner);
		close(inner);
		holds(unlinkat(folder, e->d_name, AT_REMOVEDIR) == 0, "an empty folder can be removed");
	}
	closedir(d);
}

static void remove_base(void)
{
	int fd = open(base, O_RDONLY | O_DIRECTORY);

	if (fd >= 0)
		empty(fd);
	close(fd);
	rmdir(base);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *at = text, *end, root[80];
	int fd, made = 0;
	int64_t manager;

	if (!base[0]) {
		strcpy(base, "/tmp/mmapnative-path-XXXXXX");
		holds(mkdtemp(base) != NULL, "there is a folder");
		atexit(remove_base);
		snprintf(root, sizeof root, "%s/root", base);
		holds(mkdir(root, 0700) == 0, "there is a root");
		fd = open(base, O_RDONLY | O_DIRECTORY);
		put_file(fd, "secret", secret);
		put_file(fd, "inside", secret);
		close(fd);
	}
	snprintf(root, sizeof root, "%s/root", base);
	memcpy(text, data, size);
	text[size] = 0;
	fd = open(root, O_RDONLY | O_DIRECTORY);
	manager = mn_manager_open(root);
	holds(fd >= 0 && manager > 0 && mn_manager_grant(manager, 1, 1) == 0, "there is a manager");
	for (; at < text + size; at = end + 1) {
		end = memchr(at, '\n', (size_t)(text + size - at));
		if (!end)
			end = text + size;
		*end = 0;
		if (at[0] == 'p') {
			map(manager, at + 1);
		} else {
			make(fd, at);
			made = 1;
		}
	}
	holds(mn_manager_close(manager) == 0, "the manager is closed");
	if (made)
		empty(fd);
	close(fd);
	free(text);
	return 0;
}
