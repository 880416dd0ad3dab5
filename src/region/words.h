/* Words in the sentences of errors. */

#ifndef MN_WORDS_H
#define MN_WORDS_H

#include "../error.h"

/* A number of bytes: "1 byte", "2 bytes".  The format takes mn__bytes(n). */
#define MN__BYTES "%" PRIu64 " byte%s"
#define mn__bytes(n) (uint64_t)(n), (n) == 1 ? "" : "s"

#endif
