/* BER written by hand (X.690 cl. 8.1): elements with tags of one octet, lengths patched afterwards. */
#ifndef CUSTOS_WIRE_BER_WRITE_H
#define CUSTOS_WIRE_BER_WRITE_H

#include "wire/writer.h"

/* An element whose length, up to 65535, is told in two octets when it is known. Returns what ber_write_end wants. */
static inline size_t ber_write_begin(struct writer *w, uint8_t tag)
{
    writer_u8(w, tag);
    writer_u8(w, 0x82);
    writer_u16(w, 0);
    return w->len;
}

static inline void ber_write_end(struct writer *w, size_t from)
{
    if (w->len - from > UINT16_MAX) w->failed = true;
    writer_patch_u16(w, from - 2, (uint16_t)(w->len - from));
}

/* A whole element: its length in one octet where that suffices. */
static inline void ber_write_leaf(struct writer *w, uint8_t tag, const void *value, size_t len)
{
    size_t from = len < 128 ? 0 : ber_write_begin(w, tag);
    if (!from) writer_u8(w, tag), writer_u8(w, (uint8_t)len);
    writer_bytes(w, bytes_of(value, len));
    if (from) ber_write_end(w, from);
}

#endif
