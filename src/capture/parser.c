#include "capture/parser.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum err parser_open(struct parser *p, struct source *source, const char *path, struct fault *f)
{
    p->source = source;
    p->dropped = -1;
    p->stop = PARSER_MORE;
    const uint8_t *head = source_peek(source, 4);
    if (!head) {
        const char *cause = source_cause(source);
        return cause ? fault_set(f, ERR_FORMAT, "%s: %s", path, cause)
                     : fault_set(f, ERR_TRUNCATED, "%s: it ends inside its first four bytes", path);
    }
    static const uint8_t section[] = {0x0a, 0x0d, 0x0d, 0x0a};
    return memcmp(head, section, sizeof section) == 0 ? pcapng_open(p, path, f) : pcap_open(p, path, f);
}

void parser_done(struct parser *p)
{
    if (p->done) p->done(p);
}

bool parser_inside(const struct parser *p)
{
    return p->read == pcapng_read && p->u.pcapng.skip_total;
}

size_t parser_break(struct parser *p, size_t n, uint64_t offset, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(p->break_text, sizeof p->break_text, format, args);
    va_end(args);
    p->break_offset = offset;
    p->stop = PARSER_BREAK;
    return n;
}

size_t parser_starve(struct parser *p, size_t n, uint64_t offset, const char *what)
{
    const char *cause = source_cause(p->source);
    switch (p->source->status) {
    case SOURCE_FULL: p->stop = PARSER_FULL; return n;
    case SOURCE_MEMORY: return parser_break(p, n, offset, "not enough memory to read %s", what);
    default: break;
    }
    if (cause) return parser_break(p, n, offset, "%s", cause);
    if (source_offset(p->source) == offset && p->source->at == p->source->end) {
        p->stop = PARSER_END;
        return n;
    }
    return parser_break(p, n, offset, "the file ends inside %s", what);
}

uint16_t parser_link_type(uint32_t field)
{
    enum { DLT_RAW_BSD = 12, DLT_RAW_OPENBSD = 14, LINKTYPE_RAW = 101 };
    uint16_t type =
        (uint16_t)field; /* the upper half tells of a frame check sequence, which stays at the frame's end as captured */
    return type == DLT_RAW_BSD || type == DLT_RAW_OPENBSD ? LINKTYPE_RAW : type;
}
