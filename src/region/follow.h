/* Followers.  Other rooms only count them. */

#ifndef MN_FOLLOW_H
#define MN_FOLLOW_H

#include "../handle.h"

MN_PRIVATE_DATA struct mn__kind mn__follower_kind;

#endif
