#include "proto/nd.h"

/* Where the options start, by type - ND_ROUTER_SOLICITATION. */
static const uint8_t fixed_len[] = {8, 16, 24, 24, 40};

static bool read_options(struct bytes b, struct nd *n)
{
    size_t at = fixed_len[n->type - ND_ROUTER_SOLICITATION];
    for (unsigned i = 0; i < ND_OPTIONS_MAX && b.len - at >= 8; i++) {
        const uint8_t *option = b.data + at;
        size_t len = option[1] * 8u;
        if (len == 0) return false;
        if (option[0] == ND_OPTION_SOURCE) {
            n->has_source = true;
            memcpy(n->source_mac.bytes, option + 2, sizeof n->source_mac.bytes);
        } else if (option[0] == ND_OPTION_TARGET) {
            n->has_target = true;
            memcpy(n->target_mac.bytes, option + 2, sizeof n->target_mac.bytes);
        }
        if (len > b.len - at) break; /* cut by the capture */
        at += len;
    }
    return true;
}

bool nd_parse(struct bytes b, struct nd *ret)
{
    if (b.len < 8 || b.data[0] < ND_ROUTER_SOLICITATION || b.data[0] > ND_REDIRECT) return false;
    struct nd n = {.type = b.data[0]};
    if (b.len < fixed_len[n.type - ND_ROUTER_SOLICITATION]) return false;
    if (n.type >= ND_SOLICITATION) n.target = ip_from_v6(b.data + 8);
    if (!read_options(b, &n)) return false;
    *ret = n;
    return true;
}
