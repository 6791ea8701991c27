/* A record as it stands in a journal segment:
 *
 *   "CLR1" | u32be public length | u32be private length | u64be index | leaf hash[32] | public | private | u32be CRC-32C of all
 * before
 *
 * The leaf hash is that of the public part (RFC 6962 section 2.1). A frame that is written wholly or not at all can be told from
 * one that was torn: by its checksum, and by its hash. */
#ifndef CUSTOS_LEDGER_FRAME_H
#define CUSTOS_LEDGER_FRAME_H

#include "base/bytes.h"
#include "ledger/hash.h"
#include "ledger/record.h"

enum { FRAME_HEAD = 4 + 4 + 4 + 8 + 32, FRAME_MAX = FRAME_HEAD + RECORD_PUBLIC_MAX + RECORD_PRIVATE_MAX + 4 };

struct frame_view {
    uint64_t index;
    struct hash leaf;
    struct bytes public_part, private_part; /* borrowed */
    size_t len;                             /* of the whole frame */
};

/* Make the record's frame at the end of `w`, which has room for FRAME_MAX. */
void frame_write(struct hasher *h, const struct record *r, uint64_t index, const uint8_t key[static RECORD_KEY], struct writer *w,
                 struct hash *ret_leaf);

/* How long the frame is that begins here; 0: none does, or its head is not all there. Looks at the head only. */
size_t frame_len(struct bytes at);

/* A whole and unharmed frame of that index. False: it is not. */
bool frame_read(struct hasher *h, struct bytes at, uint64_t index, struct frame_view *ret) MUST_USE;

/* Overwrite the private part of a frame that frame_read let pass by zeros; its checksum follows. */
void frame_erase(uint8_t *frame, const struct frame_view *v);

#endif
