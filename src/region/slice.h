/* Slices.  Other rooms only count them. */

#ifndef MN_SLICE_H
#define MN_SLICE_H

#include "../handle.h"

MN_PRIVATE_DATA struct mn__kind mn__slice_kind;

#endif
