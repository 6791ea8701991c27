/* gzip (RFC 1952) through ISA-L's igzip, Zstandard (RFC 8878) through libzstd. */
#include "input/decode.h"

#include <errno.h>
#include <isa-l/igzip_lib.h>
#include <stdio.h>
#include <string.h>
#include <zstd.h>

struct decoder {
    struct raw *raw; /* borrowed */
    size_t (*read)(struct decoder *d, uint8_t *out, size_t room);
    struct bytes in;            /* stored bytes that were fetched and not decoded yet */
    struct inflate_state *gzip; /* owned, or NULL */
    ZSTD_DCtx *zstd;            /* owned, or NULL */
    bool inside;                /* a compressed member or frame has begun and not ended */
    bool finished;
    char cause[128]; /* "" unless the end is not the true end */
};

static size_t finish(struct decoder *d, const char *cause, const char *detail)
{
    d->finished = true;
    if (cause) snprintf(d->cause, sizeof d->cause, "%s%s%s", cause, detail ? ": " : "", detail ? detail : "");
    return 0;
}

/* False at the end of the stored bytes or on a read error. */
static bool refill(struct decoder *d)
{
    if (d->in.len > 0) return true;
    if (!raw_read(d->raw, &d->in)) {
        (void)finish(d, "read error", strerror(errno));
        return false;
    }
    return d->in.len > 0;
}

static size_t plain_read(struct decoder *d, uint8_t *out, size_t room)
{
    size_t n;
    if (!raw_copy(d->raw, out, room, &n)) return finish(d, "read error", strerror(errno));
    return n ? n : finish(d, NULL, NULL);
}

/* A further gzip member begins, or what is left is padding: zeroes are, as for gzip itself. False when nothing more is to be
 * decoded. */
static bool gzip_member(struct decoder *d)
{
    while (refill(d)) {
        if (d->in.data[0] == 0x1f) {
            isal_inflate_reset(d->gzip);
            d->gzip->crc_flag = ISAL_GZIP;
            d->inside = true;
            return true;
        }
        if (d->in.data[0] != 0) {
            (void)finish(d, "bytes that are not gzip follow the gzip stream", NULL);
            return false;
        }
        d->in = bytes_slice(d->in, 1, SIZE_MAX);
    }
    return false;
}

static const char *gzip_error(int code)
{
    switch (code) {
    case ISAL_INVALID_BLOCK: return "invalid block";
    case ISAL_INVALID_SYMBOL: return "invalid symbol";
    case ISAL_INVALID_LOOKBACK: return "invalid distance";
    case ISAL_INVALID_WRAPPER: return "invalid header";
    case ISAL_UNSUPPORTED_METHOD: return "unknown method";
    case ISAL_INCORRECT_CHECKSUM: return "wrong checksum";
    default: return "needs a dictionary";
    }
}

static size_t gzip_read(struct decoder *d, uint8_t *out, size_t room)
{
    struct inflate_state *s = d->gzip;
    if (room > UINT32_MAX) room = UINT32_MAX;
    for (;;) {
        if (!d->inside && !gzip_member(d)) return finish(d, NULL, NULL);
        bool more = refill(d);
        union {
            const uint8_t *in;
            uint8_t *out;
        } next = {d->in.data}; /* igzip's input is not const, but it does not write to it */
        s->next_in = next.out;
        s->avail_in = (uint32_t)d->in.len;
        s->next_out = out;
        s->avail_out = (uint32_t)room;
        int code = isal_inflate(s);
        size_t n = room - s->avail_out;
        d->in = bytes_slice(d->in, d->in.len - s->avail_in, SIZE_MAX);
        if (s->block_state == ISAL_BLOCK_FINISH && code == ISAL_DECOMP_OK) d->inside = false;
        if (code != ISAL_DECOMP_OK && code != ISAL_END_INPUT)
            (void)finish(d, "the gzip stream is corrupt", gzip_error(code));
        else if (d->inside && !more && n == 0)
            (void)finish(d, "the gzip stream is cut short", NULL);
        if (n > 0 || d->finished) return n;
    }
}

static size_t zstd_read(struct decoder *d, uint8_t *out, size_t room)
{
    for (;;) {
        bool more = refill(d);
        if (!more && !d->inside) return finish(d, NULL, NULL);
        ZSTD_inBuffer in = {d->in.data, d->in.len, 0};
        ZSTD_outBuffer into = {out, room, 0};
        size_t left = ZSTD_decompressStream(d->zstd, &into, &in);
        if (ZSTD_isError(left)) return finish(d, "the Zstandard stream is corrupt", ZSTD_getErrorName(left));
        d->in = bytes_slice(d->in, in.pos, SIZE_MAX);
        d->inside = left != 0;
        if (into.pos > 0) return into.pos;
        if (!more && d->inside) return finish(d, "the Zstandard stream is cut short", NULL);
    }
}

static bool begins(struct bytes b, const char *magic, size_t len)
{
    return b.len >= len && memcmp(b.data, magic, len) == 0;
}

static enum err gzip_open(struct decoder *d)
{
    d->gzip = calloc(1, sizeof *d->gzip);
    if (!d->gzip) return ERR_MEMORY;
    isal_inflate_init(d->gzip);
    d->read = gzip_read;
    return ERR_OK;
}

static enum err zstd_open(struct decoder *d)
{
    d->zstd = ZSTD_createDCtx();
    if (!d->zstd) return ERR_MEMORY;
    d->read = zstd_read;
    return ERR_OK;
}

static const char *foreign_coding(struct bytes head)
{
    if (begins(head, "BZh", 3)) return "bzip2";
    if (begins(head,
               "\xfd"
               "7zXZ",
               5))
        return "xz";
    if (begins(head, "\x04\x22\x4d\x18", 4)) return "LZ4";
    if (begins(head, "PK\x03\x04", 4)) return "zip";
    return NULL;
}

enum err decoder_new(struct raw *raw, const char *path, struct decoder **ret, struct fault *f)
{
    struct bytes head;
    if (!raw_peek(raw, 8, &head)) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    if (head.len == 0) return fault_set(f, ERR_FORMAT, "%s: the file is empty", path);
    if (foreign_coding(head))
        return fault_set(f, ERR_UNSUPPORTED, "%s: it is compressed with %s; only gzip and Zstandard are read", path,
                         foreign_coding(head));
    struct decoder *d = calloc(1, sizeof *d);
    enum err e = d ? ERR_OK : ERR_MEMORY;
    if (d) {
        d->raw = raw;
        d->read = plain_read;
        bool skippable = head.len >= 4 && (head.data[0] & 0xf0) == 0x50 && begins(bytes_slice(head, 1, 3), "\x2a\x4d\x18", 3);
        if (begins(head, "\x1f\x8b", 2))
            e = gzip_open(d);
        else if (skippable || begins(head, "\x28\xb5\x2f\xfd", 4))
            e = zstd_open(d);
    }
    if (e != ERR_OK) {
        decoder_free(d);
        return fault_set(f, e, "%s: not enough memory to read it", path);
    }
    *ret = d;
    return ERR_OK;
}

void decoder_free(struct decoder *d)
{
    if (!d) return;
    free(d->gzip);
    ZSTD_freeDCtx(d->zstd);
    free(d);
}

bool decoder_plain(const struct decoder *d)
{
    return d->read == plain_read;
}

size_t decoder_read(struct decoder *d, uint8_t *out, size_t room)
{
    return d->finished ? 0 : d->read(d, out, room);
}

const char *decoder_cause(const struct decoder *d)
{
    return d->cause[0] ? d->cause : NULL;
}
