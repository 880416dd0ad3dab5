/* mmapnative supports: asks the running kernel. */

#include "command.h"

#include <mmapnative.h>

#include <errno.h>
#include <getopt.h>
#include <jansson.h>

static const char help[] =
	"Usage: mmapnative supports [--quiet|--json] NAME...\n"
	"Ask the running kernel whether it supports the constant NAME, without changing\n"
	"anything.  A single NAME prints the answer, several print 'NAME answer' each:\n"
	"yes, no (also if this platform does not have the constant), or cannot tell.\n"
	"\n"
	"  --quiet     print nothing; the exit status is the answer\n"
	"  --json      an object: {\"MADV_COLD\": true, ...}, null if the kernel does not say\n"
	"  -h, --help  print this text\n"
	"\n"
	"Exit status (of the first NAME whose answer is not yes): 0 yes; 1 no; 2 wrong\n"
	"usage; 3 a call failed; 4 no platform has NAME; 6 the kernel does not say.\n";

static void put_answer(int32_t answer, const char *name, int several)
{
	const char *words = answer == 1 ? "yes" : answer == 0 ? "no" : "cannot tell";

	if (several)
		printf("%s %s\n", name, words);
	else
		puts(words);
}

static json_t *json_answer(int32_t answer)
{
	return answer < 0 ? json_null() : json_boolean(answer);
}

int supports_command(int argc, char **argv)
{
	static const struct option options[] = {
		{ "quiet", no_argument, NULL, 'q' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	json_t *document = NULL;
	int quiet = 0, status = STATUS_OK, option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (option) {
		case 'q': quiet = 1; break;
		case 'j': document = document ? document : json_object(); break;
		case 'h': return command_help(help);
		default: return usage_error(NULL);
		}
	if (optind == argc)
		return usage_error("no constant given");
	for (int i = optind; i < argc; i++) {
		int32_t answer = mn_supported(argv[i]);

		if (answer == -ENOENT) {
			status = first_status(status, unknown_constant(argv[i]));
			continue;
		}
		if (answer < 0 && answer != -ENOTSUP) {
			status = first_status(status, complain(STATUS_FAILED, "%s: %s", argv[i], mn_error_reason()));
			continue;
		}
		if (document)
			json_object_set_new(document, argv[i], json_answer(answer));
		else if (!quiet)
			put_answer(answer, argv[i], argc - optind > 1);
		status = first_status(status, answer == 1 ? STATUS_OK : answer == 0 ? STATUS_NO : STATUS_CANNOT_TELL);
	}
	return document ? first_status(status, put_json(document)) : status;
}
