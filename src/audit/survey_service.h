/* Protocols between elements that are known by their registered port and recognised by content. */
#ifndef CUSTOS_AUDIT_SURVEY_SERVICE_H
#define CUSTOS_AUDIT_SURVEY_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "register/network.h"

struct survey_service {
    uint8_t protocol;
    uint16_t port;
    const char *name;
    enum purpose as;
    bool one_way;                 /* by its nature never answered */
    bool (*like)(struct bytes b); /* a payload of it; NULL: cannot be told (encrypted) */
};

/* The service registered for that port, or NULL. */
const struct survey_service *survey_service_find(uint8_t protocol, uint16_t port);

#endif
