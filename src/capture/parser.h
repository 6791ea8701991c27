/* A capture format as a parser: bytes of a source in, frames out. Allocates only when an interface is met. */
#ifndef CUSTOS_CAPTURE_PARSER_H
#define CUSTOS_CAPTURE_PARSER_H

#include "base/frame.h"
#include "capture/source.h"

enum {
    PARSER_PACKET_MAX = 16 * 1024 * 1024, /* a longer packet is taken for corruption */
    PARSER_NAME_MAX = 255                 /* bytes of an interface name that are kept */
};
#define PARSER_BLOCK_MAX (UINT64_C(256) * 1024 * 1024) /* a longer pcapng block is taken for corruption */

/* Why a parser handed out fewer frames than asked for. */
enum parser_stop {
    PARSER_MORE,      /* nothing special: call again */
    PARSER_INTERFACE, /* a new interface or section was met: its owner may want to change its ways; call again */
    PARSER_FULL,      /* the source's budget is used up: release, or force, and call again */
    PARSER_END,       /* the input ends where it should */
    PARSER_BREAK      /* it does not: break_offset, break_text */
};

struct parser_interface {
    struct bytes name; /* borrowed; at most PARSER_NAME_MAX bytes */
    uint16_t link_type;
    uint32_t snap_len;
};

/* What a parser meets beside frames. */
struct parser_events {
    /* Returns the interface's index over all inputs, or -1 when there may be no more. */
    int32_t (*interface)(void *ctx, const struct parser_interface *interface);
    void (*section)(void *ctx); /* no frame of an earlier interface will follow */
    void (*secrets)(void *ctx, struct bytes keylog);
};

struct pcap {
    bool big;             /* big-endian */
    uint32_t fraction_ns; /* nanoseconds in one unit of the time-stamp's fraction */
    uint8_t minor;        /* version 2.0 to 2.2 wrote the two lengths the other way round; 2.3 did both */
    uint16_t interface, link_type;
};

struct pcapng_interface; /* opaque */
struct pcapng {
    bool big;                            /* big-endian, of the current section */
    uint64_t skip;                       /* bytes left of a block body that is being skipped */
    uint32_t skip_total;                 /* total length of that block, for its trailer */
    struct pcapng_interface *interfaces; /* of the current section; owned */
    uint32_t count, room;
};

struct parser {
    const char *format; /* "pcap" or "pcapng" */
    size_t (*read)(struct parser *p, struct frame *frames, size_t max);
    void (*done)(struct parser *p); /* may be NULL */
    struct source *source;          /* borrowed */
    const struct parser_events *events;
    void *ctx;
    uint32_t capture; /* for frame references */
    uint32_t number;  /* of the last packet */
    int64_t dropped;  /* packets that the interfaces lost; -1 when the file does not say */
    enum parser_stop stop;
    uint64_t break_offset;
    char break_text[160];
    union {
        struct pcap pcap;
        struct pcapng pcapng;
    } u;
};

/* Recognise the format at the start of `source` and read its file header. `p->events`, `ctx`, `capture` are set before. */
enum err parser_open(struct parser *p, struct source *source, const char *path, struct fault *f) MUST_USE;
void parser_done(struct parser *p);

/* Up to `max` frames; fewer, also none, with the reason in p->stop. Their time is CLOCK_NONE where the file gives none. */
static inline size_t parser_read(struct parser *p, struct frame *frames, size_t max)
{
    return p->read(p, frames, max);
}

/* In the midst of a record that is being skipped. */
bool parser_inside(const struct parser *p);

/* For the formats. Each takes over a source whose first bytes it has recognised. */
enum err pcap_open(struct parser *p, const char *path, struct fault *f) MUST_USE;
size_t pcapng_read(struct parser *p, struct frame *frames, size_t max);
enum err pcapng_open(struct parser *p, const char *path, struct fault *f) MUST_USE;
/* Stop with what the source's status means where `what` (a noun phrase) was being read, begun at `offset`. Returns `n`. */
size_t parser_starve(struct parser *p, size_t n, uint64_t offset, const char *what);
size_t parser_break(struct parser *p, size_t n, uint64_t offset, const char *format, ...) PRINTF_LIKE(4, 5);
/* LINKTYPE_* of a file's link type field: DLT_RAW differs between systems and some wrote it unmapped. */
uint16_t parser_link_type(uint32_t field);

static inline uint16_t load16(const uint8_t *p, bool big)
{
    return big ? load_be16(p) : (uint16_t)(p[1] << 8 | p[0]);
}

static inline uint32_t load32(const uint8_t *p, bool big)
{
    uint32_t v = load_be32(p);
    return big ? v : __builtin_bswap32(v);
}

#endif
