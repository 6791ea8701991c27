#include "ledger/frame.h"

#include <isa-l/crc.h>

#define MAGIC "CLR1"

enum { AT_PUBLIC_LEN = 4, AT_PRIVATE_LEN = 8, AT_INDEX = 12, AT_LEAF = 20, CRC = 4 };

static uint32_t crc32c(const uint8_t *data, size_t len)
{
    unsigned char *reads; /* that is all it does, though it takes no const */
    memcpy(&reads, &data, sizeof reads);
    return ~crc32_iscsi(reads, (int)len, ~0u);
}

/* The public part is written straight behind the head, the private part beside it, and then moved up. */
void frame_write(struct hasher *h, const struct record *r, uint64_t index, const uint8_t key[static RECORD_KEY], struct writer *w,
                 struct hash *ret_leaf)
{
    uint8_t *at = w->data + w->len;
    ENSURE(w->size - w->len >= FRAME_MAX);
    struct writer public_part = writer_of(at + FRAME_HEAD, RECORD_PUBLIC_MAX);
    struct writer private_part = writer_of(at + FRAME_HEAD + RECORD_PUBLIC_MAX, RECORD_PRIVATE_MAX);
    record_write(h, r, index, key, &public_part, &private_part);
    memmove(public_part.data + public_part.len, private_part.data, private_part.len);
    hash_leaf(h, bytes_of(public_part.data, public_part.len), ret_leaf);
    writer_bytes(w, bytes_of_text(MAGIC));
    writer_u32(w, (uint32_t)public_part.len);
    writer_u32(w, (uint32_t)private_part.len);
    writer_u64(w, index);
    writer_bytes(w, bytes_of(ret_leaf, sizeof *ret_leaf));
    w->len += public_part.len + private_part.len;
    writer_u32(w, crc32c(at, FRAME_HEAD + public_part.len + private_part.len));
}

size_t frame_len(struct bytes at)
{
    if (at.len < FRAME_HEAD || memcmp(at.data, MAGIC, sizeof MAGIC - 1) != 0) return 0;
    uint32_t public_len = load_be32(at.data + AT_PUBLIC_LEN), private_len = load_be32(at.data + AT_PRIVATE_LEN);
    if (public_len > RECORD_PUBLIC_MAX || private_len > RECORD_PRIVATE_MAX || private_len < RECORD_KEY) return 0;
    return (size_t)FRAME_HEAD + public_len + private_len + CRC;
}

bool frame_read(struct hasher *h, struct bytes at, uint64_t index, struct frame_view *ret)
{
    size_t len = frame_len(at);
    struct frame_view v = {.index = index, .len = len};
    struct hash leaf;
    if (!len || len > at.len || load_be64(at.data + AT_INDEX) != index) return false;
    if (crc32c(at.data, len - CRC) != load_be32(at.data + len - CRC)) return false;
    v.public_part = bytes_of(at.data + FRAME_HEAD, load_be32(at.data + AT_PUBLIC_LEN));
    v.private_part = bytes_of(v.public_part.data + v.public_part.len, load_be32(at.data + AT_PRIVATE_LEN));
    memcpy(&v.leaf, at.data + AT_LEAF, sizeof v.leaf);
    hash_leaf(h, v.public_part, &leaf);
    if (!hash_equal(&leaf, &v.leaf)) return false;
    *ret = v;
    return true;
}

void frame_erase(uint8_t *frame, const struct frame_view *v)
{
    explicit_bzero(frame + FRAME_HEAD + v->public_part.len, v->private_part.len);
    store_be32(frame + v->len - CRC, crc32c(frame, v->len - CRC));
}
