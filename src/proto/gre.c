#include "proto/gre.h"

#include "wire/reader.h"

/* Source route entries: address family, offset, length, address; one with family and length zero ends them (RFC 1701). */
static void skip_routes(struct reader *r)
{
    for (unsigned i = 0; i < GRE_ROUTES_MAX; i++) {
        uint16_t family = reader_u16(r);
        reader_skip(r, 1);
        uint8_t len = reader_u8(r);
        if (!reader_ok(r) || (family == 0 && len == 0)) return;
        reader_skip(r, len);
    }
    r->failed = true;
}

static void read_pptp(struct reader *r, struct gre *g)
{
    g->payload_len = reader_u16(r);
    g->key = reader_u16(r);
    if (g->flags & GRE_SEQUENCE) g->sequence = reader_u32(r);
    if (g->flags & GRE_ACK) reader_skip(r, 4);
}

static void read_options(struct reader *r, struct gre *g)
{
    if (g->flags & (GRE_CHECKSUM | GRE_ROUTING)) reader_skip(r, 4); /* checksum and offset: both when either is there */
    if (g->flags & GRE_KEY) g->key = reader_u32(r);
    if (g->flags & GRE_SEQUENCE) g->sequence = reader_u32(r);
    if (g->flags & GRE_ROUTING) skip_routes(r);
}

bool gre_parse(struct bytes b, struct gre *ret)
{
    struct reader r = reader_of(b);
    struct gre g = {.flags = reader_u16(&r)};
    g.type = reader_u16(&r);
    g.version = g.flags & 7;
    if (g.version > 1 || (g.version == 1 && !(g.flags & GRE_KEY))) return false;
    if (g.version == 1)
        read_pptp(&r, &g);
    else
        read_options(&r, &g);
    if (!reader_ok(&r)) return false;
    g.header_len = (uint16_t)(r.at - b.data);
    *ret = g;
    return true;
}
