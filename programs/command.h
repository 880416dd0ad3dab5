/* What the commands of `mmapnative` share.  A command is a function
   int NAME_command(int argc, char **argv) in a file of its own and a line of
   the table in main.c; argv[0] is "mmapnative NAME", and the result is
   the exit status. */

#ifndef PROGRAMS_COMMAND_H
#define PROGRAMS_COMMAND_H

#include <stdint.h>
#include <stdio.h>

struct json_t;

/* The exit statuses; mmapnative(1) and --help list them. */
enum {
	STATUS_OK = 0,
	STATUS_NO = 1,          /* the answer is no: not found, not supported */
	STATUS_USAGE = 2,       /* the command line makes no sense */
	STATUS_FAILED = 3,      /* a call failed; the message has the errno's name */
	STATUS_UNKNOWN = 4,     /* no constant of that name on any platform */
	STATUS_ABSENT = 5,      /* the constant exists, but not on this platform */
	STATUS_CANNOT_TELL = 6, /* there is no honest way to tell */
	STATUS_TRUNCATED = 7    /* the file ends before the range does, or was cut short */
};

int constants_command(int argc, char **argv);
int supports_command(int argc, char **argv);
int resident_command(int argc, char **argv);
int read_command(int argc, char **argv);
int write_command(int argc, char **argv);
int find_command(int argc, char **argv);
int count_command(int argc, char **argv);
int serve_command(int argc, char **argv);

/* "mmapnative NAME", for the beginning of messages. */
extern const char *command_name;

/* Prints text and gives STATUS_OK. */
int command_help(const char *text);

/* Each prints a line on stderr and gives its status.  usage_error: the command
   line is wrong, and where help is.  failed: about a file or thing, with the
   errno's name and sentence.  open_failed and region_failed: a call of the library
   failed on a file, with the library's reason; the file may have been cut short.
   unknown_constant: no constant has this name.  complain: anything else. */
int usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
int failed(const char *about, int64_t code);
int open_failed(const char *path, int64_t code);
int region_failed(const char *path, int64_t region, int64_t code);
int unknown_constant(const char *name);
int complain(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The status of a command that goes on after the first thing that was not
   well: it is the first one's. */
int first_status(int status, int next);

/* A number >= 0 from the command line: digits, or 0x and hexadecimal digits,
   and K, M, G or T for powers of 1024.  option is for the message.  STATUS_OK
   or STATUS_USAGE. */
int parse_number(const char *option, const char *text, int64_t *number);

/* Writes a file's name, or another text that is not ours, on one line: what
   would not print in this locale is written as C would. */
void put_text(FILE *file, const char *text);

/* True if a read or write that failed can be tried again: at once after a signal, and
   after a wait for events where another process made the descriptor non-blocking. */
int retry_io(int fd, short events);

/* Prints a document on a line of its own and gives it up. */
int put_json(struct json_t *document);

#endif
