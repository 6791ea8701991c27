/* pcapng: draft-ietf-opsawg-pcapng. Blocks that are not understood are skipped. */
#include <string.h>

#include "base/clock.h"
#include "capture/parser.h"
#include "capture/ticks.h"

enum {
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 2, /* obsolete */
    BLOCK_SIMPLE_PACKET = 3,
    BLOCK_STATISTICS = 5,
    BLOCK_ENHANCED_PACKET = 6,
    BLOCK_JOURNAL = 9,
    BLOCK_SECRETS = 10,
    BLOCK_CUSTOM = 0xbad,
    BLOCK_CUSTOM_NO_COPY = 0x40000bad,
    BLOCK_SECTION = 0x0a0d0d0a
};
enum {
    BLOCK_OVERHEAD = 12, /* type, total length, and the total length again at the end */
    SECTION_MIN = 28,
    SECRETS_TLS_KEY_LOG = 0x544c534b
};
enum {
    OPTION_END = 0,
    IF_NAME = 2,
    IF_TSRESOL = 9,
    IF_TSOFFSET = 14,
    EPB_FLAGS = 2,
    EPB_DROPCOUNT = 4,
    ISB_IFDROP = 5,
    ISB_OSDROP = 7
};

struct pcapng_interface {
    uint16_t index, link_type;
    uint32_t snap_len;
    struct ticks ticks;
    uint64_t lost_packets_sum; /* of what packets tell was lost before them */
    uint64_t lost_statistics;  /* largest total that a statistics block gave */
    int64_t lost;              /* the larger of both: they tell of the same losses */
};

/* What reading one block came to. */
enum outcome { BLOCK_READ, BLOCK_FRAME, BLOCK_STOP /* p->stop is set */ };

struct block {
    struct bytes body;
    uint64_t offset;
};

static uint64_t load64(const uint8_t *p, bool big)
{
    uint64_t v = load_be64(p);
    return big ? v : __builtin_bswap64(v);
}

static enum outcome corrupt(struct parser *p, uint64_t offset, const char *what)
{
    (void)parser_break(p, 0, offset, "%s", what);
    return BLOCK_STOP;
}

struct option {
    uint16_t code;
    struct bytes value;
};

enum option_step { OPTION_READ, OPTION_LAST, OPTION_BROKEN };

static enum option_step option_next(struct bytes *left, bool big, struct option *ret)
{
    if (left->len < 4) return OPTION_LAST; /* the end-of-options option may be left out */
    uint16_t code = load16(left->data, big), len = load16(left->data + 2, big);
    if (code == OPTION_END) return OPTION_LAST;
    if (len > left->len - 4) return OPTION_BROKEN;
    *ret = (struct option){code, bytes_slice(*left, 4, len)};
    *left = bytes_slice(*left, 4 + (((size_t)len + 3) & ~(size_t)3), SIZE_MAX);
    return OPTION_READ;
}

static uint64_t add_saturating(uint64_t a, uint64_t b)
{
    uint64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

static void count_lost(struct parser *p, struct pcapng_interface *i)
{
    uint64_t lost = i->lost_packets_sum > i->lost_statistics ? i->lost_packets_sum : i->lost_statistics;
    int64_t capped = lost > INT64_MAX ? INT64_MAX : (int64_t)lost;
    int64_t more = capped - i->lost;
    i->lost = capped;
    if (p->dropped < 0) p->dropped = 0;
    p->dropped = more > INT64_MAX - p->dropped ? INT64_MAX : p->dropped + more;
}

static struct pcapng_interface *interface_of(struct pcapng *ng, uint32_t id)
{
    return id < ng->count ? &ng->interfaces[id] : NULL;
}

static bool interface_room(struct pcapng *ng)
{
    if (ng->count < ng->room) return true;
    uint32_t room = ng->room ? ng->room * 2 : 4; /* bounded: parser_events.interface refuses more than 16 bits can number */
    struct pcapng_interface *grown = realloc(ng->interfaces, room * sizeof *grown);
    if (!grown) return false;
    ng->interfaces = grown;
    ng->room = room;
    return true;
}

static enum outcome read_interface(struct parser *p, const struct block *b)
{
    struct pcapng *ng = &p->u.pcapng;
    if (b->body.len < 8) return corrupt(p, b->offset, "an interface description is too short");
    struct parser_interface told = {
        .link_type = parser_link_type(load16(b->body.data, ng->big)),
        .snap_len = load32(b->body.data + 4, ng->big),
    };
    uint8_t resolution = 6;
    int64_t offset_s = 0;
    struct bytes left = bytes_slice(b->body, 8, SIZE_MAX);
    struct option o;
    enum option_step step;
    while ((step = option_next(&left, ng->big, &o)) == OPTION_READ) {
        if (o.code == IF_NAME) {
            const uint8_t *nul = memchr(o.value.data, 0, o.value.len);
            told.name = bytes_slice(o.value, 0, nul ? (size_t)(nul - o.value.data) : PARSER_NAME_MAX);
            told.name = bytes_slice(told.name, 0, PARSER_NAME_MAX);
        }
        if (o.code == IF_TSRESOL && o.value.len == 1) resolution = o.value.data[0];
        if (o.code == IF_TSOFFSET && o.value.len == 8) offset_s = (int64_t)load64(o.value.data, ng->big);
    }
    if (step == OPTION_BROKEN) return corrupt(p, b->offset, "an option of an interface description is cut short");
    if (!interface_room(ng)) return corrupt(p, b->offset, "not enough memory for an interface");
    int32_t index = p->events->interface(p->ctx, &told);
    if (index < 0) return corrupt(p, b->offset, "more interfaces than can be kept apart");
    ng->interfaces[ng->count++] = (struct pcapng_interface){
        .index = (uint16_t)index,
        .link_type = told.link_type,
        .snap_len = told.snap_len,
        .ticks = ticks_of(resolution, offset_s),
    };
    p->stop = PARSER_INTERFACE;
    return BLOCK_STOP;
}

static enum outcome read_statistics(struct parser *p, const struct block *b)
{
    struct pcapng *ng = &p->u.pcapng;
    if (b->body.len < 12) return corrupt(p, b->offset, "an interface statistics block is too short");
    struct pcapng_interface *i = interface_of(ng, load32(b->body.data, ng->big));
    if (!i) return corrupt(p, b->offset, "statistics of an interface that was not described");
    struct bytes left = bytes_slice(b->body, 12, SIZE_MAX);
    struct option o;
    enum option_step step;
    uint64_t lost = 0;
    bool told = false;
    while ((step = option_next(&left, ng->big, &o)) == OPTION_READ) {
        if ((o.code != ISB_IFDROP && o.code != ISB_OSDROP) || o.value.len != 8) continue;
        lost = add_saturating(lost, load64(o.value.data, ng->big));
        told = true;
    }
    if (step == OPTION_BROKEN) return corrupt(p, b->offset, "an option of interface statistics is cut short");
    if (lost > i->lost_statistics) i->lost_statistics = lost;
    if (told) count_lost(p, i);
    return BLOCK_READ;
}

static enum outcome read_secrets(struct parser *p, const struct block *b)
{
    bool big = p->u.pcapng.big;
    if (b->body.len < 8) return corrupt(p, b->offset, "a decryption secrets block is too short");
    uint32_t len = load32(b->body.data + 4, big);
    if (len > b->body.len - 8) return corrupt(p, b->offset, "decryption secrets are longer than their block");
    if (load32(b->body.data, big) == SECRETS_TLS_KEY_LOG) p->events->secrets(p->ctx, bytes_slice(b->body, 8, len));
    return BLOCK_READ;
}

/* epb_flags and epb_dropcount; the obsolete block's options have the same codes. */
static bool packet_options(struct parser *p, struct pcapng_interface *i, struct bytes left, struct frame *frame)
{
    bool big = p->u.pcapng.big;
    struct option o;
    enum option_step step;
    while ((step = option_next(&left, big, &o)) == OPTION_READ) {
        if (o.code == EPB_FLAGS && o.value.len == 4) {
            uint32_t direction = load32(o.value.data, big) & 3;
            if (direction == FRAME_INBOUND || direction == FRAME_OUTBOUND) frame->direction = (uint8_t)direction;
        }
        if (o.code == EPB_DROPCOUNT && o.value.len == 8) {
            i->lost_packets_sum = add_saturating(i->lost_packets_sum, load64(o.value.data, big));
            count_lost(p, i);
        }
    }
    return step != OPTION_BROKEN;
}

static enum outcome finish_packet(struct parser *p, const struct pcapng_interface *i, uint32_t cap_len, uint32_t wire_len,
                                  uint64_t offset, struct frame *frame)
{
    if (UNLIKELY(p->number == UINT32_MAX)) return corrupt(p, offset, "more packets than 32 bits can number");
    frame->cap_len = cap_len;
    frame->wire_len = wire_len > cap_len ? wire_len : cap_len;
    frame->ref = (struct frame_ref){p->capture, ++p->number};
    frame->interface = i->index;
    frame->link_type = i->link_type;
    return BLOCK_FRAME;
}

/* The enhanced packet block, and the obsolete packet block, which differs in its first word: interface and drop count share it.
 */
static enum outcome read_packet(struct parser *p, const struct block *b, bool obsolete, struct frame *frame)
{
    enum { FIXED = 20, DROPS_UNKNOWN = 0xffff };
    struct pcapng *ng = &p->u.pcapng;
    const uint8_t *at = b->body.data;
    if (UNLIKELY(b->body.len < FIXED)) return corrupt(p, b->offset, "a packet block is too short");
    uint32_t id = obsolete ? load16(at, ng->big) : load32(at, ng->big);
    struct pcapng_interface *i = interface_of(ng, id);
    if (UNLIKELY(!i)) return corrupt(p, b->offset, "a packet of an interface that was not described");
    uint32_t cap_len = load32(at + 12, ng->big);
    if (UNLIKELY(cap_len > b->body.len - FIXED)) return corrupt(p, b->offset, "a packet is longer than its block");
    if (UNLIKELY(cap_len > PARSER_PACKET_MAX)) return corrupt(p, b->offset, "a packet is longer than any can be");
    *frame = (struct frame){
        .time_ns = ticks_ns(&i->ticks, (uint64_t)load32(at + 4, ng->big) << 32 | load32(at + 8, ng->big)),
        .data = at + FIXED,
    };
    size_t options = FIXED + (((size_t)cap_len + 3) & ~(size_t)3);
    if (options < b->body.len && !packet_options(p, i, bytes_slice(b->body, options, SIZE_MAX), frame))
        return corrupt(p, b->offset, "an option of a packet is cut short");
    if (obsolete) {
        uint16_t drops = load16(at + 2, ng->big);
        if (drops != DROPS_UNKNOWN) {
            i->lost_packets_sum = add_saturating(i->lost_packets_sum, drops);
            count_lost(p, i);
        }
    }
    return finish_packet(p, i, cap_len, load32(at + 16, ng->big), b->offset, frame);
}

/* Belongs to interface 0 and has no time. */
static enum outcome read_simple_packet(struct parser *p, const struct block *b, struct frame *frame)
{
    struct pcapng *ng = &p->u.pcapng;
    if (b->body.len < 4) return corrupt(p, b->offset, "a simple packet block is too short");
    const struct pcapng_interface *i = interface_of(ng, 0);
    if (!i) return corrupt(p, b->offset, "a simple packet before any interface was described");
    uint32_t wire_len = load32(b->body.data, ng->big);
    uint32_t cap_len = i->snap_len && i->snap_len < wire_len ? i->snap_len : wire_len;
    if (cap_len > b->body.len - 4) return corrupt(p, b->offset, "a packet is longer than its block");
    if (cap_len > PARSER_PACKET_MAX) return corrupt(p, b->offset, "a packet is longer than any can be");
    *frame = (struct frame){.time_ns = CLOCK_NONE, .data = b->body.data + 4};
    return finish_packet(p, i, cap_len, wire_len, b->offset, frame);
}

/* The next block (`what`) whole, checked and stepped over. `total` is its length as it says. */
static enum outcome take_block(struct parser *p, uint32_t total, uint64_t offset, const char *what, struct block *ret)
{
    struct source *s = p->source;
    size_t padded = ((size_t)total + 3) & ~(size_t)3;
    if (UNLIKELY(padded > SOURCE_PEEK_MAX)) {
        (void)parser_break(p, 0, offset, "%s claims %u bytes", what, total);
        return BLOCK_STOP;
    }
    const uint8_t *at = source_peek(s, padded);
    if (UNLIKELY(!at)) {
        (void)parser_starve(p, 0, offset, what);
        return BLOCK_STOP;
    }
    if (UNLIKELY(load32(at + padded - 4, p->u.pcapng.big) != total))
        return corrupt(p, offset, "the two lengths of a block differ");
    source_advance(s, padded);
    *ret = (struct block){bytes_of(at + 8, (size_t)total - BLOCK_OVERHEAD), offset};
    return BLOCK_READ;
}

static enum outcome read_section(struct parser *p)
{
    struct pcapng *ng = &p->u.pcapng;
    uint64_t offset = source_offset(p->source);
    const uint8_t *at = source_peek(p->source, BLOCK_OVERHEAD);
    if (!at) {
        (void)parser_starve(p, 0, offset, "a section header");
        return BLOCK_STOP;
    }
    uint32_t magic = load_be32(at + 8);
    if (magic != 0x1a2b3c4d && magic != 0x4d3c2b1a) return corrupt(p, offset, "a section header without a byte-order magic");
    ng->big = magic == 0x1a2b3c4d;
    uint32_t total = load32(at + 4, ng->big);
    if (total < SECTION_MIN || total > PARSER_BLOCK_MAX) return corrupt(p, offset, "a section header of an impossible length");
    struct block b;
    if (take_block(p, total, offset, "a section header", &b) != BLOCK_READ) return BLOCK_STOP;
    uint16_t major = load16(b.body.data + 4, ng->big), minor = load16(b.body.data + 6, ng->big);
    /* some writers put 1.2 where they meant 1.0 (draft, cl. 4.1) */
    if (major != 1 || (minor != 0 && minor != 2)) {
        (void)parser_break(p, 0, offset, "pcapng version %u.%u is not read, only 1.0", major, minor);
        return BLOCK_STOP;
    }
    ng->count = 0;
    p->events->section(p->ctx);
    p->stop = PARSER_INTERFACE;
    return BLOCK_STOP;
}

/* The rest of a block that is not kept: its body, then the length at its end. */
static enum outcome skip_rest(struct parser *p, uint64_t offset)
{
    struct pcapng *ng = &p->u.pcapng;
    const uint8_t *end = source_skip(p->source, &ng->skip) ? source_peek(p->source, 4) : NULL;
    if (!end) {
        (void)parser_starve(p, 0, offset, "a block");
        /* nothing is left of the input, but a block was not complete */
        if (p->stop == PARSER_END) return corrupt(p, offset, "the file ends inside a block");
        return BLOCK_STOP;
    }
    if (load32(end, ng->big) != ng->skip_total) return corrupt(p, source_offset(p->source), "the two lengths of a block differ");
    source_advance(p->source, 4);
    ng->skip_total = 0;
    return BLOCK_READ;
}

/* Wireshark numbers these among the packets, so we do, to mean the same packet by the same number. */
static bool is_numbered(uint32_t type)
{
    static const uint32_t types[] = {BLOCK_CUSTOM, BLOCK_CUSTOM_NO_COPY, BLOCK_JOURNAL, 0x204, 0x208, 0x216, 0x217, 0x221,
                                     0x222}; /* the last six: sysdig events */
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (types[i] == type) return true;
    return false;
}

static enum outcome read_other(struct parser *p, uint32_t type, uint32_t total, uint64_t offset)
{
    struct pcapng *ng = &p->u.pcapng;
    struct block b;
    if (type == BLOCK_INTERFACE || type == BLOCK_STATISTICS || type == BLOCK_SECRETS) {
        if (take_block(p, total, offset, "a block", &b) != BLOCK_READ) return BLOCK_STOP;
        return type == BLOCK_INTERFACE    ? read_interface(p, &b)
               : type == BLOCK_STATISTICS ? read_statistics(p, &b)
                                          : read_secrets(p, &b);
    }
    source_advance(p->source, 8);
    ng->skip = (((uint64_t)total + 3) & ~UINT64_C(3)) - BLOCK_OVERHEAD;
    ng->skip_total = total;
    enum outcome o = skip_rest(p, offset);
    if (is_numbered(type) && p->number < UINT32_MAX) p->number++;
    return o;
}

static enum outcome read_block(struct parser *p, struct frame *frame)
{
    struct pcapng *ng = &p->u.pcapng;
    uint64_t offset = source_offset(p->source);
    if (UNLIKELY(ng->skip_total)) return skip_rest(p, offset);
    const uint8_t *at = source_peek(p->source, BLOCK_OVERHEAD);
    if (UNLIKELY(!at)) {
        (void)parser_starve(p, 0, offset, "a block");
        return BLOCK_STOP;
    }
    uint32_t type = load32(at, ng->big), total = load32(at + 4, ng->big);
    if (UNLIKELY(type == BLOCK_SECTION)) return read_section(p);
    if (UNLIKELY(total < BLOCK_OVERHEAD || total > PARSER_BLOCK_MAX)) {
        (void)parser_break(p, 0, offset, "a block claims %u bytes", total);
        return BLOCK_STOP;
    }
    if (UNLIKELY(type != BLOCK_ENHANCED_PACKET && type != BLOCK_PACKET && type != BLOCK_SIMPLE_PACKET))
        return read_other(p, type, total, offset);
    struct block b;
    if (UNLIKELY(take_block(p, total, offset, "a block", &b) != BLOCK_READ)) return BLOCK_STOP;
    return type == BLOCK_SIMPLE_PACKET ? read_simple_packet(p, &b, frame) : read_packet(p, &b, type == BLOCK_PACKET, frame);
}

/* What nearly all of a capture is: whole enhanced packet blocks in this machine's byte order without options. Stops at the first
 * block that is anything else, or wrong in any way, and leaves it to read_block. */
static size_t read_plain_packets(struct parser *p, struct frame *frames, size_t max)
{
    enum { FIXED = 28 };
    const struct pcapng *ng = &p->u.pcapng;
    const struct pcapng_interface *interfaces = ng->interfaces;
    struct source *s = p->source;
    const uint8_t *at = s->at, *end = s->end;
    const uint32_t known = ng->count, before = p->number;
    size_t n = 0;
    if (ng->skip_total || ng->big) return 0;
    if (max > UINT32_MAX - before) max = UINT32_MAX - before;
    for (; n < max; n++) {
        size_t have = (size_t)(end - at);
        if (have < FIXED || load32(at, false) != BLOCK_ENHANCED_PACKET) break;
        uint32_t total = load32(at + 4, false), id = load32(at + 8, false), cap_len = load32(at + 20, false),
                 wire_len = load32(at + 24, false);
        if (total > have || id >= known || cap_len > PARSER_PACKET_MAX) break;
        if (total != FIXED + 4 + ((cap_len + 3) & ~3u) || load32(at + total - 4, false) != total) break;
        const struct pcapng_interface *i = &interfaces[id];
        frames[n] =
            (struct frame){.time_ns = ticks_ns(&i->ticks, (uint64_t)load32(at + 12, false) << 32 | load32(at + 16, false)),
                           .data = at + FIXED,
                           .cap_len = cap_len,
                           .wire_len = wire_len > cap_len ? wire_len : cap_len,
                           .ref = {p->capture, before + 1 + (uint32_t)n},
                           .interface = i->index,
                           .link_type = i->link_type};
        at += total;
    }
    source_advance(s, (size_t)(at - s->at));
    p->number = before + (uint32_t)n;
    return n;
}

size_t pcapng_read(struct parser *p, struct frame *frames, size_t max)
{
    p->stop = PARSER_MORE;
    for (size_t n = 0; n < max;) {
        n += read_plain_packets(p, frames + n, max - n);
        if (n == max) break;
        enum outcome o = read_block(p, &frames[n]);
        if (UNLIKELY(o == BLOCK_STOP)) return n;
        if (o == BLOCK_FRAME) n++;
    }
    return max;
}

static void pcapng_done(struct parser *p)
{
    free(p->u.pcapng.interfaces);
    p->u.pcapng.interfaces = NULL;
}

enum err pcapng_open(struct parser *p, const char *path, struct fault *f)
{
    p->format = "pcapng";
    p->read = pcapng_read;
    p->done = pcapng_done;
    p->u.pcapng = (struct pcapng){0};
    (void)read_section(p);
    if (p->stop == PARSER_INTERFACE) return ERR_OK;
    if (p->stop == PARSER_BREAK) return fault_set(f, ERR_FORMAT, "%s: %s", path, p->break_text);
    return fault_set(f, ERR_TRUNCATED, "%s: the file ends inside a section header", path);
}
