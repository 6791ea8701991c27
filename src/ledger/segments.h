/* The journal's segments as files: journal/<first index, 16 hexadecimal digits>.seg, and the reserve for the day the disk is
 * full. */
#ifndef CUSTOS_LEDGER_SEGMENTS_H
#define CUSTOS_LEDGER_SEGMENTS_H

#include "ledger/files.h"

#define SEGMENTS_FOLDER  "journal"
#define SEGMENTS_RESERVE "journal/reserve"

struct segments {
    uint64_t *first; /* index of each one's first record, ascending; owned */
    size_t count;
};

/* ERR_FORMAT: something lies in the folder that is no segment. */
enum err segments_list(const struct files *s, struct segments *ret, struct fault *f) MUST_USE;
void segments_done(struct segments *s);

void segment_path(char path[static FILES_PATH], uint64_t first);

#endif
