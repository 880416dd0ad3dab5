/* What the commands of `mmapnative` share.  A command is a function
   int NAME_command(int argc, char **argv) in a file of its own and a line of the table in
   main.c.  argv[0] is "mmapnative NAME"; the result is the exit status. */

#ifndef PROGRAMS_COMMAND_H
#define PROGRAMS_COMMAND_H

#include <stdint.h>
#include <stdio.h>

struct json_t;

/* The exit statuses; mmapnative(1) and --help list them. */
enum {
	STATUS_OK = 0,
	STATUS_NO = 1,          /* no: not found, not supported */
	STATUS_USAGE = 2,       /* wrong usage */
	STATUS_FAILED = 3,      /* a call failed; the message has the errno's name */
	STATUS_UNKNOWN = 4,     /* no platform has a constant of this name */
	STATUS_ABSENT = 5,      /* this platform does not have the constant */
	STATUS_CANNOT_TELL = 6, /* the kernel does not say */
	STATUS_TRUNCATED = 7    /* the file ends before the range does, or was truncated */
};

int constants_command(int argc, char **argv);
int supports_command(int argc, char **argv);
int resident_command(int argc, char **argv);
int read_command(int argc, char **argv);
int write_command(int argc, char **argv);
int find_command(int argc, char **argv);
int count_command(int argc, char **argv);
int serve_command(int argc, char **argv);

/* "mmapnative NAME", the prefix of messages. */
extern const char *command_name;

/* Prints text and returns STATUS_OK. */
int command_help(const char *text);

/* Each prints a line on stderr and returns its status:
   usage_error        the command line is wrong; also says how to get help
   failed             a call failed; about is a file or another thing
   open_failed        the library could not open a file
   region_failed      a call on a region failed; the file may have been truncated
   unknown_constant   no constant has this name
   complain           anything else */
int usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
int failed(const char *about, int64_t code);
int open_failed(const char *path, int64_t code);
int region_failed(const char *path, int64_t region, int64_t code);
int unknown_constant(const char *name);
int complain(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Combines the statuses of a command that goes on after a failure: the first failure wins. */
int first_status(int status, int next);

/* The one grammar for numbers on the command line: decimal digits, or 0x and hexadecimal
   digits, then optionally K, M, G or T for powers of 1024.  option is for the message.
   Returns STATUS_OK or STATUS_USAGE. */
int parse_number(const char *option, const char *text, int64_t *number);

/* Writes a file name or other foreign text on one line; escapes what the locale cannot
   print, as C would. */
void put_text(FILE *file, const char *text);

/* True if a failed read or write can be retried: at once after a signal, or after a poll
   for events where another process made the descriptor non-blocking. */
int retry_io(int fd, short events);

/* Prints a document and a newline, and frees it. */
int put_json(struct json_t *document);

#endif
