/* PFCP messages (3GPP TS 29.244) as an SMF and a UPF exchange them. */
#ifndef CUSTOS_DRILL_PFCP_H
#define CUSTOS_DRILL_PFCP_H

#include <stdbool.h>

#include "base/addr.h"
#include "wire/writer.h"

enum pfcp_request { PFCP_HEARTBEAT, PFCP_ESTABLISHMENT, PFCP_MODIFICATION };

struct pfcp_session {
    struct ip_addr smf, upf, n3, gnb, subscriber; /* IPv4 */
    struct ip_addr duplicate_to;                  /* IPv4; a modification then duplicates to there, by GTP-U; family 0: none */
    const char *imsi;                             /* NULL: not said */
    uint64_t seid;
    uint32_t teid_up, teid_down;
};

/* The request, or the UPF's answer that accepts it. */
void pfcp_write(struct writer *w, enum pfcp_request request, bool answer, uint32_t sequence, const struct pfcp_session *s);

#endif
