/* The program's source that reads and runs requests. */

#include "../../programs/text.c"
#include "../../programs/serve/answer.c"
#include "../../programs/serve/request.c"
#include "../../programs/serve/resident_cache.c"
#include "../../programs/serve/requests.c"
#include "../../programs/serve/fields.c"
#include "../../programs/serve/protocol.c"
