#include "capture/pcapng_writer.h"

#include <string.h>

#include "base/frame.h"
#include "capture/parser.h"

enum { BLOCK_SECTION = 0x0a0d0d0a, BLOCK_INTERFACE = 1, BLOCK_ENHANCED_PACKET = 6 };
enum { OPTION_COMMENT = 1, SHB_USERAPPL = 4, IF_NAME = 2, IF_TSRESOL = 9, EPB_FLAGS = 2, NANOSECONDS = 9 };
enum { BLOCK_OVERHEAD = 12, OPTION_HEADER = 4, OPTION_MAX = 65535 };

static size_t padded(size_t len)
{
    return (len + 3) & ~(size_t)3;
}

/* Files are little-endian on every host. A failed write shows in ferror(out). */
static void put(struct pcapng_writer *w, uint64_t v, size_t bytes)
{
    uint8_t b[8] = {0};
    ENSURE(bytes <= sizeof b);
    for (size_t i = 0; i < bytes; i++) b[i] = (uint8_t)(v >> 8 * i);
    (void)fwrite(b, 1, bytes, w->out);
}

static void put_padded(struct pcapng_writer *w, const void *data, size_t len)
{
    static const uint8_t zero[3];
    if (len > 0) (void)fwrite(data, 1, len, w->out);
    (void)fwrite(zero, 1, padded(len) - len, w->out);
}

/* Length of a text as an option's value: a longer one is cut between two characters (UTF-8). */
static size_t text_len(const char *text)
{
    size_t len = text ? strlen(text) : 0;
    if (len <= OPTION_MAX) return len;
    for (len = OPTION_MAX; len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80;) len--;
    return len;
}

static size_t option_size(size_t len)
{
    return len > 0 ? OPTION_HEADER + padded(len) : 0;
}

static void put_option(struct pcapng_writer *w, uint16_t code, const void *value, size_t len)
{
    if (len == 0) return;
    put(w, code, 2);
    put(w, len, 2);
    put_padded(w, value, len);
}

/* opt_endofopt, which is written only after other options. */
static size_t end_size(size_t options)
{
    return options > 0 ? OPTION_HEADER : 0;
}

static void put_end(struct pcapng_writer *w, size_t options, uint32_t total)
{
    if (options > 0) put(w, 0, OPTION_HEADER);
    put(w, total, 4);
}

void pcapng_writer_begin(struct pcapng_writer *w, FILE *out, const char *application, const char *comment)
{
    *w = (struct pcapng_writer){.out = out};
    size_t comment_len = text_len(comment), application_len = text_len(application);
    size_t options = option_size(comment_len) + option_size(application_len);
    uint32_t total = (uint32_t)(BLOCK_OVERHEAD + 16 + options + end_size(options));
    put(w, BLOCK_SECTION, 4);
    put(w, total, 4);
    put(w, 0x1a2b3c4d, 4);
    put(w, 1, 2); /* version 1.0 */
    put(w, 0, 2);
    put(w, UINT64_MAX, 8); /* section length: not told */
    put_option(w, OPTION_COMMENT, comment, comment_len);
    put_option(w, SHB_USERAPPL, application, application_len);
    put_end(w, options, total);
}

uint32_t pcapng_writer_interface(struct pcapng_writer *w, uint16_t link_type, uint32_t snap_len, const char *name)
{
    static const uint8_t resolution = NANOSECONDS;
    size_t name_len = text_len(name);
    size_t options = option_size(name_len) + option_size(1);
    uint32_t total = (uint32_t)(BLOCK_OVERHEAD + 8 + options + end_size(options));
    put(w, BLOCK_INTERFACE, 4);
    put(w, total, 4);
    put(w, link_type, 2);
    put(w, 0, 2);
    put(w, snap_len, 4);
    put_option(w, IF_NAME, name, name_len);
    put_option(w, IF_TSRESOL, &resolution, 1);
    put_end(w, options, total);
    return w->interfaces++;
}

void pcapng_writer_packet(struct pcapng_writer *w, uint32_t interface, int64_t time_ns, const uint8_t *data, uint32_t cap_len,
                          uint32_t wire_len, uint8_t direction, const char *comment)
{
    ENSURE(interface < w->interfaces && cap_len <= PARSER_PACKET_MAX);
    uint64_t ticks = time_ns > 0 ? (uint64_t)time_ns : 0; /* the format has no times before 1970 */
    bool directed = direction == FRAME_INBOUND || direction == FRAME_OUTBOUND;
    size_t comment_len = text_len(comment);
    size_t options = option_size(comment_len) + (directed ? option_size(4) : 0);
    uint32_t total = (uint32_t)(BLOCK_OVERHEAD + 20 + padded(cap_len) + options + end_size(options));
    put(w, BLOCK_ENHANCED_PACKET, 4);
    put(w, total, 4);
    put(w, interface, 4);
    put(w, ticks >> 32, 4);
    put(w, ticks & UINT32_MAX, 4);
    put(w, cap_len, 4);
    put(w, wire_len, 4);
    put_padded(w, data, cap_len);
    put_option(w, OPTION_COMMENT, comment, comment_len);
    if (directed) {
        const uint8_t flags[4] = {direction};
        put_option(w, EPB_FLAGS, flags, sizeof flags);
    }
    put_end(w, options, total);
}
