/* Answers: their end, and errors. */

#include "answer.h"

#include <mmapnative.h>

#include <errno.h>
#include <string.h>

void answer_end(struct text *answer, const struct text *tag)
{
	if (tag && tag->used) {
		text_add_string(answer, ",\"tag\":");
		text_add(answer, tag->bytes, tag->used);
	}
	text_add_string(answer, "}\n");
}

/* A message quotes clients' text and file names, and may be cut inside a character. */
static void add_message(struct text *answer, const char *message)
{
	char ascii[1024];
	size_t i, n = strlen(message);

	if (is_utf8(message, n)) {
		text_add_quoted(answer, message, n);
		return;
	}
	for (i = 0; i < n && i < sizeof ascii; i++)
		ascii[i] = (char)((unsigned char)message[i] < 0x80 ? message[i] : '?');
	text_add_quoted(answer, ascii, i);
}

void answer_error(struct text *answer, int64_t code, const char *message, const struct text *tag)
{
	/* Permission errors have a status of their own. */
	int denied = code == -EPERM || code == -EACCES || code == -EXDEV;

	text_add_string(answer, denied ? "{\"status\":\"permission_denied\",\"reason\":"
	                : "{\"status\":\"error\",\"message\":");
	add_message(answer, message);
	text_add_string(answer, ",\"errno\":\"");
	text_add_string(answer, mn_error_name(code));
	text_add_string(answer, "\"");
	answer_end(answer, tag);
}
