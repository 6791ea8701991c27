#include "intercept/event.h"

const char *intercept_kind_name(enum intercept_kind kind)
{
    switch (kind) {
    case INTERCEPT_IRI: return "iri";
    case INTERCEPT_CC: return "cc";
    case INTERCEPT_ENCRYPTED: return "encrypted";
    case INTERCEPT_NOTICE: return "notice";
    case INTERCEPT_INTEGRITY: return "integrity";
    case INTERCEPT_KEEPALIVE: return "keepalive";
    case INTERCEPT_UNKNOWN: break;
    }
    return "unknown";
}

const char *intercept_protocol_name(enum intercept_protocol protocol)
{
    return protocol == INTERCEPT_HI ? "hi" : "x2x3";
}
