/* mmapnative: the library for shells and scripts.  This file has the table of commands;
   each command has a file of its own. */

#include "command.h"

#include <mmapnative.h>

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} commands[] = {
	{ "constants", constants_command, "constants of this platform, by name" },
	{ "supports", supports_command, "what the running kernel supports" },
	{ "resident", resident_command, "which pages of files are in memory" },
	{ "read", read_command, "read bytes of a file" },
	{ "write", write_command, "write bytes into a file, which keeps its size" },
	{ "find", find_command, "find where bytes occur in a file" },
	{ "count", count_command, "count how often bytes occur in a file" },
	{ "serve", serve_command, "map files for other programs, by requests in JSON" },
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static int help(void)
{
	puts("Usage: mmapnative COMMAND [ARGUMENT]...\n"
	     "Memory mapping for shells and scripts.\n");
	for (int i = 0; i < COMMANDS; i++)
		printf("  %-10s  %s\n", commands[i].name, commands[i].summary);
	puts("\n"
	     "'mmapnative COMMAND --help' describes a command, mmapnative(1) all of them.\n"
	     "'mmapnative --version' prints the version.\n"
	     "\n"
	     "Exit status (of the first failure):\n"
	     "  0  success\n"
	     "  1  no: not found, not supported\n"
	     "  2  wrong usage\n"
	     "  3  a call failed; the message has the errno's name\n"
	     "  4  no platform has the constant\n"
	     "  5  this platform does not have the constant\n"
	     "  6  the kernel does not say\n"
	     "  7  the file ends too early, or was cut short meanwhile");
	return STATUS_OK;
}

/* A file opened while a standard descriptor is closed would get its number, and messages
   would be written into it.  Fill the gaps with descriptors that fail when used. */
static void occupy_standard_descriptors(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) < 0)
			exit(STATUS_FAILED);
}

static int version(void)
{
	printf("mmapnative %s\n", mn_version());
	return STATUS_OK;
}

static int run(int argc, char **argv)
{
	static char name[64];

	if (argc < 2)
		return usage_error("no command given");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return help();
	if (strcmp(argv[1], "--version") == 0)
		return version();
	for (int i = 0; i < COMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0) {
			snprintf(name, sizeof name, "mmapnative %s", commands[i].name);
			command_name = argv[1] = name;
			return commands[i].run(argc - 1, argv + 1);
		}
	return usage_error("'%s' is not a command", argv[1]);
}

int main(int argc, char **argv)
{
	int status;

	occupy_standard_descriptors();
	/* Over the file size limit, let the call fail with EFBIG instead of dying. */
	(void)signal(SIGXFSZ, SIG_IGN);
	setlocale(LC_CTYPE, "");
	status = run(argc, argv);
	errno = 0;
	if (fflush(stdout) != 0 || ferror(stdout))
		status = first_status(status, failed("standard output", errno ? -errno : -EIO));
	return status;
}
