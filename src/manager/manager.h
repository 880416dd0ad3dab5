/* Managers: opening and closing them, mapping and unmapping.  Calls on mappings are in
   access.c, and questions about managers, owners and mappings in info.c. */

#ifndef MN_MANAGER_H
#define MN_MANAGER_H

#include "owner.h"

/* 0, or -EINVAL for bits beside PROT_READ, PROT_WRITE and PROT_EXEC. */
MN_PRIVATE int32_t mn__check_file_protection(int32_t prot);

/* Writes back a mapping, of which the caller has a reference, and counts it. */
MN_PRIVATE int32_t mn__mapping_sync(struct mn__mapping *p);

#endif
