/* Dynamic Tasking Control Protocol as Juniper's FlowTap speaks it (DTCP/0.7, DTCP/0.8): a text command with header lines. Inside
 * SSH nothing of it shows; it also runs plain. */
#ifndef CUSTOS_PROTO_DTCP_H
#define CUSTOS_PROTO_DTCP_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/fields.h"
#include "base/macros.h"

enum { DTCP_ID_TEXT = 33, DTCP_LINES_MAX = 64 };
enum dtcp_verb { DTCP_ADD, DTCP_DELETE, DTCP_REFRESH, DTCP_LIST };

struct dtcp {
    enum dtcp_verb verb;
    char id[DTCP_ID_TEXT];     /* X-MD-Intercept-Id, else Criteria-ID, printable, or "" */
    struct ip_addr place;      /* X-JTap-Cdest-Dest-Address; family 0: not said */
    uint16_t port;             /* X-JTap-Cdest-Dest-Port; 0: not said */
    struct ip_addr subscriber; /* Source-Address, else Dest-Address; family 0: any */
};

/* Does a command start here? Cheap: asked of every datagram and segment. */
static inline bool dtcp_sniff(struct bytes b)
{
    if (b.len < 12 || b.data[0] < 'A' || b.data[0] > 'R') return false;
    return memcmp(b.data, "ADD DTCP/0.", 11) == 0 || memcmp(b.data, "LIST DTCP/0.", 12) == 0 ||
           (b.len >= 14 && memcmp(b.data, "DELETE DTCP/0.", 14) == 0) ||
           (b.len >= 15 && memcmp(b.data, "REFRESH DTCP/0.", 15) == 0);
}

/* The next line without its end; `b` goes on behind it. */
struct bytes dtcp_line(struct bytes *b);

/* False when it is no command, or its empty last line is not there. Lines beyond DTCP_LINES_MAX are not read. */
bool dtcp_parse(struct bytes b, struct dtcp *ret) MUST_USE;

/* Tell the lines of a command, and what is wrong with it. */
void dtcp_fields(struct bytes pdu, struct fields *f);

#endif
