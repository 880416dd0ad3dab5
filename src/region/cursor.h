/* Cursors.  Other rooms only count them. */

#ifndef MN_CURSOR_H
#define MN_CURSOR_H

#include "../handle.h"

MN_PRIVATE_DATA struct mn__kind mn__cursor_kind;

#endif
