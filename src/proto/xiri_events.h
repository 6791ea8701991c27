/* Where in an event of TS 33.128 what stands, inside proto only. */
#ifndef CUSTOS_PROTO_XIRI_EVENTS_H
#define CUSTOS_PROTO_XIRI_EVENTS_H

#include "proto/xiri.h"

enum { XIRI_MEMBERS = 8 };

enum xiri_member {
    XIRI_END, /* no more */
    XIRI_SUPI,
    XIRI_PEI,
    XIRI_GPSI,
    XIRI_IMSI,
    XIRI_IMEI,
    XIRI_MSISDN,
    XIRI_NAI,
    XIRI_USERS,     /* UserIdentifiers */
    XIRI_EPS_IDS,   /* EPSSubscriberIDs */
    XIRI_PARTY,     /* SMSParty */
    XIRI_ADDRESS,   /* UEEndpointAddress or IPAddress */
    XIRI_ADDRESSES, /* SEQUENCE OF UEEndpointAddress */
    XIRI_SESSION,   /* PDUSessionID or EPSBearerID */
    XIRI_NETWORK    /* DNN or APN */
};

struct xiri_event {
    const char *name, *function;
    struct {
        uint8_t tag, is; /* enum xiri_member */
    } member[XIRI_MEMBERS];
};

/* NULL for a tag that the module does not have. */
const struct xiri_event *xiri_event_of(uint32_t event);

#endif
