/* The fields of PFCP messages (3GPP TS 29.244 cl. 7 and 8) that say which session, whose, and what is duplicated to where. */
#include <stdio.h>

#include "proto/pfcp.h"
#include "wire/reader.h"

enum { DEPTH_MAX = 6, MESSAGES_MAX = 64 };

enum ie_kind {
    IE_GROUP,
    IE_NUMBER,
    IE_ACTION,
    IE_INTERFACE,
    IE_OUTER,
    IE_UE_ADDRESS,
    IE_SEID,
    IE_TUNNEL,
    IE_NODE,
    IE_NAME,
    IE_POLICY
};

static const struct {
    uint16_t type;
    uint8_t kind; /* enum ie_kind */
    const char *name;
} elements[] = {{1, IE_GROUP, "create_pdr"},
                {2, IE_GROUP, "pdi"},
                {3, IE_GROUP, "create_far"},
                {4, IE_GROUP, "forwarding_parameters"},
                {5, IE_GROUP, "duplicating_parameters"},
                {9, IE_GROUP, "update_pdr"},
                {10, IE_GROUP, "update_far"},
                {11, IE_GROUP, "update_forwarding_parameters"},
                {20, IE_INTERFACE, "source_interface"},
                {21, IE_TUNNEL, "local_tunnel"},
                {22, IE_NAME, "network_instance"},
                {29, IE_NUMBER, "precedence"},
                {41, IE_POLICY, "forwarding_policy"},
                {42, IE_INTERFACE, "destination_interface"},
                {44, IE_ACTION, "apply_action"},
                {56, IE_NUMBER, "pdr_id"},
                {57, IE_SEID, "session"},
                {60, IE_NODE, "node"},
                {84, IE_OUTER, "outer_header_creation"},
                {93, IE_UE_ADDRESS, "ue_address"},
                {105, IE_GROUP, "update_duplicating_parameters"},
                {108, IE_NUMBER, "far_id"}};

static const char *message_name(unsigned type)
{
    return type == PFCP_SESSION_ESTABLISHMENT  ? "session-establishment"
           : type == PFCP_SESSION_MODIFICATION ? "session-modification"
                                               : NULL;
}

static void tell_number(struct fields *f, const char *name, struct reader *r)
{
    uint64_t v = 0;
    if (reader_left(r) > 8) r->failed = true;
    while (reader_ok(r) && reader_left(r)) v = v << 8 | reader_u8(r);
    if (reader_ok(r)) field_number(f, name, v);
}

static void tell_address(struct fields *f, const char *name, struct reader *r, size_t len, bool target)
{
    const uint8_t *p = reader_take(r, len);
    if (!p) return;
    struct ip_addr a = len == 4 ? ip_from_v4(p) : ip_from_v6(p);
    if (target)
        field_target_address(f, name, &a);
    else
        field_address(f, name, &a);
}

/* cl. 8.2.24 */
static void tell_interface(struct fields *f, const char *name, struct reader *r)
{
    static const char *const names[] = {"access", "core", "SGi or N6", "control plane", "LI function"};
    unsigned v = reader_u8(r) & 0x0f;
    if (reader_ok(r)) field_word(f, name, v, v < ARRAY_LEN(names) ? names[v] : NULL);
}

/* cl. 8.2.26 */
static void tell_action(struct fields *f, const char *name, struct reader *r)
{
    unsigned v = reader_u8(r);
    if (reader_ok(r)) field_word(f, name, v, v & 0x10 ? "duplicate" : v & 2 ? "forward" : v & 1 ? "drop" : NULL);
}

/* cl. 8.2.56 */
static void tell_outer(struct fields *f, const char *name, struct reader *r)
{
    unsigned what = reader_u16(r) >> 8;
    fields_begin(f, name);
    field_number(f, "description", what);
    if (what & 0x03) {
        uint32_t teid = reader_u32(r);
        if (reader_ok(r)) field_number(f, "teid", teid);
    }
    if (what & 0x15) tell_address(f, "ipv4", r, 4, false);
    if (what & 0x2a) tell_address(f, "ipv6", r, 16, false);
    if (what & 0x0c) {
        uint16_t port = reader_u16(r);
        if (reader_ok(r)) field_number(f, "port", port);
    }
    fields_end(f);
}

/* cl. 8.2.62 */
static void tell_ue_address(struct fields *f, struct reader *r)
{
    unsigned flags = reader_u8(r);
    if (flags & 2) tell_address(f, "ue_ipv4", r, 4, true);
    if (flags & 1) tell_address(f, "ue_ipv6", r, 16, true);
}

/* cl. 8.2.37: a session's identifier and the node that gave it; cl. 8.2.3: a tunnel's (CHOOSE: the other side is to give it) */
static void tell_endpoint(struct fields *f, const char *name, struct reader *r, bool session)
{
    unsigned flags = reader_u8(r);
    unsigned v4 = session ? 2 : 1, v6 = session ? 1 : 2;
    bool choose = !session && flags & 4;
    uint64_t id = choose ? 0 : session ? reader_u64(r) : reader_u32(r);
    fields_begin(f, name);
    if (choose)
        field_flag(f, "choose", true);
    else if (reader_ok(r))
        field_number(f, session ? "seid" : "teid", id);
    if (!choose && flags & v4) tell_address(f, "ipv4", r, 4, false);
    if (!choose && flags & v6) tell_address(f, "ipv6", r, 16, false);
    fields_end(f);
}

/* cl. 8.2.38 */
static void tell_node(struct fields *f, const char *name, struct reader *r)
{
    unsigned type = reader_u8(r) & 0x0f;
    if (type <= 1)
        tell_address(f, name, r, type ? 16 : 4, false);
    else
        field_text(f, name, reader_rest(r));
}

static void tell_elements(struct fields *f, struct reader *r, unsigned depth);

static void tell_element(struct fields *f, unsigned type, struct reader *r, unsigned depth)
{
    size_t i = 0;
    char text[24];
    while (i < ARRAY_LEN(elements) && elements[i].type != type) i++;
    if (i == ARRAY_LEN(elements)) {
        snprintf(text, sizeof text, "ie_%u", type);
        field_content(f, text, reader_rest(r));
        return;
    }
    const char *name = elements[i].name;
    switch ((enum ie_kind)elements[i].kind) {
    case IE_GROUP:
        fields_begin(f, name);
        tell_elements(f, r, depth + 1);
        fields_end(f);
        break;
    case IE_NUMBER: tell_number(f, name, r); break;
    case IE_ACTION: tell_action(f, name, r); break;
    case IE_INTERFACE: tell_interface(f, name, r); break;
    case IE_OUTER: tell_outer(f, name, r); break;
    case IE_UE_ADDRESS: tell_ue_address(f, r); break;
    case IE_SEID: tell_endpoint(f, name, r, true); break;
    case IE_TUNNEL: tell_endpoint(f, name, r, false); break;
    case IE_NODE: tell_node(f, name, r); break;
    case IE_NAME: field_text(f, name, reader_rest(r)); break;
    case IE_POLICY: field_text(f, name, reader_bytes(r, reader_u8(r))); break;
    }
}

static void tell_elements(struct fields *f, struct reader *r, unsigned depth)
{
    while (!f->flaw && reader_left(r)) {
        const uint8_t *at = r->at;
        unsigned type = reader_u16(r), len = reader_u16(r);
        struct reader value = reader_sub(r, len);
        if (!reader_ok(r) || depth > DEPTH_MAX) {
            fields_flaw(f, at, "an information element reaches beyond its parent");
            return;
        }
        tell_element(f, type, &value, depth);
        if (!reader_ok(&value)) fields_flaw(f, at, "an information element is shorter than what it holds");
    }
}

/* One message; false when none follows. */
static bool tell_message(struct fields *f, struct reader *r)
{
    const uint8_t *at = r->at;
    unsigned flags = reader_u8(r), type = reader_u8(r);
    uint16_t len = reader_u16(r);
    struct reader body = reader_sub(r, len);
    if (!reader_ok(r) || flags >> 5 != 1) {
        fields_flaw(f, at, "no PFCP message of version 1 stands here to its end");
        return false;
    }
    field_word(f, "message", type, message_name(type));
    uint64_t seid = flags & 1 ? reader_u64(&body) : 0;
    uint32_t sequence = reader_u32(&body) >> 8;
    if (!reader_ok(&body)) {
        fields_flaw(f, at, "the header is cut off");
        return false;
    }
    if (flags & 1) field_number(f, "seid", seid);
    field_number(f, "sequence_number", sequence);
    tell_elements(f, &body, 0);
    return flags & 4 && reader_left(r);
}

void pfcp_fields(struct bytes pdu, struct fields *f)
{
    struct reader r = reader_of(pdu);
    bool more = true;
    fields_list(f, "messages");
    for (unsigned i = 0; more && !f->flaw && i < MESSAGES_MAX; i++) {
        fields_begin(f, NULL);
        more = tell_message(f, &r);
        fields_end(f);
    }
    fields_list_end(f);
}
