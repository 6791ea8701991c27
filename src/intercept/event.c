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
    case INTERCEPT_CONTROL: return "control";
    case INTERCEPT_ORDER: return "order";
    case INTERCEPT_UNKNOWN: break;
    }
    return "unknown";
}

const char *intercept_protocol_name(enum intercept_protocol protocol)
{
    static const char *const names[] = {
        [INTERCEPT_HI] = "hi", [INTERCEPT_X2X3] = "x2x3", [INTERCEPT_X1] = "x1", [INTERCEPT_HI1] = "hi1"};
    return names[protocol];
}
