#include "drill/pfcp.h"

enum { MESSAGE_HEARTBEAT = 1, MESSAGE_ESTABLISHMENT = 50, MESSAGE_MODIFICATION = 52 }; /* the answer is one more */
enum {
    IE_CREATE_PDR = 1,
    IE_PDI = 2,
    IE_CREATE_FAR = 3,
    IE_FORWARDING = 4,
    IE_UPDATE_FAR = 10,
    IE_UPDATE_FORWARDING = 11,
    IE_CAUSE = 19,
    IE_SOURCE_INTERFACE = 20,
    IE_F_TEID = 21,
    IE_PRECEDENCE = 29,
    IE_DESTINATION_INTERFACE = 42,
    IE_APPLY_ACTION = 44,
    IE_PDR_ID = 56,
    IE_F_SEID = 57,
    IE_NODE_ID = 60,
    IE_OUTER_HEADER = 84,
    IE_UE_ADDRESS = 93,
    IE_RECOVERY_TIME = 96,
    IE_UPDATE_DUPLICATING = 105,
    IE_FAR_ID = 108,
    IE_USER_ID = 141
};
enum { INTERFACE_ACCESS = 0, INTERFACE_CORE = 1, INTERFACE_LI_FUNCTION = 4, FAR_UP = 1, FAR_DOWN = 2 };
enum { ACTION_FORWARD = 2, ACTION_DUPLICATE = 0x10 };

static size_t open_ie(struct writer *w, uint16_t type)
{
    writer_u16(w, type);
    writer_u16(w, 0);
    return w->len;
}

static void close_ie(struct writer *w, size_t start)
{
    writer_patch_u16(w, start - 2, (uint16_t)(w->len - start));
}

static void ie_u8(struct writer *w, uint16_t type, uint8_t v)
{
    size_t at = open_ie(w, type);
    writer_u8(w, v);
    close_ie(w, at);
}

static void ie_u32(struct writer *w, uint16_t type, uint32_t v)
{
    size_t at = open_ie(w, type);
    writer_u32(w, v);
    close_ie(w, at);
}

static void ie_node(struct writer *w, const struct ip_addr *a)
{
    size_t at = open_ie(w, IE_NODE_ID);
    writer_u8(w, 0); /* IPv4 */
    writer_bytes(w, bytes_of(a->bytes, 4));
    close_ie(w, at);
}

static void ie_f_seid(struct writer *w, uint64_t seid, const struct ip_addr *a)
{
    size_t at = open_ie(w, IE_F_SEID);
    writer_u8(w, 2); /* IPv4 */
    writer_u64(w, seid);
    writer_bytes(w, bytes_of(a->bytes, 4));
    close_ie(w, at);
}

static void ie_ue_address(struct writer *w, bool destination, const struct ip_addr *a)
{
    size_t at = open_ie(w, IE_UE_ADDRESS);
    writer_u8(w, destination ? 6 : 2); /* S/D, V4 */
    writer_bytes(w, bytes_of(a->bytes, 4));
    close_ie(w, at);
}

static void create_pdr(struct writer *w, bool uplink, const struct pfcp_session *s)
{
    size_t pdr = open_ie(w, IE_CREATE_PDR), at = open_ie(w, IE_PDR_ID);
    writer_u16(w, uplink ? 1 : 2);
    close_ie(w, at);
    ie_u32(w, IE_PRECEDENCE, 100);
    size_t pdi = open_ie(w, IE_PDI);
    ie_u8(w, IE_SOURCE_INTERFACE, uplink ? INTERFACE_ACCESS : INTERFACE_CORE);
    if (uplink) {
        at = open_ie(w, IE_F_TEID);
        writer_u8(w, 1); /* IPv4 */
        writer_u32(w, s->teid_up);
        writer_bytes(w, bytes_of(s->n3.bytes, 4));
        close_ie(w, at);
    }
    ie_ue_address(w, !uplink, &s->subscriber);
    close_ie(w, pdi);
    ie_u32(w, IE_FAR_ID, uplink ? FAR_UP : FAR_DOWN);
    close_ie(w, pdr);
}

static void outer_header(struct writer *w, uint32_t teid, const struct ip_addr *to)
{
    size_t at = open_ie(w, IE_OUTER_HEADER);
    writer_u16(w, 0x0100); /* GTP-U/UDP/IPv4 */
    writer_u32(w, teid);
    writer_bytes(w, bytes_of(to->bytes, 4));
    close_ie(w, at);
}

static void duplicate(struct writer *w, const struct pfcp_session *s)
{
    size_t parameters = open_ie(w, IE_UPDATE_DUPLICATING);
    ie_u8(w, IE_DESTINATION_INTERFACE, INTERFACE_LI_FUNCTION);
    outer_header(w, s->teid_down, &s->duplicate_to);
    close_ie(w, parameters);
}

/* Forward; down, into the GTP-U tunnel to the gNB. */
static void far(struct writer *w, bool update, bool uplink, const struct pfcp_session *s)
{
    bool duplicated = update && s->duplicate_to.family;
    size_t outer = open_ie(w, update ? IE_UPDATE_FAR : IE_CREATE_FAR);
    ie_u32(w, IE_FAR_ID, uplink ? FAR_UP : FAR_DOWN);
    size_t at = open_ie(w, IE_APPLY_ACTION);
    writer_u16(w, (uint16_t)((duplicated ? ACTION_FORWARD | ACTION_DUPLICATE : ACTION_FORWARD) << 8));
    close_ie(w, at);
    size_t parameters = open_ie(w, update ? IE_UPDATE_FORWARDING : IE_FORWARDING);
    ie_u8(w, IE_DESTINATION_INTERFACE, uplink ? INTERFACE_CORE : INTERFACE_ACCESS);
    if (!uplink) outer_header(w, s->teid_down, &s->gnb);
    close_ie(w, parameters);
    if (duplicated) duplicate(w, s);
    close_ie(w, outer);
}

/* TS 29.244 cl. 8.2.101: an IMSI in TBCD. */
static void ie_user(struct writer *w, const char *imsi)
{
    size_t at = open_ie(w, IE_USER_ID), digits = strlen(imsi);
    writer_u8(w, 1); /* IMSI */
    writer_u8(w, (uint8_t)((digits + 1) / 2));
    for (size_t i = 0; i < digits; i += 2)
        writer_u8(w, (uint8_t)((i + 1 < digits ? imsi[i + 1] - '0' : 15) << 4 | (imsi[i] - '0')));
    close_ie(w, at);
}

static void write_request(struct writer *w, enum pfcp_request request, const struct pfcp_session *s)
{
    if (request == PFCP_MODIFICATION) {
        far(w, true, false, s);
        return;
    }
    ie_node(w, &s->smf);
    ie_f_seid(w, s->seid, &s->smf);
    create_pdr(w, true, s);
    create_pdr(w, false, s);
    far(w, false, true, s);
    far(w, false, false, s);
    if (s->imsi) ie_user(w, s->imsi);
}

static void write_answer(struct writer *w, enum pfcp_request request, const struct pfcp_session *s)
{
    if (request == PFCP_ESTABLISHMENT) ie_node(w, &s->upf);
    ie_u8(w, IE_CAUSE, 1); /* accepted */
    if (request == PFCP_ESTABLISHMENT) ie_f_seid(w, s->seid | UINT64_C(1) << 32, &s->upf);
}

void pfcp_write(struct writer *w, enum pfcp_request request, bool answer, uint32_t sequence, const struct pfcp_session *s)
{
    static const uint8_t messages[] = {MESSAGE_HEARTBEAT, MESSAGE_ESTABLISHMENT, MESSAGE_MODIFICATION};
    bool session = request != PFCP_HEARTBEAT;
    size_t start = w->len;
    writer_u8(w, session ? 0x21 : 0x20); /* version 1, SEID present */
    writer_u8(w, (uint8_t)(messages[request] + answer));
    writer_u16(w, 0);
    /* the element's SEID in requests to it, the SMF's in answers; 0 while it is not known yet */
    if (session) writer_u64(w, answer ? s->seid : request == PFCP_ESTABLISHMENT ? 0 : (s->seid | UINT64_C(1) << 32));
    writer_u32(w, sequence << 8);
    if (!session)
        ie_u32(w, IE_RECOVERY_TIME, answer ? 0xee21a0c1 : 0xee21a0b0);
    else if (answer)
        write_answer(w, request, s);
    else
        write_request(w, request, s);
    writer_patch_u16(w, start + 2, (uint16_t)(w->len - start - 4));
}
